#include <kerb/geometry/web_map_offset.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "proj.hpp"

namespace kerb {
namespace {

using std::numbers::pi;

bool in_china(Point p) {
    return p.x >= 72.004 && p.x <= 137.8347 && p.y >= 0.8293 && p.y <= 55.8271;
}

double wave(double size, double of) {
    return size * std::sin(of * pi) * 2 / 3;
}

/// Metres east and north on Krassovsky's ellipsoid.
Point offset_m(double x, double y) {
    const double common = wave(20, 6 * x) + wave(20, 2 * x), root = std::sqrt(std::abs(x));
    return {300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common + wave(20, x) + wave(40, x / 3) +
                wave(150, x / 12) + wave(300, x / 30),
            -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common + wave(20, y) + wave(40, y / 3) +
                wave(160, y / 12) + wave(320, y / 30)};
}

Point to_gcj02(Point p) {
    if (!in_china(p)) {
        return p;
    }
    constexpr double radius = 6378245, flat = 0.00669342162296594323;
    const auto by = offset_m(p.x - 105, p.y - 35);
    const double latitude = p.y / 180 * pi, sine = std::sin(latitude), w = 1 - flat * sine * sine;
    return {p.x + by.x * 180 / (radius / std::sqrt(w) * std::cos(latitude) * pi),
            p.y + by.y * 180 / (radius * (1 - flat) / (w * std::sqrt(w)) * pi)};
}

Point to_bd09(Point gcj) {
    constexpr double turn = pi * 3000 / 180;
    const double z = std::hypot(gcj.x, gcj.y) + 0.00002 * std::sin(gcj.y * turn);
    const double angle = std::atan2(gcj.y, gcj.x) + 0.000003 * std::cos(gcj.x * turn);
    return {z * std::cos(angle) + 0.0065, z * std::sin(angle) + 0.006};
}

constexpr std::size_t most_places = 500, fewest_places = 30;
constexpr double near_m = 15;

/// Which of the places, in the plane, lie near a line.
std::vector<bool> near_lines(const Points& places, const Lines& lines) {
    std::vector<bool> near(places.size());
    const PointGrid grid(places, 4 * near_m);
    for (std::size_t part = 0; part + 1 < lines.part_begin.size(); ++part) {
        const auto chain = lines.part(part);
        for (std::size_t i = 1; i < chain.size(); ++i) {
            Box box;
            box.add(chain[i - 1]);
            box.add(chain[i]);
            grid.visit(box.grown(near_m), [&](Point p, std::uint32_t place) {
                near[place] = near[place] || distance_to_segment(p, chain[i - 1], chain[i]) <= near_m;
            });
        }
    }
    return near;
}

/// The degrees that a plane stands on. A datum lies within some 200 m of WGS 84, and the shift changes by less than 1 m
/// over that; PROJ looks for a second through its database for the way from one datum to the other.
std::optional<Frame> degrees_of(const Frame& plane) {
    auto* context = detail::thread_context();
    auto base = detail::geographic_base(context, FrameAccess::crs(context, plane).get());
    return base ? std::optional(FrameAccess::make(context, std::move(base), "")) : std::nullopt;
}

std::vector<Point> some_in_degrees(std::span<const Point> places, const Frame& frame, const Frame& degrees) {
    std::vector<Point> some;
    const auto count = std::min(places.size(), most_places);
    for (std::size_t i = 0; i < count; ++i) {
        some.push_back(places[i * places.size() / count]);
    }
    Transform(frame, degrees).apply(some);
    std::erase_if(some, [](Point p) { return !in_china(p); }); // NaN is not
    return some;
}

} // namespace

Point shifted(WebMapOffset offset, Point place) {
    const auto gcj = to_gcj02(place);
    return offset == WebMapOffset::bd09 ? to_bd09(gcj) : gcj;
}

Point unshifted(WebMapOffset offset, Point shown) {
    auto place = shown;
    for (int i = 0; i < 30; ++i) { // the offset changes by a thousandth of a step
        const auto there = shifted(offset, place);
        place = {place.x + shown.x - there.x, place.y + shown.y - there.y};
        if (std::abs(shown.x - there.x) + std::abs(shown.y - there.y) < 1e-10) {
            break;
        }
    }
    return place;
}

std::optional<OffsetSuspicion> suspect_offset(std::span<const Point> places, const Lines& lines, const Frame& frame) {
    if (frame.kind() != FrameKind::projected || places.size() < fewest_places || lines.size() == 0) {
        return std::nullopt;
    }
    const auto degrees = degrees_of(frame);
    const auto stated = degrees ? some_in_degrees(places, frame, *degrees) : Points();
    if (stated.size() < fewest_places) {
        return std::nullopt;
    }
    // As stated, then by way of moving; lines that are shifted lie beside places that are shifted as well.
    constexpr std::array<OffsetSuspicion, 4> ways = {{{WebMapOffset::gcj02, false},
                                                      {WebMapOffset::gcj02, true},
                                                      {WebMapOffset::bd09, false},
                                                      {WebMapOffset::bd09, true}}};
    Points all = stated;
    for (const auto& way : ways) {
        std::transform(stated.begin(), stated.end(), std::back_inserter(all),
                       [&](Point p) { return way.of_lines ? shifted(way.offset, p) : unshifted(way.offset, p); });
    }
    Transform(*degrees, frame).apply(all);
    if (!std::all_of(all.begin(), all.end(), [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); })) {
        return std::nullopt; // a plane that is not made for China
    }
    const auto near = near_lines(all, lines);
    const auto count = [&](std::size_t way) {
        const auto first = near.begin() + static_cast<std::ptrdiff_t>(way * stated.size());
        return static_cast<std::size_t>(std::count(first, first + std::ssize(stated), true));
    };
    OffsetSuspicion best;
    for (std::size_t way = 0; way < ways.size(); ++way) {
        if (const auto found = count(way + 1); found > best.near_unshifted) {
            best = ways[way];
            best.near_unshifted = found;
        }
    }
    best.looked_at = stated.size();
    best.near = count(0);
    const bool suspected = 2 * best.near_unshifted >= best.looked_at && best.near_unshifted >= 2 * best.near;
    return suspected ? std::optional(best) : std::nullopt;
}

} // namespace kerb
