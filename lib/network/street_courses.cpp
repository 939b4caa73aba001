#include "street_courses.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace kerb::network::detail {
namespace {

/// \param follows whether the point ends a segment
void push(OwnCourses& own, Point at, double chainage, bool follows) {
    if (follows && chainage <= own.chainage.back()) {
        const auto last = own.chainage.back();
        chainage = at == own.points.back() ? last : std::nextafter(last, std::numeric_limits<double>::infinity());
    }
    own.points.push_back(at);
    own.chainage.push_back(chainage);
}

} // namespace

OwnCourses with_changes(const Courses& courses, std::vector<Cut> cuts, std::vector<MovedEnd> moved) {
    std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) {
        return std::tie(a.segment, a.along_m, a.at.x, a.at.y) < std::tie(b.segment, b.along_m, b.at.x, b.at.y);
    });
    std::sort(moved.begin(), moved.end(), [](const MovedEnd& a, const MovedEnd& b) { return a.point < b.point; });
    OwnCourses own;
    own.points.reserve(courses.points.size() + cuts.size());
    own.chainage.reserve(own.points.capacity());
    auto cut = cuts.begin();
    auto end = moved.begin();
    for (std::size_t line = 0; line < courses.lines(); ++line) {
        double chainage = 0;
        for (auto part = courses.line_begin[line]; part < courses.line_begin[line + 1]; ++part) {
            const auto begin = courses.part_begin[part];
            for (auto i = begin; i < courses.part_begin[part + 1]; ++i) {
                if (!courses.chainage.empty()) {
                    chainage = courses.chainage[i];
                } else if (i > begin) {
                    chainage += courses.length_to(i);
                }
                const bool away = end != moved.end() && end->point == i;
                push(own, away ? (end++)->to : courses.points[i], chainage, i > begin);
                for (; cut != cuts.end() && cut->segment == i; ++cut) {
                    push(own, cut->at, chainage + cut->along_m, true);
                }
            }
            own.part_begin.push_back(static_cast<std::uint32_t>(own.points.size()));
        }
    }
    return own;
}

std::vector<std::uint8_t> parts_with_length(const Lines& lines, Threads threads) {
    std::vector<std::uint8_t> kept(lines.part_begin.size() - 1);
    for_each_block(kept.size(), std::size_t{1} << 14U, threads, [&](std::size_t begin, std::size_t end) {
        for (auto part = begin; part < end; ++part) {
            const auto points = lines.part(part);
            kept[part] = std::any_of(points.begin(), points.end(),
                                     [&](Point p) { return squared(points[0], p) >= one_place_m * one_place_m; });
        }
    });
    return kept;
}

} // namespace kerb::network::detail
