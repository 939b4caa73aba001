#include <algorithm>
#include <limits>

#include <kerb/waterlogging/pond_state.hpp>

namespace kerb::waterlogging {

PondState::PondState(const DepressionTree& tree)
    : tree_(tree), water_(tree.nodes.size()), highest_(tree.nodes.size()), one_(tree.nodes.size()) {
    std::fill_n(one_.begin(), static_cast<std::ptrdiff_t>(tree.leaves) + 1, true);
}

Volume PondState::base_of(std::uint32_t node) const {
    const auto& n = tree_.nodes[node];
    return n.leaf() ? 0 : tree_.nodes[n.first].capacity + tree_.nodes[n.second].capacity;
}

bool PondState::full(std::uint32_t node) const {
    return node != off_map && one_[node] && water_[node] == tree_.nodes[node].capacity;
}

std::uint32_t PondState::sibling(std::uint32_t node) const {
    const auto parent = tree_.nodes[node].parent;
    return parent == off_map                   ? off_map
           : tree_.nodes[parent].first == node ? tree_.nodes[parent].second
                                               : tree_.nodes[parent].first;
}

Volume PondState::add(std::uint32_t leaf, Volume volume) {
    auto node = leaf;
    while (volume > 0 && node != off_map) {
        if (full(node) && full(sibling(node))) {
            node = tree_.nodes[node].parent;
            if (!one_[node]) {
                one_[node] = true;
                water_[node] = base_of(node);
                highest_[node] = std::max(highest_[node], water_[node]);
            }
            continue;
        }
        const auto takes = std::min(volume, tree_.nodes[node].capacity - water_[node]);
        water_[node] += takes;
        highest_[node] = std::max(highest_[node], water_[node]);
        stored_ += takes;
        volume -= takes;
        if (volume > 0 && !full(sibling(node))) {
            node = tree_.nodes[node].spills_to;
        }
    }
    return volume;
}

std::uint32_t PondState::sheet_of(std::uint32_t leaf) const {
    auto node = leaf;
    for (auto up = tree_.nodes[node].parent; up != off_map && one_[up]; up = tree_.nodes[up].parent) {
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
        if (taken == volume || n.leaf() || floor_m >= double{n.floor_m}) {
            break;
        }
        // Down at the saddle: the two parts are full and stand apart now.
        one_[node] = false;
        water_[node] = 0;
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
    const auto node = sheet_of(leaf);
    const auto& n = tree_.nodes[node];
    if (water_[node] == n.capacity && (n.capacity > 0 || !n.leaf())) {
        return n.sill_m;
    }
    return water_[node] == 0 ? -std::numeric_limits<double>::infinity() : stand_of(tree_, node, water_[node]).level_m;
}

Ponding PondState::ponding(Volume poured, Volume left) const {
    Ponding made;
    made.water.resize(water_.size());
    for (std::size_t node = 0; node < water_.size(); ++node) {
        made.water[node] = one_[node] ? water_[node] : 0;
    }
    made.poured = poured;
    made.ponded = stored_;
    made.left_map = left;
    return made;
}

} // namespace kerb::waterlogging
