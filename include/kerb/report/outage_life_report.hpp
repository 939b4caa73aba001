// Lives of lamps by type, and failures to come, as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/forecast.hpp>
#include <kerb/outage/life.hpp>

namespace kerb::report {

struct LifeOfType {
    std::string type;
    std::int64_t lamps = 0;
    outage::LifeFit fit; ///< ages in years
    std::optional<outage::Forecast> ahead;
};

struct FailuresOfDistrict {
    std::string unit, name_zh, name_en;
    outage::Forecast ahead;
};

struct LifeResult {
    std::string summary, from, to;  ///< of the window
    std::vector<std::string> kinds; ///< of events that are failures
    bool renewed = false;
    double confidence = 0.95, ahead_days = 30;
    std::uint64_t seed = 1;
    std::vector<LifeOfType> types;
    outage::Forecast ahead; ///< of all
    std::vector<FailuresOfDistrict> districts;
    std::int64_t undated = 0, untyped = 0, built_after = 0, in_repair = 0, before_built = 0, not_forecast = 0;
};

[[nodiscard]] const char* life_state_name(outage::LifeState state);
/// `{"summary","window","types":[{…}],"ahead":{"days","all","districts":[{…}]},"left_out":{…},"seed","methods"}`
[[nodiscard]] std::string life_json(const LifeResult& result);
/// A row for each type, then for each district.
[[nodiscard]] std::string life_csv(const LifeResult& result);

} // namespace kerb::report
