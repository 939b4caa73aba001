// An asset ready to be held against others: its edges by their height.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Within this, things touch.
inline constexpr double touch_m = 1e-6;

struct Edge {
    Point a, b;
};

/// Edges in bands of equal height.
class EdgeBands {
public:
    EdgeBands() = default;
    explicit EdgeBands(std::vector<Edge> edges);
    [[nodiscard]] std::span<const Edge> edges() const { return edges_; }

    /// Calls `visit(edge)` for the edges in the bands from `low` to `high`, several times for one in several bands.
    template <class Visit>
    void visit(double low, double high, Visit&& visit) const {
        if (edges_.empty() || high < bottom_ || low > top_) {
            return;
        }
        for (auto band = band_of(low); band <= band_of(high); ++band) {
            for (auto i = begin_[band]; i < begin_[band + 1]; ++i) {
                visit(edges_[members_[i]]);
            }
        }
    }

private:
    [[nodiscard]] std::size_t band_of(double y) const {
        return static_cast<std::size_t>(std::clamp((y - bottom_) * per_metre_, 0.0, static_cast<double>(bands_ - 1)));
    }

    std::vector<Edge> edges_;
    double bottom_ = 0, top_ = 0, per_metre_ = 0;
    std::size_t bands_ = 1;
    std::vector<std::uint32_t> begin_, members_;
};

/// A point, a line or an area. The area stays where it was.
class Body {
public:
    explicit Body(Point point);
    Body(const Lines& lines, std::size_t line);
    explicit Body(const MultiPolygon& area);

    enum class Kind : std::uint8_t { point, line, area };
    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] Point point() const { return box_.centre(); }
    [[nodiscard]] const MultiPolygon& area() const { return *area_; }
    [[nodiscard]] const EdgeBands& edges() const { return edges_; }
    [[nodiscard]] const Box& box() const { return box_; }
    /// Is the point inside of the area? Only beyond `touch_m` of its border is the answer certain.
    [[nodiscard]] bool holds(Point p) const;
    /// Distance to the line or the border; more than `most` when it is greater.
    [[nodiscard]] double distance(Point p, double most) const;

private:
    Kind kind_ = Kind::point;
    Box box_;
    EdgeBands edges_;
    const MultiPolygon* area_ = nullptr;
};

} // namespace kerb::coverage
