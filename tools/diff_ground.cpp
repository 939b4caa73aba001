// Roads and green of two dates by the ground they lie on, and what lamps light of them.
#include <algorithm>
#include <limits>
#include <map>
#include <unordered_set>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

#include "diff.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

using report::GroundChange;
using report::GroundSum;

/// Sums of one group before they are rounded.
struct Sums {
    ExactSum total, kept, improved;
};
using SumsByGroup = std::map<std::string, Sums>;

void add(SumsByGroup& sums, const std::string& group, double total, double kept, bool improved) {
    auto& sum = sums[group];
    sum.total.add(total);
    sum.kept.add(kept);
    sum.improved.add(improved ? kept : 0);
}

Sums all_of(const SumsByGroup& groups) {
    Sums all;
    for (const auto& [name, sum] : groups) {
        all.total += sum.total;
        all.kept += sum.kept;
        all.improved += sum.improved;
    }
    return all;
}

GroundChange change_of(const std::string& group, const Sums& before, const Sums& now) {
    auto fresh = now.total, gone = before.total;
    fresh -= now.kept;
    gone -= before.kept;
    return {group,        before.total.value(), now.total.value(), fresh.value(),
            gone.value(), before.kept.value(),  now.kept.value(),  now.improved.value()};
}

void fill(GroundSum& sum, SumsByGroup& before, SumsByGroup& now) {
    sum.all = change_of("", all_of(before), all_of(now));
    SumsByGroup names = before;
    names.insert(now.begin(), now.end());
    for (const auto& [name, unused] : names) {
        sum.groups.push_back(change_of(name, before[name], now[name]));
    }
}

/// Which assets of now were recorded before, and say something else?
std::vector<std::uint8_t> changed_now(const ClassDiff* part, std::size_t count) {
    std::vector<std::uint8_t> changed(count, 0);
    if (part != nullptr) {
        for (const auto& pair : part->pairs) {
            changed[pair.now] = pair.changes.empty() ? 0 : 1;
        }
    }
    return changed;
}

/// Roads that stand, and where they are in the inventory.
struct StandingRoads {
    Lines lines;
    std::vector<std::uint32_t> road;

    explicit StandingRoads(const std::vector<Road>& roads) {
        for (std::uint32_t i = 0; i < roads.size(); ++i) {
            if (stands(roads[i].about)) {
                lines.push(roads[i].centreline);
                road.push_back(i);
            }
        }
    }
};

std::string group_of(const Road& road) {
    return road.road_class == RoadClass::unknown ? "" : code_of(road.road_class);
}

SumsByGroup beside(const StandingRoads& own, const StandingRoads& others, const std::vector<Road>& roads,
                   const std::vector<std::uint8_t>& changed, const DiffRun& run, const Session& session) {
    coverage::AlongLinesInput input;
    input.lines = &own.lines;
    input.assets.lines = &others.lines;
    const auto found =
        coverage::along_lines(input, {.reach = run.options.within, .threads = run.options.threads}, session.progress());
    SumsByGroup sums;
    for (std::size_t i = 0; i < own.road.size(); ++i) {
        const auto at = own.road[i];
        add(sums, group_of(roads[at]), found.lines[i].total_m, found.lines[i].covered_m, changed[at] != 0);
    }
    return sums;
}

GroundSum road_ground(const DiffRun& run, const Session& session) {
    const auto &before = run.before.read.city.roads, &now = run.now.read.city.roads;
    const StandingRoads then(before), today(now);
    auto of_before = beside(then, today, before, std::vector<std::uint8_t>(before.size(), 0), run, session);
    auto of_now = beside(today, then, now, changed_now(run.part("roads"), now.size()), run, session);
    GroundSum sum{"roads", Shape::line, run.options.within.value(), {}, {}, 0};
    fill(sum, of_before, of_now);
    return sum;
}

std::string group_of(const GreenSpace& green) {
    const auto code = static_cast<std::size_t>(green.green_class);
    return code == 0 ? "" : find_class("green_space")->find("green_class")->codes[code - 1];
}

/// Valid green spaces that stand.
struct StandingGreen {
    std::vector<MultiPolygon> areas;
    std::vector<std::uint32_t> green;
    std::int64_t left_out = 0;

    explicit StandingGreen(const std::vector<GreenSpace>& greens) {
        for (std::uint32_t i = 0; i < greens.size(); ++i) {
            if (!stands(greens[i].about)) {
                continue;
            }
            if (find_defect(greens[i].area)) {
                ++left_out;
                continue;
            }
            areas.push_back(greens[i].area);
            green.push_back(i);
        }
    }
};

