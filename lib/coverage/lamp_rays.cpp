#include "lamp_rays.hpp"

#include <algorithm>

#include "input_checks.hpp"
#include "plane.hpp"

namespace kerb::coverage {
namespace {

constexpr double radian = std::numbers::pi / 180, highest_m = 1000;

/// The factor of TILT=INCLUDE, linear between its angles and constant beyond them.
double tilt_factor(const Photometry& photometry, double tilt_deg) {
    const auto& angles = photometry.tilt_deg;
    const auto& factors = photometry.tilt_factor;
    if (angles.empty()) {
        return 1;
    }
    const double tilt = std::abs(tilt_deg);
    const auto above = static_cast<std::size_t>(std::upper_bound(angles.begin(), angles.end(), tilt) - angles.begin());
    if (above == 0 || above == angles.size()) {
        return above == 0 ? factors.front() : factors.back();
    }
    const double t = (tilt - angles[above - 1]) / (angles[above] - angles[above - 1]);
    return factors[above - 1] + (factors[above] - factors[above - 1]) * t;
}

} // namespace

LampRays::LampRays(std::span<const Photometry> photometries, std::span<const PlacedLuminaire> luminaires) {
    for (const auto& photometry : photometries) {
        tables_.push_back({&photometry, AngleAxis(photometry.c_deg), AngleAxis(photometry.gamma_deg),
                           photometry.gamma_deg.front(), photometry.gamma_deg.back()});
    }
    for (const auto& l : luminaires) {
        const auto& photometry = photometries[l.photometry];
        const double tilt = (l.tilt_deg - photometry.measured_tilt_deg) * radian;
        lamps_.push_back({l.position, l.over, l.height_m, std::cos(tilt), std::sin(tilt),
                          l.factor * tilt_factor(photometry, l.tilt_deg), l.photometry});
    }
}

void check_luminaires(std::span<const Photometry> photometries, std::span<const PlacedLuminaire> luminaires) {
    for (const auto& photometry : photometries) {
        check(photometry);
    }
    for (std::size_t i = 0; i < luminaires.size(); ++i) {
        const auto& l = luminaires[i];
        if (!on_plane(l.position)) {
            reject("coverage.not_finite", "luminaires", i);
        }
        const bool good = l.photometry < photometries.size() && l.height_m > 0 && l.height_m <= highest_m &&
                          std::abs(std::hypot(l.over.x, l.over.y) - 1) < 1e-6 && std::abs(l.tilt_deg) <= 180 &&
                          l.factor >= 0 && std::isfinite(l.factor);
        if (!good) {
            reject("photometry.bad_luminaire", "luminaires", i);
        }
    }
}

} // namespace kerb::coverage
