// Shares of the time in which lamps burned, as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/availability.hpp>

namespace kerb::report {

struct AvailabilityUnit {
    std::string level, unit, name_zh, name_en;
    outage::Availability found;
};

struct AvailabilityResult {
    std::string summary, source; ///< `events` or `tickets`
    std::string from, to;        ///< of the window
    bool all_day = false;
    double latitude = 0, longitude = 0; ///< of the sun; 0 with `all_day`
    int clock_min = 0;                  ///< the clock ahead of UTC
    std::string clock_by;               ///< `option`, `records` or `longitude`
    double confidence = 0.95;
    outage::AvailabilityReport report; ///< of all
    std::vector<AvailabilityUnit> units;
};

/// Stable name of what bounds are made of.
[[nodiscard]] const char* bounds_name(outage::DowntimeBounds bounds);
/// `{"summary","window","nights","overall":{…},"weeks":[{…}],"units":[{…}],"faults":{…},"methods":{…}}`
[[nodiscard]] std::string availability_json(const AvailabilityResult& result);
/// The city, a row for each week, then for each group.
[[nodiscard]] std::string availability_csv(const AvailabilityResult& result);

} // namespace kerb::report
