#include <kerb/report/score_report.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using scorecard::Indicator;
using scorecard::PointsGiven;
using scorecard::SnapshotItem;
using scorecard::Value;
using scorecard::ZoneScore;

std::string whole_or_null(const std::optional<std::int64_t>& value) {
    return value ? fmt::format("{}", *value) : "null";
}

const char* word(bool value) {
    return value ? "true" : "false";
}

/// `[a,\nb]`
template <class Items, class Item>
std::string list(const Items& items, const Item& item) {
    std::string text = "[";
    for (const auto& one : items) {
        text += (text.size() > 1 ? ",\n" : "") + item(one);
    }
    return text + "]";
}

std::string value_json(const Value& value) {
    return fmt::format("\"value\":{},\"k\":{},\"n\":{},\"low\":{},\"high\":{},\"completeness\":{}",
                       number_or_null(value.value), json_number(value.k), json_number(value.n),
                       number_or_null(value.low), number_or_null(value.high), json_number(value.completeness));
}

std::string points_json(const PointsGiven& points) {
    return fmt::format("\"points\":{},\"possible\":{},\"rank\":{},\"small_n\":{},\"vetoed\":{}",
                       number_or_null(points.points), json_number(points.possible), whole_or_null(points.rank),
                       word(points.small_n), word(points.vetoed));
}

std::string profile_json(const scorecard::Profile& profile) {
    return fmt::format("{{\"id\":{},\"version\":{},\"zh\":{},\"en\":{},\"sha256\":{},\"overrides\":{}}}",
                       json_text(profile.id), json_text(profile.version), json_text(profile.name.zh),
                       json_text(profile.name.en), json_text(profile.sha256),
                       list(profile.overrides, [](const std::string& why) { return json_text(why); }));
}

std::string snapshot_json(const scorecard::Snapshot& snapshot) {
    const auto& source = snapshot.source;
    return fmt::format(
        "{{\"id\":{},\"taken_on\":{},\"input\":{},\"input_sha256\":{},\"code_version\":{},\"frame\":{},"
        "\"settings\":{}}}",
        json_text(snapshot.id), text_or_null(source.taken_on), json_text(source.input), json_text(source.input_sha256),
        json_text(source.code_version), json_text(source.frame), list(source.settings, [](const auto& one) {
            return fmt::format("{{\"name\":{},\"value\":{}}}", json_text(one.first), json_text(one.second));
        }));
}

std::string missing_json(const scorecard::Measured& measured) {
    return measured.missing ? fmt::format("{{\"zh\":{},\"en\":{}}}", json_text(render(*measured.missing, Language::zh)),
                                          json_text(render(*measured.missing, Language::en)))
                            : "null";
}

std::string meets_json(const std::optional<bool>& met) {
    return met ? word(*met) : "null";
}

std::string indicators_json(const ScoreFound& found) {
    const auto& city = found.now.city;
    std::size_t i = 0;
    return list(found.profile.indicators, [&](const Indicator& one) {
        const auto& measured = city.indicators[i];
        const auto& item = found.now.items[i];
        const auto& points = found.now.sheet.all.of_indicator[i];
        ++i;
        return fmt::format(
            "{{\"id\":{},\"zh\":{},\"en\":{},\"group\":{},\"unit\":{},\"k_unit\":\"{}\",\"n_unit\":\"{}\",\"better\":"
            "\"{}\",\"weight\":{},\"scored\":{},"
            "\"reference\":{},\"status\":\"{}\",\"source\":{},\"method\":{},\"definition_sha256\":{},\"rule_sha256\":{}"
            ","
            "\"missing\":{},\"met\":{},\"worst\":{},{},{}}}",
            json_text(one.id), json_text(one.name.zh), json_text(one.name.en), text_or_null(one.group),
            json_text(one.unit), quantity_unit(one, true), quantity_unit(one, false), name_of(one.better),
            json_number(one.weight), word(one.scoring && one.better != scorecard::Better::neither),
            number_or_null(reference_of(one)), name_of(one.standing), text_or_null(one.source),
            text_or_null(measured.method), json_text(item.definition_sha256), json_text(item.rule_sha256),
            missing_json(measured), meets_json(meets_reference(one, measured.all)),
            list(measured.worst, [](const std::string& key) { return json_text(key); }), value_json(measured.all),
            points_json(points));
    });
}

std::string parts_json(const ScoreFound& found) {
    return list(found.profile.external, [](const scorecard::ExternalPart& part) {
        return fmt::format("{{\"id\":{},\"zh\":{},\"en\":{},\"weight\":{},\"full\":{},\"status\":\"{}\"}}",
                           json_text(part.id), json_text(part.name.zh), json_text(part.name.en),
                           json_number(part.weight), json_number(part.full), name_of(part.standing));
    });
}

std::optional<std::int64_t> rank_change(const ZoneScore& zone) {
    return zone.rank && zone.previous_rank ? std::optional(*zone.previous_rank - *zone.rank) : std::nullopt;
}

