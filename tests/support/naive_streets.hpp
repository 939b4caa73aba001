// Distances along streets the slow way: every edge split into short ones, and Dijkstra without a queue.
#pragma once

#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::test {

/// Distance and item of the nearest source at each multiple of `step` along each edge. Lengths and places are such
/// multiples.
class NaiveStreets {
public:
    using Label = std::pair<double, std::uint32_t>; ///< infinite where nothing arrives

    NaiveStreets(const network::Graph& graph, double step, network::Walk walk) : step_(step) {
        auto count = static_cast<std::uint32_t>(graph.nodes.size());
        for (const auto& edge : graph.edges) {
            std::vector<std::uint32_t> chain = {edge.from};
            for (auto k = pieces(edge); k > 1; --k) {
                chain.push_back(count++);
            }
            chain.push_back(edge.to);
            chains_.push_back(chain);
        }
        ways_.resize(count);
        for (std::size_t e = 0; e < chains_.size(); ++e) {
            const auto& edge = graph.edges[e];
            const bool forward =
                walk == network::Walk::either || (walk == network::Walk::away ? edge.forward : edge.backward);
            const bool back =
                walk == network::Walk::either || (walk == network::Walk::away ? edge.backward : edge.forward);
            for (std::size_t k = 1; k < chains_[e].size(); ++k) {
                const auto a = chains_[e][k - 1], b = chains_[e][k];
                if (forward) {
                    ways_[a].push_back(b);
                }
                if (back) {
                    ways_[b].push_back(a);
                }
            }
        }
    }

    void search(const std::vector<network::PlaceOnEdge>& sources, bool charged) {
        labels_.assign(ways_.size(), none);
        for (const auto& source : sources) {
            for (auto x = source.from_m; x <= source.to_m; x += step_) {
                auto& label = labels_[node(source.edge, x)];
                label = std::min(label, {charged ? source.access_m : 0, source.item});
            }
        }
        std::vector<bool> done(labels_.size());
        for (std::size_t round = 0; round < labels_.size(); ++round) {
            std::size_t best = labels_.size();
            for (std::size_t i = 0; i < labels_.size(); ++i) {
                if (!done[i] && (best == labels_.size() || labels_[i] < labels_[best])) {
                    best = i;
                }
            }
            done[best] = true;
            for (const auto next : ways_[best]) {
                labels_[next] = std::min(labels_[next], {labels_[best].first + step_, labels_[best].second});
            }
        }
    }

    [[nodiscard]] Label at(std::uint32_t edge, double x) const { return labels_[node(edge, x)]; }
    [[nodiscard]] Label at_node(std::uint32_t i) const { return labels_[i]; }

    static constexpr Label none = {std::numeric_limits<double>::infinity(), network::no_source};

private:
    [[nodiscard]] long pieces(const network::Edge& edge) const { return std::lround(edge.length_m() / step_); }
    [[nodiscard]] std::uint32_t node(std::uint32_t edge, double x) const {
        return chains_[edge][static_cast<std::size_t>(std::lround(x / step_))];
    }

    double step_;
    std::vector<std::vector<std::uint32_t>> chains_;
    std::vector<std::vector<std::uint32_t>> ways_;
    std::vector<Label> labels_;
};

} // namespace kerb::test
