// Lines covered by assets of every shape, and what changes between two dates, in random small towns.
#include <algorithm>
#include <cmath>

#include <kerb/coverage/change_along_lines.hpp>

#include "support/naive_reach.hpp"
#include "support/property.hpp"
#include "support/random_assets.hpp"

using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::AlongLinesInput;
using kerb::coverage::AlongLinesOptions;
using kerb::coverage::AlongLinesResult;
using kerb::coverage::ChangeAlongLinesInput;
using kerb::coverage::ChangeAlongLinesResult;
using kerb::coverage::Changed;
using kerb::coverage::Gap;
using kerb::coverage::ZoneMap;
using kerb::test::NaiveReach;
using kerb::test::origin;
using kerb::test::OwnAssets;
using kerb::test::place;
using kerb::test::Raw;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Inventory {
    std::vector<Raw> points, areas;
    std::vector<std::vector<Raw>> lines;
    std::vector<std::uint8_t> reaches;
};

struct Town {
    std::vector<std::vector<Raw>> roads;
    Inventory before, now;
    std::uint8_t reach = 0;
    bool shared = false; ///< what stood before still stands
};

std::vector<Raw> joined(std::vector<Raw> a, const std::vector<Raw>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Assets of a date, and the reach of each: NaN where it has none of its own.
struct Date {
    OwnAssets assets;
    std::vector<double> own, all;

    Date(const Inventory& inventory, double reach)
        : assets(kerb::test::random_assets(inventory.points, inventory.lines, inventory.areas)) {
        const auto& raw = inventory.reaches;
        for (std::size_t i = 0; i < assets.shapes().size(); ++i) {
            const bool has_own = !raw.empty() && raw[i % raw.size()] % 5 != 4;
            all.push_back(has_own ? raw[i % raw.size()] * 0.25 : reach);
            own.push_back(has_own ? all.back() : none);
        }
        if (raw.empty()) {
            own.clear();
        }
    }
    [[nodiscard]] NaiveReach naive() const { return {assets, all}; }
};

Inventory later(const Town& town) {
    auto now = town.now;
    if (town.shared) {
        now.points = joined(town.before.points, now.points);
        now.areas = joined(town.before.areas, now.areas);
        now.reaches = town.before.reaches;
    }
    return now;
}

struct Scene {
    kerb::Lines roads;
    std::vector<std::uint32_t> group;
    double reach;
    Date before, now;

    explicit Scene(const Town& town) : reach(town.reach / 4.0), before(town.before, reach), now(later(town), reach) {
        for (const auto& raw : town.roads) {
            kerb::LineString road;
            std::transform(raw.begin(), raw.end(), std::back_inserter(road), place);
            // Every third road has two parts that do not touch.
            if (raw.size() > 4 && raw.size() % 3 == 0) {
                roads.push({{road.begin(), road.begin() + 2}, {road.begin() + 2, road.end()}});
            } else {
                roads.push({road});
            }
            group.push_back(static_cast<std::uint32_t>(group.size() % 3));
        }
    }

    [[nodiscard]] AlongLinesInput input(const Date& date, const ZoneMap* zones = nullptr) const {
        AlongLinesInput given;
        given.lines = &roads;
        given.assets = date.assets.shapes();
        given.asset_reach_m = date.own;
        given.line_group = group;
        given.groups = 3;
        given.zones = zones;
        return given;
    }
    [[nodiscard]] AlongLinesOptions options(int threads = 1, std::size_t partition = 4096, double ignore = 0) const {
        return {kerb::Metres{reach}, kerb::Metres{ignore}, kerb::Threads{threads}, partition};
    }
    [[nodiscard]] ChangeAlongLinesResult change(const AlongLinesOptions& how, const ZoneMap* zones = nullptr) const {
        return change_along_lines({input(now, zones), before.assets.shapes(), before.own}, how);
    }
};

bool same(const AlongLinesResult& a, const AlongLinesResult& b) {
    return a.all == b.all && a.outside_zones == b.outside_zones && a.overlapped_m == b.overlapped_m &&
           a.lines == b.lines && a.zones == b.zones && a.groups == b.groups && a.zone_groups == b.zone_groups &&
           a.gaps == b.gaps;
}

bool same(const ChangeAlongLinesResult& a, const ChangeAlongLinesResult& b) {
    return same(a.before, b.before) && same(a.now, b.now) && a.all == b.all && a.outside_zones == b.outside_zones &&
           a.lines == b.lines && a.zones == b.zones && a.groups == b.groups && a.zone_groups == b.zone_groups &&
           a.gained == b.gained && a.lost == b.lost;
}

/// Two zones side by side with a wiggling border between; the town's east is in none.
std::vector<MultiPolygon> two_zones() {
    const auto at = [](double x, double y) { return Point{origin.x + x, origin.y + y}; };
    const Points border = {at(60, -10), at(70.5, 50), at(55, 100), at(64.25, 150), at(60, 210)};
    Points west = border, middle = border;
    west.insert(west.end(), {at(-10, 210), at(-10, -10), border.front()});
    middle.insert(middle.end(), {at(120, 210), at(120, -10), border.front()});
    return {{{west, {}}}, {{middle, {}}}};
}

/// Is a chainage in one of the stretches of its line, `slack` within (or, less than 0, about) it?
bool in_any(const std::vector<Gap>& stretches, std::uint32_t line, double at, double slack) {
    return std::any_of(stretches.begin(), stretches.end(), [&](const Gap& stretch) {
        return stretch.line == line && stretch.from_m + slack <= at && at <= stretch.to_m - slack;
    });
}

double sum_of(const std::vector<Gap>& stretches) {
    double sum = 0;
    for (const auto& stretch : stretches) {
        sum += stretch.length_m();
    }
    return sum;
}

/// Calls `check(line, chainage, place)` at places spread over every road.
template <class Check>
void probe(const Scene& scene, std::uint16_t seed, Check&& check) {
    for (std::uint32_t line = 0; line < scene.roads.size(); ++line) {
        const auto road = scene.roads.feature(line);
        const auto total = kerb::length(road);
        for (int i = 0; i < 24; ++i) {
            const double at = total * std::fmod(seed * 0.1 + i * 0.6180339887, 1.0);
            const auto where = kerb::stretch(road, at, std::min(at + 1e-9, total));
            if (!where.empty()) {
                check(line, at, where.front().front());
            }
        }
    }
}

} // namespace

