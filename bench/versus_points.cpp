// Distances of a city's buildings to its lamps and parks, compute alone: layers are read first, then timed, the index
// included. usage: kerb_versus_points CITY.gpkg [threads = 1] [runs = 5]; prints one JSON object.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <variant>
#include <vector>

#include <kerb/coverage/points_within.hpp>
#include <kerb/io/source.hpp>

namespace {

using kerb::coverage::AssetShapes;

template <class Geometry>
Geometry read(const std::string& city, const std::string& layer, kerb::Shape shape) {
    auto read = kerb::io::read_layer(city, {layer, shape, std::vector<std::string>{}, {}});
    return std::get<Geometry>(std::move(read.tables.at(0).geometry));
}

struct Timed {
    double median_s = 0, best_s = 0;
};

template <class Work>
Timed timed(int runs, Work&& work) {
    std::vector<double> seconds;
    for (int i = 0; i < runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    return {seconds[seconds.size() / 2], seconds.front()};
}

void say(const char* name, Timed time, double answer, const char* end) {
    std::printf("\"%s\": {\"compute_s\": %.6f, \"best_s\": %.6f, \"answer\": %.17g}%s", name, time.median_s,
                time.best_s, answer, end);
}

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
