// What the engines refuse: spans that do not fit each other, and numbers that are none.
#pragma once

#include <cstddef>
#include <span>

#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>

namespace kerb::coverage {

/// \throws UsageError `code`, naming the input and the entry at fault.
[[noreturn]] void reject(const char* code, const char* name, std::size_t at);
/// An empty span stands for "not given".
void check_size(const char* name, std::size_t size, std::size_t expected);
void check_points(const char* name, std::span<const Point> points);
void check_assets(const AssetShapes& assets);
/// NaN stands for "none given".
void check_reaches(const char* name, std::span<const double> reaches);
void check_scales(const char* name, std::span<const double> scales);
void check_length(const char* name, Metres length);

} // namespace kerb::coverage
