// Layers on their way into one inventory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/io/inventory_file.hpp>

namespace kerb::io {

/// One layer as read, sorted into classes; tables and issues still in the source's frame.
struct Piece {
    std::string source, layer;
    std::vector<MappedTable> tables;
    std::vector<Issue> issues;
    Accounting lost;            ///< rows that reached no table: read = skipped
    std::optional<Frame> frame; ///< of the issues' places
};

/// Brings all pieces to one frame and into an inventory. The frame is chosen from the first piece with roads, else from
/// the table with most rows. \throws FrameError `frame.none` for a table that states no frame, or when nothing is
/// placed.
[[nodiscard]] InventoryRead assemble(std::vector<Piece> pieces, const std::optional<Frame>& requested,
                                     const Progress& progress);

} // namespace kerb::io
