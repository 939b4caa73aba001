// Ground of a city's districts within 300 m of green, compute alone: layers are read first, then timed, the index
// included. usage: kerb_versus_area CITY.gpkg [threads = 1] [runs = 5]; prints one JSON object.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include <sys/resource.h>

#include <kerb/coverage/within_reach.hpp>

#include "versus_timed.hpp"

namespace {

using kerb::MultiPolygon;
using kerb::bench::read;
using kerb::bench::say;
using kerb::bench::timed;

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::size_t vertices(const std::vector<MultiPolygon>& areas) {
    std::size_t count = 0;
    for (const auto& area : areas) {
        for (const auto& polygon : area) {
            count += polygon.outer.size();
            for (const auto& hole : polygon.holes) {
                count += hole.size();
            }
        }
    }
    return count;
}

int run(const std::string& city, kerb::Threads threads, int runs) {
    const auto districts = read<std::vector<MultiPolygon>>(city, "zones", kerb::Shape::polygon, "kind = 'district'");
    const auto greens = read<std::vector<MultiPolygon>>(city, "green_spaces", kerb::Shape::polygon);
    const auto toilets = read<kerb::Points>(city, "toilets", kerb::Shape::point);
    kerb::coverage::WithinReachInput near_green, near_toilets;
    near_green.zones = near_toilets.zones = districts;
    near_green.assets.areas = greens;
    near_toilets.assets.points = toilets;
    kerb::coverage::WithinReachOptions options{.reach = kerb::Metres{300}, .gaps = false, .threads = threads};
    const double before = peak_mb();
    kerb::coverage::WithinReachResult result;
    const auto green_time = timed(runs, [&] { result = within_reach(near_green, options); });
    const double grown = peak_mb() - before;
    std::printf("{");
    say("near_green", green_time, result.all.covered_m2, ", ");
    const auto toilet_time = timed(runs, [&] { result = within_reach(near_toilets, options); });
    say("near_toilets", toilet_time, result.all.covered_m2, ", ");
    options.gaps = true;
    const auto gap_time = timed(runs, [&] { result = within_reach(near_green, options); });
    say("green_gaps", gap_time, static_cast<double>(result.gaps.size()), ", ");
    std::printf("\"districts\": %zu, \"greens\": %zu, \"vertices\": %zu, \"grown_mb\": %.1f}\n", districts.size(),
                greens.size(), vertices(greens), grown);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: kerb_versus_area CITY.gpkg [threads = 1] [runs = 5]\n", stderr);
        return 2;
    }
    try {
        return run(argv[1], kerb::Threads{argc > 2 ? std::atoi(argv[2]) : 1},
                   argc > 3 ? std::max(1, std::atoi(argv[3])) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kerb_versus_area: %s\n", error.what());
        return 1;
    }
}
