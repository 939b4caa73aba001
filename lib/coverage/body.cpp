#include "body.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include <kerb/geometry/measures.hpp>

namespace kerb::coverage {
namespace {

constexpr std::size_t edges_per_band = 4;
constexpr std::size_t most_bands = 4096;

void add_edges(std::span<const Point> chain, std::vector<Edge>& edges) {
    for (std::size_t i = 1; i < chain.size(); ++i) {
        if (!(chain[i - 1] == chain[i])) {
            edges.push_back({chain[i - 1], chain[i]});
        }
    }
}

double cross(Point a, Point b, Point p) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

} // namespace

EdgeBands::EdgeBands(std::vector<Edge> edges) : edges_(std::move(edges)) {
    if (edges_.empty()) {
        return;
    }
    bottom_ = std::numeric_limits<double>::infinity();
    top_ = -bottom_;
    for (const auto& edge : edges_) {
        bottom_ = std::min({bottom_, edge.a.y, edge.b.y});
        top_ = std::max({top_, edge.a.y, edge.b.y});
    }
    bands_ = std::clamp<std::size_t>(edges_.size() / edges_per_band, 1, most_bands);
    per_metre_ = top_ > bottom_ ? static_cast<double>(bands_) / (top_ - bottom_) : 0;
    begin_.assign(bands_ + 1, 0);
    const auto each_band = [this](const Edge& edge, auto&& visit) {
        const auto last = band_of(std::max(edge.a.y, edge.b.y));
        for (auto band = band_of(std::min(edge.a.y, edge.b.y)); band <= last; ++band) {
            visit(band);
        }
    };
    for (const auto& edge : edges_) {
        each_band(edge, [this](std::size_t band) { ++begin_[band + 1]; });
    }
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    members_.resize(begin_.back());
    auto next = begin_;
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
        each_band(edges_[i], [&](std::size_t band) { members_[next[band]++] = i; });
    }
}

Body::Body(Point point) {
    box_.add(point);
}

Body::Body(const Lines& lines, std::size_t line) : kind_(Kind::line) {
    std::vector<Edge> edges;
    for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
        add_edges(lines.part(p), edges);
        box_.add(bounds(lines.part(p)));
    }
    edges_ = EdgeBands(std::move(edges));
}

Body::Body(const MultiPolygon& area) : kind_(Kind::area), box_(bounds(area)), area_(&area) {
    std::vector<Edge> edges;
    for (const auto& polygon : area) {
        add_edges(polygon.outer, edges);
        for (const auto& hole : polygon.holes) {
            add_edges(hole, edges);
        }
    }
    edges_ = EdgeBands(std::move(edges));
}

bool Body::holds(Point p) const {
    bool inside = false;
    if (kind_ == Kind::area && box_.contains(p)) {
        edges_.visit(p.y, p.y, [&](const Edge& edge) {
            if ((edge.a.y > p.y) != (edge.b.y > p.y) && (cross(edge.a, edge.b, p) > 0) == (edge.b.y > edge.a.y)) {
                inside = !inside;
            }
        });
    }
    return inside;
}

double Body::distance(Point p, double most) const {
    if (kind_ == Kind::point) {
        return kerb::distance(p, point());
    }
    auto least = std::numeric_limits<double>::infinity();
    edges_.visit(p.y - most, p.y + most,
                 [&](const Edge& edge) { least = std::min(least, distance_to_segment(p, edge.a, edge.b)); });
    return least;
}

} // namespace kerb::coverage
