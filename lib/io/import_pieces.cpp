#include "import_pieces.hpp"

#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::io {
namespace {

[[noreturn]] void no_frame(const Piece& piece) {
    throw FrameError(Message{"frame.none", {{"file", piece.source}, {"layer", piece.layer}}});
}

/// The table that decides about the frame.
const FeatureTable* leading_table(const std::vector<Piece>& pieces) {
    const FeatureTable* lead = nullptr;
    for (const auto& piece : pieces) {
        for (const auto& mapped : piece.tables) {
            if (mapped.table.shape() == Shape::none || mapped.table.size() == 0) {
                continue;
            }
            if (!mapped.table.frame) {
                no_frame(piece);
            }
            if (mapped.class_name == "road") {
                return &mapped.table;
            }
            if (lead == nullptr || mapped.table.size() > lead->size()) {
                lead = &mapped.table;
            }
        }
    }
    return lead;
}

WorkingFrame working_frame(const std::vector<Piece>& pieces, const std::optional<Frame>& requested) {
    const auto* lead = leading_table(pieces);
    if (lead == nullptr) {
        throw SourceError(Message{"inventory.nothing_placed", {{"file", pieces.empty() ? "" : pieces.front().source}}});
    }
    return requested ? use_frame(*requested, *lead->frame, lead->box()) : choose_frame(*lead->frame, lead->box());
}

void move_issues(Piece& piece, const Frame& frame) {
    if (!piece.frame) {
        for (auto& issue : piece.issues) {
            issue.located = false;
        }
        return;
    }
    const Transform transform(*piece.frame, frame);
    for (auto& issue : piece.issues) {
        if (issue.located) {
            const auto place = transform(Point{issue.x, issue.y});
            issue.x = place.x;
            issue.y = place.y;
            issue.located = std::isfinite(place.x) && std::isfinite(place.y);
        }
    }
}

void add_piece(InventoryRead& read, Piece& piece) {
    move_issues(piece, read.city.frame);
    read.issues.insert(read.issues.end(), piece.issues.begin(), piece.issues.end());
    for (auto& mapped : piece.tables) {
        if (mapped.table.size() > 0 && mapped.table.shape() != Shape::none && !mapped.table.frame) {
            no_frame(piece);
        }
        reproject(mapped.table, read.city.frame);
        const auto accounting = append_table(read.city, mapped.class_name, mapped.table, read.issues);
        read.layers.push_back({piece.source, piece.layer, mapped.class_name, accounting, std::move(mapped.unmapped)});
        mapped.table = FeatureTable{}; // its memory is needed for the next
    }
    if (piece.lost.read > 0 || piece.tables.empty()) {
        read.layers.push_back({piece.source, piece.layer, "", piece.lost, {}});
    }
}

} // namespace

InventoryRead assemble(std::vector<Piece> pieces, const std::optional<Frame>& requested, const Progress& progress) {
    auto frame = working_frame(pieces, requested);
    InventoryRead read{Inventory(frame.frame), {}, frame, {}};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        report_progress(progress, "progress.assembling", static_cast<double>(i) / static_cast<double>(pieces.size()));
        add_piece(read, pieces[i]);
    }
    return read;
}

} // namespace kerb::io
