#include <kerb/outage/lamp_index.hpp>

#include <array>
#include <type_traits>

#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

/// Lists of rows by group, in the order of rows.
std::vector<std::vector<std::uint32_t>> rows_by(const std::vector<std::uint32_t>& of_row, std::size_t groups) {
    std::vector<std::vector<std::uint32_t>> rows(groups);
    for (std::uint32_t i = 0; i < of_row.size(); ++i) {
        if (of_row[i] != no_group) {
            rows[of_row[i]].push_back(i);
        }
    }
    return rows;
}

template <class Asset>
constexpr bool is_lighting = std::is_same_v<Asset, Streetlight> || std::is_same_v<Asset, Luminaire> ||
                             std::is_same_v<Asset, Circuit> || std::is_same_v<Asset, Cabinet>;

} // namespace

LampIndex::LampIndex(const Inventory& city, const LampTable& table) {
    entries_.reserve(table.size() + city.luminaires.size() + city.streetlights.size() + city.circuits.size());
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        add(table.keys[i], Named::lamp, std::array{i});
    }
    add_poles_and_heads(city, table);
    add_group(table.groups(Level::circuit), Named::circuit);
    add_group(table.groups(Level::cabinet), Named::cabinet);
    add_controllers(city);
    for_each_class(city, [this](const auto& assets) {
        using Asset = typename std::decay_t<decltype(assets)>::value_type;
        if constexpr (!is_lighting<Asset>) {
            for (const auto& asset : assets) {
                others_.try_emplace(asset.about.key, std::uint8_t{1});
            }
        }
    });
}

void LampIndex::add(std::string_view key, Named named, std::span<const std::uint32_t> lamps) {
    const Entry entry{named, static_cast<std::uint32_t>(lamps_.size()), static_cast<std::uint32_t>(lamps.size())};
    if (!key.empty() && entries_.try_emplace(key, entry).second) {
        lamps_.insert(lamps_.end(), lamps.begin(), lamps.end());
    }
}

void LampIndex::add_group(const Grouping& groups, Named named) {
    const auto rows = rows_by(groups.of_lamp, groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        add(groups.keys[i], named, rows[i]);
    }
}

void LampIndex::add_poles_and_heads(const Inventory& city, const LampTable& table) {
    const auto of_pole = rows_by(table.pole, city.streetlights.size());
    for (std::size_t i = 0; i < city.streetlights.size(); ++i) {
        add(city.streetlights[i].about.key, Named::pole, of_pole[i]);
    }
    const KeyIndex poles(city.streetlights);
    for (const auto& head : city.luminaires) {
        // A head that is no row of its own stands for its pole; one that is not counted for nothing.
        const auto at = table.unit == LampUnit::pole ? poles.find(head.pole) : no_asset;
        add(head.about.key, Named::head,
            at == no_asset ? std::span<const std::uint32_t>() : std::span<const std::uint32_t>(of_pole[at]));
    }
}

void LampIndex::add_controllers(const Inventory& city) {
    const auto copy = [this](std::string_view controller, std::string_view key) {
        const auto found = entries_.find(key);
        if (!controller.empty() && found != entries_.end()) {
            const Entry entry = found->second;
            entries_.try_emplace(controller, entry);
        }
    };
    for (const auto& head : city.luminaires) {
        copy(head.telemetry.str(), head.about.key);
    }
    for (const auto& cabinet : city.cabinets) {
        copy(cabinet.telemetry.str(), cabinet.about.key);
    }
}

LampIndex::Answer LampIndex::find(std::string_view key) const {
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
        return {};
    }
    const auto& entry = found->second;
    return {entry.named, std::span(lamps_).subspan(entry.begin, entry.count)};
}

} // namespace kerb::outage
