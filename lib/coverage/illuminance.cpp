#include <kerb/coverage/illuminance.hpp>

#include <algorithm>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "input_checks.hpp"
#include "lamp_rays.hpp"

namespace kerb::coverage {
namespace {

constexpr std::size_t points_per_block = 1024;

Points places_of(std::span<const PlacedLuminaire> luminaires) {
    Points places;
    for (const auto& l : luminaires) {
        places.push_back(l.position);
    }
    return places;
}

double highest(std::span<const PlacedLuminaire> luminaires) {
    double most = 0;
    for (const auto& l : luminaires) {
        most = std::max(most, l.height_m);
    }
    return most;
}

} // namespace

struct LightField::Parts {
    LampRays rays;
    double reach;
    PointGrid grid;
};

LightField::LightField(std::span<const Photometry> photometries, std::span<const PlacedLuminaire> luminaires) {
    check_luminaires(photometries, luminaires);
    const double reach = reach_in_heights * highest(luminaires);
    const auto places = places_of(luminaires);
    parts_ = std::make_unique<const Parts>(
        Parts{LampRays(photometries, luminaires), reach, PointGrid(places, std::max(reach, 1.0))});
}

LightField::~LightField() = default;
LightField::LightField(LightField&&) noexcept = default;
LightField& LightField::operator=(LightField&&) noexcept = default;

double LightField::lux(Point p, std::span<const std::uint8_t> lit) const {
    Box around;
    around.add(p);
    ExactSum sum;
    parts_->grid.visit(around.grown(parts_->reach), [&](Point at, std::uint32_t lamp) {
        const double h = parts_->rays.height(lamp), reach = reach_in_heights * h;
        const double dx = p.x - at.x, dy = p.y - at.y;
        if (dx * dx + dy * dy <= reach * reach && (lit.empty() || lit[lamp] != 0)) {
            sum.add(LampRays::lux(parts_->rays.ray(lamp, p, h), h));
        }
    });
    return sum.value();
}

std::vector<double> illuminance(const LightField& field, std::span<const Point> points, Threads threads,
                                std::span<const std::uint8_t> lit, const Progress& progress) {
    check_points("points", points);
    report_progress(progress, "photometry.lighting", 0);
    std::vector<double> lux(points.size());
    for_each_block(points.size(), points_per_block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            lux[i] = field.lux(points[i], lit);
        }
    });
    report_progress(progress, "photometry.lighting", 1);
    return lux;
}

} // namespace kerb::coverage
