// What moved a score since the last time.
#include <algorithm>
#include <cmath>
#include <map>

#include <kerb/base/error.hpp>

#include "score_parts.hpp"

namespace kerb::scorecard {
namespace {

constexpr std::size_t causes_told = 3;
constexpr double nothing = 1e-9; ///< points that are a rounding, not a cause

/// An indicator or a part, then and now.
struct Item {
    PointsGiven then, now;
};

void collect(const std::vector<std::string>& ids, const std::vector<PointsGiven>& points, PointsGiven Item::*when,
             std::map<std::string, Item>& items) {
    for (std::size_t i = 0; i < ids.size() && i < points.size(); ++i) {
        items[ids[i]].*when = points[i];
    }
}

/// By how much each item moved the score.
std::vector<Cause> all_causes(const ZoneScore& then, const ZoneScore& now, const std::map<std::string, Item>& items) {
    const double mean_points = (then.points + now.points) / 2, mean_possible = (then.possible + now.possible) / 2;
    std::vector<Cause> causes;
    for (const auto& [id, item] : items) {
        const auto counts = [](const PointsGiven& one) { return one.points ? one.possible : 0; };
        const double gained = item.now.points.value_or(0) - item.then.points.value_or(0);
        const double wider = counts(item.now) - counts(item.then);
        const double moved = 100 * (gained * mean_possible - wider * mean_points) / (then.possible * now.possible);
        if (std::fabs(moved) > nothing) {
            causes.push_back({id, moved});
        }
    }
    std::stable_sort(causes.begin(), causes.end(),
                     [](const Cause& a, const Cause& b) { return std::fabs(a.points) > std::fabs(b.points); });
    return causes;
}

void compare_zone(const ScoreSheet& previous, const ZoneScore& then, const ScoreSheet& sheet, ZoneScore& now) {
    now.previous_score = then.score;
    now.previous_rank = then.rank;
    const auto change = now.change();
    if (!change) {
        return;
    }
    std::map<std::string, Item> items;
    collect(previous.indicators, then.of_indicator, &Item::then, items);
    collect(previous.parts, then.of_part, &Item::then, items);
    collect(sheet.indicators, now.of_indicator, &Item::now, items);
    collect(sheet.parts, now.of_part, &Item::now, items);
    now.causes = all_causes(then, now, items);
    now.causes.resize(std::min(now.causes.size(), causes_told));
    now.rest = *change;
    for (const auto& cause : now.causes) {
        now.rest -= cause.points;
    }
}

std::map<std::string, const ZoneScore*> by_key(const ScoreSheet& sheet) {
    std::map<std::string, const ZoneScore*> zones;
    for (const auto& zone : sheet.zones) {
        zones[zone.zone] = &zone;
    }
    return zones;
}

} // namespace

std::optional<double> ZoneScore::change() const {
    return score && previous_score ? std::optional(*score - *previous_score) : std::nullopt;
}

void compare(const ScoreSheet& previous, ScoreSheet& sheet) {
    const auto earlier = by_key(previous), present = by_key(sheet);
    for (const auto* side : {&earlier, &present}) {
        const auto& other = side == &earlier ? present : earlier;
        for (const auto& [key, zone] : *side) {
            if (!other.contains(key)) {
                throw UsageError({"score.zones_differ", {{"zone", key}}});
            }
        }
    }
    for (auto& zone : sheet.zones) {
        compare_zone(previous, *earlier.at(zone.zone), sheet, zone);
    }
    compare_zone(previous, previous.all, sheet, sheet.all);
}

} // namespace kerb::scorecard
