// Memory that is given back at once.
#pragma once

#include <vector>

namespace kerb::waterlogging::detail {

/// `v = {}` and clear() would keep it.
template <typename T>
void let_go(std::vector<T>& values) {
    std::vector<T>().swap(values);
}

} // namespace kerb::waterlogging::detail
