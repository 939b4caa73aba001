// Random score sheets: against counting all that the intervals allow, and what must not change them.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/scorecard/score.hpp>

#include "support/property.hpp"
#include "support/score_scene.hpp"

using namespace kerb::scorecard;
using kerb::test::ScoreScene;
using kerb::test::swept;

namespace {

using Raw = std::vector<std::uint8_t>;

/// A value in whole percents, with none, few or an interval now and then.
Value value_from(const Raw& raw, std::size_t at) {
    const auto byte = [&](std::size_t i) { return raw.empty() ? 0 : raw[(at * 3 + i) % raw.size()]; };
    Value value;
    if (byte(0) % 7 == 0) {
        return value;
    }
    value.value = 0.5 + byte(0) % 51 / 100.0;
    value.n = 1 + byte(1) % 4;
    if (byte(2) % 2 == 0) {
        value.low = std::max(0.0, *value.value - byte(2) % 5 * 0.05);
        value.high = std::min(1.0, *value.value + byte(1) % 5 * 0.05);
    }
    return value;
}

Indicator indicator_from(const Raw& raw, std::size_t at) {
    const auto byte = raw.empty() ? 0 : raw[at % raw.size()];
    auto one = swept(std::string(1, static_cast<char>('a' + at)), 1 + byte % 3);
    one.veto = byte % 11 == 3;
    one.smallest_n = byte % 5 == 1 ? 2 : 0;
    one.better = byte % 13 == 5 ? Better::low : Better::high;
    return one;
}

ScoreScene scene_from(const Raw& rules, const Raw& raw, std::size_t zones, std::size_t indicators) {
    std::vector<std::string> keys;
    for (std::size_t z = 0; z < zones; ++z) {
        keys.push_back("zone " + std::to_string(z));
    }
    ScoreScene scene(keys);
    for (std::size_t i = 0; i < indicators; ++i) {
        std::vector<Value> values;
        for (std::size_t z = 0; z < zones; ++z) {
            values.push_back(value_from(raw, i * zones + z));
        }
        scene.add(indicator_from(rules, i), values);
    }
    return scene.add_part("hotline", 3);
}

std::vector<ExternalMark> marks_from(const Raw& raw, const ScoreScene& scene) {
    std::vector<ExternalMark> marks;
    for (std::size_t z = 0; z < scene.city.zone_keys.size() && z < raw.size(); ++z) {
        if (raw[z] % 3 > 0) {
            marks.push_back({"hotline", scene.city.zone_keys[z], raw[z] % 101 * 1.0});
        }
    }
    return marks;
}

/// The order of places after a shuffle by a seed.
std::vector<std::size_t> shuffled(std::size_t count, std::uint32_t seed) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; i > 1; --i) {
        seed = seed * 1664525U + 1013904223U;
        std::swap(order[i - 1], order[(seed >> 8U) % i]);
    }
    return order;
}

ScoreScene reordered(const ScoreScene& scene, std::uint32_t seed) {
    const auto zones = shuffled(scene.city.zone_keys.size(), seed);
    const auto indicators = shuffled(scene.profile.indicators.size(), seed ^ 77U);
    std::vector<std::string> keys;
    for (const auto z : zones) {
        keys.push_back(scene.city.zone_keys[z]);
    }
    ScoreScene other(keys);
    for (const auto i : indicators) {
        std::vector<Value> values;
        for (const auto z : zones) {
            values.push_back(scene.city.indicators[i].zones[z]);
        }
        other.add(scene.profile.indicators[i], values);
    }
    other.profile.external = scene.profile.external;
    return other;
}

/// Every way to put each value with an interval at its low end, itself or its high end: least and greatest rank.
std::vector<std::pair<std::int64_t, std::int64_t>> ranks_possible(const ScoreScene& scene) {
    std::vector<Value*> open;
    auto tried = scene;
    for (auto& measured : tried.city.indicators) {
        for (auto& value : measured.zones) {
            if (value.value && value.low) {
                open.push_back(&value);
            }
        }
    }
    std::vector<Value> ends;
    std::transform(open.begin(), open.end(), std::back_inserter(ends), [](const Value* value) { return *value; });
    std::vector<std::pair<std::int64_t, std::int64_t>> found(scene.city.zone_keys.size(), {1000, 0});
    const auto ways = static_cast<std::int64_t>(std::pow(3, open.size()));
    for (std::int64_t way = 0; way < ways; ++way) {
        auto rest = way;
        for (std::size_t i = 0; i < open.size(); ++i, rest /= 3) {
            open[i]->value = rest % 3 == 0 ? ends[i].low : rest % 3 == 1 ? ends[i].value : ends[i].high;
        }
        const auto sheet = tried.sheet();
        for (std::size_t z = 0; z < found.size(); ++z) {
            if (const auto rank = sheet.zones[z].rank) {
                found[z] = {std::min(found[z].first, *rank), std::max(found[z].second, *rank)};
            }
        }
    }
    return found;
}

} // namespace

