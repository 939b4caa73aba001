#include <kerb/network/components.hpp>

#include <algorithm>
#include <numeric>
#include <tuple>

#include <kerb/base/exact_sum.hpp>

namespace kerb::network {
namespace {

class Forest {
public:
    explicit Forest(std::size_t size) : parent_(size), rank_(size, 0) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t root(std::uint32_t node) {
        while (parent_[node] != node) {
            node = parent_[node] = parent_[parent_[node]];
        }
        return node;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        if (a == b) {
            return;
        }
        if (rank_[a] < rank_[b]) {
            std::swap(a, b);
        }
        parent_[b] = a;
        rank_[a] = static_cast<std::uint8_t>(rank_[a] + (rank_[a] == rank_[b] ? 1 : 0));
    }

private:
    std::vector<std::uint32_t> parent_;
    std::vector<std::uint8_t> rank_;
};

} // namespace

std::optional<double> Components::largest_share() const {
    return length_m > 0 ? std::optional(items.front().length_m / length_m) : std::nullopt;
}

Components components(const Graph& graph) {
    Forest forest(graph.nodes.size());
    for (const auto& edge : graph.edges) {
        forest.join(edge.from, edge.to);
    }
    Components all;
    all.of_node.resize(graph.nodes.size());
    std::vector<std::uint32_t> number(graph.nodes.size(), 0);
    for (std::uint32_t node = 0; node < graph.nodes.size(); ++node) {
        const auto root = forest.root(node);
        if (number[root] == 0) {
            all.items.push_back({node, 0, 0, 0});
            number[root] = static_cast<std::uint32_t>(all.items.size());
        }
        all.of_node[node] = number[root] - 1;
        ++all.items[number[root] - 1].nodes;
    }
    std::vector<ExactSum> length(all.items.size());
    ExactSum total;
    for (const auto& edge : graph.edges) {
        auto& own = all.of_node[edge.from];
        ++all.items[own].edges;
        length[own].add(edge.length_m());
        total.add(edge.length_m());
    }
    for (std::size_t c = 0; c < length.size(); ++c) {
        all.items[c].length_m = length[c].value();
    }
    all.length_m = total.value();
    std::vector<std::uint32_t> order(all.items.size()), place(all.items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) {
        return std::tuple(-all.items[a].length_m, a) < std::tuple(-all.items[b].length_m, b);
    });
    std::vector<Component> sorted;
    for (const auto c : order) {
        place[c] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(all.items[c]);
    }
    all.items = std::move(sorted);
    for (auto& component : all.of_node) {
        component = place[component];
    }
    return all;
}

} // namespace kerb::network
