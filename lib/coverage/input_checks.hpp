// What the engines refuse: spans that do not fit each other, and numbers that are none; in the same words everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>

namespace kerb::coverage {

/// \throws UsageError `code`, naming the input and the entry at fault.
[[noreturn]] void reject(const char* code, const char* name, std::size_t at);
/// An empty span stands for "not given". \throws UsageError when `size` is neither 0 nor `expected`.
void check_size(const char* name, std::size_t size, std::size_t expected);
/// \throws UsageError at the first coordinate off the plane.
void check_points(const char* name, std::span<const Point> points);
void check_areas(const char* name, std::span<const MultiPolygon> areas);
void check_assets(const AssetShapes& assets);
/// \throws UsageError at the first entry outside of 0 … 1e12 m; NaN stands for "none given".
void check_reaches(const char* name, std::span<const double> reaches);
/// \throws UsageError at the first entry outside of 0 … 1e12; NaN stands for "not known".
void check_weights(const char* name, std::span<const double> weights);
void check_scales(const char* name, std::span<const double> scales);
void check_length(const char* name, Metres length);
void check_groups(const char* name, std::span<const std::uint32_t> group, std::uint32_t groups);

/// Entry `i` of a span that may be absent.
inline double value_or(std::span<const double> values, std::size_t i, double otherwise) {
    return values.empty() ? otherwise : values[i];
}

} // namespace kerb::coverage