namespace rc {

/// Numbers of full size whatever the size of the lists.
inline Gen<Raw> full_size() {
    return gen::resize(100, gen::arbitrary<Raw>());
}
inline Gen<std::vector<Raw>> list() {
    return gen::container<std::vector<Raw>>(full_size());
}
inline Gen<std::vector<std::uint8_t>> numbers() {
    return gen::container<std::vector<std::uint8_t>>(gen::resize(100, gen::arbitrary<std::uint8_t>()));
}

template <>
struct Arbitrary<Inventory> {
    static Gen<Inventory> arbitrary() {
        return gen::build<Inventory>(gen::set(&Inventory::points, list()), gen::set(&Inventory::areas, list()),
                                     gen::set(&Inventory::lines, gen::container<std::vector<std::vector<Raw>>>(list())),
                                     gen::set(&Inventory::reaches, numbers()));
    }
};

template <>
struct Arbitrary<Town> {
    static Gen<Town> arbitrary() {
        return gen::scale(
            0.08, gen::build<Town>(gen::set(&Town::roads, gen::container<std::vector<std::vector<Raw>>>(list())),
                                   gen::set(&Town::before), gen::set(&Town::now),
                                   gen::set(&Town::reach, gen::resize(100, gen::arbitrary<std::uint8_t>())),
                                   gen::set(&Town::shared)));
    }
};

} // namespace rc

TEST_CASE("Length covered by points, lines and areas is the naive answer") {
    kerb::test::holds("length of any shape = naive", [](const Town& town) {
        const Scene scene(town);
        const auto result = along_lines(scene.input(scene.now), scene.options());
        const auto naive = scene.now.naive();
        for (std::size_t i = 0; i < scene.roads.size(); ++i) {
            const auto expected = naive.measure(scene.roads.feature(i));
            RC_ASSERT(std::abs(result.lines[i].total_m - static_cast<double>(expected.total)) <= expected.tolerance);
            RC_ASSERT(std::abs(result.lines[i].covered_m - static_cast<double>(expected.covered)) <=
                      expected.tolerance);
        }
    });
}

TEST_CASE("Gained is what only now is reached, lost what only before was") {
    kerb::test::holds("change = distances", [](const Town& town, std::uint16_t seed) {
        const Scene scene(town);
        const auto change = scene.change(scene.options());
        const auto before = scene.before.naive(), now = scene.now.naive();
        probe(scene, seed, [&](std::uint32_t line, double at, Point p) {
            const bool was = before.reached(p, 1e-6), is = now.reached(p, 1e-6);
            const bool surely_was = before.reached(p, -1e-6), surely_is = now.reached(p, -1e-6);
            if (surely_is && !was) {
                RC_ASSERT(in_any(change.gained, line, at, -1e-5));
            }
            if (surely_was && !is) {
                RC_ASSERT(in_any(change.lost, line, at, -1e-5));
            }
            RC_ASSERT(!in_any(change.gained, line, at, 1e-5) || (is && !surely_was));
            RC_ASSERT(!in_any(change.lost, line, at, 1e-5) || (was && !surely_is));
        });
    });
}

