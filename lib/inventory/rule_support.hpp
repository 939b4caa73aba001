// What several files of rules need.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::detail {

/// A value for each of `count` indices, worked out in parallel.
template <class Value, class Of>
std::vector<Value> each(std::size_t count, Threads threads, Of&& of) {
    std::vector<Value> values(count);
    for_each_block(count, 4096, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            values[i] = of(i);
        }
    });
    return values;
}

inline bool finite(Point p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}

} // namespace kerb::detail
