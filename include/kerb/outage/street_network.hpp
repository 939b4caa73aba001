// The streets of an inventory as a graph, with its lamps on it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/outage/lamp_table.hpp>
#include <kerb/outage/near_lamps.hpp>

namespace kerb::outage {

/// What an edge is of: a stretch of one part of a road's centreline.
struct StreetPiece {
    std::uint32_t road = 0, part = 0; ///< position in `Inventory::roads`, and of its chain
    double from_m = 0, to_m = 0;      ///< along the chain
    friend bool operator==(const StreetPiece&, const StreetPiece&) = default;
};

struct Streets {
    StreetGraph graph;
    std::vector<StreetPiece> pieces; ///< one for each edge, by road, part and place along it
};

/// Roads meet where their ends lie within `join_m` of each other, and where an end lies within `join_m` of the course
/// of another: there it is cut. Courses that merely cross do not meet (one may be a bridge). Roads that are planned or
/// removed are none. \pre join_m > 0; coordinates are finite \par Complexity O(n log n) in a city
[[nodiscard]] Streets streets_of(const Inventory& city, double join_m = 0.01);

/// Lamps on streets.
struct LampsOnStreets {
    std::vector<LampOnStreet> lamps; ///< one for each row that was asked for, in their order
    std::int64_t off_streets = 0;    ///< lamps that belong to no street: each has a place of its own, far from all
};

/// Each lamp goes to the place nearest to it on its road, as the table says which. For the others the graph gets an
/// edge of no length each. \param rows of the table \par Complexity O(rows × points of a road)
[[nodiscard]] LampsOnStreets put_on_streets(const Inventory& city, const LampTable& table,
                                            std::span<const std::uint32_t> rows, Streets& streets);

/// The streets within a distance of a place, walking along them; pieces that hang together are joined no further.
/// \pre the place lies on the graph \par Complexity O(m log m) for m streets within the distance, and O(edges)
[[nodiscard]] MultiLineString streets_within(const Inventory& city, const Streets& streets, const LampOnStreet& centre,
                                             double radius_m);

} // namespace kerb::outage
