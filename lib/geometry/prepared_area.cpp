#include <kerb/geometry/prepared_area.hpp>

#include <algorithm>
#include <utility>

namespace kerb {

PreparedArea::PreparedArea(const MultiPolygon& area) : box_(bounds(area)) {
    std::vector<Edge> edges;
    const auto add = [&edges](const Points& ring) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (ring[i - 1].y < ring[i].y) {
                edges.push_back({ring[i - 1], ring[i]});
            } else if (ring[i].y < ring[i - 1].y) {
                edges.push_back({ring[i], ring[i - 1]});
            }
        }
    };
    for (const auto& polygon : area) {
        add(polygon.outer);
        std::for_each(polygon.holes.begin(), polygon.holes.end(), add);
    }
    fill(edges);
}

void PreparedArea::fill(const std::vector<Edge>& edges) {
    const double height = box_.max_y - box_.min_y;
    if (edges.empty() || !(height > 0)) {
        return;
    }
    const auto most = 8 * edges.size(); // entries, so that tall edges do not fill the memory
    auto strips = std::max<std::size_t>(1, edges.size() / 4);
    for (begin_.back() = 0; begin_.back() == 0; strips /= 2) {
        per_strip_ = static_cast<double>(strips) / height;
        begin_.assign(strips + 1, 0);
        for (const auto& edge : edges) {
            for (auto s = strip(edge.low.y); s <= strip(edge.high.y); ++s) {
                ++begin_[s + 1];
            }
        }
        for (std::size_t s = 1; s < begin_.size(); ++s) {
            begin_[s] += begin_[s - 1];
        }
        begin_.back() = begin_.back() > most && strips > 1 ? 0 : begin_.back();
    }
    edges_.resize(begin_.back());
    auto next = begin_;
    for (const auto& edge : edges) {
        for (auto s = strip(edge.low.y); s <= strip(edge.high.y); ++s) {
            edges_[next[s]++] = edge;
        }
    }
}

std::size_t PreparedArea::strip(double y) const {
    const double position = (y - box_.min_y) * per_strip_;
    const auto last = begin_.size() - 2;
    return position < static_cast<double>(last) ? static_cast<std::size_t>(std::max(0.0, position)) : last;
}

// A ray to the right crosses the border an odd number of times; an edge has its lower end and not its upper one.
bool PreparedArea::holds(Point p) const {
    if (!box_.contains(p) || edges_.empty()) {
        return false;
    }
    bool inside = false;
    const auto s = strip(p.y);
    for (auto i = begin_[s]; i < begin_[s + 1]; ++i) {
        const auto& [low, high] = edges_[i];
        const bool beside = low.y <= p.y && p.y < high.y;
        inside ^= beside && (high.x - low.x) * (p.y - low.y) - (high.y - low.y) * (p.x - low.x) > 0;
    }
    return inside;
}

} // namespace kerb
