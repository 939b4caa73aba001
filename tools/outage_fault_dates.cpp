#include "outage_fault_dates.hpp"

#include <algorithm>

#include <kerb/inventory/late_records.hpp>
#include <kerb/inventory/meant_time.hpp>

namespace kerb::tools {
namespace {

bool timed(const DatedFault& fault) {
    return fault.from.has_time && (!fault.to || fault.to->has_time);
}

Issue issue_of(const std::string& reason, const std::string& layer, const DatedFault& fault, const Moment& moment) {
    return {Severity::warning,
            reason,
            layer,
            -1,
            fault.key,
            0,
            0,
            false,
            {reason, {{"key", fault.key}, {"moment", to_text(moment)}}}};
}

MeantTime time_of(const std::vector<DatedFault>& faults) {
    std::vector<std::int64_t> begins;
    begins.reserve(faults.size());
    for (const auto& fault : faults) {
        begins.push_back(fault.from.seconds);
    }
    return meant_time(begins);
}

/// Sets aside the faults for which `reason_against(fault)` holds.
template <class Against>
void set_aside(MeantFaults& made, const std::string& reason, const std::string& layer, Accounting& accounting,
               Against&& against) {
    std::vector<DatedFault> kept;
    for (auto& fault : made.faults) {
        if (!against(fault)) {
            kept.push_back(std::move(fault));
            continue;
        }
        --accounting.used;
        accounting.skip(reason);
        made.issues.push_back(issue_of(reason, layer, fault, fault.from));
    }
    made.faults = std::move(kept);
}

/// The last moment that is meant. \pre not empty
Moment end_of(const std::vector<DatedFault>& faults) {
    std::vector<Moment> moments;
    for (const auto& fault : faults) {
        moments.push_back(fault.from);
        if (fault.to) {
            moments.push_back(*fault.to);
        }
    }
    return last_meant(std::move(moments));
}

/// Faults that begin far after the rest; those that end there alone are open when the record ends.
void set_aside_late(MeantFaults& made, const std::string& layer, Accounting& accounting) {
    if (made.faults.empty()) {
        return;
    }
    const auto last = end_of(made.faults);
    std::vector<DatedFault> kept;
    for (auto& fault : made.faults) {
        const bool begins = last < fault.from;
        if (begins || (fault.to && last < *fault.to)) {
            const auto& moment = begins ? fault.from : *fault.to;
            made.issues.push_back(late_record(layer, fault.key, fault.asset, moment, last, "--window-to"));
            fault.to.reset();
        }
        if (begins) {
            --accounting.used;
            accounting.skip("fault.late_record");
        } else {
            kept.push_back(std::move(fault));
        }
    }
    made.faults = std::move(kept);
}

} // namespace

MeantFaults meant_faults(std::vector<DatedFault> faults, const std::string& layer, bool end_given,
                         Accounting& accounting) {
    MeantFaults made;
    made.faults = std::move(faults);
    const auto time = time_of(made.faults);
    set_aside(made, "fault.odd_begin", layer, accounting,
              [&](const DatedFault& fault) { return !time.begins(fault.from.seconds); });
    for (auto& fault : made.faults) {
        if (fault.to && time.never(fault.to->seconds)) {
            ++made.endless;
            made.issues.push_back(issue_of("fault.odd_end", layer, fault, *fault.to));
            fault.to.reset();
        }
    }
    const auto with_time = std::count_if(made.faults.begin(), made.faults.end(), timed);
    made.days = 2 * static_cast<std::size_t>(with_time) < made.faults.size();
    if (!made.days) {
        set_aside(made, "fault.no_time", layer, accounting, [](const DatedFault& fault) { return !timed(fault); });
    }
    if (!end_given) {
        set_aside_late(made, layer, accounting);
    }
    return made;
}

} // namespace kerb::tools
