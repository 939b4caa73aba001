#include <kerb/coverage/photometry.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/base/error.hpp>

#include "photometry_table.hpp"

namespace kerb::coverage {
namespace {

constexpr double radian = std::numbers::pi / 180;
constexpr double same_deg = 1e-9;

/// Where the mirror images of a plane lie.
std::vector<double> images(double c, PhotometricSymmetry symmetry) {
    switch (symmetry) {
        case PhotometricSymmetry::c0_c180:
            return {turned(-c)};
        case PhotometricSymmetry::c90_c270:
            return {turned(180 - c)};
        case PhotometricSymmetry::quadrant:
            return {turned(-c), turned(180 - c), turned(180 + c)};
        default:
            return {};
    }
}

void add_images(std::vector<StoredPlane>& planes, PhotometricSymmetry symmetry) {
    const auto stored = planes.size();
    for (std::size_t i = 0; i < stored; ++i) {
        for (const auto c : images(planes[i].c_deg, symmetry)) {
            planes.push_back({c, planes[i].cd});
        }
    }
}

/// The plane at C0 that closes a table without one.
StoredPlane between(const StoredPlane& last, const StoredPlane& first) {
    const double before = 360 - last.c_deg, after = first.c_deg;
    StoredPlane zero{0, first.cd};
    for (std::size_t j = 0; j < zero.cd.size(); ++j) {
        zero.cd[j] = last.cd[j] + (first.cd[j] - last.cd[j]) * (before / (before + after));
    }
    return zero;
}

bool ascending(std::span<const double> angles) {
    return std::adjacent_find(angles.begin(), angles.end(), [](double a, double b) { return !(a < b); }) ==
           angles.end();
}

/// ∫ (a + b·γ) sin γ dγ of the line through (g0, v0) and (g1, v1), over g0 … g1, in radians.
double strip(double g0, double v0, double g1, double v1) {
    const double slope = (v1 - v0) / (g1 - g0);
    const auto antiderivative = [](double g) { return std::sin(g) - g * std::cos(g); };
    return (v0 - slope * g0) * (std::cos(g0) - std::cos(g1)) + slope * (antiderivative(g1) - antiderivative(g0));
}

double plane_integral(const Photometry& table, std::size_t plane, double up_to) {
    const auto* values = table.cd.data() + plane * table.gamma_deg.size();
    double sum = 0;
    for (std::size_t j = 0; j + 1 < table.gamma_deg.size() && table.gamma_deg[j] < up_to; ++j) {
        const double g0 = table.gamma_deg[j], g1 = table.gamma_deg[j + 1], end = std::min(g1, up_to);
        const double at_end = values[j] + (values[j + 1] - values[j]) * ((end - g0) / (g1 - g0));
        sum += strip(g0 * radian, values[j], end * radian, at_end);
    }
    return sum;
}

} // namespace

double turned(double c_deg) {
    const double c = std::fmod(c_deg, 360);
    return c < 0 ? c + 360 : c;
}

void expand(Photometry& photometry, std::vector<StoredPlane> planes) {
    if (photometry.symmetry == PhotometricSymmetry::axis) {
        planes = {{0, planes.front().cd}};
    }
    add_images(planes, photometry.symmetry);
    for (auto& plane : planes) {
        plane.c_deg = turned(plane.c_deg);
        if (plane.c_deg > 360 - same_deg) {
            plane.c_deg = 0;
        }
    }
    std::stable_sort(planes.begin(), planes.end(), [](const auto& a, const auto& b) { return a.c_deg < b.c_deg; });
    const auto same = [](const auto& a, const auto& b) { return b.c_deg - a.c_deg <= same_deg; };
    planes.erase(std::unique(planes.begin(), planes.end(), same), planes.end());
    if (planes.front().c_deg > 0) {
        planes.insert(planes.begin(), between(planes.back(), planes.front()));
    }
    planes.push_back({360, planes.front().cd});
    for (const auto& plane : planes) {
        photometry.c_deg.push_back(plane.c_deg);
        photometry.cd.insert(photometry.cd.end(), plane.cd.begin(), plane.cd.end());
    }
}

AngleAxis::AngleAxis(std::span<const double> angles) : angles_(angles) {
    const auto slots = static_cast<std::size_t>((angles.back() - angles.front()) * per_degree_) + 1;
    std::uint32_t cell = 0;
    for (std::size_t slot = 0; slot < slots; ++slot) {
        const double at = angles.front() + static_cast<double>(slot) / per_degree_;
        while (cell + 2 < angles.size() && angles[cell + 1] <= at) {
            ++cell;
        }
        first_.push_back(cell);
    }
}

void check(const Photometry& p) {
    const bool fits = p.c_deg.size() >= 2 && p.gamma_deg.size() >= 2 &&
                      p.cd.size() == p.c_deg.size() * p.gamma_deg.size() && p.tilt_deg.size() == p.tilt_factor.size();
    const auto finite = [](double cd) { return std::isfinite(cd) && cd >= 0; };
    if (!fits || p.c_deg.front() != 0 || p.c_deg.back() != 360 || !ascending(p.c_deg) || !ascending(p.gamma_deg) ||
        !(p.gamma_deg.front() >= 0 && p.gamma_deg.back() <= 180) || !std::all_of(p.cd.begin(), p.cd.end(), finite) ||
        !ascending(p.tilt_deg) || !std::all_of(p.tilt_factor.begin(), p.tilt_factor.end(), finite)) {
        throw UsageError({"photometry.no_table", {{"name", p.name}}});
    }
}

double intensity(const Photometry& photometry, double c_deg, double gamma_deg) {
    const auto& gammas = photometry.gamma_deg;
    if (!(gamma_deg >= gammas.front() && gamma_deg <= gammas.back())) {
        return 0;
    }
    const double c = turned(c_deg);
    const auto cell = [](const std::vector<double>& angles, double angle) {
        const auto above = std::upper_bound(angles.begin(), angles.end(), angle) - angles.begin();
        return std::min(static_cast<std::size_t>(above), angles.size() - 1) - 1;
    };
    return interpolated(photometry, cell(photometry.c_deg, c), cell(gammas, gamma_deg), c, gamma_deg);
}

double flux_lm(const Photometry& photometry, double up_to_gamma_deg) {
    double sum = 0;
    double last = plane_integral(photometry, 0, up_to_gamma_deg);
    for (std::size_t i = 1; i < photometry.c_deg.size(); ++i) {
        const double next = plane_integral(photometry, i, up_to_gamma_deg);
        sum += (last + next) / 2 * (photometry.c_deg[i] - photometry.c_deg[i - 1]) * radian;
        last = next;
    }
    return sum;
}

PeakIntensity peak(const Photometry& photometry) {
    const auto most =
        static_cast<std::size_t>(std::max_element(photometry.cd.begin(), photometry.cd.end()) - photometry.cd.begin());
    const auto gammas = photometry.gamma_deg.size();
    return {photometry.cd[most], photometry.c_deg[most / gammas], photometry.gamma_deg[most % gammas]};
}

} // namespace kerb::coverage
