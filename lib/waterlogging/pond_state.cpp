#include <algorithm>
#include <limits>
#include <numeric>

#include <kerb/waterlogging/pond_state.hpp>

namespace kerb::waterlogging {
namespace {

/// Leaf basins, by how many outermost hollows their overflow passes on its way off the map, the most first.
std::vector<std::uint32_t> spill_order(const DepressionTree& tree) {
    const auto root = roots_of(tree);
    std::vector<std::uint32_t> passes(tree.nodes.size()), way;
    for (std::uint32_t leaf = 1; leaf <= tree.leaves; ++leaf) {
        auto at = root[leaf];
        for (; at != off_map && passes[at] == 0; at = root[tree.nodes[at].spills_to]) {
            way.push_back(at);
        }
        for (auto count = at == off_map ? 0 : passes[at]; !way.empty(); way.pop_back()) {
            passes[way.back()] = ++count;
        }
    }
    std::vector<std::uint32_t> order(tree.leaves);
    std::iota(order.begin(), order.end(), 1U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return passes[root[a]] > passes[root[b]]; });
    return order;
}

} // namespace

PondState::PondState(const DepressionTree& tree)
    : tree_(tree),
      water_(tree.nodes.size()),
      highest_(tree.nodes.size()),
      sibling_(tree.nodes.size()),
      one_(tree.nodes.size()),
      full_(tree.nodes.size()),
      next_(tree.nodes.size()),
      known_in_(tree.nodes.size()) {
    for (std::uint32_t node = 1; node < tree.nodes.size(); ++node) {
        const auto& n = tree.nodes[node];
        if (n.leaf()) {
            one_[node] = 1;
            full_[node] = n.capacity == 0 ? 1 : 0;
        } else {
            sibling_[n.first] = n.second;
            sibling_[n.second] = n.first;
        }
    }
    order_.reserve(tree.leaves);
    for (const auto leaf : spill_order(tree)) {
        const auto& n = tree.nodes[leaf];
        order_.push_back({leaf, n.spills_to, n.capacity, n.parent == off_map});
    }
}

Volume PondState::base_of(std::uint32_t node) const {
    const auto& n = tree_.nodes[node];
    return n.leaf() ? 0 : tree_.nodes[n.first].capacity + tree_.nodes[n.second].capacity;
}

void PondState::raise(std::uint32_t node, Volume water) {
    water_[node] = water;
    highest_[node] = std::max(highest_[node], water);
    full_[node] = water == tree_.nodes[node].capacity ? 1 : 0;
}

/// One step on from a full node: into the hollow that it and its sibling make, or over its sill into the sibling. A
/// node that is not full keeps what comes; an outermost one that is full is the end here.
std::uint32_t PondState::forward(std::uint32_t node) {
    if (known_in_[node] == epoch_) {
        return next_[node];
    }
    if (full_[node] == 0 || sibling_[node] == off_map) {
        return node;
    }
    auto to = tree_.nodes[node].spills_to;
    if (full_[sibling_[node]] != 0) {
        to = tree_.nodes[node].parent;
        if (one_[to] == 0) {
            one_[to] = 1;
            raise(to, base_of(to));
        }
    }
    next_[node] = to;
    known_in_[node] = epoch_;
    return to;
}

std::uint32_t PondState::taker(std::uint32_t node) {
    while (true) {
        const auto to = forward(node);
        if (to == node) {
            return node;
        }
        const auto beyond = forward(to);
        if (beyond != to) {
            next_[node] = beyond;
        }
        node = beyond;
    }
}

/// Fills an outermost hollow from one of its leaf basins. What it cannot hold is returned; `leaf` is then where that
/// runs to.
Volume PondState::add_within(std::uint32_t& leaf, Volume volume) {
    auto node = leaf;
    while (volume > 0) {
        node = taker(node);
        if (full_[node] != 0) {
            leaf = tree_.nodes[node].spills_to;
            break;
        }
        const auto takes = std::min(volume, tree_.nodes[node].capacity - water_[node]);
        raise(node, water_[node] + takes);
        stored_ += takes;
        volume -= takes;
    }
    return volume;
}

Volume PondState::add(std::uint32_t leaf, Volume volume) {
    while (volume > 0 && leaf != off_map) {
        volume = add_within(leaf, volume);
    }
    return volume;
}

Volume PondState::add_all(std::vector<Volume>& inflow, const std::function<Volume(std::uint32_t, Volume)>& caught) {
    for (const auto& stop : order_) {
        auto volume = inflow[stop.leaf];
        if (volume <= 0) {
            continue;
        }
        volume -= caught ? caught(stop.leaf, volume) : 0;
        auto leaf = stop.leaf;
        if (!stop.alone) {
            volume = add_within(leaf, volume);
        } else {
            const auto takes = std::min(volume, stop.capacity - water_[leaf]);
            if (takes > 0) {
                raise(leaf, water_[leaf] + takes);
                stored_ += takes;
                volume -= takes;
            }
            leaf = stop.spills_to;
        }
        if (volume > 0) {
            inflow[leaf] += volume;
        }
    }
    return inflow[off_map] - (caught && inflow[off_map] > 0 ? caught(off_map, inflow[off_map]) : 0);
}

std::uint32_t PondState::sheet_of(std::uint32_t leaf) const {
    auto node = leaf;
    for (auto up = tree_.nodes[node].parent; up != off_map && one_[up] != 0; up = tree_.nodes[up].parent) {
        node = up;
    }
    return node;
}

Volume PondState::take(std::uint32_t leaf, Volume volume, double floor_m) {
    Volume taken = 0;
    auto node = sheet_of(leaf);
    while (taken < volume) {
        const auto& n = tree_.nodes[node];
        const double lowest = std::max(floor_m, double{n.floor_m});
        const auto least =
            lowest >= double{n.sill_m} ? n.capacity : std::max(base_of(node), volume_at(tree_, node, lowest));
        const auto takes = std::clamp<Volume>(water_[node] - least, 0, volume - taken);
        water_[node] -= takes;
        taken += takes;
        if (takes > 0) {
            full_[node] = 0;
            ++epoch_;
        }
        if (taken == volume || n.leaf() || floor_m >= double{n.floor_m}) {
            break;
        }
        // Down at the saddle: the two parts are full and stand apart now.
        one_[node] = full_[node] = 0;
        water_[node] = 0;
        ++epoch_;
        auto part = leaf;
        while (tree_.nodes[part].parent != node) {
            part = tree_.nodes[part].parent;
        }
        node = part;
    }
    stored_ -= taken;
    return taken;
}

double PondState::level_of(std::uint32_t leaf) const {
    return level_with(leaf, 0);
}

double PondState::level_with(std::uint32_t leaf, Volume gained) const {
    const auto node = sheet_of(leaf);
    const auto& n = tree_.nodes[node];
    const auto water = std::clamp(water_[node] + gained, base_of(node), std::max(n.capacity, base_of(node)));
    if (water == n.capacity && (n.capacity > 0 || !n.leaf())) {
        return n.sill_m;
    }
    return water == 0 ? -std::numeric_limits<double>::infinity() : stand_of(tree_, node, water).level_m;
}

Ponding PondState::ponding(Volume poured, Volume left) const {
    Ponding made;
    made.water.resize(water_.size());
    for (std::size_t node = 0; node < water_.size(); ++node) {
        made.water[node] = one_[node] != 0 ? water_[node] : 0;
    }
    made.poured = poured;
    made.ponded = stored_;
    made.left_map = left;
    return made;
}

} // namespace kerb::waterlogging
