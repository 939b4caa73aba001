// Times of repair, as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/failure_rate.hpp>
#include <kerb/outage/repairs.hpp>

namespace kerb::report {

/// One group's times, and of zones how many requests their people make.
struct RepairUnitRow {
    std::string level, unit, name_zh, name_en;
    outage::RepairTimes times;
    std::optional<double> population;
    std::optional<outage::FailureRate> requests; ///< per 1,000 people and year
};

struct RepairResult {
    std::string summary, source; ///< `events` or `tickets`
    outage::RepairUnit unit = outage::RepairUnit::hours;
    std::string from, to; ///< of the window
    double confidence = 0.95;
    std::optional<double> mean_until;
    outage::RepairTimes overall;
    std::vector<RepairUnitRow> units;
    std::int64_t before = 0, after = 0, repeats = 0;
    bool without_lamps = false, none_open = false;
    std::optional<std::int64_t> misplaced, unknown_zone; ///< none with lamps
    std::vector<std::string> repeated_numbers;
};

/// Points of a curve at most.
inline constexpr std::size_t curve_points = 200;

[[nodiscard]] const char* unit_name(outage::RepairUnit unit);
/// `{"summary","source","time_unit","window","overall":{…},"units":[{…}],"misplaced",…,"methods"}`
[[nodiscard]] std::string repair_json(const RepairResult& result);
/// The city, then a row for each group.
[[nodiscard]] std::string repair_csv(const RepairResult& result);

} // namespace kerb::report
