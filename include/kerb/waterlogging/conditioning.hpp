// Decks out of the terrain, sills lowered: what is changed before or after the hierarchy, and by how much.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depression_tree.hpp>

namespace kerb::waterlogging {

/// What the removal of a deck did.
struct DeckRemoved {
    std::size_t cells = 0; ///< that were lowered
    double before_m = 0;   ///< height of the cell that was lowered most: the dam that the deck made
    double after_m = 0;    ///< and after that: the low road's
    Point place;           ///< of that cell
};

/// Takes the decks of bridges out of a terrain: under each a cell lies where a straight line between the ground on both
/// sides puts it, in that of four directions in which the ground beside the deck is lowest (the way of the low road).
/// Ground is what lies under no deck, so decks side by side (two carriageways) hide nothing from each other. No cell is
/// raised. \param decks cells under each \return one entry for each deck
/// \par Complexity cells times the decks' width in cells
[[nodiscard]] std::vector<DeckRemoved> remove_decks(Grid& terrain, std::span<const std::vector<std::uint32_t>> decks);

/// The tree when an outermost hollow's sill is lowered (its outlet dug down) by so much, at most to its floor. None
/// where the hollow is part of another, whose water it would draw too. \pre the tree has curves
[[nodiscard]] std::optional<DepressionTree> with_lower_sill(const DepressionTree& tree, std::uint32_t node,
                                                            double by_m);

} // namespace kerb::waterlogging
