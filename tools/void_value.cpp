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

/// The last three are -9999, -999 and -32768 as a type without a sign holds them.
constexpr std::array<float, 13> markers = {-9999, -99999, -999999, -32768, -32767, 32767, 65535,
                                           9999,  99999,  -999,    55537,  64537,  32768};

} // namespace

void Extremes::take(float value) {
    if (value < least_) {
        second_least_ = least_;
        least_ = value;
    } else if (value != least_ && value < second_least_) {
        second_least_ = value;
    }
    if (value > most_) {
        second_most_ = most_;
        most_ = value;
    } else if (value != most_ && value > second_most_) {
        second_most_ = value;
    }
}

void Extremes::merge(const Extremes& other) {
    for (const auto value : {other.least_, other.second_least_, other.most_, other.second_most_}) {
        if (std::isfinite(value)) {
            take(value);
        }
    }
}

std::optional<float> unmarked_void(const Extremes& values) {
    constexpr float far = 500; // no ground within a map falls so far from one cell to all others
    for (const auto marker : markers) {
        if (marker != values.least() && marker != values.most()) {
            continue;
        }
        const auto least = values.least_but(marker), most = values.most_but(marker);
        if (!(least <= most)) {
            continue; // nothing else is there
        }
        const float gap = marker < least ? least - marker : marker - most;
        if (gap > std::max(far, most - least)) {
            return marker;
        }
    }
    return std::nullopt;
}

std::optional<float> named_void(const std::string& option) {
    if (option.empty() || option == "none") {
        return std::nullopt;
    }
    const auto value = parse_number(option);
    if (!value || !std::isfinite(*value)) {
        throw UsageError({"dem.void_value", {{"value", option}}});
    }
    return static_cast<float>(*value);
}

void ask_about_voids(const Extremes& values, const std::string& option, const std::string& file) {
    const auto marker = option.empty() ? unmarked_void(values) : std::nullopt;
    if (marker) {
        throw FrameError({"dem.unmarked_void", {{"file", file}, {"value", fmt::format("{:g}", *marker)}}});
    }
}

void settle_voids(Grid& grid, const std::string& option, const std::string& file) {
    if (const auto marker = named_void(option)) {
        std::replace(grid.values.begin(), grid.values.end(), *marker, std::numeric_limits<float>::quiet_NaN());
        return;
    }
    Extremes values;
    for (const auto z : grid.values) {
        if (grid.is_value(z)) {
            values.add(z);
        }
    }
    ask_about_voids(values, option, file);
}

} // namespace kerb::tools
