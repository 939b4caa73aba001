// Road length and green ground of a city's districts, compute alone: layers are read first, then timed, the index
// included. usage: kerb_versus_density CITY.gpkg [threads = 1] [runs = 5]; prints one JSON object.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <string>
#include <vector>

#include <kerb/base/exact_sum.hpp>
#include <kerb/coverage/density.hpp>

#include "versus_timed.hpp"

namespace {

using kerb::MultiPolygon;
using kerb::bench::read;
using kerb::bench::say;
using kerb::bench::timed;
using kerb::coverage::Density;
using kerb::coverage::DensityInput;
using kerb::coverage::DensityResult;

double sum_of(const DensityResult& result, double Density::*figure) {
    kerb::ExactSum sum;
    for (const auto& zone : result.zones) {
        sum.add(zone.*figure);
    }
    return sum.value();
}

int run(const std::string& city, kerb::Threads threads, int runs) {
    const auto districts = read<std::vector<MultiPolygon>>(city, "zones", kerb::Shape::polygon, "kind = 'district'");
    const auto roads = read<kerb::Lines>(city, "roads", kerb::Shape::line);
    const auto greens = read<std::vector<MultiPolygon>>(city, "green_spaces", kerb::Shape::polygon);
    std::vector<std::uint32_t> rank(districts.size());
    std::iota(rank.begin(), rank.end(), 0U);
    DensityInput lines, areas;
    lines.zones = areas.zones = districts;
    lines.rank = areas.rank = rank;
    lines.lines = &roads;
    areas.areas = greens;
    DensityResult result;
    const auto road_time = timed(runs, [&] { result = density(lines, threads); });
    std::printf("{");
    say("road_length", road_time, sum_of(result, &Density::length_m), ", ");
    const auto green_time = timed(runs, [&] { result = density(areas, threads); });
    say("green_ground", green_time, sum_of(result, &Density::assets_m2), ", ");
    std::printf("\"districts\": %zu, \"roads\": %zu, \"greens\": %zu}\n", districts.size(), roads.size(),
                greens.size());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: kerb_versus_density CITY.gpkg [threads = 1] [runs = 5]\n", stderr);
        return 2;
    }
    try {
        return run(argv[1], kerb::Threads{argc > 2 ? std::atoi(argv[2]) : 1},
                   argc > 3 ? std::max(1, std::atoi(argv[3])) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kerb_versus_density: %s\n", error.what());
        return 1;
    }
}
