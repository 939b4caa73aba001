// Areas within reach of random assets: against polygons by GEOS, and what must not change them.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/coverage/within_reach.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

#include "support/asset_places.hpp"
#include "support/property.hpp"

using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Place;
using kerb::Point;
using kerb::Points;
using kerb::coverage::within_reach;
using kerb::coverage::WithinReachOptions;
using kerb::coverage::WithinReachResult;

namespace {

using Raw = std::vector<std::pair<std::uint8_t, std::uint8_t>>;

/// Whole tens of metres within 640 m: borders that meet, touch and run along each other are frequent.
Point place(const std::pair<std::uint8_t, std::uint8_t>& raw, Point origin) {
    return {origin.x + raw.first % 64 * 10.0, origin.y + raw.second % 64 * 10.0};
}

struct Town {
    Raw points, boxes;
    std::vector<Raw> lines;
    std::vector<std::uint8_t> reaches;
    std::uint8_t reach = 0;
};

std::ostream& operator<<(std::ostream& out, const Town& town) {
    const auto show = [&out](const Raw& raw) {
        for (const auto& [x, y] : raw) {
            out << " (" << x % 64 * 10 << ", " << y % 64 * 10 << ')';
        }
    };
    out << "reach " << 10 + town.reach % 16 * 10 << "; points";
    show(town.points);
    out << "; boxes";
    show(town.boxes);
    for (const auto& line : town.lines) {
        out << "; line";
        show(line);
    }
    out << "; reaches";
    for (const auto raw : town.reaches) {
        out << ' ' << (raw % 3 == 0 ? -1 : raw % 12 * 10);
    }
    return out;
}

struct Scene {
    std::vector<Place> assets;
    std::vector<double> own;
    double reach = 50;
};

MultiPolygon box(Point a, Point b) {
    return {{{a, {b.x, a.y}, b, {a.x, b.y}, a}, {}}};
}

/// The first of a list.
template <class T>
std::vector<T> few(std::vector<T> all, std::size_t most) {
    all.resize(std::min(all.size(), most));
    return all;
}

Scene scene_of(Town town, Point origin) {
    town = {few(town.points, 12), few(town.boxes, 10), few(town.lines, 6), few(town.reaches, 6), town.reach};
    Scene scene;
    scene.reach = 10.0 + town.reach % 16 * 10.0;
    for (const auto& p : town.points) {
        scene.assets.emplace_back(place(p, origin));
    }
    for (const auto& raw : town.lines) {
        Points line;
        for (const auto& p : few(raw, 8)) {
            line.push_back(place(p, origin));
        }
        if (line.size() > 1 && !kerb::find_defect(MultiLineString{line})) {
            scene.assets.emplace_back(MultiLineString{line});
        }
    }
    for (std::size_t i = 0; i + 1 < town.boxes.size(); i += 2) {
        const auto a = place(town.boxes[i], origin), b = place(town.boxes[i + 1], origin);
        if (a.x != b.x && a.y != b.y) {
            scene.assets.emplace_back(box(a, b));
        }
    }
    for (std::size_t i = 0; i < scene.assets.size(); ++i) {
        const auto raw = town.reaches.empty() ? 0 : town.reaches[i % town.reaches.size()];
        scene.own.push_back(raw % 3 == 0 ? NAN : raw % 12 * 10.0);
    }
    return scene;
}

std::vector<MultiPolygon> tiles(Point origin) {
    std::vector<MultiPolygon> zones;
    for (int i = 0; i < 9; ++i) {
        const Point a = {origin.x - 400 + i % 3 * 500.0, origin.y - 400 + i / 3 * 500.0};
        zones.push_back(box(a, {a.x + 500, a.y + 500}));
    }
    return zones;
}

WithinReachResult measured(const Scene& scene, const std::vector<MultiPolygon>& zones, int threads = 1) {
    WithinReachOptions options{.reach = kerb::Metres{scene.reach}};
    options.threads = kerb::Threads{threads};
    const kerb::test::AssetPlaces places(scene.assets, scene.own);
    return within_reach({places.shapes(), places.reach(), zones}, options);
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-6 + 1e-10 * std::abs(b);
}

constexpr Point far_origin = {38'500'000, 2'500'000};

} // namespace

namespace rc {

template <>
struct Arbitrary<Town> {
    static Gen<Town> arbitrary() {
        return gen::build<Town>(gen::set(&Town::points), gen::set(&Town::boxes), gen::set(&Town::lines),
                                gen::set(&Town::reaches), gen::set(&Town::reach));
    }
};

} // namespace rc

namespace {

/// Covered area of a zone by polygons whose arcs have `quarter_edges` chords, all reaches longer by a factor.
double by_polygons(const Scene& scene, const MultiPolygon& zone, double factor, int quarter_edges) {
    std::vector<Place> assets;
    std::vector<double> reach;
    for (std::size_t i = 0; i < scene.assets.size(); ++i) {
        const double own = std::isnan(scene.own[i]) ? scene.reach : scene.own[i];
        if (own > 0) {
            assets.push_back(scene.assets[i]);
            reach.push_back(own * factor);
        }
    }
    return kerb::overlay_reach(zone, assets, reach, quarter_edges).covered_m2;
}

double distance_to(Point p, const Place& place) {
    double best = INFINITY;
    if (const auto* point = std::get_if<Point>(&place)) {
        return kerb::distance(p, *point);
    }
    const auto along = [&](const Points& chain) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            best = std::min(best, kerb::distance_to_segment(p, chain[i - 1], chain[i]));
        }
    };
    if (const auto* lines = std::get_if<MultiLineString>(&place)) {
        std::for_each(lines->begin(), lines->end(), along);
    } else if (const auto* area = std::get_if<MultiPolygon>(&place)) {
        along(area->front().outer);
        best = kerb::covers(*area, p) ? 0 : best;
    }
    return best;
}

