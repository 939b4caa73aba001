#include <algorithm>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr std::size_t most_blocks = 4;
constexpr double least_m2 = 20'000, most_m2 = 30'000, tree_step_m = 11;

/// Blocks that nothing stands on and beside which no belt runs.
class FreeGround {
public:
    FreeGround(const Plan& plan, const Inventory& city) : plan_(plan), free_(plan.blocks.size(), 0) {
        for (const auto block : plan.free_blocks) {
            free_[block] = quiet(block) ? 1 : 0;
        }
        for (const auto& sign : city.billboards) { // they stand behind the kerb, on either of two blocks
            const auto p = std::get<Point>(sign.place);
            for (const double dx : {-15.0, 15.0}) {
                for (const double dy : {-15.0, 15.0}) {
                    if (const auto block = plan.block_at({p.x + dx, p.y + dy})) {
                        free_[*block] = 0;
                    }
                }
            }
        }
    }

    /// The block and free ones around it, taken; none when they are too small or too large together.
    std::vector<std::uint32_t> take(std::uint32_t first) {
        std::vector<std::uint32_t> taken;
        if (free_[first] == 0) {
            return taken;
        }
        taken.push_back(first);
        double whole = area_of(first);
        for (std::size_t i = 0; i < taken.size(); ++i) {
            for (const auto next : neighbours(taken[i])) {
                const bool known = std::find(taken.begin(), taken.end(), next) != taken.end();
                if (!known && free_[next] != 0 && taken.size() < most_blocks && whole + area_of(next) <= most_m2) {
                    taken.push_back(next);
                    whole += area_of(next);
                }
            }
        }
        if (whole < least_m2) {
            return {};
        }
        for (const auto block : taken) {
            free_[block] = 0;
        }
        return taken;
    }

private:
    [[nodiscard]] bool quiet(std::uint32_t block) const {
        const auto column = block % (plan_.scale.nodes - 1), row = block / (plan_.scale.nodes - 1);
        const std::array<std::uint32_t, 4> lines = {column, column + 1, row, row + 1};
        return std::all_of(lines.begin(), lines.end(), [](auto line) {
            const auto road_class = class_of_line(line);
            return road_class != RoadClass::expressway && road_class != RoadClass::arterial;
        });
    }
    [[nodiscard]] double area_of(std::uint32_t block) const { return ring_area(plan_.block_ground(block, 0).outer); }
    /// East, north, west, south.
    [[nodiscard]] std::vector<std::uint32_t> neighbours(std::uint32_t block) const {
        const auto side = plan_.scale.nodes - 1, column = block % side, row = block / side;
        std::vector<std::uint32_t> all;
        if (column + 1 < side) {
            all.push_back(block + 1);
        }
        if (row + 1 < side) {
            all.push_back(block + side);
        }
        if (column > 0) {
            all.push_back(block - 1);
        }
        if (row > 0) {
            all.push_back(block - side);
        }
        return all;
    }

    const Plan& plan_;
    std::vector<std::uint8_t> free_;
};

struct Trees {
    const Plan& plan;
    Inventory& city;
    std::uint64_t number = 0;

    void add(Point place, const Text& kind) {
        auto random = plan.stream(street_tree, number++);
        city.trees.push_back(grown_tree(random, fmt::format("TS-{:07}", number), place, kind, 3, 40));
    }

    // At the kerb, in turn on the left and on the right.
    void along(const LineString& line, double half, const Text& kind) {
        constexpr double clear_m = 14, step_m = 10, behind_kerb_m = 1.5;
        const double whole = length(line);
        double side = half + behind_kerb_m;
        for (double at = clear_m; at <= whole - clear_m; at += step_m, side = -side) {
            add(beside(line, at, side), kind);
        }
    }

    void within(const Polygon& ground) {
        Box box;
        for (const auto p : ground.outer) {
            box.add(p);
        }
        std::size_t row = 0;
        for (double y = box.min_y + tree_step_m / 2; y < box.max_y; y += tree_step_m, ++row) {
            for (double x = box.min_x + tree_step_m / 2; x < box.max_x; x += tree_step_m) {
                const Point p = {x + (row % 2 == 0 ? 0 : tree_step_m / 2), y};
                if (covers(MultiPolygon{ground}, p)) {
                    add(p, species_in_turn(row));
                }
            }
        }
    }
};

} // namespace

void add_large_parks(const Plan& plan, Inventory& city, Truth& truth) {
    FreeGround ground(plan, city);
    const auto wanted = 4 * std::size_t{plan.scale.roads / 10'000};
    auto& told = truth.systems;
    for (auto it = plan.free_blocks.rbegin(); it != plan.free_blocks.rend() && told.large_parks.size() < wanted; ++it) {
        const auto blocks = ground.take(*it);
        if (blocks.empty()) {
            continue;
        }
        GreenSpace made;
        const auto number = told.large_parks.size() + 1;
        made.about.key = fmt::format("GP-{:05}", number);
        made.about.name_zh = fmt::format("第{}人民公园", number);
        made.about.name_en = fmt::format("People's Park {}", number);
        made.about.status = Status::in_service;
        for (const auto block : blocks) {
            made.area.push_back(plan.block_ground(block, 0));
        }
        made.green_class = GreenClass::g11;
        made.open = true;
        made.road_belt = false;
        made.grade = "1";
        made.canopy_ratio = 0.45;
        told.large_parks.push_back(made.about.key);
        told.large_parks_m2 += area(made.area);
        city.green_spaces.push_back(std::move(made));
    }
}

// Three in ten local streets have trees; at size l none.
void add_street_trees(const Plan& plan, Inventory& city, Truth& truth) {
    if (plan.size == Size::l) {
        return;
    }
    Trees trees = {plan, city};
    auto& told = truth.systems;
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const auto& street = plan.streets[i];
        auto random = plan.stream(street_tree, (1ULL << 40) + i);
        if (class_of_line(street.line()) == RoadClass::local && random.uniform() < 0.3) {
            trees.along(plan.bent(street, std::uint64_t{i} + 1), width_of(RoadClass::local) / 2,
                        species_in_turn(street.line()));
            told.shaded_roads.push_back(city.roads[i].about.key);
        }
    }
    told.street_trees = static_cast<std::int64_t>(trees.number);
    const auto parks = city.green_spaces.size() - told.large_parks.size();
    for (auto i = parks; i < city.green_spaces.size(); ++i) {
        const auto ground = city.green_spaces[i].area;
        for (const auto& part : ground) {
            trees.within(part);
        }
    }
    told.park_trees = static_cast<std::int64_t>(trees.number) - told.street_trees;
}

} // namespace kerb::synth
