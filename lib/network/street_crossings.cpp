#include "street_crossings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/segment_grid.hpp>

#include "orientation.hpp"

namespace kerb::network::detail {
namespace {

struct Side {
    std::uint32_t point = 0; ///< that the segment begins at
    std::int32_t level = 0;
};

bool before(Point a, Point b) {
    return a.x != b.x ? a.x < b.x : a.y < b.y;
}

/// Where two segments that cross do so: the same bits, whichever comes first and whichever way they run.
Point crossing(Segment s, Segment t) {
    for (auto* segment : {&s, &t}) {
        if (before(segment->b, segment->a)) {
            std::swap(segment->a, segment->b);
        }
    }
    if (before(t.a, s.a) || (t.a == s.a && before(t.b, s.b))) {
        std::swap(s, t);
    }
    const double sx = s.b.x - s.a.x, sy = s.b.y - s.a.y, tx = t.b.x - t.a.x, ty = t.b.y - t.a.y;
    const double along = ((t.a.x - s.a.x) * ty - (t.a.y - s.a.y) * tx) / (sx * ty - sy * tx);
    const double share = along >= 0 && along <= 1 ? along : 0.5; // nearly parallel: they are one within rounding
    return {s.a.x + share * sx, s.a.y + share * sy};
}

bool apart(Point p, const Segment& s) {
    return distance_to_segment(p, s.a, s.b) >= one_place_m;
}

bool crosses(const Segment& s, const Segment& t) {
    return side_of(s.a, s.b, t.a) * side_of(s.a, s.b, t.b) < 0 && side_of(t.a, t.b, s.a) * side_of(t.a, t.b, s.b) < 0;
}

double along(const Segment& s, Point p) {
    const double dx = s.b.x - s.a.x, dy = s.b.y - s.a.y;
    const double size = std::sqrt(dx * dx + dy * dy);
    return std::clamp(((p.x - s.a.x) * dx + (p.y - s.a.y) * dy) / size, 0.0, size);
}

bool is_end_of(const Segment& s, Point p) {
    return squared(s.a, p) < one_place_m * one_place_m || squared(s.b, p) < one_place_m * one_place_m;
}

class Search {
public:
    explicit Search(const Courses& courses) {
        for (std::size_t line = 0; line < courses.lines(); ++line) {
            for (auto part = courses.line_begin[line]; part < courses.line_begin[line + 1]; ++part) {
                for (auto i = courses.part_begin[part] + 1; i < courses.part_begin[part + 1]; ++i) {
                    push(courses, i, courses.level_of(line));
                }
            }
        }
    }
    std::vector<Cut> run(Threads threads) {
        constexpr std::size_t block = 4096;
        const SegmentGrid grid(segments_, cell());
        std::vector<std::vector<Cut>> found(segments_.size() / block + 1);
        for_each_block(segments_.size(), block, threads, [&](std::size_t begin, std::size_t end) {
            auto& cuts = found[begin / block];
            for (auto i = begin; i < end; ++i) {
                cut(grid, segments_[i], cuts);
            }
        });
        std::vector<Cut> all;
        for (const auto& cuts : found) {
            all.insert(all.end(), cuts.begin(), cuts.end());
        }
        return all;
    }

private:
    void push(const Courses& courses, std::uint32_t i, std::int32_t level) {
        if (!(courses.points[i - 1] == courses.points[i])) {
            segments_.push_back({courses.points[i - 1], courses.points[i], static_cast<std::uint32_t>(sides_.size())});
            sides_.push_back({i - 1, level});
        }
    }
    /// About the length of a segment.
    [[nodiscard]] double cell() const {
        double sum = 0;
        for (const auto& segment : segments_) {
            sum += distance(segment.a, segment.b);
        }
        return std::max(1.0, sum / static_cast<double>(std::max<std::size_t>(segments_.size(), 1)));
    }
    void cut(const SegmentGrid& grid, const Segment& own, std::vector<Cut>& cuts) const {
        const auto first = cuts.size();
        Box box;
        box.add(own.a);
        box.add(own.b);
        box = box.grown(one_place_m);
        const auto put = [&](Point at) { cuts.push_back({sides_[own.line].point, along(own, at), at}); };
        grid.visit(box, [&](const Segment& other) {
            if (other.line == own.line || sides_[other.line].level != sides_[own.line].level || !meets(box, other)) {
                return;
            }
            const bool a_apart = apart(other.a, own), b_apart = apart(other.b, own);
            if (!a_apart && !is_end_of(own, other.a)) {
                put(other.a);
            }
            if (!b_apart && !is_end_of(own, other.b)) {
                put(other.b);
            }
            if (a_apart && b_apart && crosses(own, other) && apart(own.a, other) && apart(own.b, other)) {
                put(crossing(own, other));
            }
        });
        std::sort(cuts.begin() + static_cast<std::ptrdiff_t>(first), cuts.end(), [](const Cut& a, const Cut& b) {
            return std::tie(a.along_m, a.at.x, a.at.y) < std::tie(b.along_m, b.at.x, b.at.y);
        });
        cuts.erase(std::unique(cuts.begin() + static_cast<std::ptrdiff_t>(first), cuts.end(),
                               [](const Cut& a, const Cut& b) { return a.at == b.at; }),
                   cuts.end());
    }
    static bool meets(const Box& box, const Segment& s) {
        Box other;
        other.add(s.a);
        other.add(s.b);
        return box.intersects(other);
    }

    std::vector<Segment> segments_;
    std::vector<Side> sides_;
};

} // namespace

std::vector<Cut> find_cuts(const Courses& courses, Threads threads) {
    return Search(courses).run(threads);
}

} // namespace kerb::network::detail
