// Depressions of a terrain by size and kind: nanoseconds a cell of each stage, as JSON. With a file name the terrain is
// written there, for peers; with TILE 0 that is all: kerb_versus_terrain KIND SIZE THREADS TILE [FILE.tif]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <sys/resource.h>

#include <kerb/io/grid_file.hpp>
#include <kerb/waterlogging/depressions.hpp>
#include <kerb/waterlogging/storm_run.hpp>

#include "terrains.hpp"

namespace {

using namespace kerb;
using namespace kerb::waterlogging;

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double peak_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fprintf(stderr, "usage: kerb_versus_terrain KIND SIZE THREADS TILE [FILE.tif]\n");
        return 2;
    }
    const std::string kind = argv[1];
    const auto size = std::strtoll(argv[2], nullptr, 10);
    const Threads threads(static_cast<int>(std::strtol(argv[3], nullptr, 10)));
    const auto ground = bench::terrain(kind, size, Threads(0));
    if (argc > 5) {
        io::write_grid(argv[5], ground, {true, Threads(0)});
    }
    const double cells = static_cast<double>(size) * static_cast<double>(size);
    DepressionOptions options;
    options.threads = threads;
    options.tile_size = static_cast<std::size_t>(std::strtol(argv[4], nullptr, 10));
    if (options.tile_size == 0) {
        return 0;
    }
    const double before = seconds();
    {
        options.curves = false;
        const auto bare = find_depressions(ground, options);
        if (filled_surface(ground, bare, threads).values.empty()) {
            return 1;
        }
    }
    const double fill_peak = peak_mb();
    options.curves = true;
    const double start = seconds();
    const auto found = find_depressions(ground, options);
    const double made = seconds();
    const auto filled = filled_surface(ground, found, threads);
    const double done = seconds();
    // One storm: 50 mm at once, where it stands, and as a raster; then ten storms without one.
    const auto surfaces = surfaces_of(found);
    const double dry = seconds();
    const auto water = run_storm(found.tree, surfaces, rain_at_once(0.05));
    const double table = seconds();
    const std::vector<float> levels(water.highest_m.begin(), water.highest_m.end());
    const auto depth = depth_surface(ground, found.basin, levels, threads);
    const double raster = seconds();
    std::vector<Volume> ponded(10);
    for_each_block(ponded.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto k = begin; k < end; ++k) {
            ponded[k] = run_storm(found.tree, surfaces, rain_at_once(0.01 * static_cast<double>(k + 1))).ponded;
        }
    });
    const double ten = seconds();
    const auto summary = summarize(found.tree);
    std::printf(
        "{\"kind\":\"%s\",\"size\":%lld,\"threads\":%d,\"fill_ns\":%.1f,\"fill_peak_mb\":%.0f,\"hierarchy_ns\":%.1f,"
        "\"storm_with_depth_raster_ns\":%.1f,\"storm_table_ns\":%.1f,\"ten_storms_ns\":%.1f,\"filled_ns\":%.1f,"
        "\"leaves\":%zu,"
        "\"outermost\":%zu,\"under_water\":%zu,\"volume_m3\":%.3f,\"peak_mb\":%.0f}\n",
        kind.c_str(), static_cast<long long>(size), threads.count, (start - before) / cells * 1e9, fill_peak,
        (made - start) / cells * 1e9, (raster - dry) / cells * 1e9, (table - dry) / cells * 1e9,
        (ten - raster) / cells * 1e9, (done - made) / cells * 1e9, found.tree.leaves, summary.outermost,
        found.tree.own_m.size(), static_cast<double>(summary.capacity) * height_quantum_m, peak_mb());
    return filled.values.empty() || depth.values.empty() || ponded.back() <= 0 ? 1 : 0;
}
