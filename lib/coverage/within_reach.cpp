#include <kerb/coverage/within_reach.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>

#include "border_loops.hpp"
#include "plane.hpp"
#include "vectors.hpp"
#include "zone_clip.hpp"

namespace kerb::coverage {
namespace {

using detail::BorderPiece;

template <class Visit>
void each_point(std::monostate, Visit&&) {}
template <class Visit>
void each_point(Point& p, Visit&& visit) {
    visit(p);
}
template <class Visit>
void each_point(MultiLineString& lines, Visit&& visit) {
    for (auto& line : lines) {
        std::for_each(line.begin(), line.end(), visit);
    }
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

/// The input moved near 0, where differences lose nothing.
struct Near {
    Point origin;
    std::vector<Place> assets;
    std::vector<double> reach_m;
    std::vector<MultiPolygon> zones;
};

void check(const WithinReachInput& input, const WithinReachOptions& options) {
    const double reach = options.reach.value();
    if (!(reach > 0 && reach <= farthest_m)) {
        throw UsageError({"coverage.bad_length", {{"name", "reach"}, {"value", reach}}});
    }
    const auto size = input.asset_reach_m.size();
    if (size != 0 && size != input.assets.size()) {
        throw UsageError({"coverage.size_differs",
                          {{"name", "asset_reach_m"},
                           {"size", static_cast<std::int64_t>(size)},
                           {"expected", static_cast<std::int64_t>(input.assets.size())}}});
    }
    for (std::size_t i = 0; i < size; ++i) {
        if (input.asset_reach_m[i] < 0 || input.asset_reach_m[i] > farthest_m) {
            throw UsageError(
                {"coverage.bad_reach_at", {{"name", "asset_reach_m"}, {"at", static_cast<std::int64_t>(i)}}});
        }
    }
}

Near moved(const WithinReachInput& input, const WithinReachOptions& options) {
    Near near;
    near.assets.assign(input.assets.begin(), input.assets.end());
    near.zones.assign(input.zones.begin(), input.zones.end());
    Box box;
    const auto all = [&near](auto&& visit) {
        for (auto& asset : near.assets) {
            std::visit([&](auto& place) { each_point(place, visit); }, asset);
        }
        for (auto& zone : near.zones) {
            each_point(zone, visit);
        }
    };
    all([&box](Point& p) {
        if (!on_plane(p)) {
            throw UsageError({"coverage.not_finite", {{"name", "assets, zones"}, {"at", std::int64_t{0}}}});
        }
        box.add(p);
    });
    // Whole metres, so that the differences are exact.
    near.origin = box.empty() ? Point{} : Point{std::round(box.centre().x), std::round(box.centre().y)};
    all([&near](Point& p) { p = {p.x - near.origin.x, p.y - near.origin.y}; });
    for (std::size_t i = 0; i < near.assets.size(); ++i) {
        const double own = input.asset_reach_m.empty() ? NAN : input.asset_reach_m[i];
        near.reach_m.push_back(std::isnan(own) ? options.reach.value() : own);
    }
    return near;
}

Polygon moved_back(Polygon polygon, Point origin) {
    MultiPolygon one = {std::move(polygon)};
    each_point(one, [origin](Point& p) { p = {p.x + origin.x, p.y + origin.y}; });
    return std::move(one.front());
}

Box box_of(const Place& place) {
    auto copy = place;
    Box box;
    std::visit([&box](auto& geometry) { each_point(geometry, [&box](Point& p) { box.add(p); }); }, copy);
    return box;
}

/// What was found of one zone.
struct Measured {
    CoveredArea area;
    std::vector<AreaGap> gaps;
    bool stroked = false;
};

/// The second way, by polygons.
Measured measure_by_polygons(const Near& near, const MultiPolygon& zone) {
    constexpr int quarter_edges = 256;
    Measured measured;
    measured.stroked = true;
    const auto box = bounds(zone);
    std::vector<const Place*> assets;
    std::vector<double> reach_m;
    for (std::size_t i = 0; i < near.assets.size(); ++i) {
        const bool close = zone.empty() || box_of(near.assets[i]).grown(near.reach_m[i]).intersects(box);
        if (near.reach_m[i] > 0 && close) {
            assets.push_back(&near.assets[i]);
            reach_m.push_back(near.reach_m[i]);
        }
    }
    const auto overlay = overlay_reach(zone, assets, reach_m, quarter_edges);
    if (!overlay) {
        throw Error(Outcome::bug, Message{"coverage.no_overlay", {}});
    }
    measured.area = {overlay->total_m2, overlay->covered_m2};
    for (const auto& gap : overlay->open) {
        measured.gaps.push_back({0, gap.area.front(), gap.area_m2, gap.place});
    }
    return measured;
}

Measured measure(const Near& near, const MultiPolygon& zone, const detail::ZoneBorder& border,
                 const WithinReachOptions& options) {
    const auto covered = detail::join(border.covered, options.join_within_m);
    const auto open = options.gaps ? detail::join(border.open, options.join_within_m) : detail::Loops{};
    if (!covered.closed || !open.closed) {
        return measure_by_polygons(near, zone);
    }
    Measured measured;
    measured.area = {area(zone), covered.area};
    for (auto& drawn : detail::draw(border.open, open, options.stroke)) {
        measured.gaps.push_back({0, std::move(drawn.polygon), drawn.area, {}});
    }
    return measured;
}

/// Names the gaps' zone and a place in them; small ones go.
void finish_gaps(Measured& measured, std::uint32_t zone, Point origin, const WithinReachOptions& options) {
    std::erase_if(measured.gaps, [&](const AreaGap& gap) { return gap.area_m2 < options.ignore_gaps_below_m2; });
    for (auto& gap : measured.gaps) {
        gap.zone = zone;
        gap.place = point_inside({gap.area}).value_or(gap.area.outer.front());
        gap.place = {gap.place.x + origin.x, gap.place.y + origin.y};
        gap.area = moved_back(std::move(gap.area), origin);
    }
}

void add_zones(const Near& near, const std::vector<detail::ZoneBorder>& borders, const WithinReachOptions& options,
               WithinReachResult& result) {
    std::vector<Measured> measured(near.zones.size());
    for_each_block(near.zones.size(), 1, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto z = begin; z < end; ++z) {
            measured[z] = measure(near, near.zones[z], borders[z], options);
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
    const auto parts = detail::take_apart(near.assets, near.reach_m);
    const detail::ReachIndex index(parts);
    const auto border = detail::reach_border(index, options.threads);
    report_progress(progress, "coverage.measuring", 0.5);
    WithinReachResult result;
    if (near.zones.empty()) {
        const auto loops = detail::join(border, options.join_within_m);
        result.city_stroked = !loops.closed;
        result.all.covered_m2 = loops.closed ? loops.area : measure_by_polygons(near, {}).area.covered_m2;
        return result;
    }
    add_zones(near, detail::clip(index, border, near.zones, options.threads), options, result);
    return result;
}

} // namespace kerb::coverage
