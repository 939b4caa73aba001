#include <kerb/network/snap.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>

#include "near_segments.hpp"
#include "shape_contact.hpp"

namespace kerb::network {
namespace {

using detail::LineStretch;
using detail::NearestShare;
using detail::NearSegments;
using detail::StreetSegment;

constexpr double farthest_m = 1e12;

Box box_of(Point point) {
    Box box;
    box.add(point);
    return box;
}

std::vector<Box> boxes_of(const Shapes& items) {
    std::vector<Box> boxes;
    if (const auto* points = std::get_if<std::span<const Point>>(&items)) {
        std::transform(points->begin(), points->end(), std::back_inserter(boxes), [](Point p) { return box_of(p); });
    } else if (const auto* areas = std::get_if<std::span<const MultiPolygon>>(&items)) {
        std::transform(areas->begin(), areas->end(), std::back_inserter(boxes),
                       [](const MultiPolygon& area) { return detail::Shape::of(area).box; });
    } else {
        const auto& lines = *std::get<const Lines*>(items);
        for (std::size_t f = 0; f < lines.size(); ++f) {
            boxes.push_back(detail::Shape::of(lines, f).box);
        }
    }
    return boxes;
}

bool on_plane(std::span<const Point> points) {
    return std::all_of(points.begin(), points.end(),
                       [](Point p) { return std::abs(p.x) <= farthest_m && std::abs(p.y) <= farthest_m; });
}

bool on_plane(const MultiPolygon& area) {
    return std::all_of(area.begin(), area.end(), [](const Polygon& polygon) {
        return on_plane(polygon.outer) && std::all_of(polygon.holes.begin(), polygon.holes.end(),
                                                      [](const Points& hole) { return on_plane(hole); });
    });
}

bool on_plane(const Shapes& items, std::size_t i) {
    if (const auto* points = std::get_if<std::span<const Point>>(&items)) {
        return on_plane(points->subspan(i, 1));
    }
    if (const auto* areas = std::get_if<std::span<const MultiPolygon>>(&items)) {
        return on_plane((*areas)[i]);
    }
    const auto& lines = *std::get<const Lines*>(items);
    const auto begin = lines.part_begin[lines.feature_begin[i]], end = lines.part_begin[lines.feature_begin[i + 1]];
    return on_plane(std::span(lines.points).subspan(begin, end - begin));
}

void check(const Graph& graph, const Lines& lines, const SnapOptions& options) {
    if (graph.line_begin.size() != lines.size() + 1 && !(graph.line_begin.empty() && lines.size() == 0)) {
        throw UsageError({"street_graph.foreign_lines",
                          {{"edges", static_cast<std::int64_t>(graph.line_begin.size()) - 1},
                           {"lines", static_cast<std::int64_t>(lines.size())}}});
    }
    const double within = options.within.value();
    if (!(within >= 0 && within <= farthest_m)) {
        throw UsageError({"street_graph.bad_within", {{"value", within}}});
    }
    if (!options.line_scale.empty() && options.line_scale.size() != lines.size()) {
        throw UsageError({"street_graph.size_differs",
                          {{"name", "line_scale"},
                           {"size", static_cast<std::int64_t>(options.line_scale.size())},
                           {"expected", static_cast<std::int64_t>(lines.size())}}});
    }
    for (std::size_t i = 0; i < options.line_scale.size(); ++i) {
        if (!(options.line_scale[i] > 0 && std::isfinite(options.line_scale[i]))) {
            throw UsageError({"street_graph.bad_scale", {{"at", static_cast<std::int64_t>(i)}}});
        }
    }
}

/// The nearest place so far; of equally near ones that on the lowest edge.
class Best {
public:
    Best(const NearSegments& streets, double within) : streets_(streets), limit_(within) {}

