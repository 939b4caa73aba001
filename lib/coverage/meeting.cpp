#include "meeting.hpp"

#include <cmath>
#include <limits>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>

namespace kerb::coverage {
namespace {

constexpr double far = std::numeric_limits<double>::infinity();

double cross(Point a, Point b, Point p) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

bool apart(double a, double b) {
    return (a > 0 && b > 0) || (a < 0 && b < 0);
}

bool crossing(const Edge& e, const Edge& f) {
    const auto fa = cross(e.a, e.b, f.a), fb = cross(e.a, e.b, f.b);
    const auto ea = cross(f.a, f.b, e.a), eb = cross(f.a, f.b, e.b);
    return (fa != 0 || fb != 0) && !apart(fa, fb) && !apart(ea, eb);
}

double distance_of(const Edge& e, const Edge& f) {
    if (crossing(e, f)) {
        return 0;
    }
    return std::min({distance_to_segment(e.a, f.a, f.b), distance_to_segment(e.b, f.a, f.b),
                     distance_to_segment(f.a, e.a, e.b), distance_to_segment(f.b, e.a, e.b)});
}

/// Where on an edge, from 0 to its `length`, what it has in common with a border may begin or end.
void add_cuts(const Edge& edge, double length, const Edge& border, std::vector<double>& cuts) {
    const auto ux = (edge.b.x - edge.a.x) / length, uy = (edge.b.y - edge.a.y) / length;
    const auto along = [&](Point p) { return (p.x - edge.a.x) * ux + (p.y - edge.a.y) * uy; };
    const auto across = [&](Point p) { return (p.y - edge.a.y) * ux - (p.x - edge.a.x) * uy; };
    const auto from = across(border.a), to = across(border.b);
    if (std::abs(from) <= touch_m) {
        cuts.push_back(along(border.a));
    }
    if (std::abs(to) <= touch_m) {
        cuts.push_back(along(border.b));
    }
    if ((from > 0) != (to > 0)) {
        const auto share = from / (from - to);
        cuts.push_back(along(border.a) + (along(border.b) - along(border.a)) * share);
    }
}

double perimeter(const MultiPolygon& area) {
    double sum = 0;
    for (const auto& polygon : area) {
        sum += length(polygon.outer);
        for (const auto& hole : polygon.holes) {
            sum += length(hole);
        }
    }
    return sum;
}

/// What two areas share is more than rounding when it is wide enough on average.
std::optional<double> common_m2(const Body& one, const Body& two) {
    const auto common = common_area(one.area(), two.area());
    const bool wide = common && 2 * common->area_m2 > touch_m * perimeter(common->area);
    return wide ? std::optional(common->area_m2) : std::nullopt;
}

Meeting meet_point(const Body& point, const Body& other, double most) {
    Meeting meeting;
    const auto p = point.point();
    meeting.distance_m = other.distance(p, std::max(most, touch_m));
    if (other.kind() != Body::Kind::area) {
        meeting.overlap = meeting.distance_m <= touch_m;
    } else if (meeting.distance_m > touch_m && other.holds(p)) {
        meeting.overlap = true;
        meeting.depth_m = other.distance(p, far);
        meeting.distance_m = 0;
    }
    return meeting;
}

Meeting meet_line(const Body& line, const Body& other, double most) {
    Meeting meeting;
    const auto common = common_length(line.edges(), other);
    if (other.kind() == Body::Kind::area && common.inside > touch_m) {
        meeting.overlap = true;
        meeting.length_m = common.inside;
        return meeting;
    }
    meeting.distance_m = edge_distance(line.edges(), other, std::max(most, touch_m));
    if (other.kind() == Body::Kind::line && meeting.distance_m <= touch_m) {
        meeting.overlap = true;
        meeting.length_m = common.on > touch_m ? common.on : 0;
    }
    return meeting;
}

Meeting meet_area(const Body& one, const Body& two, double most) {
    Meeting meeting;
    meeting.overlap_m2 = one.box().intersects(two.box()) ? common_m2(one, two) : std::nullopt;
    meeting.overlap = meeting.overlap_m2.has_value();
    if (!meeting.overlap) {
        meeting.distance_m = edge_distance(one.edges(), two, std::max(most, touch_m));
    }
    return meeting;
}

} // namespace

CommonLength common_length(const EdgeBands& line, const Body& other) {
    ExactSum inside, on;
    std::vector<double> cuts;
    for (const auto& edge : line.edges()) {
        const auto length = kerb::distance(edge.a, edge.b);
        cuts.assign({0, length});
        const auto low = std::min(edge.a.y, edge.b.y), high = std::max(edge.a.y, edge.b.y);
        other.edges().visit(low - touch_m, high + touch_m,
                            [&](const Edge& border) { add_cuts(edge, length, border, cuts); });
        for (auto& cut : cuts) {
            cut = std::clamp(cut, 0.0, length);
        }
        std::sort(cuts.begin(), cuts.end());
        for (std::size_t i = 1; i < cuts.size(); ++i) {
            const auto share = (cuts[i - 1] + cuts[i]) / 2 / length;
            const Point middle = {edge.a.x + (edge.b.x - edge.a.x) * share, edge.a.y + (edge.b.y - edge.a.y) * share};
            if (!(cuts[i] > cuts[i - 1])) {
                continue;
            }
            if (other.distance(middle, touch_m) <= touch_m) {
                on.add(cuts[i] - cuts[i - 1]);
            } else if (other.holds(middle)) {
                inside.add(cuts[i] - cuts[i - 1]);
            }
        }
    }
    return {inside.value(), on.value()};
}

double edge_distance(const EdgeBands& one, const Body& other, double most) {
    double least = far;
    const auto reach = other.box().grown(most);
    for (const auto& edge : one.edges()) {
        Box box;
        box.add(edge.a);
        box.add(edge.b);
        if (!box.intersects(reach)) {
            continue;
        }
        other.edges().visit(box.min_y - most, box.max_y + most,
                            [&](const Edge& facing) { least = std::min(least, distance_of(edge, facing)); });
    }
    return least;
}

Meeting meet(const Body& of, const Body& against, double most) {
    // The one of fewer dimensions is measured in the other.
    const auto& small = of.kind() <= against.kind() ? of : against;
    const auto& large = of.kind() <= against.kind() ? against : of;
    switch (small.kind()) {
        case Body::Kind::point:
            return meet_point(small, large, most);
        case Body::Kind::line:
            return meet_line(small, large, most);
        case Body::Kind::area:
            break;
    }
    return meet_area(small, large, most);
}

} // namespace kerb::coverage
