#include <algorithm>
#include <cmath>

#include <kerb/waterlogging/depression_tree.hpp>

#include "height_key.hpp"

namespace kerb::waterlogging {
namespace {

bool closed(const DepressionNode& node) {
    return !std::isfinite(node.sill_m);
}

/// Children of a node that holds nothing of its own stand for it.
template <typename Visit>
void visit_sheets(const DepressionTree& tree, std::uint32_t node, const Visit& visit) {
    std::vector<std::uint32_t> open = {node};
    while (!open.empty()) {
        const auto& n = tree.nodes[open.back()];
        const auto id = open.back();
        open.pop_back();
        if (!n.flat() && !closed(n)) {
            visit(id);
        } else if (!n.leaf()) {
            open.push_back(n.first);
            open.push_back(n.second);
        }
    }
}

/// Cells and water of a node's children when the node begins.
Stand base_of(const DepressionTree& tree, const DepressionNode& node) {
    return {node.floor_m, node.leaf() ? 0 : tree.nodes[node.first].cells + tree.nodes[node.second].cells};
}

Volume base_volume(const DepressionTree& tree, const DepressionNode& node) {
    return node.leaf() ? 0 : tree.nodes[node.first].capacity + tree.nodes[node.second].capacity;
}

} // namespace

std::int64_t height_quanta(double height_m) {
    return std::llrint(height_m * 0x1p20);
}

Stand stand_of(const DepressionTree& tree, std::uint32_t node, Volume volume) {
    const auto& n = tree.nodes[node];
    auto stand = base_of(tree, n);
    auto left = volume - base_volume(tree, n);
    auto level = detail::quanta_of(n.floor_m);
    for (const auto height : tree.own(node)) {
        const auto rise = detail::quanta_of(height) - level;
        const auto takes = std::int64_t{stand.cells} * rise; // 10⁹ cells × 8 km fit
        if (takes >= left && stand.cells > 0) {
            break;
        }
        left -= takes;
        level += rise;
        ++stand.cells;
    }
    const double above = stand.cells == 0 ? 0 : static_cast<double>(left) / stand.cells;
    stand.level_m = (static_cast<double>(level) + above) * height_quantum_m;
    if (left <= 0 && n.leaf() && volume <= 0) {
        stand.cells = 0;
    }
    return stand;
}

Volume volume_at(const DepressionTree& tree, std::uint32_t node, double level_m) {
    const auto& n = tree.nodes[node];
    const auto level = height_quanta(level_m);
    auto volume = base_volume(tree, n) + std::int64_t{base_of(tree, n).cells} *
                                             std::max<std::int64_t>(level - detail::quanta_of(n.floor_m), 0);
    for (const auto height : tree.own(node)) {
        const auto below = level - detail::quanta_of(height);
        if (below <= 0) {
            break;
        }
        volume += below;
    }
    return volume;
}

std::vector<std::uint32_t> roots_of(const DepressionTree& tree) {
    std::vector<std::uint32_t> roots(tree.nodes.size());
    for (auto node = static_cast<std::uint32_t>(tree.nodes.size()); node-- > 1;) { // parents come after children
        const auto parent = tree.nodes[node].parent;
        roots[node] = parent == off_map ? node : roots[parent];
    }
    return roots;
}

std::vector<std::uint32_t> outermost(const DepressionTree& tree) {
    std::vector<std::uint32_t> found;
    for (std::uint32_t node = 1; node < tree.nodes.size(); ++node) {
        if (tree.nodes[node].parent == off_map) {
            visit_sheets(tree, node, [&found](std::uint32_t sheet) { found.push_back(sheet); });
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

TreeSummary summarize(const DepressionTree& tree) {
    TreeSummary summary;
    for (const auto node : outermost(tree)) {
        ++summary.outermost;
        summary.capacity += tree.nodes[node].capacity;
    }
    std::vector<bool> has_inner(tree.nodes.size());
    for (std::uint32_t i = 1; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        const bool own = !node.flat();
        summary.nodes += own ? 1 : 0;
        summary.innermost += own && !has_inner[i] ? 1 : 0;
        if (node.parent != off_map && (own || has_inner[i])) {
            has_inner[node.parent] = true;
        }
    }
    return summary;
}

} // namespace kerb::waterlogging
