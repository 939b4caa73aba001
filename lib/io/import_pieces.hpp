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

/// Brings pieces to one frame and into an inventory, as they come: once the frame is known a piece's tables do not
/// stay. The frame is chosen from the first table of roads, else from the table with most rows.
class Assembly {
public:
    /// \param source named when nothing of all that comes has a place
    Assembly(std::optional<Frame> requested, Progress progress, std::string source);
    /// \throws FrameError `frame.none` for a table that states no frame.
    void add(Piece piece);
    /// Records without any place need a requested frame. \throws FrameError, SourceError when nothing is placed.
    [[nodiscard]] InventoryRead finish();

private:
    void choose_frame_from(const FeatureTable& lead);
    void drain();

    std::optional<Frame> requested_;
    Progress progress_;
    std::vector<Piece> waiting_;
    std::string source_;
    std::optional<InventoryRead> read_;
};

} // namespace kerb::io