    void offer(const StreetSegment& segment, NearestShare near) {
        const double access = near.distance / streets_.scale_of(segment.line);
        if (!(access <= limit_)) {
            return;
        }
        const double at =
            near.share >= 1 ? segment.to_m : segment.from_m + near.share * (segment.to_m - segment.from_m);
        const LineStretch place{segment.line, segment.part, at, at, near.share <= 0};
        const auto edge = streets_.place_on_edge(place).edge;
        if (!found_ || access < limit_ || edge < edge_) {
            found_ = true;
            limit_ = access;
            edge_ = edge;
            place_ = place;
        }
    }
    /// How far away, in the plane, something may be and still matter.
    [[nodiscard]] double limit() const { return limit_ * streets_.greatest_scale() * (1 + 1e-12); }
    [[nodiscard]] bool found() const { return found_; }
    void push(std::uint32_t item, std::vector<PlaceOnEdge>& places) const {
        streets_.push(item, limit_, std::span(&place_, 1), places);
    }

private:
    const NearSegments& streets_;
    double limit_;
    bool found_ = false;
    std::uint32_t edge_ = 0;
    LineStretch place_;
};

void offer_near(const NearSegments& streets, Point p, Best& best) {
    streets.grid().visit_outwards(
        p, [&best](double far) { return far <= best.limit(); },
        [&](const Segment& segment) {
            best.offer(streets[segment.line], detail::nearest_share(p, segment.a, segment.b));
        });
}

/// Numbers of the segments whose boxes meet `box`, ascending.
std::vector<std::uint32_t> near_box(const NearSegments& streets, const Box& box) {
    std::vector<std::uint32_t> found;
    streets.grid().visit(box, [&](const Segment& segment) {
        Box own = box_of(segment.a);
        own.add(segment.b);
        if (own.intersects(box)) {
            found.push_back(segment.line);
        }
    });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

/// What of the streets a shape takes up, neighbouring segments joined.
std::vector<LineStretch> taken_up(const NearSegments& streets, const detail::Shape& shape) {
    std::vector<LineStretch> all;
    for (const auto number : near_box(streets, shape.box.grown(1e-6))) {
        const auto& segment = streets[number];
        for (const auto& [from, to] : detail::contacts(shape, segment.a, segment.b)) {
            const double size = segment.to_m - segment.from_m;
            const double begin = from >= 1 ? segment.to_m : segment.from_m + from * size;
            const double end = to >= 1 ? segment.to_m : segment.from_m + to * size;
            if (!all.empty() && all.back().line == segment.line && all.back().part == segment.part &&
                all.back().to_m >= begin) {
                all.back().from_start &= all.back().from_m < begin;
                all.back().to_m = end;
            } else {
                all.push_back({segment.line, segment.part, begin, end, from <= 0});
            }
        }
    }
    return all;
}

bool push_shape(const NearSegments& streets, const detail::Shape& shape, double within, std::uint32_t item,
                std::vector<PlaceOnEdge>& places) {
    if (shape.sides.empty()) {
        return false;
    }
    if (const auto taken = taken_up(streets, shape); !taken.empty()) {
        streets.push(item, 0, taken, places);
        return true;
    }
    Best best(streets, within);
    offer_near(streets, shape.sides[0].a, best);
    for (const auto number : near_box(streets, shape.box.grown(best.limit()))) {
        const auto& segment = streets[number];
        best.offer(segment, detail::nearest_share(shape, segment.a, segment.b));
    }
    if (best.found()) {
        best.push(item, places);
    }
    return best.found();
}

bool push_item(const NearSegments& streets, const Shapes& items, double within, std::uint32_t item,
               std::vector<PlaceOnEdge>& places) {
    if (const auto* areas = std::get_if<std::span<const MultiPolygon>>(&items)) {
        return push_shape(streets, detail::Shape::of((*areas)[item]), within, item, places);
    }
    if (const auto* lines = std::get_if<const Lines*>(&items)) {
        return push_shape(streets, detail::Shape::of(**lines, item), within, item, places);
    }
    Best best(streets, within);
    offer_near(streets, std::get<std::span<const Point>>(items)[item], best);
    if (best.found()) {
        best.push(item, places);
    }
    return best.found();
}

} // namespace

SnappedPlaces snap(const Graph& graph, const Lines& lines, const Shapes& items, const SnapOptions& options) {
    constexpr std::size_t block = 256;
    check(graph, lines, options);
    const auto boxes = boxes_of(items);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (!on_plane(items, i)) {
            throw UsageError({"street_graph.bad_item", {{"at", static_cast<std::int64_t>(i)}}});
        }
    }
    const double within = options.within.value();
    const NearSegments streets(graph, lines, options.line_scale, boxes, within, options.threads);
    std::vector<SnappedPlaces> found(boxes.size() / block + 1);
    for_each_block(boxes.size(), block, options.threads, [&](std::size_t begin, std::size_t end) {
        auto& own = found[begin / block];
        for (auto i = begin; i < end; ++i) {
            const auto item = static_cast<std::uint32_t>(i);
            if (!push_item(streets, items, within, item, own.places)) {
                own.off_streets.push_back(item);
            }
        }
    });
    SnappedPlaces all;
    for (const auto& own : found) {
        all.places.insert(all.places.end(), own.places.begin(), own.places.end());
        all.off_streets.insert(all.off_streets.end(), own.off_streets.begin(), own.off_streets.end());
    }
    return all;
}

} // namespace kerb::network
