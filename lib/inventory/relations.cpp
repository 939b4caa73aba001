#include <kerb/inventory/relations.hpp>

#include <bit>
#include <functional>

namespace kerb {
namespace {

constexpr std::size_t block = 16384;

std::size_t hash_of(std::string_view key) {
    return std::hash<std::string_view>{}(key);
}

std::uint32_t high_bits(std::size_t hash) {
    return static_cast<std::uint32_t>(hash >> 32);
}

/// The link of each of `count` records.
template <class LinkOf>
std::vector<Link> links(std::size_t count, Threads threads, LinkOf&& link_of) {
    std::vector<Link> all(count);
    for_each_block(count, block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            all[i] = link_of(i);
        }
    });
    return all;
}

} // namespace

void KeyIndex::fill() {
    slots_.resize(keys_.empty() ? 0 : std::bit_ceil(keys_.size() + keys_.size() / 2 + 1));
    const auto mask = slots_.size() - 1;
    for (std::uint32_t at = 0; at < keys_.size(); ++at) {
        const auto& key = *keys_[at];
        const auto hash = hash_of(key);
        auto s = hash & mask;
        // Up to a free slot, or to the first of its name.
        while (slots_[s].at != no_asset && !(slots_[s].hash == high_bits(hash) && *keys_[slots_[s].at] == key)) {
            s = (s + 1) & mask;
        }
        if (slots_[s].at == no_asset && !key.empty()) {
            slots_[s] = {high_bits(hash), at};
        }
    }
}

std::uint32_t KeyIndex::find(std::string_view key) const {
    if (key.empty() || slots_.empty()) {
        return no_asset;
    }
    const auto hash = hash_of(key);
    const auto mask = slots_.size() - 1;
    for (auto s = hash & mask; slots_[s].at != no_asset; s = (s + 1) & mask) {
        if (slots_[s].hash == high_bits(hash) && *keys_[slots_[s].at] == key) {
            return slots_[s].at;
        }
    }
    return no_asset;
}

Link follow(const KeyIndex& index, std::string_view key) {
    if (key.empty()) {
        return {};
    }
    const auto at = index.find(key);
    return {at, at == no_asset ? Link::State::broken : Link::State::found};
}

LightingRelations resolve_lighting(const Inventory& city, Threads threads) {
    const KeyIndex poles(city.streetlights), circuits(city.circuits), cabinets(city.cabinets);
    LightingRelations all;
    all.circuit_cabinet = links(city.circuits.size(), threads,
                                [&](std::size_t i) { return follow(cabinets, city.circuits[i].cabinet.str()); });
    all.pole_circuit = links(city.streetlights.size(), threads,
                             [&](std::size_t i) { return follow(circuits, city.streetlights[i].circuit.str()); });
    all.pole_cabinet = links(city.streetlights.size(), threads, [&](std::size_t i) {
        const auto circuit = all.pole_circuit[i];
        const auto by_circuit = circuit.found() ? all.circuit_cabinet[circuit.at] : Link{};
        return by_circuit.found() ? by_circuit : follow(cabinets, city.streetlights[i].cabinet.str());
    });
    all.luminaire_pole =
        links(city.luminaires.size(), threads, [&](std::size_t i) { return follow(poles, city.luminaires[i].pole); });
    all.luminaire_circuit = links(city.luminaires.size(), threads, [&](std::size_t i) {
        const auto own = follow(circuits, city.luminaires[i].circuit.str());
        const auto pole = all.luminaire_pole[i];
        return own.state == Link::State::silent && pole.found() ? all.pole_circuit[pole.at] : own;
    });
    return all;
}

} // namespace kerb
