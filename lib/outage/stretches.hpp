// Stretches of time of one lamp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <kerb/outage/availability.hpp>

namespace kerb::outage {

/// Joins stretches, ascending by their beginnings, that overlap or touch. Returns how many were joined to another.
inline std::int64_t join(std::vector<Stretch>& stretches) {
    std::size_t kept = 0;
    for (std::size_t i = 1; i < stretches.size(); ++i) {
        if (stretches[i].from <= stretches[kept].to) {
            stretches[kept].to = std::max(stretches[kept].to, stretches[i].to);
        } else {
            stretches[++kept] = stretches[i];
        }
    }
    const auto joined = stretches.empty() ? 0 : stretches.size() - kept - 1;
    stretches.resize(stretches.size() - joined);
    return static_cast<std::int64_t>(joined);
}

/// What joined stretches leave of one.
inline std::vector<Stretch> rest_of(const Stretch& whole, const std::vector<Stretch>& taken) {
    std::vector<Stretch> rest;
    auto from = whole.from;
    for (const auto& t : taken) {
        if (std::min(t.from, whole.to) > from) {
            rest.push_back({from, std::min(t.from, whole.to)});
        }
        from = std::max(from, t.to);
    }
    if (from < whole.to) {
        rest.push_back({from, whole.to});
    }
    return rest;
}

/// Where two ascending lists of stretches are both.
inline std::vector<Stretch> both_of(const std::vector<Stretch>& a, const std::vector<Stretch>& b) {
    std::vector<Stretch> both;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const Stretch part{std::max(a[i].from, b[j].from), std::min(a[i].to, b[j].to)};
        if (part.from < part.to) {
            both.push_back(part);
        }
        ++(a[i].to < b[j].to ? i : j);
    }
    return both;
}

} // namespace kerb::outage
