#include <kerb/outage/group_graph.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

using Pairs = std::vector<NeighbourPair>;

void make_unique(Pairs& pairs) {
    for (auto& [a, b] : pairs) {
        if (a > b) {
            std::swap(a, b);
        }
    }
    std::erase_if(pairs, [](const auto& pair) { return pair.first == pair.second; });
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

/// End points by centimetres; one that lies at the edge of a cell is in the cells beside it too.
class Ends {
public:
    void add(Point p, std::uint32_t road) {
        for (const double dx : {-reach_m, reach_m}) {
            for (const double dy : {-reach_m, reach_m}) {
                cells_[{std::llround((p.x + dx) / cell_m), std::llround((p.y + dy) / cell_m)}].insert(road);
            }
        }
    }
    [[nodiscard]] Pairs pairs() const {
        Pairs all;
        for (const auto& [cell, roads] : cells_) {
            for (auto a = roads.begin(); a != roads.end(); ++a) {
                for (auto b = std::next(a); b != roads.end(); ++b) {
                    all.emplace_back(*a, *b);
                }
            }
        }
        make_unique(all);
        return all;
    }

private:
    static constexpr double cell_m = 0.02, reach_m = 0.005;
    std::map<std::pair<long long, long long>, std::set<std::uint32_t>> cells_;
};

Pairs roads_that_meet(const Inventory& city, const LampTable& table) {
    const auto& roads = table.groups(Level::road);
    const KeyIndex index(city.roads);
    Ends ends;
    for (std::uint32_t g = 0; g < roads.size(); ++g) {
        const auto at = index.find(roads.keys[g]);
        if (at == no_asset) {
            continue;
        }
        for (const auto& chain : city.roads[at].centreline) {
            if (!chain.empty()) {
                ends.add(chain.front(), g);
                ends.add(chain.back(), g);
            }
        }
    }
    return ends.pairs();
}

/// Groups with lamps on one road, and on roads that meet.
Pairs groups_beside(const Inventory& city, const LampTable& table, Level level) {
    const auto& roads = table.groups(Level::road);
    const auto& groups = table.groups(level);
    std::vector<std::set<std::uint32_t>> on_road(roads.size());
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (roads.of_lamp[i] != no_group && groups.of_lamp[i] != no_group) {
            on_road[roads.of_lamp[i]].insert(groups.of_lamp[i]);
        }
    }
    Pairs pairs;
    const auto join = [&](std::uint32_t one, std::uint32_t other) {
        for (const auto a : on_road[one]) {
            for (const auto b : on_road[other]) {
                pairs.emplace_back(a, b);
            }
        }
    };
    for (std::uint32_t road = 0; road < roads.size(); ++road) {
        join(road, road);
    }
    for (const auto& [one, other] : roads_that_meet(city, table)) {
        join(one, other);
    }
    make_unique(pairs);
    return pairs;
}

} // namespace

std::vector<NeighbourPair> neighbour_pairs(const Inventory& city, const LampTable& table, Level level) {
    if (level == Level::road) {
        return roads_that_meet(city, table);
    }
    return level == Level::circuit || level == Level::cabinet ? groups_beside(city, table, level) : Pairs();
}

} // namespace kerb::outage
