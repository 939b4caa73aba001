#include <kerb/coverage/within_reach.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

#include "border_loops.hpp"
#include "cover_intervals.hpp"
#include "input_checks.hpp"
#include "vectors.hpp"
#include "zone_clip.hpp"

namespace kerb::coverage {
namespace {

using detail::operator+;
using detail::operator-;

/// The input moved near 0, where differences lose nothing.
struct Near {
    Point origin;
    Points points;
    Lines lines;
    std::vector<MultiPolygon> areas, zones;
    std::vector<double> reach_m;

    [[nodiscard]] AssetShapes assets() const { return {points, &lines, areas}; }
};

void check(const WithinReachInput& input, const WithinReachOptions& options) {
    check_length("reach", options.reach);
    if (!(options.reach.value() > 0)) {
        throw UsageError({"coverage.bad_length", {{"name", "reach"}, {"value", options.reach.value()}}});
    }
    check_size("asset_reach_m", input.asset_reach_m.size(), input.assets.size());
    check_reaches("asset_reach_m", input.asset_reach_m);
    check_size("asset_scale", input.asset_scale.size(), input.assets.size());
    check_scales("asset_scale", input.asset_scale);
    check_size("zone_scale", input.zone_scale.size(), input.zones.size());
    check_scales("zone_scale", input.zone_scale);
    check_assets(input.assets);
    check_areas("zones", input.zones);
}

template <class Visit>
void each_point(MultiPolygon& area, Visit&& visit) {
    for (auto& polygon : area) {
        std::for_each(polygon.outer.begin(), polygon.outer.end(), visit);
        for (auto& hole : polygon.holes) {
            std::for_each(hole.begin(), hole.end(), visit);
        }
    }
}

template <class Visit>
void each_point(Near& near, Visit&& visit) {
    std::for_each(near.points.begin(), near.points.end(), visit);
    std::for_each(near.lines.points.begin(), near.lines.points.end(), visit);
    for (auto* areas : {&near.areas, &near.zones}) {
        std::for_each(areas->begin(), areas->end(), [&](auto& area) { each_point(area, visit); });
    }
}

/// Assets that serve something, with their reaches.
Near serving(const WithinReachInput& input, const WithinReachOptions& options) {
    Near near;
    const auto& assets = input.assets;
    std::size_t next = 0;
    const auto serves = [&] {
        const double own = value_or(input.asset_reach_m, next, NAN);
        const double reach = (std::isnan(own) ? options.reach.value() : own) * value_or(input.asset_scale, next, 1);
        ++next;
        if (reach > 0) {
            near.reach_m.push_back(reach);
        }
        return reach > 0;
    };
    std::copy_if(assets.points.begin(), assets.points.end(), std::back_inserter(near.points),
                 [&](Point) { return serves(); });
    for (std::size_t i = 0; i < assets.line_count(); ++i) {
        if (serves()) {
            near.lines.push(assets.lines->feature(i));
        }
    }
    std::copy_if(assets.areas.begin(), assets.areas.end(), std::back_inserter(near.areas),
                 [&](const MultiPolygon&) { return serves(); });
    return near;
}

Near moved(const WithinReachInput& input, const WithinReachOptions& options) {
    auto near = serving(input, options);
    near.zones.assign(input.zones.begin(), input.zones.end());
    Box box;
    each_point(near, [&box](Point& p) { box.add(p); });
    // Whole metres, so that the differences are exact.
    near.origin = box.empty() ? Point{} : Point{std::round(box.centre().x), std::round(box.centre().y)};
    each_point(near, [&near](Point& p) { p = p - near.origin; });
    return near;
}

Polygon moved_back(Polygon polygon, Point origin) {
    MultiPolygon one = {std::move(polygon)};
    each_point(one, [origin](Point& p) { p = p + origin; });
    return std::move(one.front());
}

/// How far apart ends of borders may lie that are one point. Lines nearer than same_line_m are not told apart; such a
/// line leaves a circle of radius r only after √(2·r·same_line_m), on either side.
double join_within(const Near& near, const WithinReachOptions& options) {
    const auto farthest = std::max_element(near.reach_m.begin(), near.reach_m.end());
    const double unsure = farthest == near.reach_m.end() ? 0 : 2 * std::sqrt(2 * *farthest * detail::same_line_m);
    return options.join_within_m < 0 ? options.join_within_m : std::max(options.join_within_m, unsure);
}

/// What was found of one zone.
struct Measured {
    CoveredArea area;
    std::vector<AreaGap> gaps;
    bool stroked = false;
};

/// Assets with their reaches, as GEOS takes them.
struct Reaching {
    std::vector<Place> places;
    std::vector<double> reach_m;

