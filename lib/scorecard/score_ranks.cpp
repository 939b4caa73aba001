// Who is first, and how sure that is.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "score_parts.hpp"

namespace kerb::scorecard {
namespace {

/// What a zone is ranked by, the larger the better.
using Merit = std::tuple<std::int64_t, std::int64_t, double>;

/// Scores and points that agree to 1e-9 are one: they are sums of roundings.
std::int64_t counted(double points) {
    return std::llround(points * 1e9);
}

Merit merit_of(const ZoneScore& zone, const Contest& contest, double score) {
    return {counted(score), counted(zone.possible), contest.n};
}

/// Of ascending merits, how many are above one.
std::int64_t above(const std::vector<Merit>& ascending, const Merit& one) {
    return ascending.end() - std::upper_bound(ascending.begin(), ascending.end(), one);
}

/// Merits of the ranked zones: as scored, at their worst and at their best.
struct Field {
    std::vector<std::size_t> zones;
    std::vector<Merit> own, worst, best;
};

Field field_of(const ScoreSheet& sheet, const std::vector<Contest>& contests) {
    Field field;
    for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
        const auto& zone = sheet.zones[z];
        if (zone.score && !zone.small_n) {
            field.zones.push_back(z);
            field.own.push_back(merit_of(zone, contests[z], *zone.score));
            field.worst.push_back(merit_of(zone, contests[z], contests[z].lowest.value_or(*zone.score)));
            field.best.push_back(merit_of(zone, contests[z], contests[z].highest.value_or(*zone.score)));
        }
    }
    return field;
}

std::vector<Merit> sorted(std::vector<Merit> merits) {
    std::sort(merits.begin(), merits.end());
    return merits;
}

void rank_by_score(const std::vector<Contest>& contests, ScoreSheet& sheet) {
    const auto field = field_of(sheet, contests);
    const auto own = sorted(field.own), worst = sorted(field.worst), best = sorted(field.best);
    const bool any =
        std::any_of(field.zones.begin(), field.zones.end(), [&](std::size_t z) { return contests[z].any_interval; });
    for (std::size_t i = 0; i < field.zones.size(); ++i) {
        auto& zone = sheet.zones[field.zones[i]];
        zone.rank = 1 + above(own, field.own[i]);
        if (any) {
            const auto itself = field.best[i] > field.worst[i] ? 1 : 0; // its own best is no rival
            zone.rank_interval = {1 + above(worst, field.best[i]), 1 + above(best, field.worst[i]) - itself};
        }
    }
}

void rank_by_indicator(const Indicator& indicator, const std::vector<Value>& values, std::size_t place,
                       ScoreSheet& sheet) {
    const double sign = indicator.better == Better::low ? -1 : 1;
    std::vector<double> ascending;
    const auto merit = [&](std::size_t z) -> std::optional<double> {
        const auto& value = values[z].value;
        const bool ranked = value && !std::isnan(*value) && !sheet.zones[z].of_indicator[place].small_n;
        return ranked ? std::optional(sign * *value) : std::nullopt;
    };
    for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
        if (const auto one = merit(z)) {
            ascending.push_back(*one);
        }
    }
    std::sort(ascending.begin(), ascending.end());
    for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
        if (const auto one = merit(z)) {
            sheet.zones[z].of_indicator[place].rank =
                1 + (ascending.end() - std::upper_bound(ascending.begin(), ascending.end(), *one));
        }
    }
}

} // namespace

void rank_zones(const Profile& profile, const MeasuredCity& city, const std::vector<Contest>& contests,
                ScoreSheet& sheet) {
    rank_by_score(contests, sheet);
    for (std::size_t i = 0; i < profile.indicators.size(); ++i) {
        if (profile.indicators[i].better != Better::neither) {
            rank_by_indicator(profile.indicators[i], city.indicators[i].zones, i, sheet);
        }
    }
}

} // namespace kerb::scorecard
