// How far two places lie from each other, and how much of one runs beside the other.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

#include "asset_list.hpp"

namespace kerb::detail {

/// A geometry as chains of points: a point is a chain of one, an area its rings.
using Chains = std::vector<std::span<const Point>>;

/// Those of an asset; empty when it has no place or one that is not finite.
[[nodiscard]] Chains chains_of(const AssetRef& asset);

/// The greatest distance from a point of either to the nearest of the other (Hausdorff), to 0.1 mm from below; the same
/// when the two are exchanged. \pre both have points \par Complexity about O((n + m) log), by a grid
[[nodiscard]] double hausdorff(const Chains& a, const Chains& b);

/// Where that distance is: a point of one and the nearest of the other, in the order of the arguments.
struct Move {
    Point from, to;
};
[[nodiscard]] Move greatest_move(const Chains& a, const Chains& b);

/// How far an asset's place is from another's; see AssetPair::distance_m.
[[nodiscard]] std::optional<double> distance_between(const AssetRef& a, const AssetRef& b);

/// Length of `a` that lies within `within` of `b`: exact, for what a segment reaches is convex, so each segment of `a`
/// has one interval of it. \par Complexity O(n·m)
[[nodiscard]] double length_beside(const Chains& a, const Chains& b, double within);

} // namespace kerb::detail
