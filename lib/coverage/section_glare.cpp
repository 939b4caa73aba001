// The threshold increment: how much the lamps ahead dazzle.
#include <algorithm>
#include <cmath>

#include "section_light.hpp"

namespace kerb::coverage {
namespace {

constexpr double radian = std::numbers::pi / 180;
constexpr double eye_height_m = 1.5, farthest_ahead_m = 500, sight_down_deg = 1, screen_deg = 20;
constexpr double least_deg = 1.5, most_deg = 60;

} // namespace

/// What one luminaire veils, but for the factor 10 of the formula; 0 where it is behind, too far or behind the roof.
double SectionLight::veil_of(std::uint32_t head, Point eye, Point view) const {
    const auto at = city_.rays.position(head);
    const double below = city_.rays.height(head) - eye_height_m * frame_.scale;
    const double dx = at.x - eye.x, dy = at.y - eye.y, ahead = dx * view.x + dy * view.y;
    if (ahead <= 0 || ahead > farthest_ahead_m * frame_.scale || below > ahead * std::tan(screen_deg * radian)) {
        return 0;
    }
    const auto ray = city_.rays.ray(head, eye, below);
    const double distance = std::sqrt(ray.distance2);
    const double cosine =
        (ahead * std::cos(sight_down_deg * radian) - below * std::sin(sight_down_deg * radian)) / distance;
    const double theta = std::acos(std::clamp(cosine, -1.0, 1.0)) / radian;
    return theta > least_deg && theta <= most_deg ? ray.cd / ray.distance2 * cosine / (theta * theta) : 0;
}

/// The lamps of the line, wherever it turns, and those of other lines that stand ahead, no farther beside the way the
/// eye looks than lamps light: a road that is cut at its junctions dazzles as one that is not.
double SectionLight::veil(std::uint32_t line, Point eye, Point view, std::span<const LampOnLine> lamps,
                          bool tonight) const {
    ExactSum sum;
    const auto add = [&](std::uint32_t head) {
        if (!tonight || city_.heads.out[head] == 0) {
            sum.add(veil_of(head, eye, view));
        }
    };
    for (const auto& lamp : lamps) {
        for (auto head = city_.heads.first[lamp.lamp]; head < city_.heads.first[lamp.lamp + 1]; ++head) {
            add(head);
        }
    }
    const double farthest = farthest_ahead_m * frame_.scale;
    Box sight;
    sight.add(eye);
    sight.add(Point{eye.x + view.x * farthest, eye.y + view.y * farthest});
    city_.grid.visit(sight.grown(city_.reach), [&](Point at, std::uint32_t head) {
        const double beside = (at.x - eye.x) * view.y - (at.y - eye.y) * view.x;
        if (city_.heads.line[head] != line && std::abs(beside) <= city_.reach) {
            add(head);
        }
    });
    return 10 * sum.value();
}

double SectionLight::threshold_increment(const RoadSection& section, std::span<const LampOnLine> lamps, double average,
                                         bool tonight) const {
    double height_m = 0;
    for (const auto& lamp : lamps) {
        if (lamp.at_m >= section.from_m && lamp.at_m <= section.to_m) {
            height_m = std::max(height_m, city_.input.lamps[lamp.lamp].height_m);
        }
    }
    const double before = 2.75 * std::max(0.0, height_m - eye_height_m);
    double worst = 0;
    for (const auto& observer : observers_) {
        for (std::uint32_t i = 0; i < section.along; ++i) {
            const double gone = i * frame_.step - before;
            const auto place = frame_.chain->at(observer.forward ? section.from_m + gone : section.to_m - gone);
            const double y = offset(observer.lane);
            const Point eye = {place.at.x - place.along.y * y, place.at.y + place.along.x * y};
            const Point view = observer.forward ? place.along : Point{-place.along.x, -place.along.y};
            worst = std::max(worst, veil(section.line, eye, view, lamps, tonight));
        }
    }
    return average > 5 ? 95 * worst / std::pow(average, 1.05) : 65 * worst / std::pow(average, 0.8);
}

void SectionLight::add_threshold(const RoadSection& section, std::span<const LampOnLine> lamps, bool tonight,
                                 LightFigures& result) const {
    const auto& l_av = figure(result, LightFigure::l_av);
    if (l_av && *l_av > 0) {
        figure(result, LightFigure::ti) =
            threshold_increment(section, lamps, *l_av / city_.options.maintenance, tonight);
    }
}

} // namespace kerb::coverage