    /// Those whose reach meets a box; an empty one meets all.
    Reaching(const Near& near, const Box& box) {
        const auto take = [&](Place place, const Box& own, double reach) {
            if (box.empty() || own.grown(reach).intersects(box)) {
                places.push_back(std::move(place));
                reach_m.push_back(reach);
            }
        };
        auto reach = near.reach_m.begin();
        for (const auto p : near.points) {
            take(p, bounds(std::span(&p, 1)), *reach++);
        }
        for (std::size_t i = 0; i < near.lines.size(); ++i) {
            const auto line = near.lines.feature(i);
            Box own;
            std::for_each(line.begin(), line.end(), [&own](const auto& part) { own.add(bounds(part)); });
            take(line, own, *reach++);
        }
        for (const auto& area : near.areas) {
            take(area, bounds(area), *reach++);
        }
    }
};

/// The second way, by polygons.
Measured measure_by_polygons(const Near& near, const MultiPolygon& zone) {
    constexpr int quarter_edges = 256;
    Measured measured;
    measured.stroked = true;
    const Reaching reaching(near, bounds(zone));
    const auto overlay = overlay_reach(zone, reaching.places, reaching.reach_m, quarter_edges);
    measured.area = {overlay.total_m2, overlay.covered_m2};
    for (const auto& gap : overlay.open) {
        measured.gaps.push_back({0, gap.area.front(), gap.area_m2, gap.place});
    }
    return measured;
}

Measured measure(const Near& near, const MultiPolygon& zone, const detail::ZoneBorder& border,
                 const WithinReachOptions& options) {
    const double within = join_within(near, options);
    const auto covered = detail::join(border.covered, within);
    const auto open = options.gaps ? detail::join(border.open, within) : detail::Loops{};
    if (!covered.closed || !open.closed) {
        return measure_by_polygons(near, zone);
    }
    Measured measured;
    const double total = area(zone);
    measured.area = {total, std::clamp(covered.area, 0.0, total)}; // not beyond what is there by a rounding
    for (auto& drawn : detail::draw(border.open, open, options.stroke)) {
        measured.gaps.push_back({0, std::move(drawn.polygon), drawn.area, {}});
    }
    return measured;
}

/// From the plane's square metres to those on the ground.
void shrink(Measured& measured, double scale) {
    measured.area.total_m2 /= scale * scale;
    measured.area.covered_m2 /= scale * scale;
    for (auto& gap : measured.gaps) {
        gap.area_m2 /= scale * scale;
    }
}

/// Names the gaps' zone and a place in them; small ones go.
void finish_gaps(Measured& measured, std::uint32_t zone, Point origin, const WithinReachOptions& options) {
    for (auto& gap : measured.gaps) {
        gap.zone = zone;
        gap.area = moved_back(std::move(gap.area), origin);
        if (find_defect(
                MultiPolygon{gap.area})) { // straight edges cross where arcs are nearer to each other than those
            gap.area = untangled(gap.area);
        }
    }
    std::erase_if(measured.gaps, [&](const AreaGap& gap) {
        return gap.area_m2 < options.ignore_gaps_below_m2 || gap.area.outer.empty();
    });
    for (auto& gap : measured.gaps) {
        gap.place = point_inside({gap.area}).value_or(gap.area.outer.front());
    }
}

void add_zones(const Near& near, const std::vector<detail::ZoneBorder>& borders, std::span<const double> scale,
               const WithinReachOptions& options, WithinReachResult& result) {
    std::vector<Measured> measured(near.zones.size());
    for_each_block(near.zones.size(), 1, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto z = begin; z < end; ++z) {
            measured[z] = measure(near, near.zones[z], borders[z], options);
            shrink(measured[z], value_or(scale, z, 1));
            finish_gaps(measured[z], static_cast<std::uint32_t>(z), near.origin, options);
        }
    });
    ExactSum total, covered;
    for (std::size_t z = 0; z < measured.size(); ++z) {
        total.add(measured[z].area.total_m2);
        covered.add(measured[z].area.covered_m2);
        result.zones.push_back(measured[z].area);
        std::move(measured[z].gaps.begin(), measured[z].gaps.end(), std::back_inserter(result.gaps));
        if (measured[z].stroked) {
            result.stroked.push_back(static_cast<std::uint32_t>(z));
        }
    }
    result.all = {total.value(), covered.value()};
    std::sort(result.gaps.begin(), result.gaps.end(), [](const AreaGap& a, const AreaGap& b) {
        return std::tuple(-a.area_m2, a.zone, a.place.y, a.place.x) <
               std::tuple(-b.area_m2, b.zone, b.place.y, b.place.x);
    });
}

} // namespace

std::optional<double> CoveredArea::share() const {
    return total_m2 > 0 ? std::optional(covered_m2 / total_m2) : std::nullopt;
}

WithinReachResult within_reach(const WithinReachInput& input, const WithinReachOptions& options,
                               const Progress& progress) {
    check(input, options);
    const auto near = moved(input, options);
    report_progress(progress, "coverage.measuring", 0);
    const detail::ReachIndex index(near.assets(), near.reach_m);
    const auto border = detail::reach_border(index, options.threads);
    report_progress(progress, "coverage.measuring", 0.5);
    WithinReachResult result;
    if (near.zones.empty()) {
        const auto loops = detail::join(border, join_within(near, options));
        result.city_stroked = !loops.closed;
        result.all.covered_m2 = loops.closed ? loops.area : measure_by_polygons(near, {}).area.covered_m2;
        return result;
    }
    add_zones(near, detail::clip(index, border, near.zones, options.threads), input.zone_scale, options, result);
    return result;
}

} // namespace kerb::coverage
