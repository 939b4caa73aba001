// Distances of a city's buildings to its lamps and parks, compute alone: layers are read first, then timed, the index
// included. usage: kerb_versus_points CITY.gpkg [threads = 1] [runs = 5]; prints one JSON object.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include <kerb/coverage/points_within.hpp>

#include "versus_timed.hpp"

namespace {

using kerb::bench::read;
using kerb::bench::say;
using kerb::bench::timed;
using kerb::coverage::AssetShapes;

double sum_of(const std::vector<kerb::coverage::Nearest>& nearest) {
    kerb::ExactSum sum;
    for (const auto& one : nearest) {
        sum.add(one.distance_m);
    }
    return sum.value();
}

int run(const std::string& city, kerb::Threads threads, int runs) {
    kerb::Points buildings;
    for (const auto& area : read<std::vector<kerb::MultiPolygon>>(city, "buildings", kerb::Shape::polygon)) {
        buildings.push_back(kerb::bounds(area).centre());
    }
    const auto lamps = read<kerb::Points>(city, "streetlights", kerb::Shape::point);
    const auto parks = read<std::vector<kerb::MultiPolygon>>(city, "green_spaces", kerb::Shape::polygon);
    AssetShapes points, areas;
    points.points = lamps;
    areas.areas = parks;
    std::vector<kerb::coverage::Nearest> nearest;
    std::vector<std::uint8_t> within;
    const auto lamp_time = timed(runs, [&] { nearest = nearest_assets(buildings, points, threads); });
    std::printf("{");
    say("nearest_lamp", lamp_time, sum_of(nearest), ", ");
    const auto park_time = timed(runs, [&] { nearest = nearest_assets(buildings, areas, threads); });
    say("nearest_park", park_time, sum_of(nearest), ", ");
    const auto within_time = timed(runs, [&] { within = within_reach(buildings, areas, kerb::Metres{300}, threads); });
    say("within_park", within_time, static_cast<double>(std::count(within.begin(), within.end(), 1)), ", ");
    std::printf("\"buildings\": %zu, \"lamps\": %zu, \"parks\": %zu}\n", buildings.size(), lamps.size(), parks.size());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: kerb_versus_points CITY.gpkg [threads = 1] [runs = 5]\n", stderr);
        return 2;
    }
    try {
        return run(argv[1], kerb::Threads{argc > 2 ? std::atoi(argv[2]) : 1},
                   argc > 3 ? std::max(1, std::atoi(argv[3])) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kerb_versus_points: %s\n", error.what());
        return 1;
    }
}
