#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr double clear_m = 30; // of belts from the ends of a street, where the crossing roads are

// Belts along both sides: attached green (XG) beside arterial roads, protective green (G2) beside expressways.
void add_belts(const Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const auto& road = city.roads[i];
        const bool fast = road.road_class == RoadClass::expressway;
        if (!fast && road.road_class != RoadClass::arterial) {
            continue;
        }
        const double from = *road.width_m / 2 + 1.5, to = from + (fast ? 8 : 5);
        const double whole = length(road.centreline);
        for (const double side : {1.0, -1.0}) {
            GreenSpace belt;
            belt.about.key = fmt::format("GB-{:07}{}", i + 1, side > 0 ? "L" : "R");
            belt.about.status = Status::in_service;
            belt.area = {
                strip(road.centreline[0], clear_m, whole - clear_m, side > 0 ? from : -to, side > 0 ? to : -from)};
            belt.green_class = fast ? GreenClass::g2 : GreenClass::xg;
            belt.open = false;
            belt.road_belt = true;
            belt.grade = fast ? "2" : "1";
            belt.canopy_ratio = 0.5;
            city.green_spaces.push_back(std::move(belt));
        }
    }
}

// Squares have blocks of their own and are larger than the parks.
void add_squares(Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < plan.scale.parks / 10; ++i) {
        GreenSpace square;
        square.about.key = fmt::format("GS-{:05}", i + 1);
        square.about.name_zh = fmt::format("第{}广场", i + 1);
        square.about.name_en = fmt::format("Square {}", i + 1);
        square.about.status = Status::in_service;
        square.area = {plan.block_ground(plan.take_block(), 0)};
        square.green_class = GreenClass::g3;
        square.open = true;
        square.road_belt = false;
        square.grade = "1";
        square.canopy_ratio = 0.35;
        city.green_spaces.push_back(std::move(square));
    }
}

struct Planting {
    double step; ///< along the street
    bool both;   ///< sides at once, or in turn
};

// At size l only arterial roads and expressways, and sparsely.
std::optional<Planting> planting_of(Size size, RoadClass road_class) {
    const bool main = road_class == RoadClass::arterial || road_class == RoadClass::expressway;
    if (size == Size::l) {
        return main ? std::optional(Planting{60, true}) : std::nullopt;
    }
    if (main) {
        return Planting{12, true};
    }
    return road_class == RoadClass::collector ? std::optional(Planting{9, false}) : std::nullopt;
}

struct Trees {
    const Plan& plan;
    Inventory& city;

    void add(Point place, const Text& kind) {
        const auto number = city.trees.size();
        city.trees.push_back(
            grown_tree(plan.stream(tree, number), fmt::format("TR-{:07}", number + 1), place, kind, 2, 50));
    }

    void plant(std::uint32_t road) {
        const auto& street = city.roads[road];
        const auto how = planting_of(plan.size, street.road_class);
        if (!how) {
            return;
        }
        const double whole = length(street.centreline), off = *street.width_m / 2 + 3;
        const auto& kind = species_in_turn(plan.streets[road].line());
        bool left = false;
        for (double at = clear_m + 2; at < whole - clear_m; at += how->step, left = !left) {
            if (how->both || left) {
                add(beside(street.centreline[0], at, off), kind);
            }
            if (how->both || !left) {
                add(beside(street.centreline[0], at, -off), kind);
            }
        }
    }
};

// Ground is green once: no belt where a park, a square or an earlier belt is.
void drop_belts_on_green(Inventory& city) {
    auto& greens = city.green_spaces;
    std::vector<Box> boxes;
    Points centres;
    for (const auto& green : greens) {
        boxes.push_back(bounds(green.area));
        centres.push_back(boxes.back().centre());
    }
    const PointGrid grid(centres, 2 * block_m);
    std::vector<std::uint8_t> dropped(greens.size(), 0);
    for (std::uint32_t i = 0; i < greens.size(); ++i) {
        if (greens[i].road_belt != true) {
            continue;
        }
        grid.visit(boxes[i].grown(block_m), [&](Point, std::uint32_t k) {
            const bool rival = k != i && dropped[k] == 0 && (k < i || greens[k].road_belt != true);
            if (rival && boxes[i].intersects(boxes[k]) && common_area(greens[i].area, greens[k].area)) {
                dropped[i] = 1;
            }
        });
    }
    std::uint32_t at = 0;
    std::erase_if(greens, [&](const GreenSpace&) { return dropped[at++] != 0; });
}

} // namespace

const Text& species_in_turn(std::size_t number) {
    static const std::array<Text, 5> species = {"香樟", "悬铃木", "银杏", "桂花", "栾树"};
    return species[number % species.size()];
}

Tree grown_tree(RandomStream random, std::string key, Point place, const Text& species, double least_crown_m,
                std::uint32_t crown_steps) {
    Tree made;
    made.about.key = std::move(key);
    made.about.status = Status::in_service;
    made.position = place;
    made.species = species;
    made.trunk_cm = 8 + random.below(40);
    made.crown_m = least_crown_m + 0.1 * random.below(crown_steps);
    made.height_m = 4 + 0.1 * random.below(90);
    return made;
}

void add_parks(const Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < plan.scale.parks; ++i) {
        auto random = plan.stream(park, i);
        const auto column = plan.blocks[i] % (plan.scale.nodes - 1), row = plan.blocks[i] / (plan.scale.nodes - 1);
        const double x = column + 0.5, y = row + 0.5;
        GreenSpace green;
        green.about.key = fmt::format("G-{:05}", i + 1);
        green.about.name_zh = fmt::format("第{}公园", i + 1);
        green.about.name_en = fmt::format("Park {}", i + 1);
        green.green_class = i % 5 == 0 ? GreenClass::g11 : GreenClass::g14;
        const double width = random.uniform(30, 60), height = random.uniform(30, 60);
        green.area = {
            rectangle({corner.x + x * block_m, corner.y + y * block_m}, width, height, random.uniform(0, 0.3))};
        green.open = random.uniform() < 0.95;
        green.road_belt = false;
        green.grade = i % 5 == 0 ? "1" : "2";
        city.green_spaces.push_back(std::move(green));
    }
}

void add_green(Plan& plan, Inventory& city) {
    add_squares(plan, city);
    add_belts(plan, city);
    drop_belts_on_green(city);
    Trees trees = {plan, city};
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        trees.plant(i);
    }
}

} // namespace kerb::synth
