// Units of a SWMM input or report in metres.
#pragma once

#include <optional>
#include <string_view>

namespace kerb::io::detail {

struct SwmmUnits {
    double metres = 1;     ///< of a length
    double square_m = 1e4; ///< of a subcatchment's area
    double m3s = 1;        ///< of a flow
    double volume_m3 = 1;  ///< of a storage
};

/// Of FLOW_UNITS (upper case): CFS, GPM and MGD go with feet and acres, CMS, LPS and MLD with metres and hectares.
[[nodiscard]] inline std::optional<SwmmUnits> swmm_units(std::string_view flow) {
    constexpr double foot = 0.3048, cubic_foot = foot * foot * foot, gallon = 0.003785411784;
    const SwmmUnits us{foot, 43560 * foot * foot, cubic_foot, cubic_foot};
    const auto with = [](SwmmUnits units, double m3s) {
        units.m3s = m3s;
        return units;
    };
    if (flow == "CFS") {
        return us;
    }
    if (flow == "GPM") {
        return with(us, gallon / 60);
    }
    if (flow == "MGD") {
        return with(us, gallon * 1e6 / 86400);
    }
    if (flow == "CMS") {
        return SwmmUnits{};
    }
    if (flow == "LPS") {
        return with({}, 1e-3);
    }
    if (flow == "MLD") {
        return with({}, 1e3 / 86400);
    }
    return std::nullopt;
}

} // namespace kerb::io::detail
