// What the programs share that time kerb beside a peer: layers from a file, medians of runs, one JSON object.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
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
    double processor_s = 0; ///< median, of all threads together; does not mind what others do on the machine
};

template <class Work>
Timed timed(int runs, Work&& work) {
    std::vector<double> seconds, processor;
    for (int i = 0; i < runs; ++i) {
        const auto used = std::clock();
        const auto start = std::chrono::steady_clock::now();
        work();
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        processor.push_back(static_cast<double>(std::clock() - used) / CLOCKS_PER_SEC);
    }
    std::sort(seconds.begin(), seconds.end());
    std::sort(processor.begin(), processor.end());
    return {seconds[seconds.size() / 2], seconds.front(), processor[processor.size() / 2]};
}

inline void say(const char* name, Timed time, double answer, const char* end) {
    std::printf("\"%s\": {\"compute_s\": %.6f, \"best_s\": %.6f, \"processor_s\": %.6f, \"answer\": %.17g}%s", name,
                time.median_s, time.best_s, time.processor_s, answer, end);
}

} // namespace kerb::bench
