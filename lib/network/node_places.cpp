#include "node_places.hpp"

#include <algorithm>
#include <bit>

#include "near_places.hpp"
#include "place_table.hpp"

namespace kerb::network::detail {
namespace {

constexpr std::size_t lines_a_block = 4096, points_a_part = 8192, most_parts = 512;

/// Calls `visit(point index, is an end, level)` for points of lines that may be at nodes.
template <class Visit>
void each_candidate(const Courses& courses, Noding noding, std::size_t begin, std::size_t end, Visit&& visit) {
    for (auto line = begin; line < end; ++line) {
        const auto level = courses.level_of(line);
        for (auto part = courses.line_begin[line]; part < courses.line_begin[line + 1]; ++part) {
            if (courses.kept[part] == 0) {
                continue;
            }
            const auto from = courses.part_begin[part], to = courses.part_begin[part + 1];
            visit(from, true, level);
            for (auto i = from + 1; i + 1 < to && noding != Noding::ends; ++i) {
                visit(i, false, level);
            }
            visit(to - 1, true, level);
        }
    }
}

class Sorting {
public:
    Sorting(const Courses& courses, Noding noding, Threads threads)
        : courses_(courses),
          noding_(noding),
          threads_(threads),
          parts_(std::bit_floor(std::clamp(courses.points.size() / points_a_part, std::size_t{1}, most_parts))) {}

    PlaceTable sorted() {
        count();
        PlaceTable table;
        table.parts.resize(parts_);
        table.part_begin = add_up();
        table.entries = RawArray<Entry>(table.part_begin.back());
        each_block([&](std::size_t block, std::size_t begin, std::size_t end) {
            auto* next = places_.data() + block * parts_;
            each_candidate(courses_, noding_, begin, end, [&](std::uint32_t i, bool is_end, std::int32_t level) {
                table.entries[next[part_of(i)]++] = {courses_.points[i], i, level,
                                                     static_cast<std::uint8_t>(is_end ? 1 : 0)};
            });
        });
        return table;
    }

private:
    template <class Body>
    void each_block(const Body& body) {
        for_each_block(courses_.lines(), lines_a_block, threads_,
                       [&](std::size_t begin, std::size_t end) { body(begin / lines_a_block, begin, end); });
    }
    [[nodiscard]] std::size_t part_of(std::uint32_t point) const {
        return PlaceTable::part_of(Cell::of(courses_.points[point]).hash(), parts_);
    }
    void count() {
        places_.assign((courses_.lines() / lines_a_block + 1) * parts_, 0);
        each_block([&](std::size_t block, std::size_t begin, std::size_t end) {
            auto* counts = places_.data() + block * parts_;
            each_candidate(courses_, noding_, begin, end,
                           [&](std::uint32_t i, bool, std::int32_t) { ++counts[part_of(i)]; });
        });
    }
    /// Turns counts into places: by part, then by block. \return where parts begin
    std::vector<std::size_t> add_up() {
        std::vector<std::size_t> begin = {0};
        std::size_t sum = 0;
        for (std::size_t part = 0; part < parts_; ++part) {
            for (auto at = part; at < places_.size(); at += parts_) {
                sum += std::exchange(places_[at], sum);
            }
            begin.push_back(sum);
        }
        return begin;
    }

    const Courses& courses_;
    Noding noding_;
    Threads threads_;
    std::size_t parts_;
    std::vector<std::size_t> places_; ///< by block, then by part
};

template <class T>
std::vector<T> joined(const std::vector<std::vector<T>>& lists) {
    std::vector<T> all;
    for (const auto& list : lists) {
        all.insert(all.end(), list.begin(), list.end());
    }
    return all;
}

template <class Body>
void each_part(const PlaceTable& table, Threads threads, const Body& body) {
    for_each_block(table.parts.size(), 1, threads,
                   [&](std::size_t part, std::size_t) { body(static_cast<std::uint32_t>(part)); });
}

std::vector<NearPair> fill(PlaceTable& table, Threads threads) {
    std::vector<std::vector<NearPair>> near(table.parts.size());
    each_part(table, threads, [&](std::uint32_t p) { table.parts[p].fill(p, table.entries_of(p), near[p]); });
    each_part(table, threads, [&](std::uint32_t p) { table.find_near(p, near[p]); });
    auto all = joined(near);
    for (const auto& [a, b] : all) {
        table.parts[a.part].records[a.record].near_another = true;
        table.parts[b.part].records[b.record].near_another = true;
    }
    return all;
}

/// Tells each point the first of its node; gives back those of which that is not yet known.
std::vector<NearEntry> tell(PlaceTable& table, RawArray<std::uint32_t>& first, Threads threads) {
    for_each_block(first.size(), std::size_t{1} << 16U, threads, [&](std::size_t begin, std::size_t end) {
        const auto block = first.all().subspan(begin, end - begin);
        std::fill(block.begin(), block.end(), no_point);
    });
    std::vector<std::vector<NearEntry>> open(table.parts.size());
    each_part(table, threads, [&](std::uint32_t p) {
        const auto& records = table.parts[p].records;
        for (const auto& entry : table.entries_of(p)) {
            const auto number = static_cast<std::uint32_t>(entry.level);
            const auto& record = records[number];
            if (record.near_another) {
                open[p].push_back({{p, number}, entry.index, entry.is_end != 0});
            } else if (record.is_node()) {
                first[entry.index] = record.first;
            }
        }
    });
    return joined(open);
}

} // namespace

NodePlaces find_node_places(const Courses& courses, Noding noding, Threads threads) {
    auto table = Sorting(courses, noding, threads).sorted();
    auto near = fill(table, threads);
    NodePlaces places;
    places.first = RawArray<std::uint32_t>(courses.points.size());
    auto open = tell(table, places.first, threads);
    if (!near.empty()) {
        resolve_near(table, courses.points, std::move(near), std::move(open), places.first.all(), places.moved);
    }
    return places;
}

} // namespace kerb::network::detail
