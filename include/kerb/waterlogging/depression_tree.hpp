// The hollows of a terrain as a tree: which merge when they fill, where they spill, and what they hold.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kerb::waterlogging {

/// Heights are added as whole numbers of 2⁻²⁰ m, so no order of summation changes a digit. A height below 8 m may lose
/// 2⁻²¹ m when it is converted; order is kept.
inline constexpr double height_quantum_m = 0x1p-20;
/// Water of a cell: height quanta × cells. 10⁸ cells under 80 km of water fit.
using Volume = std::int64_t;
/// A height in quanta, rounded to the nearest.
[[nodiscard]] std::int64_t height_quanta(double height_m);

/// Node 0 stands for all that lies off the map.
inline constexpr std::uint32_t off_map = 0;
/// The basin of a cell without a value.
inline constexpr std::uint32_t no_basin = 0xffffffffU;

/// A hollow: the ground that is under water when it is filled to its sill.
struct DepressionNode {
    std::uint32_t parent = off_map;      ///< the hollow that it merges into when it and its sibling are full
    std::uint32_t first = 0, second = 0; ///< the two that merged into it; 0: a leaf, with one lowest place
    std::uint32_t spills_to = off_map;   ///< leaf basin that its overflow runs into
    std::uint32_t pit = 0;               ///< index of its lowest cell (of equal ones, the first)
    std::uint32_t pass = 0;              ///< index of the cell over which it spills
    float floor_m = 0;                   ///< where it begins: its lowest place, or the level at which the two merged
    float sill_m = 0;                    ///< level at which it spills
    std::uint32_t cells = 0;             ///< below the sill
    std::uint32_t own_begin = 0;         ///< into `DepressionTree::own_m`
    std::uint32_t catchment_cells = 0;   ///< all cells whose water runs into it over ground, itself included
    bool touches_rim = false;            ///< that catchment meets the edge of the map or a cell without a value
    Volume capacity = 0;                 ///< water that fills it to the sill

    [[nodiscard]] bool leaf() const { return first == 0; }
    /// Of zero relief: it holds nothing beyond what its parts hold. Order among equal heights makes such nodes.
    [[nodiscard]] bool flat() const { return !(floor_m < sill_m); }
    friend bool operator==(const DepressionNode&, const DepressionNode&) = default;
};

/// The hierarchy of all hollows of a terrain, as in Barnes, Callaghan & Wickert (2020), "Computing water flow through
/// complex landscapes – Part 2: Finding hierarchies in depressions and morphological segmentations", but built from
/// the lowest passes between basins under a total order of cells (elevation, then index), so the same for any tiling
/// and any number of threads.
///
/// Node 0 is off the map; 1 … `leaves` are the leaf basins in the order of their pits; the others follow in the order
/// of the levels at which they formed, so children come before parents. Hollows without a parent spill downhill, into
/// a leaf basin whose own outlet was reached before; those links never form a circle.
struct DepressionTree {
    std::vector<DepressionNode> nodes;
    std::size_t leaves = 0;
    /// Elevations of the cells that a node has and its children have not, ascending, node by node: the curve of level,
    /// area and volume without loss. Empty when it was not asked for.
    std::vector<float> own_m;

    [[nodiscard]] std::span<const float> own(std::uint32_t node) const {
        const auto begin = nodes[node].own_begin;
        const auto end = node + 1 < nodes.size() ? nodes[node + 1].own_begin : own_m.size();
        return std::span(own_m).subspan(begin, end - begin);
    }
    friend bool operator==(const DepressionTree&, const DepressionTree&) = default;
};

/// What stands in one hollow.
struct Stand {
    double level_m = 0;      ///< of the surface
    std::uint32_t cells = 0; ///< under water
    friend bool operator==(const Stand&, const Stand&) = default;
};

/// The surface of `volume` of water in a node. \pre the tree has curves; what the node's children hold ≤ volume ≤ the
/// node's capacity (a leaf's children hold nothing). The level is exact to the quantum of the volume.
/// \par Complexity linear in the node's own cells under water
[[nodiscard]] Stand stand_of(const DepressionTree& tree, std::uint32_t node, Volume volume);

/// Water in a node when its surface is at `level_m`, between its floor and its sill. \pre the tree has curves
[[nodiscard]] Volume volume_at(const DepressionTree& tree, std::uint32_t node, double level_m);

/// The outermost hollows that hold water: each is one connected sheet when all is full (cells that touch at a corner
/// are connected). Ascending.
[[nodiscard]] std::vector<std::uint32_t> outermost(const DepressionTree& tree);

/// The outermost node of every node, 0 for node 0.
[[nodiscard]] std::vector<std::uint32_t> roots_of(const DepressionTree& tree);

struct TreeSummary {
    std::size_t outermost = 0; ///< connected sheets when all is full
    std::size_t nodes = 0;     ///< with relief of their own
    std::size_t innermost = 0; ///< of those, with none inside
    Volume capacity = 0;       ///< of all outermost together
};
[[nodiscard]] TreeSummary summarize(const DepressionTree& tree);

} // namespace kerb::waterlogging
