// Covered length of random small towns: against the naive answer, and what must not change it.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <kerb/geometry/measures.hpp>

#include "support/naive_coverage.hpp"
#include "support/property.hpp"

using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::AlongLinesResult;
using kerb::coverage::ZoneMap;
using kerb::test::Scene;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
using Raw = std::vector<std::pair<std::uint16_t, std::uint16_t>>;

/// Positions on a quarter metre within 1 km, exact at any easting used here: ties and tangents are frequent.
Point place(const std::pair<std::uint16_t, std::uint16_t>& raw, Point origin) {
    return {origin.x + (raw.first % 4000) / 4.0, origin.y + (raw.second % 4000) / 4.0};
}

constexpr Point far_origin = {38'500'000, 2'500'000};

struct Town {
    std::vector<Raw> roads;
    Raw lamps;
    std::vector<std::uint8_t> reaches;
    std::uint8_t reach = 0;
};

Scene scene_of(const Town& town, Point origin = far_origin) {
    Scene scene;
    scene.reach = town.reach % 120;
    for (const auto& raw : town.roads) {
        kerb::LineString road;
        for (const auto& p : raw) {
            road.push_back(place(p, origin));
        }
        scene.lines.push_back({road});
    }
    for (const auto& p : town.lamps) {
        scene.assets.push_back(place(p, origin));
    }
    for (std::size_t i = 0; i < scene.assets.size() && !town.reaches.empty(); ++i) {
        const auto raw = town.reaches[i % town.reaches.size()];
        scene.asset_reach.push_back(raw % 5 == 0 ? none : raw * 1.25);
    }
    return scene;
}

bool same(const AlongLinesResult& a, const AlongLinesResult& b) {
    return a.all == b.all && a.outside_zones == b.outside_zones && a.overlapped_m == b.overlapped_m &&
           a.lines == b.lines && a.zones == b.zones && a.groups == b.groups && a.zone_groups == b.zone_groups &&
           a.gaps == b.gaps;
}

double tolerance_of(const Scene& scene) {
    double sum = 0;
    for (std::size_t i = 0; i < scene.lines.size(); ++i) {
        sum += kerb::test::naive_covered(scene, i).tolerance;
    }
    return sum;
}

Points ring(double x, double y, double width, double height) {
    return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}};
}

/// Columns of zones over the town whose shared borders wiggle.
std::vector<MultiPolygon> columns(Point origin, int count) {
    std::vector<MultiPolygon> zones;
    const double width = 1000.0 / count;
    const auto border = [&](int i, bool up) {
        Points chain;
        for (int k = 0; k <= 8; ++k) {
            const int step = up ? k : 8 - k;
            const double shift = i == 0 || i == count ? 0 : (step % 2 == 0 ? 0 : 20.5);
            chain.push_back({origin.x + i * width + shift, origin.y + step * 125.0});
        }
        return chain;
    };
    for (int i = 0; i < count; ++i) {
        auto outline = border(i + 1, true);
        const auto back = border(i, false);
        outline.insert(outline.end(), back.begin(), back.end());
        outline.push_back(outline.front());
        zones.push_back({{outline, {}}});
    }
    return zones;
}

std::vector<std::uint32_t> numbered(std::size_t count) {
    std::vector<std::uint32_t> rank(count);
    std::iota(rank.begin(), rank.end(), 0U);
    return rank;
}

} // namespace

namespace rc {

template <>
struct Arbitrary<Town> {
    static Gen<Town> arbitrary() {
        return gen::build<Town>(gen::set(&Town::roads), gen::set(&Town::lamps), gen::set(&Town::reaches),
                                gen::set(&Town::reach));
    }
};

} // namespace rc

TEST_CASE("Covered length is the naive answer") {
    kerb::test::holds("length = naive", [](const Town& town) {
        const auto scene = scene_of(town);
        const auto result = scene.measure();
        for (std::size_t i = 0; i < scene.lines.size(); ++i) {
            const auto naive = kerb::test::naive_covered(scene, i);
            RC_ASSERT(std::abs(result.lines[i].total_m - static_cast<double>(naive.total)) <= naive.tolerance);
            RC_ASSERT(std::abs(result.lines[i].covered_m - static_cast<double>(naive.covered)) <= naive.tolerance);
        }
    });
}

