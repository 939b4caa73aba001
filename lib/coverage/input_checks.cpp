#include "input_checks.hpp"

#include <kerb/base/error.hpp>

#include "plane.hpp"

namespace kerb::coverage {

void reject(const char* code, const char* name, std::size_t at) {
    throw UsageError({code, {{"name", name}, {"at", static_cast<std::int64_t>(at)}}});
}

void check_size(const char* name, std::size_t size, std::size_t expected) {
    if (size != 0 && size != expected) {
        throw UsageError({"coverage.size_differs",
                          {{"name", name},
                           {"size", static_cast<std::int64_t>(size)},
                           {"expected", static_cast<std::int64_t>(expected)}}});
    }
}

void check_points(const char* name, std::span<const Point> points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!on_plane(points[i])) {
            reject("coverage.not_finite", name, i);
        }
    }
}

void check_assets(const AssetShapes& assets) {
    check_points("assets", assets.points);
    if (assets.lines != nullptr) {
        check_points("asset_lines", assets.lines->points);
    }
    for (std::size_t i = 0; i < assets.areas.size(); ++i) {
        for (const auto& polygon : assets.areas[i]) {
            check_points("asset_areas", polygon.outer);
            for (const auto& hole : polygon.holes) {
                check_points("asset_areas", hole);
            }
        }
    }
}

void check_reaches(const char* name, std::span<const double> reaches) {
    for (std::size_t i = 0; i < reaches.size(); ++i) {
        if (reaches[i] < 0 || reaches[i] > farthest_m) {
            reject("coverage.bad_reach_at", name, i);
        }
    }
}

void check_scales(const char* name, std::span<const double> scales) {
    for (std::size_t i = 0; i < scales.size(); ++i) {
        if (!(scales[i] > 1e-3 && scales[i] < 1e3)) {
            reject("coverage.bad_scale", name, i);
        }
    }
}

void check_length(const char* name, Metres length) {
    if (!(length.value() >= 0 && length.value() <= farthest_m)) {
        throw UsageError({"coverage.bad_length", {{"name", name}, {"value", length.value()}}});
    }
}

} // namespace kerb::coverage
