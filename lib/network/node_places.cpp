#include "node_places.hpp"

#include <algorithm>
#include <bit>

#include "near_places.hpp"
#include "place_table.hpp"

namespace kerb::network::detail {
namespace {

constexpr std::size_t lines_a_block = 4096, points_a_part = 8192, most_parts = 512, parts_a_block = 8;

std::size_t part_of(std::uint64_t hash, std::size_t parts) {
    return static_cast<std::size_t>(((hash >> 32U) * parts) >> 32U);
}

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

/// Candidates sorted by the part of the table that their cells belong to, within it by point.
class Sorted {
public:
    Sorted(const Courses& courses, Noding noding, Threads threads)
        : courses_(courses),
          noding_(noding),
          threads_(threads),
          parts_(std::bit_floor(std::clamp(courses.points.size() / points_a_part, std::size_t{1}, most_parts))),
          part_of_point_(courses.points.size()) {
        count();
        add_up();
        spread();
    }
    [[nodiscard]] std::size_t parts() const { return parts_; }
    [[nodiscard]] std::span<Entry> entries_of(std::size_t part) {
        return entries_.all().subspan(begin_[part], begin_[part + 1] - begin_[part]);
    }

private:
    static constexpr std::uint16_t at_rim = 0x8000;

    template <class Body>
    void each_block(const Body& body) {
        for_each_block(courses_.lines(), lines_a_block, threads_, [&](std::size_t begin, std::size_t end) {
            body(places_.data() + begin / lines_a_block * parts_, begin, end);
        });
    }
    /// Calls `visit(part)` for the parts in which a point is a ghost.
    template <class Visit>
    void each_ghost(Point p, const Visit& visit) const {
        Cell::of(p).each_near(p, [&](const Cell& cell) { visit(part_of(cell.hash(), parts_)); });
    }
    void count() {
        places_.assign((courses_.lines() / lines_a_block + 1) * parts_, 0);
        each_block([&](std::size_t* counts, std::size_t begin, std::size_t end) {
            each_candidate(courses_, noding_, begin, end, [&](std::uint32_t i, bool, std::int32_t) {
                const auto p = courses_.points[i];
                const auto cell = Cell::of(p);
                const auto part = part_of(cell.hash(), parts_);
                ++counts[part];
                part_of_point_[i] = static_cast<std::uint16_t>(part);
                if (cell.at_rim(p)) {
                    part_of_point_[i] |= at_rim;
                    each_ghost(p, [&](std::size_t other) { ++counts[other]; });
                }
            });
        });
    }
    /// Turns counts into places: by part, then by block.
    void add_up() {
        std::size_t sum = 0;
        for (std::size_t part = 0; part < parts_; ++part) {
            begin_.push_back(sum);
            for (auto at = part; at < places_.size(); at += parts_) {
                sum += std::exchange(places_[at], sum);
            }
        }
        begin_.push_back(sum);
    }
    void spread() {
        entries_ = RawArray<Entry>(begin_.back());
        each_block([&](std::size_t* next, std::size_t begin, std::size_t end) {
            each_candidate(courses_, noding_, begin, end, [&](std::uint32_t i, bool is_end, std::int32_t level) {
                const auto p = courses_.points[i];
                const auto part = part_of_point_[i];
                entries_[next[part & ~at_rim]++] = {p, is_end ? i | Entry::end : i, level};
                if ((part & at_rim) != 0) {
                    each_ghost(p, [&](std::size_t other) { entries_[next[other]++] = {p, i, Entry::ghost}; });
                }
            });
        });
    }

    const Courses& courses_;
    Noding noding_;
    Threads threads_;
    std::size_t parts_;
    RawArray<std::uint16_t> part_of_point_;
    std::vector<std::size_t> places_; ///< by block, then by part
    std::vector<std::size_t> begin_;  ///< of each part's entries
    RawArray<Entry> entries_;
};

void fill(std::span<std::uint32_t> values, Threads threads) {
    for_each_block(values.size(), std::size_t{1} << 16U, threads, [&](std::size_t begin, std::size_t end) {
        const auto block = values.subspan(begin, end - begin);
        std::fill(block.begin(), block.end(), no_point);
    });
}

} // namespace

NodePlaces find_node_places(const Courses& courses, Noding noding, Threads threads) {
    Sorted sorted(courses, noding, threads);
    NodePlaces places;
    places.first = RawArray<std::uint32_t>(courses.points.size());
    const auto first = places.first.all();
    fill(first, threads);
    std::vector<std::vector<NearEntry>> open(sorted.parts() / parts_a_block + 1);
    for_each_block(sorted.parts(), parts_a_block, threads, [&](std::size_t begin, std::size_t end) {
        PlacePart table;
        for (auto part = begin; part < end; ++part) {
            table.tell(sorted.entries_of(part), first, open[begin / parts_a_block]);
        }
    });
    std::vector<NearEntry> near;
    for (const auto& list : open) {
        near.insert(near.end(), list.begin(), list.end());
    }
    if (!near.empty()) {
        resolve_near(courses.points, std::move(near), first, places.moved);
    }
    return places;
}

} // namespace kerb::network::detail
