#include "outage_fault_dates.hpp"

#include <algorithm>

namespace kerb::tools {
namespace {

constexpr std::int64_t year_1980 = 315532800;

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

} // namespace

MeantTime meant_time(std::span<const std::int64_t> begins) {
    std::vector<std::int64_t> sorted;
    std::copy_if(begins.begin(), begins.end(), std::back_inserter(sorted),
                 [](std::int64_t at) { return at >= year_1980; });
    if (sorted.empty()) {
        return {year_1980, year_1980};
    }
    std::sort(sorted.begin(), sorted.end());
    auto at = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
    while (at + 1 != sorted.end() && *(at + 1) - *at <= MeantTime::years_s) {
        ++at;
    }
    return {year_1980, *at};
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
