// Assets that may be held against each other: those of a class, and of one kind where the class holds several things.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "findings.hpp"

namespace kerb::detail {

/// Name of the class, as a list of a rule names it.
template <class T>
const std::string& class_name_of(const T& asset) {
    if constexpr (std::is_same_v<T, OtherAsset>) {
        return asset.class_name;
    } else {
        return class_spec<T>().class_name;
    }
}

/// Zones of different kinds may cover the same ground, and so may the duties of different kinds.
template <class T>
std::string group_of(const T& asset) {
    if constexpr (std::is_same_v<T, Zone>) {
        return asset.kind;
    } else if constexpr (std::is_same_v<T, Responsibility>) {
        return std::to_string(static_cast<int>(asset.kind)) + ' ' + asset.unit.str();
    } else if constexpr (std::is_same_v<T, OtherAsset>) {
        return asset.class_name;
    } else {
        return {};
    }
}

/// Positions of the assets of which `fits` holds, by group in the order of their first asset.
template <class T, class Fits>
std::vector<std::vector<std::uint32_t>> groups_of(const std::vector<T>& assets, Fits&& fits) {
    std::vector<std::vector<std::uint32_t>> groups;
    std::unordered_map<std::string, std::size_t> known;
    for (std::uint32_t i = 0; i < assets.size(); ++i) {
        if (!fits(assets[i])) {
            continue;
        }
        std::size_t at = 0;
        if constexpr (std::is_same_v<T, Zone> || std::is_same_v<T, Responsibility> || std::is_same_v<T, OtherAsset>) {
            at = known.emplace(group_of(assets[i]), groups.size()).first->second;
        }
        if (at == groups.size()) {
            groups.emplace_back();
        }
        groups[at].push_back(i);
    }
    return groups;
}

inline bool listed_in(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The asset's geometry as a G, or null when it is none.
template <class G, class T>
const G* geometry_if(const T& asset) {
    if constexpr (std::is_void_v<decltype(geometry_of(asset))>) {
        return nullptr;
    } else {
        const auto& geometry = geometry_of(asset);
        using Held = std::decay_t<decltype(geometry)>;
        if constexpr (std::is_same_v<Held, G>) {
            return &geometry;
        } else if constexpr (std::is_same_v<Held, Place>) {
            return std::get_if<G>(&geometry);
        } else {
            return nullptr;
        }
    }
}

} // namespace kerb::detail