SumsByGroup overlaid(const StandingGreen& own, const StandingGreen& others, const std::vector<GreenSpace>& greens,
                     const std::vector<std::uint8_t>& changed, const DiffRun& run) {
    std::vector<const MultiPolygon*> land;
    std::transform(others.areas.begin(), others.areas.end(), std::back_inserter(land),
                   [](const auto& a) { return &a; });
    const auto kept = clipped(own.areas, land, run.options.threads);
    SumsByGroup sums;
    for (std::size_t i = 0; i < own.areas.size(); ++i) {
        const auto at = own.green[i];
        const double whole = area(own.areas[i]);
        add(sums, group_of(greens[at]), whole, std::min(whole, area(kept[i])), changed[at] != 0);
    }
    return sums;
}

GroundSum green_ground(const DiffRun& run) {
    const auto &before = run.before.read.city.green_spaces, &now = run.now.read.city.green_spaces;
    const StandingGreen then(before), today(now);
    auto of_before = overlaid(then, today, before, std::vector<std::uint8_t>(before.size(), 0), run);
    auto of_now = overlaid(today, then, now, changed_now(run.part("green_spaces"), now.size()), run);
    GroundSum sum{"green_spaces", Shape::polygon, 0, {}, {}, then.left_out + today.left_out};
    fill(sum, of_before, of_now);
    return sum;
}

constexpr std::uint32_t continued = 0, fresh = 1, removed = 2;

/// Roads of now, then those that are gone.
struct UnionOfRoads {
    Lines lines;
    std::vector<std::uint32_t> group;
    std::vector<double> reach_m;

    void add(const Road& road, std::uint32_t of, const AuditRules& rules, report::LitChange& lit) {
        static constexpr const char* names[] = {"continued", "new", "removed"};
        lines.push(road.centreline);
        group.push_back(of);
        const auto road_class = static_cast<std::size_t>(road.road_class);
        reach_m.push_back(road_class < rules.reach_of_class_m.size() ? rules.reach_of_class_m[road_class]
                                                                     : std::numeric_limits<double>::quiet_NaN());
        lit.road.push_back(road.about.key);
        lit.part.emplace_back(names[of]);
    }
};

UnionOfRoads union_of_roads(const DiffRun& run, report::LitChange& lit) {
    const auto &before = run.before.read.city.roads, &now = run.now.read.city.roads;
    UnionOfRoads roads;
    std::vector<std::uint32_t> group(now.size(), continued);
    const auto* part = run.part("roads");
    if (part != nullptr) {
        for (const auto position : part->added) {
            group[position] = fresh;
        }
    }
    for (std::size_t i = 0; i < now.size(); ++i) {
        roads.add(now[i], group[i], run.now.rules, lit);
    }
    if (part != nullptr) {
        for (const auto position : part->removed) {
            roads.add(before[position], removed, run.now.rules, lit);
        }
    }
    return roads;
}

/// Lamps that stand.
struct Lamps {
    Points places;
    std::vector<double> reach_m;

    explicit Lamps(const std::vector<Streetlight>& lamps) {
        for (const auto& lamp : lamps) {
            if (stands(lamp.about)) {
                places.push_back(lamp.position);
                reach_m.push_back(lamp.reach_m.value_or(std::numeric_limits<double>::quiet_NaN()));
            }
        }
    }
};

} // namespace

void measure_ground(DiffRun& run, const Session& session) {
    const auto &before = run.before.read.city, &now = run.now.read.city;
    if (run.asked("roads") && !(before.roads.empty() && now.roads.empty())) {
        run.ground.push_back(road_ground(run, session));
    }
    if (run.asked("green_spaces") && !(before.green_spaces.empty() && now.green_spaces.empty())) {
        run.ground.push_back(green_ground(run));
    }
}

void measure_lit_change(DiffRun& run, const Session& session) {
    const auto &before = run.before.read.city, &now = run.now.read.city;
    const bool any_lamp = !before.streetlights.empty() || !now.streetlights.empty();
    if (!any_lamp || (before.roads.empty() && now.roads.empty()) ||
        !(run.asked("roads") || run.asked("streetlights"))) {
        return;
    }
    auto& lit = run.lit.emplace();
    const auto roads = union_of_roads(run, lit);
    const Lamps then(before.streetlights), today(now.streetlights);
    coverage::AlongLinesInput input;
    input.lines = &roads.lines;
    input.assets.points = today.places;
    input.asset_reach_m = today.reach_m;
    input.line_reach_m = roads.reach_m;
    input.line_group = roads.group;
    input.groups = 3;
    coverage::AssetShapes old_lamps;
    old_lamps.points = then.places;
    lit.result = coverage::change_along_lines({input, old_lamps, then.reach_m},
                                              {.reach = run.now.rules.default_reach,
                                               .ignore_gaps_below = run.now.rules.ignore_gaps,
                                               .threads = run.options.threads},
                                              session.progress());
}

} // namespace kerb::tools
