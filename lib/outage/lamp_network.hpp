// Streets cut at their lamps, and walks along them.
#pragma once

#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

#include <kerb/outage/near_lamps.hpp>

namespace kerb::outage {

/// Vertices are the streets' nodes, then the sites of lamps in the order of a walk along the streets.
struct LampNetwork::Impl {
    static constexpr double unit_m = 1e-6;
    struct Link {
        std::uint32_t to = 0;
        std::int64_t length = 0;
    };
    std::uint32_t nodes = 0;
    std::vector<std::uint32_t> begin; ///< of each vertex' links
    std::vector<Link> links;
    std::vector<std::uint32_t> vertex_of;               ///< by lamp
    std::vector<std::vector<std::uint32_t>> lamps_at{}; ///< by site, ascending
};

/// Walks from vertex to vertex in order of distance; keeps its memory from walk to walk.
class Walk {
public:
    explicit Walk(const LampNetwork::Impl& network) : network_(network), reached_(network.begin.size() - 1, far) {}

    /// Calls `visit(vertex, distance)` for each, nearest first, until it returns false.
    template <class Visit>
    void from(std::uint32_t start, Visit&& visit) {
        reach(start, 0);
        while (!queue_.empty()) {
            const auto [distance, vertex] = queue_.top();
            queue_.pop();
            if (distance > reached_[vertex]) {
                continue;
            }
            if (!visit(vertex, distance)) {
                break;
            }
            for (auto i = network_.begin[vertex]; i < network_.begin[vertex + 1]; ++i) {
                const auto& link = network_.links[i];
                if (distance + link.length < reached_[link.to]) {
                    reach(link.to, distance + link.length);
                }
            }
        }
        queue_ = {};
        for (const auto vertex : touched_) {
            reached_[vertex] = far;
        }
        touched_.clear();
    }

private:
    static constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
    using Reached = std::pair<std::int64_t, std::uint32_t>;

    void reach(std::uint32_t vertex, std::int64_t distance) {
        if (reached_[vertex] == far) {
            touched_.push_back(vertex);
        }
        reached_[vertex] = distance;
        queue_.emplace(distance, vertex);
    }

    const LampNetwork::Impl& network_;
    std::vector<std::int64_t> reached_;
    std::vector<std::uint32_t> touched_;
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> queue_;
};

} // namespace kerb::outage
