// Partitions measured in parallel and merged in order.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>

namespace kerb::coverage {

/// Runs partitions in waves, so that few summaries wait and the caller's thread can report and cancel in between.
template <class Summary, class Run>
Summary run_in_waves(std::size_t count, Threads threads, const Progress& progress, Run&& run) {
    Summary merged;
    const auto wave = std::max<std::size_t>(64, (count + 15) / 16);
    std::vector<Summary> summaries;
    for (std::size_t first = 0; first < count; first += wave) {
        const auto width = std::min(wave, count - first);
        summaries.assign(width, {});
        for_each_block(width, 1, threads, [&](std::size_t begin, std::size_t end) {
            for (auto p = begin; p < end; ++p) {
                summaries[p] = run(first + p);
            }
        });
        for (auto& summary : summaries) {
            merged.merge(std::move(summary));
        }
        report_progress(progress, "coverage.measuring",
                        static_cast<double>(first + width) / static_cast<double>(count));
    }
    return merged;
}

} // namespace kerb::coverage
