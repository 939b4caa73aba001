// What the programs share that time kerb beside a peer: layers from a file, medians of runs, one JSON object.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <variant>
#include <vector>

#include <kerb/io/source.hpp>

namespace kerb::bench {

template <class Geometry>
Geometry read(const std::string& city, const std::string& layer, Shape shape, const std::string& where = "") {
    auto read = io::read_layer(city, {layer, shape, std::vector<std::string>{}, where});
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

inline void say(const char* name, Timed time, double answer, const char* end) {
    std::printf("\"%s\": {\"compute_s\": %.6f, \"best_s\": %.6f, \"answer\": %.17g}%s", name, time.median_s,
                time.best_s, answer, end);
}

} // namespace kerb::bench