TEST_CASE("A rank interval is the least and greatest rank of all ways that the intervals allow") {
    kerb::test::holds("interval = counting", [](const Raw& rules, const Raw& raw) {
        auto scene = scene_from(rules, raw, 3, 2);
        for (auto& indicator : scene.profile.indicators) {
            indicator.veto = false; // judged by the value alone, not by its interval
        }
        const auto sheet = scene.sheet();
        const auto possible = ranks_possible(scene);
        for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
            if (const auto& interval = sheet.zones[z].rank_interval) {
                RC_ASSERT(interval->first == possible[z].first);
                RC_ASSERT(interval->second == possible[z].second);
            }
        }
    });
}

TEST_CASE("A rank interval holds the rank, and who has no rank has none") {
    kerb::test::holds("first <= rank <= last", [](const Raw& rules, const Raw& raw, const Raw& given) {
        const auto scene = scene_from(rules, raw, 9, 5);
        const auto sheet = scene.sheet(marks_from(given, scene));
        for (const auto& zone : sheet.zones) {
            RC_ASSERT(zone.rank.has_value() == (zone.score && !zone.small_n));
            // Twice in brackets: RC_ASSERT looks at both sides of || and && itself.
            RC_ASSERT((!zone.rank_interval || (zone.rank && zone.rank_interval->first <= *zone.rank &&
                                               *zone.rank <= zone.rank_interval->second)));
            RC_ASSERT((!zone.score || (*zone.score >= 0 && *zone.score <= 100 + 1e-9)));
            RC_ASSERT(zone.completeness >= 0 && zone.completeness <= 1);
        }
    });
}

TEST_CASE("The order of zones and indicators changes nothing, to the last bit") {
    kerb::test::holds("the same sheet", [](const Raw& rules, const Raw& raw, const Raw& given, std::uint32_t seed) {
        const auto scene = scene_from(rules, raw, 7, 6);
        const auto marks = marks_from(given, scene);
        const auto sheet = scene.sheet(marks), again = reordered(scene, seed).sheet(marks);
        for (const auto& zone : sheet.zones) {
            const auto other = std::find_if(again.zones.begin(), again.zones.end(),
                                            [&](const ZoneScore& one) { return one.zone == zone.zone; });
            RC_ASSERT(other->score == zone.score && other->points == zone.points && other->possible == zone.possible);
            RC_ASSERT(other->rank == zone.rank && other->rank_interval == zone.rank_interval);
            RC_ASSERT(other->vetoed == zone.vetoed && other->small_n == zone.small_n);
            for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
                const auto at = std::find(again.indicators.begin(), again.indicators.end(), sheet.indicators[i]) -
                                again.indicators.begin();
                RC_ASSERT(other->of_indicator[static_cast<std::size_t>(at)] == zone.of_indicator[i]);
            }
        }
    });
}

TEST_CASE("Causes and the rest add up to the change, whatever came or went") {
    kerb::test::holds("sum = change", [](const Raw& rules, const Raw& then, const Raw& now, const Raw& given) {
        const auto before = scene_from(rules, then, 4, 8), after = scene_from(rules, now, 4, 6);
        const auto previous = before.sheet(marks_from(given, before));
        const auto sheet = after.sheet(marks_from(now, after), &previous);
        for (const auto& zone : sheet.zones) {
            RC_ASSERT(zone.change() || zone.causes.empty());
            double sum = zone.rest;
            for (const auto& cause : zone.causes) {
                sum += cause.points;
            }
            RC_ASSERT(std::fabs(sum - zone.change().value_or(0)) < 1e-9);
            RC_ASSERT(std::is_sorted(zone.causes.begin(), zone.causes.end(), [](const Cause& a, const Cause& b) {
                return std::fabs(a.points) > std::fabs(b.points);
            }));
            // With three causes or fewer there is nothing left over: the terms are all of the change.
            RC_ASSERT(zone.causes.size() == 3 || std::fabs(zone.rest) < 1e-7);
        }
    });
}

TEST_CASE("A better value never costs points") {
    kerb::test::holds("monotone", [](std::uint16_t a, std::uint16_t b, std::uint8_t steps, bool low) {
        const Scoring rule{5, 0.8, steps % 4 == 0 ? std::nullopt : std::optional(steps / 500.0 + 0.001), 0.3, 1};
        const auto better = low ? Better::low : Better::high;
        const double worse = (low ? std::max(a, b) : std::min(a, b)) / 65535.0;
        const double best = (low ? std::min(a, b) : std::max(a, b)) / 65535.0;
        const auto one = points(rule, better, worse).value(), two = points(rule, better, best).value();
        RC_ASSERT(one <= two && one >= rule.floor && two <= rule.full);
    });
}
