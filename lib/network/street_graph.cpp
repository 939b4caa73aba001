#include <kerb/network/street_graph.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>

#include "street_courses.hpp"
#include "street_crossings.hpp"
#include "street_edges.hpp"
#include "street_joins.hpp"

namespace kerb::network {
namespace {

using detail::Courses;

constexpr double farthest_m = 1e12;
constexpr std::size_t most_points = std::size_t{1} << 31U;

void check_size(const char* name, std::size_t size, std::size_t lines) {
    if (size != 0 && size != lines) {
        throw UsageError({"street_graph.size_differs",
                          {{"name", name},
                           {"size", static_cast<std::int64_t>(size)},
                           {"expected", static_cast<std::int64_t>(lines)}}});
    }
}

/// The first point of each block that is off the plane is told; blocks are looked at in parallel.
void check_points(const Points& points, Threads threads) {
    for_each_block(points.size(), std::size_t{1} << 16U, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            if (!(std::abs(points[i].x) <= farthest_m && std::abs(points[i].y) <= farthest_m)) {
                throw UsageError({"street_graph.not_finite", {{"at", static_cast<std::int64_t>(i)}}});
            }
        }
    });
}

void check(const StreetInput& input, const StreetOptions& options) {
    if (input.lines == nullptr) {
        throw UsageError({"street_graph.no_lines", {}});
    }
    const auto& lines = *input.lines;
    check_size("direction", input.direction.size(), lines.size());
    check_size("level", input.level.size(), lines.size());
    check_size("line_scale", input.line_scale.size(), lines.size());
    if (lines.points.size() >= most_points) {
        throw ResourceError({"street_graph.too_many", {{"count", static_cast<std::int64_t>(lines.points.size())}}});
    }
    const double join = options.join.value();
    if (!(join >= 0 && join <= farthest_m)) {
        throw UsageError({"street_graph.bad_join", {{"value", join}}});
    }
    for (std::size_t i = 0; i < input.line_scale.size(); ++i) {
        if (!(input.line_scale[i] > 0 && std::isfinite(input.line_scale[i]))) {
            throw UsageError({"street_graph.bad_scale", {{"at", static_cast<std::int64_t>(i)}}});
        }
    }
    check_points(lines.points, options.threads);
}

} // namespace

Streets street_graph(const StreetInput& input, const StreetOptions& options, const Progress& progress) {
    check(input, options);
    const auto& lines = *input.lines;
    const auto kept = detail::parts_with_length(lines, options.threads);
    Courses courses{lines.points, lines.part_begin, lines.feature_begin, {}, input.level, kept};
    const auto stage = [&](double share) { report_progress(progress, "street_graph.noding", share); };
    stage(0);
    detail::OwnCourses crossed, joined;
    if (options.noding == Noding::everywhere) {
        crossed = detail::with_changes(courses, detail::find_cuts(courses, options.threads), {});
        courses = crossed.view(courses);
        stage(0.3);
    }
    Streets streets;
    if (options.join.value() > 0) {
        auto joins = detail::find_joins(courses, options);
        streets.joined = std::move(joins.ends);
        joined = detail::with_changes(courses, std::move(joins.cuts), std::move(joins.moved));
        courses = joined.view(courses);
        stage(0.6);
    }
    const auto places = detail::find_node_places(courses, options.noding, options.threads);
    stage(0.8);
    auto cut = detail::cut_at_nodes(courses, places, input.direction, input.line_scale, options.threads);
    streets.repeated = detail::count_repeated(courses, cut, options.threads);
    streets.without_length = cut.without_length + std::count(kept.begin(), kept.end(), 0);
    streets.graph = std::move(cut.graph);
    stage(1);
    return streets;
}

} // namespace kerb::network
