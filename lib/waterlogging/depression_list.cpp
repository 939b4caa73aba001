#include <algorithm>
#include <tuple>

#include <kerb/waterlogging/depression_list.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::size_t block = 1U << 16U;

Point place_of(const Grid& terrain, std::uint32_t cell) {
    return centre_of(terrain.place, {cell % terrain.columns, cell / terrain.columns});
}

} // namespace

std::vector<Depression> depression_list(const DepressionTree& tree, const Grid& terrain) {
    const double cell_m2 = terrain.place.cell_width * terrain.place.cell_height;
    std::vector<Depression> list;
    for (const auto id : outermost(tree)) {
        const auto& node = tree.nodes[id];
        Depression depression;
        depression.node = id;
        depression.pit = place_of(terrain, node.pit);
        depression.spill = place_of(terrain, node.pass);
        depression.pit_m = terrain.values[node.pit] + 0.0; // −0 is 0
        depression.sill_m = node.sill_m;
        depression.area_m2 = node.cells * cell_m2;
        depression.volume_m3 = static_cast<double>(node.capacity) * height_quantum_m * cell_m2;
        depression.catchment_m2 = node.catchment_cells * cell_m2;
        depression.edge_limited = node.touches_rim;
        list.push_back(depression);
    }
    const auto rank = [&tree](const Depression& d) {
        return std::tuple(-tree.nodes[d.node].capacity, tree.nodes[d.node].pit);
    };
    std::sort(list.begin(), list.end(), [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return list;
}

std::vector<std::uint32_t> places_in(const DepressionTree& tree, const std::vector<std::uint32_t>& nodes) {
    std::vector<std::uint32_t> place(tree.nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        place[nodes[i]] = i + 1;
    }
    for (auto node = static_cast<std::uint32_t>(tree.nodes.size()); node-- > 1;) { // from parents to children
        const auto parent = tree.nodes[node].parent;
        if (parent != off_map && place[parent] != 0) {
            place[node] = place[parent];
        }
    }
    place.resize(tree.leaves + 1);
    return place;
}

std::vector<std::uint32_t> covered_cells(const Grid& terrain, const Depressions& found,
                                         const std::vector<Depression>& list, Threads threads) {
    std::vector<std::uint32_t> nodes(list.size());
    std::transform(list.begin(), list.end(), nodes.begin(), [](const Depression& d) { return d.node; });
    const auto place = places_in(found.tree, nodes);
    std::vector<std::uint32_t> covered(terrain.values.size());
    for_each_block(covered.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto cell = begin; cell < end; ++cell) {
            const auto basin = found.basin[cell];
            const auto at = basin == no_basin ? 0 : place[basin];
            covered[cell] = at != 0 && terrain.values[cell] < found.tree.nodes[nodes[at - 1]].sill_m ? at : 0;
        }
    });
    return covered;
}

} // namespace kerb::waterlogging
