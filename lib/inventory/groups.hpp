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

/// Zones of different kinds may cover the same ground, and so may the duties of different kinds.
inline std::string group_of(const AssetRef& asset) {
    if (const auto* zone = asset.as<Zone>()) {
        return zone->kind;
    }
    if (const auto* duty = asset.as<Responsibility>()) {
        return std::to_string(static_cast<int>(duty->kind)) + ' ' + duty->unit.str();
    }
    return asset.spec().is_other() ? asset.class_name() : std::string();
}

/// Positions of the assets of which `fits` holds, by group in the order of their first asset.
template <class Fits>
std::vector<std::vector<std::uint32_t>> groups_of(const AssetList& assets, const Fits& fits) {
    std::vector<std::vector<std::uint32_t>> groups;
    std::unordered_map<std::string, std::size_t> known;
    for (std::uint32_t i = 0; i < assets.size(); ++i) {
        if (!fits(assets[i])) {
            continue;
        }
        const auto at = known.emplace(group_of(assets[i]), groups.size()).first->second;
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

} // namespace kerb::detail
