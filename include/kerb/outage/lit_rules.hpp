// A city's rule of lit rates: limits by road class, for all roads together and for any one, and counts for short ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/outage/lamp_table.hpp>

namespace kerb::outage {

/// Roads of `from` to `to` lamps may have at most `most_out` out.
struct SmallRoads {
    std::int64_t from = 0, to = 0, most_out = 0;
};

struct LitRule {
    std::vector<std::string> road_classes; ///< codes
    double most_out = 0;                   ///< share of all lamps on such roads
    std::optional<double> road_most_out;   ///< of any one road
    std::vector<SmallRoads> small_roads;
    /// The band for a road of so many lamps; null where its share counts.
    [[nodiscard]] const SmallRoads* band(std::int64_t lamps) const;
};

struct LitRules {
    std::string title, title_zh, source, status;
    std::vector<LitRule> rules;
    /// \throws SourceError naming the key that is missing, of another type or out of its range
    [[nodiscard]] static LitRules from_toml(const TomlTable& table);
};

/// Fills the level `rule` of a table: a group for each rule, named by its classes joined with +.
void group_by_rules(LampTable& table, const LitRules& rules);

} // namespace kerb::outage
