#include "section_light.hpp"

#include <algorithm>
#include <cmath>

#include "line_places.hpp"

namespace kerb::coverage {
namespace {

constexpr double observer_m = 60, across_most_m = 1.5;
constexpr double degrees = 180 / std::numbers::pi;

Point left_of(Point along) {
    return {-along.y, along.x};
}

Point moved(Point p, Point by, double metres) {
    return {p.x + by.x * metres, p.y + by.y * metres};
}

Point turned_by(Point unit, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {unit.x * c - unit.y * s, unit.x * s + unit.y * c};
}

double scale_of(const RoadLightingInput& input, std::uint32_t line) {
    return input.line_scale.empty() ? 1 : input.line_scale[line];
}

/// Three points to a lane, or as many more (odd) as keep them 1.5 m apart.
std::uint32_t points_in_lane(double lane_m) {
    const auto count = static_cast<std::uint32_t>(std::ceil(lane_m / across_most_m - 1e-9));
    return std::max<std::uint32_t>(3, count | 1U);
}

std::uint32_t points_along(double length_m) {
    return length_m <= 30 ? 10 : static_cast<std::uint32_t>(std::ceil(length_m / 3 - 1e-9));
}

/// β: between the way the observer looks at `p` and the way on to the luminaire, in plan.
double beta(Point eye, Point p, const Ray& ray) {
    const double vx = p.x - eye.x, vy = p.y - eye.y, wx = -ray.dx, wy = -ray.dy;
    return std::atan2(std::abs(vx * wy - vy * wx), vx * wx + vy * wy) * degrees;
}

struct Spread {
    double mean, least, most;
};

template <class At>
Spread spread(std::size_t count, const At& at) {
    ExactSum sum;
    Spread result{0, at(0), at(0)};
    for (std::size_t i = 0; i < count; ++i) {
        sum.add(at(i));
        result.least = std::min(result.least, at(i));
        result.most = std::max(result.most, at(i));
    }
    result.mean = sum.value() / static_cast<double>(count);
    return result;
}

void keep_least(std::optional<double>& figure, double value) {
    figure = std::min(figure.value_or(value), value);
}

} // namespace

double Heads::highest() const {
    double most = 0;
    for (const auto& l : luminaires) {
        most = std::max(most, l.height_m);
    }
    return most;
}

Heads heads_of(const RoadLightingInput& input, std::span<const AssetPlace> places, std::span<const LineChain> chains) {
    Heads heads;
    for (std::size_t i = 0; i < input.lamps.size(); ++i) {
        const auto& lamp = input.lamps[i];
        const auto& place = places[i];
        if (place.line != no_line && lamp.photometry != no_table && lamp.height_m > 0) {
            const double scale = scale_of(input, place.line);
            const auto left = left_of(chains[place.line].at(place.at_m).along);
            const auto over = place.offset_m > tie_m ? Point{-left.x, -left.y} : left;
            for (std::uint32_t k = 0; k < lamp.heads; ++k) {
                const auto way = turned_by(over, 2 * std::numbers::pi * k / lamp.heads);
                heads.luminaires.push_back({moved(lamp.pole, way, lamp.arm_m * scale), lamp.height_m * scale, way,
                                            lamp.tilt_deg, lamp.photometry, scale * scale});
                heads.out.push_back(lamp.out ? 1 : 0);
                heads.line.push_back(place.line);
            }
            heads.any_out = heads.any_out || lamp.out;
        }
        heads.first.push_back(static_cast<std::uint32_t>(heads.luminaires.size()));
    }
    return heads;
}

void SectionLight::lay_out(RoadSection& section, const LineChain& chain) {
    const auto& input = city_.input;
    const double scale = scale_of(input, section.line), width = input.width_m[section.line];
    const auto lanes = input.lanes.empty() ? 0 : input.lanes[section.line];
    section.lanes = lanes > 0 ? lanes : static_cast<std::uint32_t>(std::max(1.0, std::ceil(width / 4 - 1e-9)));
    section.along = points_along(section.length_m());
    section.across = section.lanes * points_in_lane(width / section.lanes);
    frame_ = {scale, width * scale, width * scale / section.lanes, section.length_m() / section.along, &chain};
    points_.clear();
    for (std::uint32_t i = 0; i < section.along; ++i) {
        const auto place = chain.at(section.from_m + (i + 0.5) * frame_.step);
        for (std::uint32_t j = 0; j < section.across; ++j) {
            const double y = frame_.width / 2 - (j + 0.5) * frame_.width / section.across;
            points_.push_back(moved(place.at, left_of(place.along), y));
        }
    }
}

void SectionLight::place_observers(const RoadSection& section) {
    observers_.clear();
    if (city_.input.r_table == nullptr) {
        return;
    }
    const bool one_way = !city_.input.one_way.empty() && city_.input.one_way[section.line] != 0;
    for (std::uint32_t lane = 0; lane < section.lanes; ++lane) {
        const bool right = lane >= section.lanes / 2, left = lane < (section.lanes + 1) / 2;
        const bool forward = one_way || (city_.options.left_hand_traffic ? left : right);
        const auto base = frame_.chain->at(forward ? section.from_m : section.to_m);
        const Point view = forward ? base.along : Point{-base.along.x, -base.along.y};
        const auto eye = moved(moved(base.at, view, -observer_m * frame_.scale), left_of(base.along), offset(lane));
        observers_.push_back({eye, view, lane, forward});
    }
}

void SectionLight::add_luminance(Point p, double h, const Ray& ray, bool out) {
    const double tan_eps = std::hypot(ray.dx, ray.dy) / h, light = ray.cd / (h * h);
    for (std::size_t o = 0; o < observers_.size(); ++o) {
        const double l = light * reduced_luminance(*city_.input.r_table, beta(observers_[o].eye, p, ray), tan_eps);
        sums_.luminance[o].add(l);
        if (!out) {
            sums_tonight_.luminance[o].add(l);
        }
    }
}

void SectionLight::measure_point(std::size_t index) {
    const auto p = points_[index];
    sums_ = sums_tonight_ = {ExactSum(), std::vector<ExactSum>(observers_.size())};
    Box around;
    around.add(p);
    const double far = city_.input.r_table == nullptr ? 0 : city_.input.r_table->tan_eps.back();
    city_.grid.visit(around.grown(city_.reach), [&](Point at, std::uint32_t head) {
        const double h = city_.rays.height(head);
        const double dx = p.x - at.x, dy = p.y - at.y, d2 = dx * dx + dy * dy;
        const bool lights = d2 <= reach_in_heights * reach_in_heights * h * h, shines = d2 <= far * far * h * h;
        if (!lights && !shines) {
            return;
        }
        const auto ray = city_.rays.ray(head, p, h);
        const bool out = city_.heads.out[head] != 0;
        if (lights) {
            const double lux = LampRays::lux(ray, h);
            sums_.lux.add(lux);
            if (!out) {
                sums_tonight_.lux.add(lux);
            }
        }
        if (shines) {
            add_luminance(p, h, ray, out);
        }
    });
    const double maintenance = city_.options.maintenance;
    all_.lux[index] = sums_.lux.value() * maintenance;
    tonight_.lux[index] = sums_tonight_.lux.value() * maintenance;
    for (std::size_t o = 0; o < observers_.size(); ++o) {
        all_.luminance[o * points_.size() + index] = sums_.luminance[o].value() * maintenance;
        tonight_.luminance[o * points_.size() + index] = sums_tonight_.luminance[o].value() * maintenance;
    }
}

LightFigures SectionLight::figures(const RoadSection& section, const Light& light) const {
    LightFigures result;
    const auto e = spread(points_.size(), [&](std::size_t i) { return light.lux[i]; });
    figure(result, LightFigure::e_av) = e.mean;
    figure(result, LightFigure::e_min) = e.least;
    if (e.mean > 0) {
        figure(result, LightFigure::u_e) = e.least / e.mean;
    }
    add_luminance_figures(section, light, result);
    return result;
}

void SectionLight::add_luminance_figures(const RoadSection& section, const Light& light, LightFigures& result) const {
    const auto in_lane = section.across / section.lanes;
    for (std::size_t o = 0; o < observers_.size(); ++o) {
        const auto* seen = light.luminance.data() + o * points_.size();
        const auto l = spread(points_.size(), [&](std::size_t i) { return seen[i]; });
        const auto middle = observers_[o].lane * in_lane + in_lane / 2;
        const auto lane = spread(section.along, [&](std::size_t i) { return seen[i * section.across + middle]; });
        keep_least(figure(result, LightFigure::l_av), l.mean);
        if (l.mean > 0) {
            keep_least(figure(result, LightFigure::u_o), l.least / l.mean);
        }
        if (lane.most > 0) {
            keep_least(figure(result, LightFigure::u_l), lane.least / lane.most);
        }
    }
}

void SectionLight::measure(RoadSection& section, const LineChain& chain, std::span<const LampOnLine> lamps,
                           std::vector<GridPoint>* points) {
    lay_out(section, chain);
    place_observers(section);
    for (auto* light : {&all_, &tonight_}) {
        light->lux.resize(points_.size());
        light->luminance.resize(points_.size() * observers_.size());
    }
    for (std::size_t i = 0; i < points_.size(); ++i) {
        measure_point(i);
    }
    section.all = figures(section, all_);
    section.tonight = city_.heads.any_out ? figures(section, tonight_) : section.all;
    add_threshold(section, lamps, false, section.all);
    if (city_.heads.any_out) {
        add_threshold(section, lamps, true, section.tonight);
    } else {
        section.tonight = section.all;
    }
    for (std::size_t i = 0; points != nullptr && i < points_.size(); ++i) {
        points->push_back({0, points_[i], all_.lux[i], tonight_.lux[i]});
    }
}

} // namespace kerb::coverage
