#include "import_pieces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/stated_offsets.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::io {
namespace {

[[noreturn]] void no_frame(const Piece& piece) {
    throw FrameError(Message{"frame.none", {{"file", piece.source}, {"layer", piece.layer}}});
}

/// A table that can decide about the frame. \throws FrameError when it states none.
bool is_placed(const Piece& piece, const MappedTable& mapped) {
    if (mapped.table.shape() == Shape::none || mapped.table.size() == 0) {
        return false;
    }
    if (!mapped.table.frame) {
        no_frame(piece);
    }
    return true;
}

/// The first table of roads.
const FeatureTable* roads_of(const Piece& piece) {
    for (const auto& mapped : piece.tables) {
        if (is_placed(piece, mapped) && mapped.class_name == "road") {
            return &mapped.table;
        }
    }
    return nullptr;
}

const FeatureTable* largest(const std::vector<Piece>& pieces) {
    const FeatureTable* lead = nullptr;
    for (const auto& piece : pieces) {
        for (const auto& mapped : piece.tables) {
            if (is_placed(piece, mapped) && (lead == nullptr || mapped.table.size() > lead->size())) {
                lead = &mapped.table;
            }
        }
    }
    return lead;
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

bool any_rows(const std::vector<Piece>& pieces) {
    return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
        return std::any_of(piece.tables.begin(), piece.tables.end(), [](const auto& t) { return t.table.size() > 0; });
    });
}

bool has_levels(std::string_view class_name) {
    constexpr std::array<std::string_view, 7> drains = {"manhole", "inlet",   "conduit",     "channel",
                                                        "outfall", "storage", "pump_station"};
    return std::find(drains.begin(), drains.end(), class_name) != drains.end();
}

/// Levels of one network are above one datum, as far as their layers state one.
void settle_heights(Inventory& city, const Piece& piece, const MappedTable& mapped) {
    if (!has_levels(mapped.class_name) || !mapped.table.frame || mapped.table.frame->heights().empty()) {
        return;
    }
    const auto& stated = mapped.table.frame->heights();
    if (!same_heights(city.heights, stated)) {
        throw FrameError(Message{"frame.two_heights",
                                 {{"file", piece.source},
                                  {"layer", piece.layer},
                                  {"stated", stated},
                                  {"before", city.heights},
                                  {"plane", mapped.table.frame->name()}}});
    }
    if (city.heights.empty()) {
        city.heights = stated;
    }
}

void add_piece(InventoryRead& read, Piece& piece) {
    move_issues(piece, read.city.frame);
    read.issues.insert(read.issues.end(), piece.issues.begin(), piece.issues.end());
    for (auto& mapped : piece.tables) {
        if (mapped.table.size() > 0 && mapped.table.shape() != Shape::none && !mapped.table.frame) {
            no_frame(piece);
        }
        settle_heights(read.city, piece, mapped);
        reproject(mapped.table, read.city.frame);
        const auto accounting = append_table(read.city, mapped.class_name, std::move(mapped.table), read.issues);
        read.layers.push_back({piece.source, piece.layer, mapped.class_name, accounting, std::move(mapped.unmapped)});
    }
    if (piece.lost.read > 0 || piece.tables.empty()) {
        read.layers.push_back({piece.source, piece.layer, "", piece.lost, {}});
    }
}

std::string offset_text(int minutes) {
    const int size = std::abs(minutes);
    return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

/// Summer time is an hour; what differs by more is no one city's clock.
void note_offsets(InventoryRead& read) {
    const auto offsets = stated_offsets(read.city);
    if (offsets.size() < 2) {
        return;
    }
    std::vector<std::string> texts;
    std::transform(offsets.begin(), offsets.end(), std::back_inserter(texts), offset_text);
    Issue issue;
    issue.severity = *offsets.rbegin() - *offsets.begin() > 60 ? Severity::warning : Severity::info;
    issue.reason = "field.several_offsets";
    issue.message = Message{issue.reason, {{"offsets", fmt::format("{}", fmt::join(texts, ", "))}}};
    read.issues.push_back(std::move(issue));
}

} // namespace

Assembly::Assembly(std::optional<Frame> requested, Progress progress, std::string source)
    : requested_(std::move(requested)), progress_(std::move(progress)), source_(std::move(source)) {}

void Assembly::add(Piece piece) {
    if (const auto* roads = read_ ? nullptr : roads_of(piece)) {
        choose_frame_from(*roads);
    }
    waiting_.push_back(std::move(piece));
    if (read_) {
        drain();
    }
}

InventoryRead Assembly::finish() {
    if (!read_) {
        if (const auto* lead = largest(waiting_)) {
            choose_frame_from(*lead);
        } else if (requested_ && any_rows(waiting_)) { // records without places stand in any plane
            const WorkingFrame frame{*requested_, WorkingFrame::Reason::requested, requested_->name(), {}, {}};
            read_.emplace(InventoryRead{Inventory(frame.frame), {}, frame, {}});
        } else {
            throw SourceError(Message{"inventory.nothing_placed", {{"file", source_}}});
        }
    }
    drain();
    note_offsets(*read_);
    return std::move(*read_);
}

void Assembly::choose_frame_from(const FeatureTable& lead) {
    auto frame = requested_ ? use_frame(*requested_, *lead.frame, lead.box()) : choose_frame(*lead.frame, lead.box());
    read_.emplace(InventoryRead{Inventory(frame.frame), {}, frame, {}});
}

void Assembly::drain() {
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
        report_progress(progress_, "progress.assembling",
                        static_cast<double>(i) / static_cast<double>(waiting_.size()));
        add_piece(*read_, waiting_[i]);
    }
    waiting_.clear();
}

} // namespace kerb::io
