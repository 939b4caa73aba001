#include "shape_contact.hpp"

#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>

#include "orientation.hpp"

namespace kerb::network::detail {
namespace {

constexpr double on_it_m = 1e-6;

Point at(Point a, Point b, double share) {
    return share >= 1 ? b : Point{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

void push_chain(Shape& shape, std::span<const Point> chain) {
    for (std::size_t i = 0; i < chain.size(); ++i) {
        shape.box.add(chain[i]);
        if (i > 0 || chain.size() == 1) {
            shape.sides.push_back({chain[i > 0 ? i - 1 : 0], chain[i], 0});
        }
    }
}

/// Shares of a–b at which something may begin or end.
std::vector<double> events(const Shape& shape, Point a, Point b) {
    std::vector<double> shares = {0, 1};
    Box box;
    box.add(a);
    box.add(b);
    box = box.grown(on_it_m);
    for (const auto& side : shape.sides) {
        Box other;
        other.add(side.a);
        other.add(side.b);
        if (!box.intersects(other)) {
            continue;
        }
        for (const auto p : {side.a, side.b}) {
            const auto near = nearest_share(p, a, b);
            if (near.distance <= on_it_m) {
                shares.push_back(near.share);
            }
        }
        if (side_of(a, b, side.a) * side_of(a, b, side.b) < 0 &&
            side_of(side.a, side.b, a) * side_of(side.a, side.b, b) < 0) {
            const double dx = b.x - a.x, dy = b.y - a.y, ex = side.b.x - side.a.x, ey = side.b.y - side.a.y;
            const double share = ((side.a.x - a.x) * ey - (side.a.y - a.y) * ex) / (dx * ey - dy * ex);
            shares.push_back(share >= 0 && share <= 1 ? share : 0.5);
        }
    }
    std::sort(shares.begin(), shares.end());
    shares.erase(std::unique(shares.begin(), shares.end()), shares.end());
    return shares;
}

} // namespace

Shape Shape::of(const MultiPolygon& area) {
    Shape shape;
    shape.area = &area;
    for (const auto& polygon : area) {
        push_chain(shape, polygon.outer);
        for (const auto& hole : polygon.holes) {
            push_chain(shape, hole);
        }
    }
    return shape;
}

Shape Shape::of(const Lines& lines, std::size_t feature) {
    Shape shape;
    for (auto part = lines.feature_begin[feature]; part < lines.feature_begin[feature + 1]; ++part) {
        push_chain(shape, lines.part(part));
    }
    return shape;
}

bool Shape::has(Point p) const {
    if (!box.grown(on_it_m).contains(p)) {
        return false;
    }
    return area != nullptr ? covers(*area, p, on_it_m)
                           : std::any_of(sides.begin(), sides.end(), [p](const Segment& side) {
                                 return distance_to_segment(p, side.a, side.b) <= on_it_m;
                             });
}

std::vector<std::pair<double, double>> contacts(const Shape& shape, Point a, Point b) {
    const auto shares = events(shape, a, b);
    std::vector<std::pair<double, double>> found;
    const auto push = [&found](double from, double to) {
        if (!found.empty() && found.back().second >= from) {
            found.back().second = to;
        } else {
            found.emplace_back(from, to);
        }
    };
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (i > 0 && shape.has(at(a, b, (shares[i - 1] + shares[i]) / 2))) {
            push(shares[i - 1], shares[i]);
        } else if (shape.has(at(a, b, shares[i]))) {
            push(shares[i], shares[i]);
        }
    }
    return found;
}

NearestShare nearest_share(Point p, Point a, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    const double share = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0;
    return {distance(p, at(a, b, share)), share};
}

NearestShare nearest_share(const Shape& shape, Point a, Point b) {
    NearestShare best = {std::numeric_limits<double>::infinity(), 0};
    const auto take = [&best](double distance, double share) {
        if (distance < best.distance || (distance == best.distance && share < best.share)) {
            best = {distance, share};
        }
    };
    for (const auto& side : shape.sides) {
        for (const auto p : {side.a, side.b}) {
            const auto near = nearest_share(p, a, b);
            take(near.distance, near.share);
        }
        take(distance_to_segment(a, side.a, side.b), 0);
        take(distance_to_segment(b, side.a, side.b), 1);
    }
    return best;
}

} // namespace kerb::network::detail