TEST_CASE("Gaps are what no asset reaches, and everything else is reached") {
    kerb::test::holds("gaps = distances", [](const Town& town, std::uint16_t seed) {
        const auto scene = scene_of(town);
        const auto result = scene.measure();
        for (std::uint32_t line = 0; line < scene.lines.size(); ++line) {
            const auto total = result.lines[line].total_m;
            for (int probe = 0; probe < 16; ++probe) {
                const double at = total * ((seed + probe * 0.6180339887) - std::floor(seed + probe * 0.6180339887));
                const bool in_gap = std::any_of(result.gaps.begin(), result.gaps.end(), [&](const auto& gap) {
                    return gap.line == line && gap.from_m < at - 1e-5 && at + 1e-5 < gap.to_m;
                });
                const bool near_gap = std::any_of(result.gaps.begin(), result.gaps.end(), [&](const auto& gap) {
                    return gap.line == line && gap.from_m <= at + 1e-5 && at - 1e-5 <= gap.to_m;
                });
                const auto where = kerb::stretch(scene.lines[line], at, std::min(at + 1e-9, total));
                if (total == 0 || where.empty()) {
                    continue;
                }
                const auto p = where.front().front();
                RC_ASSERT(!in_gap || !kerb::test::reached(scene, line, p, -1e-6));
                RC_ASSERT(near_gap || kerb::test::reached(scene, line, p, 1e-6));
            }
        }
    });
}

TEST_CASE("Covered and gaps add up to the whole") {
    kerb::test::holds("covered + gaps = total", [](const Town& town) {
        const auto result = scene_of(town).measure();
        const double listed = 1e-6 * static_cast<double>(town.roads.size() + 1); // gaps below 1 µm are not listed
        const double rest = result.all.total_m - result.all.covered_m - kerb::test::gap_sum(result);
        RC_ASSERT(std::abs(rest) <= listed * static_cast<double>(town.lamps.size() + 1));
        for (const auto& line : result.lines) {
            RC_ASSERT(line.covered_m >= 0 && line.covered_m <= line.total_m);
        }
    });
}

TEST_CASE("A shift of the city changes nothing") {
    kerb::test::holds("translation", [](const Town& town, std::uint16_t dx, std::uint16_t dy) {
        // Quarter metres are exact at both places, so are all differences: the bytes are the same.
        const auto here = scene_of(town, {0, 0}).measure();
        RC_ASSERT(same(here, scene_of(town, far_origin).measure()));
        RC_ASSERT(same(here, scene_of(town, {dx * 640.25, -dy * 128.75}).measure()));
    });
}

TEST_CASE("A quarter turn and a mirror change nothing but rounding, any turn little") {
    kerb::test::holds("rotation", [](const Town& town, std::uint16_t turn) {
        auto scene = scene_of(town, {0, 0});
        const auto before = scene.measure();
        const double angle = turn * 2 * std::numbers::pi / 65536, c = std::cos(angle), s = std::sin(angle);
        const auto each_point = [&](Scene& which, auto&& change) {
            for (auto& line : which.lines) {
                for (auto& part : line) {
                    std::for_each(part.begin(), part.end(), change);
                }
            }
            std::for_each(which.assets.begin(), which.assets.end(), change);
        };
        auto turned = scene, quarter = scene;
        each_point(quarter, [](Point& p) { p = {-p.y, p.x}; });
        const auto after = quarter.measure();
        const double tolerance = 2 * tolerance_of(scene);
        RC_ASSERT(std::abs(after.all.covered_m - before.all.covered_m) <= tolerance);
        RC_ASSERT(std::abs(after.all.total_m - before.all.total_m) <= tolerance);
        // Turned coordinates are rounded to 1e-13 m; on a tangent that is √(2·150·1e-13) ≈ 6 µm of chord.
        each_point(turned, [&](Point& p) { p = {c * p.x - s * p.y, s * p.x + c * p.y}; });
        std::size_t segments = 0;
        for (const auto& line : scene.lines) {
            segments += line.front().size();
        }
        const double chords = 2e-5 * static_cast<double>(segments * (scene.assets.size() + 1) + 1);
        RC_ASSERT(std::abs(turned.measure().all.covered_m - before.all.covered_m) <= chords);
    });
}

TEST_CASE("The order of rows does not matter") {
    kerb::test::holds("permutation", [](const Town& town, std::uint32_t seed) {
        const auto scene = scene_of(town);
        const auto before = scene.measure();
        auto shuffled = scene;
        std::vector<std::size_t> lines(scene.lines.size()), assets(scene.assets.size());
        std::iota(lines.begin(), lines.end(), std::size_t{0});
        std::iota(assets.begin(), assets.end(), std::size_t{0});
        const auto mix = [&](auto& order) {
            for (std::size_t i = order.size(); i > 1; --i) {
                seed = seed * 1664525U + 1013904223U;
                std::swap(order[i - 1], order[seed % i]);
            }
        };
        mix(lines);
        mix(assets);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            shuffled.lines[i] = scene.lines[lines[i]];
        }
        for (std::size_t i = 0; i < assets.size(); ++i) {
            shuffled.assets[i] = scene.assets[assets[i]];
            if (!scene.asset_reach.empty()) {
                shuffled.asset_reach[i] = scene.asset_reach[assets[i]];
            }
        }
        const auto after = shuffled.measure();
        RC_ASSERT(after.all == before.all);
        RC_ASSERT(after.gaps.size() == before.gaps.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            RC_ASSERT(after.lines[i] == before.lines[lines[i]]);
        }
    });
}

