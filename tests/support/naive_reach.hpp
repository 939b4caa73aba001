// Length within reach of assets of any shape, the slow way: of every edge the stretch within reach is found by search
// on the distance alone, which is convex along a straight line, and all stretches are joined.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/naive_points.hpp"

namespace kerb::test {

struct NaiveLength {
    long double total = 0, covered = 0;
    double tolerance = 0; ///< where a line only just touches a reach, a hair of distance is much length
};

class NaiveReach {
public:
    NaiveReach(const OwnAssets& assets, std::vector<double> reach) : assets_(assets), reach_(std::move(reach)) {}

    [[nodiscard]] NaiveLength measure(const MultiLineString& line) const {
        NaiveLength sum;
        for (const auto& part : line) {
            for (std::size_t i = 1; i < part.size(); ++i) {
                add_segment(part[i - 1], part[i], sum);
            }
        }
        return sum;
    }

    [[nodiscard]] bool reached(Point p, double slack) const {
        for (std::size_t a = 0; a < reach_.size(); ++a) {
            if (naive_distance(p, assets_, a) <= reach_[a] + slack) {
                return true;
            }
        }
        return false;
    }

private:
    using Real = long double;
    struct Span {
        Real from, to;
    };
    struct Ray {
        Point a;
        Real ux, uy, length;
    };

    static Real distance_at(const Ray& ray, Real t, Point a, Point b) {
        const Real px = ray.ux * t - (Real{a.x} - ray.a.x), py = ray.uy * t - (Real{a.y} - ray.a.y);
        const Real ex = Real{b.x} - a.x, ey = Real{b.y} - a.y, square = ex * ex + ey * ey;
        const Real along = square > 0 ? std::clamp<Real>((px * ex + py * ey) / square, 0, 1) : 0;
        return std::hypot(px - along * ex, py - along * ey);
    }

    /// Where the distance to an edge is least, by thirds.
    static Real nearest(const Ray& ray, Point a, Point b) {
        Real low = 0, high = ray.length;
        for (int step = 0; step < 120; ++step) {
            const Real left = low + (high - low) / 3, right = high - (high - low) / 3;
            (distance_at(ray, left, a, b) <= distance_at(ray, right, a, b) ? high : low) =
                distance_at(ray, left, a, b) <= distance_at(ray, right, a, b) ? right : left;
        }
        return (low + high) / 2;
    }

    /// The last place within reach between `inside`, which is, and `outside`.
    static Real border(const Ray& ray, Point a, Point b, Real reach, Real inside, Real outside) {
        if (distance_at(ray, outside, a, b) <= reach) {
            return outside;
        }
        for (int step = 0; step < 70; ++step) {
            const Real middle = (inside + outside) / 2;
            (distance_at(ray, middle, a, b) <= reach ? inside : outside) = middle;
        }
        return inside;
    }

    static void add_edge(const Ray& ray, Point a, Point b, Real reach, std::vector<Span>& spans, double& tolerance) {
        const Real t = nearest(ray, a, b), least = distance_at(ray, t, a, b);
        tolerance += std::abs(static_cast<double>(least - reach)) < 1e-6 ? 4e-5 : 1e-8;
        if (least <= reach) {
            spans.push_back({border(ray, a, b, reach, t, 0), border(ray, a, b, reach, t, ray.length)});
        }
    }

    /// Every stretch between two crossings of the area's edges is inside or not, as its middle is.
    static void add_inside(const Ray& ray, const MultiPolygon& area, const std::vector<std::pair<Point, Point>>& edges,
                           std::vector<Span>& spans) {
        std::vector<Real> cuts = {0, ray.length};
        for (const auto& [a, b] : edges) {
            const auto across = [&](Point p) {
                return (Real{p.x} - ray.a.x) * ray.uy - (Real{p.y} - ray.a.y) * ray.ux;
            };
            const auto along = [&](Point p) { return (Real{p.x} - ray.a.x) * ray.ux + (Real{p.y} - ray.a.y) * ray.uy; };
            if (across(a) != across(b)) {
                cuts.push_back(along(a) + (along(b) - along(a)) * across(a) / (across(a) - across(b)));
            }
        }
        std::erase_if(cuts, [&](Real t) { return t < 0 || t > ray.length; });
        std::sort(cuts.begin(), cuts.end());
        for (std::size_t i = 1; i < cuts.size(); ++i) {
            const Real t = (cuts[i - 1] + cuts[i]) / 2;
            const Point middle{static_cast<double>(ray.a.x + ray.ux * t), static_cast<double>(ray.a.y + ray.uy * t)};
            if (covers(area, middle)) {
                spans.push_back({cuts[i - 1], cuts[i]});
            }
        }
    }

    [[nodiscard]] std::vector<std::pair<Point, Point>> edges_of(std::size_t asset) const {
        std::vector<std::pair<Point, Point>> edges;
        const auto add = [&](std::span<const Point> chain) {
            for (std::size_t i = 1; i < chain.size(); ++i) {
                edges.emplace_back(chain[i - 1], chain[i]);
            }
        };
        if (asset < assets_.points.size()) {
            return {{assets_.points[asset], assets_.points[asset]}};
        }
        asset -= assets_.points.size();
        if (asset < assets_.lines.size()) {
            for (const auto& part : assets_.lines.feature(asset)) {
                add(part);
            }
            return edges;
        }
        for (const auto& polygon : assets_.areas[asset - assets_.lines.size()]) {
            add(polygon.outer);
            for (const auto& hole : polygon.holes) {
                add(hole);
            }
        }
        return edges;
    }

    void add_segment(Point a, Point b, NaiveLength& sum) const {
        const Real dx = Real{b.x} - a.x, dy = Real{b.y} - a.y, length = std::hypot(dx, dy);
        if (length == 0) {
            return;
        }
        const Ray ray{a, dx / length, dy / length, length};
        std::vector<Span> spans;
        for (std::size_t asset = 0; asset < reach_.size(); ++asset) {
            const auto edges = edges_of(asset);
            for (const auto& [from, to] : edges) {
                add_edge(ray, from, to, reach_[asset], spans, sum.tolerance);
            }
            const auto first_area = assets_.points.size() + assets_.lines.size();
            if (asset >= first_area) {
                add_inside(ray, assets_.areas[asset - first_area], edges, spans);
            }
        }
        std::sort(spans.begin(), spans.end(), [](const Span& x, const Span& y) { return x.from < y.from; });
        Real at = 0;
        for (const auto& span : spans) {
            sum.covered += std::max<Real>(span.to - std::max(span.from, at), 0);
            at = std::max(at, span.to);
        }
        sum.total += length;
        sum.tolerance += 1e-9;
    }

    const OwnAssets& assets_;
    std::vector<double> reach_;
};

} // namespace kerb::test
