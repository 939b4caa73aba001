#include "input_checks.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>

#include "plane.hpp"

namespace kerb::coverage {
namespace {

bool on_plane(std::span<const Point> ring) {
    return std::all_of(ring.begin(), ring.end(), [](Point p) { return coverage::on_plane(p); });
}

bool on_plane(const MultiPolygon& area) {
    return std::all_of(area.begin(), area.end(), [](const Polygon& polygon) {
        return on_plane(polygon.outer) && std::all_of(polygon.holes.begin(), polygon.holes.end(),
                                                      [](const Points& hole) { return on_plane(hole); });
    });
}

} // namespace

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
        if (!coverage::on_plane(points[i])) {
            reject("coverage.not_finite", name, i);
        }
    }
}

void check_areas(const char* name, std::span<const MultiPolygon> areas) {
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (!on_plane(areas[i])) {
            reject("coverage.not_finite", name, i);
        }
    }
}

void check_assets(const AssetShapes& assets) {
    check_points("assets", assets.points);
    if (assets.lines != nullptr) {
        check_points("asset_lines", assets.lines->points);
    }
    check_areas("asset_areas", assets.areas);
}

void check_reaches(const char* name, std::span<const double> reaches) {
    for (std::size_t i = 0; i < reaches.size(); ++i) {
        if (reaches[i] < 0 || reaches[i] > farthest_m) {
            reject("coverage.bad_reach_at", name, i);
        }
    }
}

void check_length(const char* name, Metres length) {
    if (!(length.value() >= 0 && length.value() <= farthest_m)) {
        throw UsageError({"coverage.bad_length", {{"name", name}, {"value", length.value()}}});
    }
}

void check_weights(const char* name, std::span<const double> weights) {
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] < 0 || weights[i] > farthest_m) {
            reject("coverage.bad_weight", name, i);
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

void check_groups(const char* name, std::span<const std::uint32_t> group, std::uint32_t groups) {
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (group[i] >= groups) {
            reject("coverage.bad_group", name, i);
        }
    }
}

} // namespace kerb::coverage
