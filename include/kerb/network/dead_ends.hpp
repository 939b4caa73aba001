// Where do streets end, and how far in is that?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/network/graph.hpp>

namespace kerb::network {

inline constexpr std::uint32_t no_node = 0xffffffff;

struct DeadEndOptions {
    /// The area that the streets were collected for: an end outside of it, or within `margin` of its border, may go on.
    /// nullptr: the box of all lines' points.
    const MultiPolygon* area = nullptr;
    Metres margin = Metres{20};
    std::span<const double> line_scale = {}; ///< as StreetInput::line_scale; the margin is on the ground, too
    std::span<const std::uint8_t> designed;  ///< of each line: 1 where an end is meant to be one; empty: none
};

struct DeadEnd {
    std::uint32_t node = 0;
    std::uint32_t edge = 0; ///< the only one there
    std::uint32_t junction =
        no_node;        ///< the first one on the way back; no_node where the street's other end is one too
    double blind_m = 0; ///< way back to the junction, or to the other end
    friend bool operator==(const DeadEnd&, const DeadEnd&) = default;
};

struct DeadEnds {
    std::vector<DeadEnd> items;                 ///< the longest blind stretch first, then by node
    std::int64_t at_boundary = 0, designed = 0; ///< ends that were not counted; at the boundary comes first
    std::int64_t junctions = 0;                 ///< nodes where at least three ways meet

    /// All ends and junctions: what the dead ends are a share of. Nodes where a street merely goes on are none.
    [[nodiscard]] std::int64_t of() const {
        return static_cast<std::int64_t>(items.size()) + at_boundary + designed + junctions;
    }
    [[nodiscard]] std::optional<double> share() const;
    friend bool operator==(const DeadEnds&, const DeadEnds&) = default;
};

/// Nodes of one way out (断头路). \pre `lines` are those the graph was made of \throws UsageError when `designed` or
/// `line_scale` is not one for each line, or the margin is negative. \par Complexity O(nodes + edges + points), and
/// O(sides of the area) for each end
[[nodiscard]] DeadEnds dead_ends(const Graph& graph, const Lines& lines, const DeadEndOptions& options = {});

} // namespace kerb::network
