// Where on the streets is this?
#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/network/graph.hpp>
#include <kerb/network/place.hpp>

namespace kerb::network {

/// Points, lines or areas, not copied.
using Shapes = std::variant<std::span<const Point>, const Lines*, std::span<const MultiPolygon>>;

struct SnapOptions {
    Metres within = Metres{50}; ///< farther than this an item is off the streets
    std::span<const double> line_scale =
        {}; ///< as StreetInput::line_scale; empty: 1. Access lengths are divided by it, too
    Threads threads = Threads{1};
};

struct SnappedPlaces {
    std::vector<PlaceOnEdge> places;        ///< by item, then edge and place
    std::vector<std::uint32_t> off_streets; ///< items farther away than `within`, ascending
};

/// Places of items on the streets. A point stands at the nearest place (on all edges at a node when that is one; of
/// several at one distance the lowest edge). An area takes up the stretches of streets inside of it and on its border,
/// for there one is in it; one that no street enters stands at its nearest place, as a point does. A line takes up
/// what it shares with the streets and the places where it crosses them, else its nearest place. \throws UsageError
/// when a coordinate is not finite or `within` is negative \par Complexity O(n log m) in a city
[[nodiscard]] SnappedPlaces snap(const Graph& graph, const Lines& lines, const Shapes& items,
                                 const SnapOptions& options);

} // namespace kerb::network
