#include "place_table.hpp"

#include <bit>

namespace kerb::network::detail {
namespace {

bool one_place(Point a, Point b) {
    return squared(a, b) < one_place_m * one_place_m;
}

} // namespace

void PlacePart::put(Entry& entry) {
    const auto index = entry.index();
    auto& head = bucket(Cell::of(entry.at));
    auto r = head;
    while (r != no_point && !(records_[r].at == entry.at && records_[r].level == entry.level)) {
        r = records_[r].next;
    }
    if (r == no_point) {
        Record made{entry.at, index, no_point, head, entry.level, 0, false, false};
        for (auto o = head; o != no_point; o = records_[o].next) {
            if (one_place(records_[o].at, entry.at)) {
                records_[o].near_another = made.near_another = true;
            }
        }
        r = head = static_cast<std::uint32_t>(records_.size());
        records_.push_back(made);
    }
    auto& record = records_[r];
    const bool again = index > 0 && record.last == index - 1; // a point given twice in a row
    record.has_end |= entry.is_end();
    record.courses += entry.is_end() || again ? 0 : 1;
    record.last = index;
    entry.level = static_cast<std::int32_t>(r);
}

/// A ghost stands in another cell, so it is no member of a record, but may be near some.
void PlacePart::put_ghost(const Entry& entry) {
    Cell::of(entry.at).each_near(entry.at, [&](const Cell& cell) {
        for (auto o = bucket(cell); o != no_point; o = records_[o].next) {
            const bool itself = records_[o].at == entry.at; // another cell that shares part and bucket
            records_[o].near_another |= !itself && one_place(records_[o].at, entry.at);
        }
    });
}

void PlacePart::tell(std::span<Entry> entries, std::span<std::uint32_t> first, std::vector<NearEntry>& open) {
    heads_.assign(std::bit_ceil(entries.size()), no_point);
    records_.clear();
    records_.reserve(entries.size());
    for (auto& entry : entries) {
        if (entry.level != Entry::ghost) {
            put(entry);
        }
    }
    for (auto& entry : entries) {
        if (entry.level == Entry::ghost) {
            put_ghost(entry);
        }
    }
    for (const auto& entry : entries) {
        if (entry.level == Entry::ghost) {
            continue;
        }
        const auto& record = records_[static_cast<std::size_t>(entry.level)];
        if (record.near_another) {
            open.push_back({entry.at, record.level, entry.index(), entry.is_end()});
        } else if (record.is_node()) {
            first[entry.index()] = record.first;
        }
    }
}

} // namespace kerb::network::detail
