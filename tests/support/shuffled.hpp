// Rows in another order.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include <rapidcheck.h>

namespace kerb::test {

template <class Row>
std::vector<Row> shuffled(const std::vector<Row>& rows) {
    auto keys = *rc::gen::container<std::vector<int>>(rows.size(), rc::gen::inRange(0, 1000));
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    std::vector<Row> moved;
    moved.reserve(rows.size());
    for (const auto i : order) {
        moved.push_back(rows[i]);
    }
    return moved;
}

} // namespace kerb::test
