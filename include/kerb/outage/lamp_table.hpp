// The lamps of an inventory as rows that can be counted, and what each belongs to.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/inventory/inventory.hpp>

namespace kerb::outage {

/// What is counted: poles (基), or lamp heads (盏).
enum class LampUnit : std::uint8_t { pole, head };

/// By what lamps are told apart. `rule`: classes that a city's rule judges together, see group_by_rules().
enum class Level : std::uint8_t { city, district, road_class, road, circuit, cabinet, type, rule };
inline constexpr std::size_t level_count = 8;
inline constexpr std::array<const char*, level_count> level_codes = {"city",    "district", "road_class", "road",
                                                                     "circuit", "cabinet",  "type",       "rule"};

inline constexpr std::uint32_t no_group = 0xffffffffU;

/// Groups of one level, in the order of their keys.
struct Grouping {
    std::vector<std::uint32_t> of_lamp; ///< `no_group`: the records do not say
    std::vector<std::string> keys;
    std::vector<std::string> names_zh, names_en; ///< of districts and roads, where they have any; else empty
    [[nodiscard]] std::size_t size() const { return keys.size(); }
};

struct LampTableOptions {
    LampUnit unit = LampUnit::pole;
    double road_within_m = 50;          ///< to the carriageway, for poles whose record names no road
    std::string zone_kind = "district"; ///< of the zones that are the level `district`
    bool landscape = false;             ///< count landscape lighting (景观照明) and nothing else
};

/// Lamps in the order of their records. A lamp belongs to the zone that holds it, without zones to the district that
/// its record names; to the road that its record names, else to the nearest; to its own circuit, else its pole's; to
/// the cabinet of that circuit, else the pole's. Poles of several kinds of heads are of the type `mixed`.
struct LampTable {
    LampUnit unit = LampUnit::pole;
    std::vector<std::string> keys;
    Points places;
    std::vector<std::uint32_t> pole; ///< position in `Inventory::streetlights`
    /// Place along the circuit, as an order: road by road, along each.
    std::vector<double> along;
    std::vector<std::uint8_t> half_night;         ///< not due on after midnight
    std::array<Grouping, level_count> by;         ///< by Level; the city is one group
    std::map<std::string, std::int64_t> left_out; ///< poles or heads that are not counted, by reason

    [[nodiscard]] std::size_t size() const { return keys.size(); }
    [[nodiscard]] const Grouping& groups(Level level) const { return by[static_cast<std::size_t>(level)]; }
};

/// Left out are lamps that are planned, removed or out of service, of the other purpose, without a pole
/// (`lamp.no_pole`), and those of a key that came before (`lamp.repeated`). \par Complexity O(n log n)
[[nodiscard]] LampTable lamp_table(const Inventory& city, const LampTableOptions& options = {});

} // namespace kerb::outage