std::optional<std::int64_t> first_of(const ZoneScore& zone) {
    return zone.rank_interval ? std::optional(zone.rank_interval->first) : std::nullopt;
}

std::optional<std::int64_t> last_of(const ZoneScore& zone) {
    return zone.rank_interval ? std::optional(zone.rank_interval->second) : std::nullopt;
}

std::optional<double> mark_of(const ScoreFound& found, const std::string& part, const std::string& zone) {
    const auto& marks = found.now.marks;
    const auto it = std::find_if(marks.begin(), marks.end(),
                                 [&](const auto& mark) { return mark.part == part && mark.zone == zone; });
    return it == marks.end() ? std::nullopt : std::optional(it->value);
}

/// `"indicators":[…],"parts":[…],"groups":[…]` of a zone.
std::string items_json(const ScoreFound& found, const ZoneScore& zone, std::size_t z) {
    const auto& sheet = found.now.sheet;
    std::size_t i = 0, p = 0, g = 0;
    auto text = "\"indicators\":" + list(sheet.indicators, [&](const std::string& id) {
                    const auto& measured = found.now.city.indicators[i];
                    const auto& value = zone.zone.empty() ? measured.all : measured.zones[z];
                    return fmt::format("{{\"id\":{},{},{}}}", json_text(id), value_json(value),
                                       points_json(zone.of_indicator[i++]));
                });
    text += ",\"parts\":" + list(sheet.parts, [&](const std::string& id) {
                const auto& points = zone.of_part[p++];
                return fmt::format("{{\"id\":{},\"mark\":{},\"points\":{},\"possible\":{}}}", json_text(id),
                                   number_or_null(mark_of(found, id, zone.zone)), number_or_null(points.points),
                                   json_number(points.possible));
            });
    return text + ",\"groups\":" + list(sheet.groups, [&](const std::string& id) {
               const auto& points = zone.of_group[g++];
               return fmt::format("{{\"id\":{},\"points\":{},\"possible\":{}}}", json_text(id),
                                  number_or_null(points.points), json_number(points.possible));
           });
}

std::string zone_json(const ScoreFound& found, const ZoneScore& zone, std::size_t z) {
    const auto name = zone.zone.empty() ? std::string() : found.now.city.zone_names[z];
    return fmt::format(
               "{{\"zone\":{},\"name\":{},\"rank\":{},\"rank_best\":{},\"rank_worst\":{},\"previous_rank\":{},"
               "\"rank_change\":{},\"score\":{},\"previous_score\":{},\"score_change\":{},\"points\":{},\"possible\":{}"
               ","
               "\"completeness\":{},\"vetoed\":{},\"small_n\":{},\"causes\":{},\"rest\":{},\n",
               json_text(zone.zone), text_or_null(name), whole_or_null(zone.rank), whole_or_null(first_of(zone)),
               whole_or_null(last_of(zone)), whole_or_null(zone.previous_rank), whole_or_null(rank_change(zone)),
               number_or_null(zone.score), number_or_null(zone.previous_score), number_or_null(zone.change()),
               json_number(zone.points), json_number(zone.possible), json_number(zone.completeness), word(zone.vetoed),
               word(zone.small_n),
               list(zone.causes,
                    [](const scorecard::Cause& cause) {
                        return fmt::format("{{\"id\":{},\"points\":{}}}", json_text(cause.indicator),
                                           json_number(cause.points));
                    }),
               zone.change() ? json_number(zone.rest) : "null") +
           items_json(found, zone, z) + "}";
}

std::string previous_json(const ScoreFound& found) {
    if (found.previous == nullptr) {
        return "null";
    }
    const auto changed = made_of(*found.previous, found.now);
    return fmt::format("{{\"snapshot\":{},\n\"measured_now_only\":{},\"measured_then_only\":{},\n\"differences\":{}}}",
                       snapshot_json(*found.previous), list(changed.now_only, json_text),
                       list(changed.then_only, json_text),
                       list(found.differences, [](const scorecard::SnapshotDifference& one) {
                           return fmt::format("{{\"what\":\"{}\",\"id\":{},\"then\":{},\"now\":{}}}", word_of(one.what),
                                              text_or_null(one.id), text_or_null(one.then), text_or_null(one.now));
                       }));
}

/// Ids of what gives the city points.
std::vector<std::string> giving(const scorecard::ScoreSheet& sheet) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
        if (sheet.all.of_indicator[i].points) {
            ids.push_back(sheet.indicators[i]);
        }
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::string csv_head(const ScoreFound& found) {
    std::string text =
        "rank,previous_rank,rank_change,zone,name,score,previous_score,score_change,completeness,rank_best,"
        "rank_worst,vetoed,small_n,cause_1,cause_1_points,cause_2,cause_2_points,cause_3,cause_3_points";
    for (const auto& id : found.now.sheet.indicators) {
        for (const auto* figure : {"", " k", " n", " points"}) {
            text += "," + csv_cell(id + figure);
        }
    }
    for (const auto& id : found.now.sheet.parts) {
        text += "," + csv_cell(id) + "," + csv_cell(id + " points");
    }
    return text + "\r\n";
}

