// Distances from one place along the streets, as far as they are asked for.
#pragma once

#include <cstdint>
#include <limits>
#include <queue>
#include <span>
#include <utility>
#include <vector>

#include <kerb/network/graph.hpp>

namespace kerb::network::detail {

/// Dijkstra (1959) on foot: one-way streets do not matter. Its arrays are made once and forget by a stamp. The search
/// can be stopped and taken up again.
class BoundedSearch {
public:
    static constexpr double unreached = std::numeric_limits<double>::infinity();

    explicit BoundedSearch(const Graph& graph)
        : graph_(graph),
          distance_(graph.nodes.size()),
          stamp_(graph.nodes.size(), 0),
          settled_(graph.nodes.size(), 0) {}

    void begin() {
        ++now_;
        queue_ = {};
        order_.clear();
    }
    /// A node at which the walk may begin, `distance` from the start.
    void start(std::uint32_t node, double distance) {
        if (stamp_[node] != now_ || distance < distance_[node]) {
            stamp_[node] = now_;
            distance_[node] = distance;
            queue_.emplace(distance, node);
        }
    }
    /// Settles nodes up to `limit` from the start, closed, until `enough()` after one of them; goes on where it
    /// stopped.
    template <class Enough>
    void run(double limit, const Enough& enough) {
        while (!queue_.empty() && queue_.top().first <= limit) {
            const auto [distance, node] = queue_.top();
            queue_.pop();
            if (settled_[node] == now_ || distance > distance_[node]) {
                continue;
            }
            settled_[node] = now_;
            order_.push_back(node);
            for (const auto& link : graph_.links_of(node)) {
                start(link.to, distance + graph_.edges[link.edge].length_m());
            }
            if (enough()) {
                return;
            }
        }
    }
    void run(double limit) {
        run(limit, [] { return false; });
    }
    /// Distance of a settled node, else infinite.
    [[nodiscard]] double distance(std::uint32_t node) const {
        return settled_[node] == now_ ? distance_[node] : unreached;
    }
    /// Settled nodes, nearest first.
    [[nodiscard]] std::span<const std::uint32_t> order() const { return order_; }

private:
    using Step = std::pair<double, std::uint32_t>;

    const Graph& graph_;
    std::vector<double> distance_;
    std::vector<std::uint32_t> stamp_, settled_;
    std::uint32_t now_ = 0;
    std::priority_queue<Step, std::vector<Step>, std::greater<>> queue_;
    std::vector<std::uint32_t> order_;
};

} // namespace kerb::network::detail
