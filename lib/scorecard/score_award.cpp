// From values and marks to the points of a zone.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

#include "score_parts.hpp"

namespace kerb::scorecard {
namespace {

/// Sums whose order does not matter.
struct Sum {
    ExactSum points, possible;
    void add(const PointsGiven& one) {
        if (one.points) {
            points.add(*one.points);
            possible.add(one.possible);
        }
    }
    [[nodiscard]] std::optional<double> score() const {
        return possible.value() > 0 ? std::optional(100 * points.value() / possible.value()) : std::nullopt;
    }
};

bool is_scored(const Indicator& indicator) {
    return indicator.scoring && indicator.better != Better::neither;
}

PointsGiven points_of(const Indicator& indicator, const Value& value) {
    PointsGiven found;
    found.unverified = indicator.standing == Standing::unverified;
    if (const auto& given = value.value; given && std::isfinite(*given)) {
        found.small_n = value.n < static_cast<double>(indicator.smallest_n);
    }
    if (!is_scored(indicator)) {
        return found;
    }
    found.possible = indicator.weight;
    if (const auto awarded = points(*indicator.scoring, indicator.better, value.value)) {
        found.points = indicator.weight * *awarded / indicator.scoring->full;
        found.vetoed = indicator.veto && *awarded < indicator.scoring->full;
    }
    return found;
}

/// The same at the worse and at the better end of the value's interval.
void add_ends(const Indicator& indicator, const Value& value, const PointsGiven& found, Sum& worst, Sum& best) {
    auto low = found, high = found;
    for (const auto& end : {value.low, value.high}) {
        const auto awarded = found.points ? points(*indicator.scoring, indicator.better, end) : std::nullopt;
        if (awarded) {
            const double weighted = indicator.weight * *awarded / indicator.scoring->full;
            low.points = std::min(*low.points, weighted);
            high.points = std::max(*high.points, weighted);
        }
    }
    worst.add(low);
    best.add(high);
}

std::size_t place_of(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Sums of the indicators of each group.
std::vector<PointsGiven> groups_of(const Profile& profile, const ScoreSheet& sheet,
                                   const std::vector<PointsGiven>& found) {
    std::vector<Sum> sums(sheet.groups.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (const auto g = place_of(sheet.groups, profile.indicators[i].group); g < sums.size()) {
            sums[g].add(found[i]);
        }
    }
    std::vector<PointsGiven> groups(sums.size());
    std::transform(sums.begin(), sums.end(), groups.begin(), [](const Sum& sum) {
        PointsGiven group;
        group.possible = sum.possible.value();
        group.points = group.possible > 0 ? std::optional(sum.points.value()) : std::nullopt;
        return group;
    });
    return groups;
}

bool stands_on_few(const std::vector<PointsGiven>& found, double possible) {
    ExactSum small;
    for (const auto& one : found) {
        if (one.points && one.small_n) {
            small.add(one.possible);
        }
    }
    return 2 * small.value() > possible;
}

} // namespace

std::vector<std::vector<std::optional<double>>> marks_of(const Profile& profile, const MeasuredCity& city,
                                                         const std::vector<ExternalMark>& marks) {
    std::vector<std::vector<std::optional<double>>> of_zone(
        city.zone_keys.size(), std::vector<std::optional<double>>(profile.external.size()));
    for (const auto& mark : marks) {
        const auto refuse = [&mark](const char* code) {
            throw UsageError({code, {{"part", mark.part}, {"zone", mark.zone}, {"value", mark.value}}});
        };
        const auto part = std::find_if(profile.external.begin(), profile.external.end(),
                                       [&](const ExternalPart& one) { return one.id == mark.part; });
        const auto zone = place_of(city.zone_keys, mark.zone);
        if (part == profile.external.end()) {
            refuse("score.unknown_part");
        }
        if (zone == of_zone.size()) {
            refuse("score.unknown_zone");
        }
        auto& own = of_zone[zone][static_cast<std::size_t>(part - profile.external.begin())];
        if (own) {
            refuse("score.mark_twice");
        }
        if (!(mark.value >= 0 && mark.value <= part->full)) {
            refuse("score.mark_range");
        }
        own = mark.value;
    }
    return of_zone;
}

ZoneScore award(const Profile& profile, const ScoreSheet& sheet, const std::vector<const Value*>& values,
                const std::vector<std::optional<double>>& marks, Contest& contest) {
    ZoneScore zone;
    Sum sum, worst, best;
    ExactSum n;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto& indicator = profile.indicators[i];
        const auto& value = *values[i];
        const auto& found = zone.of_indicator.emplace_back(points_of(indicator, value));
        sum.add(found);
        add_ends(indicator, value, found, worst, best);
        if (found.points) {
            n.add(std::isfinite(value.n) ? value.n : 0);
            contest.any_interval = contest.any_interval || (value.low && value.high);
        }
        zone.vetoed = zone.vetoed || found.vetoed;
    }
    for (std::size_t p = 0; p < profile.external.size(); ++p) {
        const auto& part = profile.external[p];
        auto& found = zone.of_part.emplace_back();
        found.possible = part.weight;
        found.unverified = part.standing == Standing::unverified;
        if (p < marks.size() && marks[p]) {
            found.points = part.weight * *marks[p] / part.full;
        }
        for (auto* each : {&sum, &worst, &best}) {
            each->add(found);
        }
    }
    zone.of_group = groups_of(profile, sheet, zone.of_indicator);
    zone.points = sum.points.value();
    zone.possible = sum.possible.value();
    zone.completeness = sheet.full > 0 ? zone.possible / sheet.full : 0;
    zone.small_n = stands_on_few(zone.of_indicator, zone.possible);
    zone.score = zone.vetoed ? std::nullopt : sum.score();
    contest.lowest = worst.score();
    contest.highest = best.score();
    contest.n = n.value();
    return zone;
}

void average(ScoreSheet& sheet) {
    auto& all = sheet.all;
    const auto count = static_cast<double>(sheet.zones.size());
    const auto mean = [&](std::vector<PointsGiven> ZoneScore::*of) {
        for (std::size_t i = 0; i < (all.*of).size(); ++i) {
            Sum sum;
            for (const auto& zone : sheet.zones) {
                sum.add((zone.*of)[i]);
            }
            auto& own = (all.*of)[i];
            own.possible = sum.possible.value() / count;
            own.points = own.possible > 0 ? std::optional(sum.points.value() / count) : std::nullopt;
            own.vetoed = own.small_n = false;
        }
    };
    mean(&ZoneScore::of_indicator);
    mean(&ZoneScore::of_part);
    mean(&ZoneScore::of_group);
    ExactSum points, possible;
    for (const auto& zone : sheet.zones) {
        points.add(zone.points);
        possible.add(zone.possible);
    }
    all.points = points.value() / count;
    all.possible = possible.value() / count;
    all.completeness = sheet.full > 0 ? all.possible / sheet.full : 0;
    all.score = all.possible > 0 ? std::optional(100 * all.points / all.possible) : std::nullopt;
    all.vetoed = all.small_n = false;
}

} // namespace kerb::scorecard
