#include "outage_fault_dates.hpp"

#include <algorithm>

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

Issue late_record(const char* layer, const std::string& key, const std::string& asset, const Moment& moment,
                  const Moment& last) {
    constexpr const char* reason = "fault.late_record";
    const auto shown = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
    Issue issue{Severity::warning, reason, layer, -1, key, 0, 0, false, {}};
    issue.message = {
        reason, {{"key", shown(key)}, {"asset", shown(asset)}, {"moment", to_text(moment)}, {"last", to_text(last)}}};
    return issue;
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

/// A begin or end after `last`; an end that no one can know is none, and told elsewhere.
const Moment* after(const std::optional<Moment>& begin, const std::optional<Moment>& end, const Moment& last) {
    if (begin && last < *begin) {
        return &*begin;
    }
    return end && last < *end && end->seconds <= last.seconds + MeantTime::years_s ? &*end : nullptr;
}

} // namespace

std::vector<Issue> records_after(const Inventory& city, const Moment& last) {
    std::vector<Issue> issues;
    const auto look = [&](const char* layer, const auto& record, const Moment* at) {
        if (at != nullptr) {
            issues.push_back(late_record(layer, record.about.key, record.asset.str(), *at, last));
        }
    };
    for (const auto& event : city.events) {
        look("events", event, after(event.found, event.fixed, last));
    }
    for (const auto& reading : city.readings) {
        look("readings", reading, after(reading.time, std::nullopt, last));
    }
    for (const auto& request : city.cases) {
        const bool asked = city.events.empty() && city.readings.empty();
        look("cases", request, asked ? after(request.reported, request.closed, last) : nullptr);
    }
    return issues;
}

MeantFaults meant_faults(std::vector<DatedFault> faults, const std::string& layer, Accounting& accounting) {
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
    return made;
}

} // namespace kerb::tools
