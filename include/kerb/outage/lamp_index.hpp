// Which lamps does a record speak of when it names a lamp, a pole, a circuit, a cabinet or a controller?
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <kerb/outage/lamp_table.hpp>

namespace kerb::outage {

enum class Named : std::uint8_t { nothing, lamp, pole, head, circuit, cabinet };

/// Keys of lamps, poles, heads, circuits, cabinets and their controllers, to the rows of a table that they stand for.
/// Where several have a key, the lamp comes first, then pole, head, circuit, cabinet. The inventory and the table must
/// outlive it. \par Complexity O(n) to make, O(1) to ask
class LampIndex {
public:
    LampIndex(const Inventory& city, const LampTable& table);

    struct Answer {
        Named named = Named::nothing;
        std::span<const std::uint32_t> lamps; ///< rows of the table; empty when they are not counted
    };
    [[nodiscard]] Answer find(std::string_view key) const;
    /// Does any other asset of the inventory have that key?
    [[nodiscard]] bool other_asset(std::string_view key) const { return others_.contains(key); }

private:
    struct Entry {
        Named named = Named::nothing;
        std::uint32_t begin = 0, count = 0;
    };
    void add(std::string_view key, Named named, std::span<const std::uint32_t> lamps);
    void add_group(const Grouping& groups, Named named);
    void add_poles_and_heads(const Inventory& city, const LampTable& table);
    void add_controllers(const Inventory& city);
    std::unordered_map<std::string_view, Entry> entries_;
    std::unordered_map<std::string_view, std::uint8_t> others_;
    std::vector<std::uint32_t> lamps_;
};

} // namespace kerb::outage
