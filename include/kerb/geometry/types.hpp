// Points, lines and polygons as plain values, in metres of a frame.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <variant>
#include <vector>

#include <kerb/base/variant.hpp>

namespace kerb {

struct Point {
    double x = 0, y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

using Points = std::vector<Point>;
/// A chain of at least two points. A ring is a chain whose last point equals its first.
using LineString = Points;

/// One outer ring and its holes; all rings closed, any orientation.
struct Polygon {
    Points outer;
    std::vector<Points> holes;
    friend bool operator==(const Polygon&, const Polygon&) = default;
};

using MultiPolygon = std::vector<Polygon>;
using MultiLineString = std::vector<LineString>;

/// The place of what may be a point, lines, areas, or none at all.
using Place = Variant<std::monostate, Point, MultiLineString, MultiPolygon>;

/// An axis-parallel box; empty until something was added.
struct Box {
    double min_x = std::numeric_limits<double>::infinity();
    double min_y = std::numeric_limits<double>::infinity();
    double max_x = -std::numeric_limits<double>::infinity();
    double max_y = -std::numeric_limits<double>::infinity();

    [[nodiscard]] bool empty() const { return min_x > max_x; }
    [[nodiscard]] Point centre() const { return {min_x + (max_x - min_x) / 2, min_y + (max_y - min_y) / 2}; }
    void add(Point p) {
        min_x = std::min(min_x, p.x);
        min_y = std::min(min_y, p.y);
        max_x = std::max(max_x, p.x);
        max_y = std::max(max_y, p.y);
    }
    void add(const Box& other) {
        min_x = std::min(min_x, other.min_x);
        min_y = std::min(min_y, other.min_y);
        max_x = std::max(max_x, other.max_x);
        max_y = std::max(max_y, other.max_y);
    }
    [[nodiscard]] Box grown(double by) const { return {min_x - by, min_y - by, max_x + by, max_y + by}; }
    [[nodiscard]] bool intersects(const Box& o) const {
        return min_x <= o.max_x && o.min_x <= max_x && min_y <= o.max_y && o.min_y <= max_y;
    }
    [[nodiscard]] bool contains(Point p) const { return p.x >= min_x && p.x <= max_x && p.y >= min_y && p.y <= max_y; }
};

/// Many line features in three flat arrays: feature f has the parts feature_begin[f] … feature_begin[f+1]−1, part p has
/// the points part_begin[p] … part_begin[p+1]−1. One allocation per array, so a city of a million roads stays small.
struct Lines {
    Points points;
    std::vector<std::uint32_t> part_begin = {0};
    std::vector<std::uint32_t> feature_begin = {0};

    [[nodiscard]] std::size_t size() const { return feature_begin.size() - 1; }
    [[nodiscard]] std::size_t parts_of(std::size_t feature) const {
        return feature_begin[feature + 1] - feature_begin[feature];
    }
    [[nodiscard]] std::span<const Point> part(std::size_t part) const {
        return std::span(points).subspan(part_begin[part], part_begin[part + 1] - part_begin[part]);
    }
    void push_part(std::span<const Point> chain) {
        points.insert(points.end(), chain.begin(), chain.end());
        part_begin.push_back(static_cast<std::uint32_t>(points.size()));
    }
    /// Ends the feature whose parts were pushed since the last call.
    void end_feature() { feature_begin.push_back(static_cast<std::uint32_t>(part_begin.size() - 1)); }
    void push(const MultiLineString& feature) {
        for (const auto& chain : feature) {
            push_part(chain);
        }
        end_feature();
    }
    [[nodiscard]] MultiLineString feature(std::size_t f) const {
        MultiLineString parts;
        for (auto p = feature_begin[f]; p < feature_begin[f + 1]; ++p) {
            parts.emplace_back(part(p).begin(), part(p).end());
        }
        return parts;
    }
    friend bool operator==(const Lines&, const Lines&) = default;
};

[[nodiscard]] Box bounds(std::span<const Point> points);
[[nodiscard]] Box bounds(const MultiPolygon& polygons);

} // namespace kerb