TEST_CASE("Each date is what along_lines says of it, and gained less lost is their difference") {
    kerb::test::holds("change = two dates", [](const Town& town, std::uint8_t ignored) {
        const Scene scene(town);
        const auto zones = two_zones();
        const std::vector<std::uint32_t> rank = {0, 1};
        const ZoneMap map(zones, rank);
        const auto how = scene.options(1, 4096, ignored / 8.0);
        const auto change = scene.change(how, &map);
        RC_ASSERT(same(change.now, along_lines(scene.input(scene.now, &map), how)));
        RC_ASSERT(same(change.before, along_lines(scene.input(scene.before, &map), how)));
        const auto balanced = [](const auto& changed, const auto& was, const auto& is) {
            return std::abs((is.covered_m - was.covered_m) - (changed.gained_m - changed.lost_m)) <=
                       1e-12 * (1 + is.total_m) &&
                   changed.gained_m >= 0 && changed.lost_m >= 0;
        };
        RC_ASSERT(balanced(change.all, change.before.all, change.now.all));
        RC_ASSERT(balanced(change.outside_zones, change.before.outside_zones, change.now.outside_zones));
        const auto all_balanced = [&](const auto& changed, const auto& was, const auto& is) {
            RC_ASSERT(changed.size() == is.size());
            for (std::size_t i = 0; i < changed.size(); ++i) {
                RC_ASSERT(balanced(changed[i], was[i], is[i]));
            }
        };
        all_balanced(change.lines, change.before.lines, change.now.lines);
        all_balanced(change.zones, change.before.zones, change.now.zones);
        all_balanced(change.groups, change.before.groups, change.now.groups);
        all_balanced(change.zone_groups, change.before.zone_groups, change.now.zone_groups);
    });
}

TEST_CASE("Lines, zones and classes of a change add up, and the stretches are listed whole") {
    kerb::test::holds("sums of a change", [](const Town& town) {
        const Scene scene(town);
        const auto zones = two_zones();
        const std::vector<std::uint32_t> rank = {0, 1};
        const ZoneMap map(zones, rank);
        const auto change = scene.change(scene.options(), &map);
        const auto total = [](const std::vector<Changed>& parts, Changed sum = {}) {
            for (const auto& part : parts) {
                sum.gained_m += part.gained_m;
                sum.lost_m += part.lost_m;
            }
            return sum;
        };
        const auto near = [&](const Changed& sum) {
            const double slack = 1e-12 * (1 + change.now.all.total_m);
            RC_ASSERT(std::abs(sum.gained_m - change.all.gained_m) <= slack);
            RC_ASSERT(std::abs(sum.lost_m - change.all.lost_m) <= slack);
        };
        near(total(change.lines));
        near(total(change.groups));
        near(total(change.zones, change.outside_zones));
        // Stretches below 1 µm are in the sums alone: at most two for each edge of an asset near a segment.
        const auto edges =
            scene.before.assets.lines.points.size() + scene.now.assets.lines.points.size() +
            20 * (scene.before.own.size() + scene.now.own.size() + scene.now.all.size() + scene.before.all.size());
        const double unlisted = 2e-6 * static_cast<double>(scene.roads.points.size() * (edges + 1));
        RC_ASSERT(std::abs(sum_of(change.gained) - change.all.gained_m) <= unlisted);
        RC_ASSERT(std::abs(sum_of(change.lost) - change.all.lost_m) <= unlisted);
    });
}

TEST_CASE("Back in time gained is lost, and no time changes nothing") {
    kerb::test::holds("reverse", [](const Town& town) {
        const Scene scene(town);
        const auto there = scene.change(scene.options());
        const auto back =
            change_along_lines({scene.input(scene.before), scene.now.assets.shapes(), scene.now.own}, scene.options());
        RC_ASSERT(there.gained == back.lost);
        RC_ASSERT(there.lost == back.gained);
        RC_ASSERT(there.all.gained_m == back.all.lost_m);
        const auto still =
            change_along_lines({scene.input(scene.now), scene.now.assets.shapes(), scene.now.own}, scene.options());
        RC_ASSERT(still.all == Changed{});
        RC_ASSERT(still.gained.empty());
        RC_ASSERT(still.lost.empty());
    });
}

TEST_CASE("Threads and partitions do not change a byte of a change") {
    kerb::test::holds("threads of a change", [](const Town& town, std::uint8_t partition) {
        const Scene scene(town);
        const auto zones = two_zones();
        const std::vector<std::uint32_t> rank = {1, 0};
        const ZoneMap map(zones, rank);
        const auto one = scene.change(scene.options(), &map);
        for (const int threads : {1, 2, 4}) {
            RC_ASSERT(same(scene.change(scene.options(threads, 1 + partition % 7U), &map), one));
        }
    });
}