std::string whole_cell(const std::optional<std::int64_t>& value) {
    return value ? fmt::format("{}", *value) : "";
}

std::string csv_row(const ScoreFound& found, const ZoneScore& zone, std::size_t z) {
    const bool together = zone.zone.empty();
    auto text =
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}", whole_cell(zone.rank), whole_cell(zone.previous_rank),
                    whole_cell(rank_change(zone)), csv_cell(zone.zone),
                    together ? "all" : csv_cell(found.now.city.zone_names[z]), number_cell(zone.score),
                    number_cell(zone.previous_score), number_cell(zone.change()), json_number(zone.completeness),
                    whole_cell(first_of(zone)), whole_cell(last_of(zone)), zone.vetoed ? 1 : 0, zone.small_n ? 1 : 0);
    for (std::size_t c = 0; c < 3; ++c) {
        text += c < zone.causes.size()
                    ? "," + csv_cell(zone.causes[c].indicator) + "," + json_number(zone.causes[c].points)
                    : ",,";
    }
    for (std::size_t i = 0; i < found.now.sheet.indicators.size(); ++i) {
        const auto& measured = found.now.city.indicators[i];
        const auto& value = together ? measured.all : measured.zones[z];
        const bool any = value.value.has_value();
        text += fmt::format(",{},{},{},{}", number_cell(value.value), any ? json_number(value.k) : "",
                            any ? json_number(value.n) : "", number_cell(zone.of_indicator[i].points));
    }
    for (std::size_t p = 0; p < found.now.sheet.parts.size(); ++p) {
        text += fmt::format(",{},{}", number_cell(mark_of(found, found.now.sheet.parts[p], zone.zone)),
                            number_cell(zone.of_part[p].points));
    }
    return text + "\r\n";
}

} // namespace

MadeOf made_of(const scorecard::Snapshot& then, const scorecard::Snapshot& now) {
    const auto before = giving(then.sheet), after = giving(now.sheet);
    MadeOf made;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(made.now_only));
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(made.then_only));
    return made;
}

std::vector<std::size_t> ranking(const scorecard::ScoreSheet& sheet) {
    std::vector<std::size_t> order(sheet.zones.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto place = [&](std::size_t z) {
        const auto& zone = sheet.zones[z];
        return std::tuple(zone.rank.value_or(INT64_MAX), !zone.score, -zone.score.value_or(0), std::cref(zone.zone));
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto [rank_a, none_a, score_a, key_a] = place(a);
        const auto [rank_b, none_b, score_b, key_b] = place(b);
        return rank_a != rank_b                            ? rank_a < rank_b
               : none_a != none_b                          ? none_b
               : rank_a == INT64_MAX && score_a != score_b ? score_a < score_b
                                                           : key_a.get() < key_b.get();
    });
    return order;
}

std::optional<double> reference_of(const scorecard::Indicator& indicator) {
    const auto& all = indicator.thresholds;
    const auto it = std::find_if(all.begin(), all.end(), [](const auto& one) { return one.group.empty(); });
    return it != all.end() ? std::optional(it->value) : all.size() == 1 ? std::optional(all[0].value) : std::nullopt;
}

std::optional<bool> meets_reference(const scorecard::Indicator& indicator, const scorecard::Value& value) {
    const auto number = reference_of(indicator);
    const bool judged = number && value.value && indicator.better != scorecard::Better::neither;
    return judged ? std::optional(scorecard::meets(*value.value, *number, indicator.better)) : std::nullopt;
}

const char* word_of(scorecard::Difference what) {
    static constexpr const char* words[] = {"zone_kind", "frame",      "zone_new", "zone_gone", "boundary", "item_new",
                                            "item_gone", "definition", "rule",     "settings",  "code"};
    return words[static_cast<std::size_t>(what)];
}

std::string score_json(const ScoreFound& found) {
    const auto& sheet = found.now.sheet;
    const auto order = ranking(sheet);
    return fmt::format(
        "{{\"profile\":{},\n\"snapshot\":{},\n\"zone_kind\":{},\"full_points\":{},\n\"indicators\":{},\n"
        "\"parts\":{},\n\"all\":{},\n\"zones\":{},\n\"previous\":{}}}",
        profile_json(found.profile), snapshot_json(found.now), text_or_null(found.now.city.zone_kind),
        json_number(sheet.full), indicators_json(found), parts_json(found), zone_json(found, sheet.all, 0),
        list(order, [&](std::size_t z) { return zone_json(found, sheet.zones[z], z); }), previous_json(found));
}

std::string score_csv(const ScoreFound& found, bool bom) {
    auto text = (bom ? "\xEF\xBB\xBF" : "") + csv_head(found);
    for (const auto z : ranking(found.now.sheet)) {
        text += csv_row(found, found.now.sheet.zones[z], z);
    }
    return text + csv_row(found, found.now.sheet.all, 0);
}

} // namespace kerb::report
