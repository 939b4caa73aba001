// The covered length of a city's roads, compute alone: layers are read first, then along_lines is timed.
// usage: kerb_versus_compute CITY.gpkg [threads = 1] [runs = 5]; prints one JSON object.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <variant>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/io/source.hpp>

namespace {

template <class Geometry>
Geometry read(const std::string& city, const std::string& layer, kerb::Shape shape) {
    auto read = kerb::io::read_layer(city, {layer, shape, std::vector<std::string>{}, {}});
    return std::get<Geometry>(std::move(read.tables.at(0).geometry));
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    return values.size() % 2 != 0 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

int run(const std::string& city, int threads, int runs) {
    const auto roads = read<kerb::Lines>(city, "roads", kerb::Shape::line);
    const auto lamps = read<kerb::Points>(city, "streetlights", kerb::Shape::point);
    kerb::coverage::AlongLinesInput input;
    input.lines = &roads;
    input.assets.points = lamps;
    kerb::coverage::Covered all;
    std::vector<double> seconds;
    for (int i = 0; i < runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        all = along_lines(input, {.reach = kerb::Metres{30}, .threads = kerb::Threads{threads}}).all;
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::printf("{\"covered_m\": %.17g, \"total_m\": %.17g, \"compute_s\": %.6f, \"best_s\": %.6f}\n", all.covered_m,
                all.total_m, median(seconds), *std::min_element(seconds.begin(), seconds.end()));
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: kerb_versus_compute CITY.gpkg [threads = 1] [runs = 5]\n", stderr);
        return 2;
    }
    try {
        return run(argv[1], argc > 2 ? std::atoi(argv[2]) : 1, argc > 3 ? std::max(1, std::atoi(argv[3])) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kerb_versus_compute: %s\n", error.what());
        return 1;
    }
}