TEST_CASE("Threads and partitions do not change a byte") {
    kerb::test::holds("threads", [](const Town& town, std::uint8_t partition) {
        auto scene = scene_of(town);
        const auto zones = columns(far_origin, 3);
        const auto rank = numbered(zones.size());
        const ZoneMap map(zones, rank);
        scene.zones = &map;
        for (std::size_t i = 0; i < scene.lines.size(); ++i) {
            scene.group.push_back(static_cast<std::uint32_t>(i % 3));
        }
        scene.groups = 3;
        const auto one = scene.measure();
        for (const int threads : {1, 2, 4}) {
            scene.threads = threads;
            scene.partition = 1 + partition % 7U;
            RC_ASSERT(same(scene.measure(), one));
        }
    });
}

TEST_CASE("Partitions merge in any order") {
    kerb::test::holds("merge", [](const Town& town, std::uint32_t seed) {
        auto scene = scene_of(town);
        scene.partition = 2;
        const auto lines = scene.flat();
        const auto input = scene.input(lines);
        const kerb::coverage::AlongLinesPlan plan(input, scene.options());
        std::vector<kerb::coverage::Covered> totals(lines.size());
        std::vector<kerb::coverage::AlongLinesSummary> parts;
        for (std::size_t p = 0; p < plan.partitions(); ++p) {
            parts.push_back(plan.run(p, totals));
        }
        while (parts.size() > 1) {
            seed = seed * 1664525U + 1013904223U;
            const auto at = seed % (parts.size() - 1);
            parts[at].merge(std::move(parts[parts.size() - 1]));
            parts.pop_back();
        }
        auto merged = parts.empty() ? kerb::coverage::AlongLinesSummary{} : std::move(parts.front());
        RC_ASSERT(same(finish(std::move(merged), std::move(totals)), scene.measure()));
    });
}

TEST_CASE("Zones and outside add up to the city to the last bit") {
    kerb::test::holds("zones", [](const Town& town, std::uint8_t count) {
        auto scene = scene_of(town);
        // One zone short: part of the town is outside.
        auto zones = columns(far_origin, 2 + count % 5);
        zones.pop_back();
        const auto rank = numbered(zones.size());
        const ZoneMap map(zones, rank);
        scene.zones = &map;
        const auto lines = scene.flat();
        const auto input = scene.input(lines);
        const kerb::coverage::AlongLinesPlan plan(input, scene.options());
        std::vector<kerb::coverage::Covered> totals(lines.size());
        kerb::coverage::AlongLinesSummary sum;
        for (std::size_t p = 0; p < plan.partitions(); ++p) {
            sum.merge(plan.run(p, totals));
        }
        auto parts = sum.outside_zones;
        for (const auto& zone : sum.zones) {
            parts += zone;
        }
        RC_ASSERT(parts == sum.all);
        RC_ASSERT(sum.overlapped.value() == 0);
    });
}

TEST_CASE("The map of zones says what a full search says") {
    kerb::test::holds("zone_of", [](const Raw& probes, std::uint8_t count, std::uint8_t seed) {
        auto zones = columns(far_origin, 1 + count % 6);
        auto holed = ring(far_origin.x + 30, far_origin.y + 400, 40, 55);
        zones[0][0].holes.push_back(holed);
        zones.push_back({{holed, {}}}); // an enclave
        auto rank = numbered(zones.size());
        std::rotate(rank.begin(), rank.begin() + seed % static_cast<std::ptrdiff_t>(rank.size()), rank.end());
        const ZoneMap map(zones, rank);
        for (std::size_t i = 0; i + 1 < probes.size(); ++i) {
            const auto a = place(probes[i], far_origin), b = place(probes[i + 1], far_origin);
            const auto expected = [&](Point p) {
                auto best = kerb::coverage::no_zone;
                for (std::uint32_t z = 0; z < zones.size(); ++z) {
                    if (kerb::covers(zones[z], p, 1e-6) && (best == kerb::coverage::no_zone || rank[z] < rank[best])) {
                        best = z;
                    }
                }
                return best;
            };
            RC_ASSERT(map.zone_of(a) == expected(a));
            std::vector<kerb::coverage::ZonePiece> pieces;
            map.split(a, b, pieces);
            RC_ASSERT(!pieces.empty()); // RC_ASSERT looks at both sides of && and ||
            RC_ASSERT(pieces.front().from == 0);
            RC_ASSERT(pieces.back().to == 1);
            for (std::size_t k = 0; k < pieces.size(); ++k) {
                if (k > 0) {
                    RC_ASSERT(pieces[k].from == pieces[k - 1].to);
                }
                const double middle = (pieces[k].from + pieces[k].to) / 2;
                if ((pieces[k].to - pieces[k].from) * kerb::distance(a, b) > 1e-4) {
                    RC_ASSERT(pieces[k].zone == expected({a.x + (b.x - a.x) * middle, a.y + (b.y - a.y) * middle}));
                }
            }
        }
    });
}
