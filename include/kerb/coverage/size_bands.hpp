// How far does an asset reach that serves the farther, the larger it is?
#pragma once

#include <span>
#include <vector>

#include <kerb/base/units.hpp>

namespace kerb::coverage {

/// Assets of at least `from_m2`, up to the next band, serve as far as `reach`.
struct SizeBand {
    double from_m2 = 0;
    Metres reach;
    friend bool operator==(const SizeBand&, const SizeBand&) = default;
};

/// The reach of each asset by its size; 0 below the first band and where the size is NaN (not known). \pre bands in
/// ascending order of size \par Complexity O(assets · log bands) \par Source bands by size stand in the urban
/// check-up's definition of park coverage (城市体检, 公园绿化活动场地服务半径覆盖率).
[[nodiscard]] std::vector<double> reaches_by_size(std::span<const double> sizes_m2, std::span<const SizeBand> bands);

} // namespace kerb::coverage
