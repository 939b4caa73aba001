#include <cmath>
#include <limits>
#include <numeric>

#include <kerb/waterlogging/ponding.hpp>

namespace kerb::waterlogging {
namespace {

class Pourer {
public:
    Pourer(const DepressionTree& tree, std::vector<Volume>& water)
        : nodes_(tree.nodes), water_(water), next_(tree.nodes.size()), full_(tree.nodes.size()) {
        std::iota(next_.begin(), next_.end(), 0U);
    }

    /// Returns what leaves the map.
    Volume pour(std::uint32_t leaf, Volume volume) {
        auto node = taker(leaf);
        while (node != off_map && volume > 0) {
            const auto room = nodes_[node].capacity - water_[node];
            if (room > volume) {
                water_[node] += volume;
                return 0;
            }
            water_[node] = nodes_[node].capacity;
            volume -= room;
            close(node);
            node = taker(node);
        }
        return volume;
    }

private:
    /// The node that takes what reaches `node`: it is not full, or off the map.
    std::uint32_t taker(std::uint32_t node) {
        while (next_[node] != node) {
            next_[node] = next_[next_[node]];
            node = next_[node];
        }
        return node;
    }

    void close(std::uint32_t node) {
        full_[node] = true;
        const auto& n = nodes_[node];
        const auto sibling = n.parent == off_map ? off_map : other(n.parent, node);
        if (sibling != off_map && full_[sibling]) {
            water_[n.parent] = n.capacity + nodes_[sibling].capacity;
            next_[node] = next_[sibling] = n.parent;
        } else {
            next_[node] = n.spills_to;
        }
    }
    [[nodiscard]] std::uint32_t other(std::uint32_t parent, std::uint32_t child) const {
        return nodes_[parent].first == child ? nodes_[parent].second : nodes_[parent].first;
    }

    const std::vector<DepressionNode>& nodes_;
    std::vector<Volume>& water_;
    std::vector<std::uint32_t> next_;
    std::vector<bool> full_;
};

/// Does a node's own surface stand: are its parts full, and is it wet?
bool stands(const DepressionTree& tree, const Ponding& ponding, std::uint32_t node) {
    return node != off_map && ponding.water[node] > 0 && (tree.nodes[node].leaf() || !tree.nodes[node].flat());
}

double level_of(const DepressionTree& tree, std::uint32_t node, Volume water) {
    const auto& n = tree.nodes[node];
    return water == n.capacity ? double{n.sill_m} : stand_of(tree, node, water).level_m;
}

} // namespace

Ponding pour(const DepressionTree& tree, std::span<const Volume> poured) {
    Ponding ponding;
    ponding.water.assign(tree.nodes.size(), 0);
    Pourer pourer(tree, ponding.water);
    ponding.left_map = poured[0];
    ponding.poured = std::accumulate(poured.begin(), poured.end(), Volume{0});
    for (std::uint32_t leaf = 1; leaf <= tree.leaves; ++leaf) {
        ponding.left_map += pourer.pour(leaf, poured[leaf]);
    }
    ponding.ponded = ponding.poured - ponding.left_map;
    return ponding;
}

std::vector<double> water_levels(const DepressionTree& tree, const Ponding& ponding) {
    constexpr auto dry = -std::numeric_limits<double>::infinity();
    std::vector<double> level(tree.nodes.size(), dry);
    for (auto node = static_cast<std::uint32_t>(tree.nodes.size()); node-- > 1;) {
        const auto parent = tree.nodes[node].parent;
        if (parent != off_map && level[parent] > dry) { // the parent's surface stands over both its parts
            level[node] = level[parent];
        } else if (ponding.water[node] > 0) {
            level[node] = level_of(tree, node, ponding.water[node]);
        }
    }
    level.resize(tree.leaves + 1);
    return level;
}

std::vector<std::uint32_t> sheets(const DepressionTree& tree, const Ponding& ponding) {
    std::vector<std::uint32_t> found;
    std::vector<bool> inside(tree.nodes.size()); // under a sheet
    for (auto node = static_cast<std::uint32_t>(tree.nodes.size()); node-- > 1;) {
        const auto parent = tree.nodes[node].parent;
        inside[node] = parent != off_map && (inside[parent] || stands(tree, ponding, parent));
        if (!inside[node] && stands(tree, ponding, node)) {
            found.push_back(node);
        }
    }
    return {found.rbegin(), found.rend()};
}

} // namespace kerb::waterlogging
