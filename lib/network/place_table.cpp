#include "place_table.hpp"

#include <bit>

namespace kerb::network::detail {
namespace {

constexpr double one_place_squared = one_place_m * one_place_m;

/// Calls `visit(cell)` for the other cells that have points within 1 mm of `p`.
template <class Visit>
void each_near_cell(Point p, Visit&& visit) {
    const auto own = Cell::of(p);
    const double x = Cell::place(p.x) - static_cast<double>(own.x), y = Cell::place(p.y) - static_cast<double>(own.y);
    const int west = x < Cell::rim ? -1 : 0, east = x > 1 - Cell::rim ? 1 : 0;
    const int south = y < Cell::rim ? -1 : 0, north = y > 1 - Cell::rim ? 1 : 0;
    for (int i = west; i <= east; ++i) {
        for (int j = south; j <= north; ++j) {
            if (i != 0 || j != 0) {
                visit(Cell{own.x + i, own.y + j});
            }
        }
    }
}

} // namespace

std::uint32_t PlacePart::put(const Entry& entry, std::uint32_t number, std::vector<NearPair>& near) {
    auto& head = heads_[Cell::of(entry.at).hash() & mask_];
    for (auto r = head; r != no_point; r = records[r].next) {
        if (records[r].at == entry.at && records[r].level == entry.level) {
            return r;
        }
    }
    const auto made = static_cast<std::uint32_t>(records.size());
    for (auto r = head; r != no_point; r = records[r].next) {
        if (squared(records[r].at, entry.at) < one_place_squared) {
            near.push_back({{number, r}, {number, made}});
        }
    }
    records.push_back({entry.at, entry.index, no_point, head, 0, entry.level, false, false});
    head = made;
    return made;
}

void PlacePart::fill(std::uint32_t number, std::span<Entry> entries, std::vector<NearPair>& near) {
    if (entries.empty()) {
        return;
    }
    heads_.assign(std::bit_ceil(entries.size()), no_point);
    mask_ = heads_.size() - 1;
    records.reserve(entries.size());
    for (auto& entry : entries) {
        const auto r = put(entry, number, near);
        auto& record = records[r];
        const bool again = entry.index > 0 && record.last == entry.index - 1; // a point given twice in a row
        record.has_end |= entry.is_end != 0;
        record.courses += entry.is_end != 0 || again ? 0 : 1;
        record.last = entry.index;
        entry.level = static_cast<std::int32_t>(r);
    }
}

void PlaceTable::find_near(std::uint32_t part, std::vector<NearPair>& near) const {
    const auto& records = parts[part].records;
    for (std::uint32_t r = 0; r < records.size(); ++r) {
        each_near_cell(records[r].at, [&](const Cell& cell) {
            const auto hash = cell.hash();
            const auto other = static_cast<std::uint32_t>(part_of(hash, parts.size()));
            parts[other].visit(hash, [&](std::uint32_t o) {
                const RecordId a{part, r}, b{other, o};
                if (a < b && squared(records[r].at, parts[other].records[o].at) < one_place_squared) {
                    near.emplace_back(a, b);
                }
            });
        });
    }
}

} // namespace kerb::network::detail