/// How far beyond all reaches a place is; below 0 it is covered.
double beyond(Point p, const Scene& scene) {
    double best = INFINITY;
    for (std::size_t i = 0; i < scene.assets.size(); ++i) {
        const double own = std::isnan(scene.own[i]) ? scene.reach : scene.own[i];
        best = own > 0 ? std::min(best, distance_to(p, scene.assets[i]) - own) : best;
    }
    return best;
}

/// The assets turned about the origin by the angle of a 3–4–5 triangle, whose sine and cosine are exact in decimals.
Scene turned(Scene scene) {
    const auto turn = [](Point& p) { p = {0.8 * p.x - 0.6 * p.y, 0.6 * p.x + 0.8 * p.y}; };
    for (auto& asset : scene.assets) {
        if (auto* point = std::get_if<Point>(&asset)) {
            turn(*point);
        } else if (auto* lines = std::get_if<MultiLineString>(&asset)) {
            std::for_each(lines->front().begin(), lines->front().end(), turn);
        } else if (auto* area = std::get_if<MultiPolygon>(&asset)) {
            std::for_each(area->front().outer.begin(), area->front().outer.end(), turn);
        }
    }
    return scene;
}

} // namespace

TEST_CASE("Area within reach lies between polygons inside and around it") {
    kerb::test::holds("polygons inside <= area <= polygons around", [](const Town& town) {
        constexpr int quarter = 64;
        const auto scene = scene_of(town, {0, 0});
        const std::vector<MultiPolygon> zones = {box({-100, -100}, {550, 550})}; // cuts reaches on all sides
        const auto result = measured(scene, zones);
        RC_ASSERT(result.stroked.empty());
        const double longer = 1 / std::cos(std::numbers::pi / (4 * quarter));
        RC_ASSERT(result.all.covered_m2 >= by_polygons(scene, zones[0], 1, quarter) - 1e-3);
        RC_ASSERT(result.all.covered_m2 <= by_polygons(scene, zones[0], longer, quarter) + 1e-3);
    });
}

TEST_CASE("A place is in a gap if and only if every asset is farther than its reach") {
    kerb::test::holds("gaps = distances", [](const Town& town, std::uint16_t seed) {
        const auto scene = scene_of(town, {0, 0});
        const auto zones = tiles({0, 0});
        const auto result = measured(scene, zones);
        RC_ASSERT(result.stroked.empty());
        for (int probe = 0; probe < 40; ++probe) {
            const double a = seed + probe * 0.6180339887, b = seed * 0.7548776662 + probe * 0.5698402909;
            const Point p = {-399 + 1498 * (a - std::floor(a)), -399 + 1498 * (b - std::floor(b))};
            const double over = beyond(p, scene);
            const auto holding = std::count_if(result.gaps.begin(), result.gaps.end(),
                                               [&](const auto& gap) { return kerb::covers({gap.area}, p); });
            if (std::abs(over) > 0.2) { // more than the sagitta of what is drawn
                RC_ASSERT((holding > 0) == (over > 0));
            }
        }
        double open = 0;
        for (const auto& gap : result.gaps) {
            open += gap.area_m2;
        }
        // Gaps below 1 m² are not listed.
        RC_ASSERT(std::abs(open - (result.all.total_m2 - result.all.covered_m2)) < 50);
    });
}

TEST_CASE("Order, threads, copies, tiling, moving and turning change nothing") {
    kerb::test::holds("the same area", [](const Town& town) {
        const auto scene = scene_of(town, {0, 0});
        const auto zones = tiles({0, 0});
        const auto once = measured(scene, zones);
        for (const int threads : {2, 4}) {
            const auto again = measured(scene, zones, threads);
            RC_ASSERT(again.all == once.all);
            RC_ASSERT(again.zones == once.zones);
            RC_ASSERT(again.gaps.size() == once.gaps.size());
        }
        auto twice = scene;
        twice.assets.insert(twice.assets.end(), scene.assets.rbegin(), scene.assets.rend());
        twice.own.insert(twice.own.end(), scene.own.rbegin(), scene.own.rend());
        RC_ASSERT(near(measured(twice, zones).all.covered_m2, once.all.covered_m2));
        RC_ASSERT(near(measured(scene_of(town, far_origin), tiles(far_origin)).all.covered_m2, once.all.covered_m2));
        const std::vector<MultiPolygon> whole = {box({-400, -400}, {1100, 1100})};
        RC_ASSERT(near(measured(scene, whole).all.covered_m2, once.all.covered_m2));
        RC_ASSERT(near(measured(turned(scene), {}).all.covered_m2, measured(scene, {}).all.covered_m2));
    });
}
