#include "void_value.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

namespace kerb::tools {
namespace {

constexpr std::array<float, 10> markers = {-9999, -99999, -999999, -32768, -32767, 32767, 65535, 9999, 99999, -999};
constexpr float infinite = std::numeric_limits<float>::infinity();

struct Extremes {
    float least = infinite, most = -infinite;
};

/// Of the values other than one.
Extremes without(const Grid& grid, float marker) {
    Extremes found;
    for (const auto z : grid.values) {
        if (grid.is_value(z) && z != marker) {
            found.least = std::min(found.least, z);
            found.most = std::max(found.most, z);
        }
    }
    return found;
}

} // namespace

std::optional<float> unmarked_void(const Grid& grid) {
    constexpr float far = 500; // no ground within a map falls so far from one cell to all others
    const auto all = without(grid, infinite);
    for (const auto marker : markers) {
        if (marker != all.least && marker != all.most) {
            continue;
        }
        const auto others = without(grid, marker);
        if (!(others.least <= others.most)) {
            continue; // nothing else is there
        }
        const float gap = marker < others.least ? others.least - marker : marker - others.most;
        if (gap > std::max(far, others.most - others.least)) {
            return marker;
        }
    }
    return std::nullopt;
}

void settle_voids(Grid& grid, const std::string& option, const std::string& file) {
    if (option == "none") {
        return;
    }
    if (option.empty()) {
        if (const auto marker = unmarked_void(grid)) {
            throw FrameError({"dem.unmarked_void", {{"file", file}, {"value", fmt::format("{:g}", *marker)}}});
        }
        return;
    }
    const auto value = parse_number(option);
    if (!value || !std::isfinite(*value)) {
        throw UsageError({"dem.void_value", {{"value", option}}});
    }
    std::replace(grid.values.begin(), grid.values.end(), static_cast<float>(*value),
                 std::numeric_limits<float>::quiet_NaN());
}

} // namespace kerb::tools
