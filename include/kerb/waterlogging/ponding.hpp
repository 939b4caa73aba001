// Water poured on a terrain: it fills hollows, spills from one into the next, and merges.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/waterlogging/depression_tree.hpp>

namespace kerb::waterlogging {

/// Where all water came to rest.
struct Ponding {
    std::vector<Volume> water; ///< of each node, its parts included; 0 where its parts are not both full
    Volume poured = 0;
    Volume ponded = 0;   ///< in all hollows
    Volume left_map = 0; ///< poured = ponded + left_map, to the last quantum
    friend bool operator==(const Ponding&, const Ponding&) = default;
};

/// Fill–spill–merge (Barnes, Callaghan & Wickert 2021, "Computing water flow through complex landscapes – Part 3"),
/// with whole numbers: a full hollow passes all further water to the leaf basin it spills to, and two full siblings to
/// the hollow they merge into. The end is the same in whatever order water is poured, so it is exact for any tiling.
/// \param poured water that reaches each leaf basin (entry 0: what runs off the map at once); not negative
/// \throws nothing; \pre one entry per leaf basin and entry 0
/// \par Complexity nearly linear in the number of leaf basins: hollows that are full are skipped ever after
[[nodiscard]] Ponding pour(const DepressionTree& tree, std::span<const Volume> poured);

/// Level of the water in each leaf basin: −∞ where it is dry; entry 0 is −∞. Leaf basins under one sheet have one
/// level. \pre the tree has curves
[[nodiscard]] std::vector<double> water_levels(const DepressionTree& tree, const Ponding& ponding);

/// Hollows that hold water and are not part of one that does: the sheets that stand. Ascending.
[[nodiscard]] std::vector<std::uint32_t> sheets(const DepressionTree& tree, const Ponding& ponding);

} // namespace kerb::waterlogging
