#include <kerb/geometry/overlay.hpp>

#include <algorithm>

#include "geos.hpp"

namespace kerb {
namespace {

bool fit(const MultiPolygon& area) {
    return !area.empty() && !find_defect(area);
}

} // namespace

std::optional<Patch> common_area(const MultiPolygon& a, const MultiPolygon& b) {
    return fit(a) && fit(b) ? detail::geos_common_area(a, b) : std::nullopt;
}

std::vector<Patch> gaps_between(std::span<const MultiPolygon* const> areas) {
    std::vector<const MultiPolygon*> good;
    std::copy_if(areas.begin(), areas.end(), std::back_inserter(good), [](const auto* area) { return fit(*area); });
    return detail::geos_gaps(good);
}

} // namespace kerb
