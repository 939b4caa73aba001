// A place on a graph, as a stretch of an edge.
#pragma once

#include <cstdint>

namespace kerb::network {

/// Where something stands on the streets, or which stretch of an edge it takes up (a park beside it): from_m = to_m for
/// a point. What is on several edges has several.
struct PlaceOnEdge {
    std::uint32_t item = 0;      ///< the caller's number: the facility, the building
    std::uint32_t edge = 0;      ///< of the graph
    double from_m = 0, to_m = 0; ///< from the edge's `from`, 0 … length
    double access_m = 0;         ///< straight distance between the item and the edge
    friend bool operator==(const PlaceOnEdge&, const PlaceOnEdge&) = default;
};

} // namespace kerb::network
