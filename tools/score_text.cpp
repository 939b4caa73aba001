// What `kerb score` shows.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "score.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::percent_text;
using report::TextTable;
using scorecard::Indicator;
using scorecard::Operator;
using scorecard::Value;
using scorecard::ZoneScore;

constexpr std::size_t table_rows = 30;

std::string number_text(const std::optional<double>& value) {
    return value ? fmt::format("{:.1f}", *value) : "–";
}

std::string rank_text(const std::optional<std::int64_t>& rank) {
    return rank ? fmt::format("{}", *rank) : "–";
}

std::string move_text(const ZoneScore& zone) {
    if (!zone.rank || !zone.previous_rank) {
        return "–";
    }
    return report::rise_text(*zone.previous_rank - *zone.rank);
}

std::string between_text(const ZoneScore& zone) {
    return zone.rank_interval ? fmt::format("{}–{}", zone.rank_interval->first, zone.rank_interval->second) : "–";
}

std::string unit_text(const std::string& unit) {
    auto shown = unit == "count" || unit == "ratio" ? std::string() : unit;
    for (auto at = shown.find("m2"); at != std::string::npos; at = shown.find("m2")) {
        shown.replace(at, 2, "m²");
    }
    return shown.empty() ? shown : " " + shown;
}

std::string value_text(const Indicator& indicator, const std::optional<double>& value) {
    return !value                      ? "–"
           : indicator.unit == "%"     ? percent_text(*value)
           : indicator.unit == "count" ? fmt::format("{:g}", *value)
                                       : fmt::format("{:.2f}", *value) + unit_text(indicator.unit);
}

std::string of_text(const Indicator& indicator, const Value& value) {
    const auto part = [&](bool numerator, double quantity) {
        return report::quantity_text(report::quantity_unit(indicator, numerator), quantity);
    };
    return value.n > 0 ? part(true, value.k) + "/" + part(false, value.n) : "–";
}

std::string interval_text(const Indicator& indicator, const Value& value) {
    return value.low && value.high ? value_text(indicator, value.low) + " – " + value_text(indicator, value.high) : "–";
}

/// Where nothing is scored: how many numbers the city meets.
std::string met_line(const Session& session, const ScoreRun& run,
                     std::vector<std::pair<std::string, MessageValue>> said) {
    std::int64_t judged = 0, met = 0;
    for (std::size_t i = 0; i < run.profile.indicators.size(); ++i) {
        if (const auto meets = report::meets_reference(run.profile.indicators[i], run.now.city.indicators[i].all)) {
            ++judged;
            met += *meets ? 1 : 0;
        }
    }
    said.emplace_back("met", count_text(met));
    said.emplace_back("judged", count_text(judged));
    return session.text(Message{"score.nothing_scored", std::move(said)}) + "\n";
}

std::string answer_line(const Session& session, const ScoreRun& run, const std::vector<std::size_t>& order) {
    const auto& sheet = run.now.sheet;
    const auto ranked = static_cast<std::size_t>(
        std::count_if(sheet.zones.begin(), sheet.zones.end(), [](const auto& zone) { return zone.rank.has_value(); }));
    const auto measured = std::count_if(run.now.city.indicators.begin(), run.now.city.indicators.end(),
                                        [](const auto& one) { return !one.missing; });
    std::vector<std::pair<std::string, MessageValue>> said = {
        {"city", number_text(sheet.all.score)},
        {"ranked", count_text(static_cast<std::int64_t>(ranked))},
        {"zones", count_text(static_cast<std::int64_t>(sheet.zones.size()))},
        {"measured", count_text(measured)},
        {"indicators", count_text(static_cast<std::int64_t>(sheet.indicators.size()))},
        {"profile", run.profile.id + " " + run.profile.version}};
    if (sheet.full <= 0) {
        return met_line(session, run, std::move(said));
    }
    if (ranked == 0) {
        return session.text(Message{"score.nobody_ranked", said}) + "\n";
    }
    const auto best = order.front(), last = order[ranked - 1];
    said.emplace_back("best", run.zone_name(session, best));
    said.emplace_back("best_score", number_text(sheet.zones[best].score));
    said.emplace_back("last", run.zone_name(session, last));
    said.emplace_back("last_score", number_text(sheet.zones[last].score));
    return session.text(Message{ranked == 1 ? "score.answer_one" : "score.answer", said}) + "\n";
}

std::string causes_text(const Session& session, const ScoreRun& run, const ZoneScore& zone) {
    std::vector<std::string> parts;
    for (const auto& cause : zone.causes) {
        parts.push_back(run.item_name(session, cause.indicator) + " " + report::signed_text(cause.points));
    }
    return parts.empty() ? "–" : fmt::format("{}", fmt::join(parts, " · "));
}

std::string ranking_table(const Session& session, const ScoreRun& run, const std::vector<std::size_t>& order) {
    if (run.now.sheet.full <= 0) {
        return {}; // nothing is scored
    }
    const auto heading = [&](const char* name) { return session.text(std::string("score.heading.") + name); };
    std::vector<std::string> headings = {heading("zone"), heading("rank"), heading("score"), heading("rank_interval"),
                                         heading("complete")};
    if (run.previous) {
        headings.insert(headings.end(), {heading("rank_change"), heading("score_change"), heading("causes")});
    }
    TextTable table(headings);
    const auto add = [&](const ZoneScore& zone, const std::string& name) {
        std::vector<std::string> row = {name, rank_text(zone.rank), number_text(zone.score), between_text(zone),
                                        percent_text(zone.completeness)};
        if (run.previous) {
            row.insert(row.end(),
                       {move_text(zone), report::signed_text(zone.change()), causes_text(session, run, zone)});
        }
        table.add(row);
    };
    const auto count = std::min(order.size(), table_rows);
    for (const auto z : std::span(order).first(count)) {
        add(run.now.sheet.zones[z], run.zone_name(session, z));
    }
    add(run.now.sheet.all, session.text("score.city"));
    auto text = "\n" + table.text();
    return order.size() > count
               ? text +
                     session.text(
                         Message{"report.more", {{"count", static_cast<std::int64_t>(order.size() - count)}}}) +
                     "\n"
               : text;
}

/// `4/6` zones with a value meet the reference.
std::string zones_meeting(const Indicator& indicator, const scorecard::Measured& measured) {
    std::int64_t judged = 0, met = 0;
    for (const auto& value : measured.zones) {
        if (const auto meets = report::meets_reference(indicator, value)) {
            ++judged;
            met += *meets ? 1 : 0;
        }
    }
    return judged > 0 ? fmt::format("{}/{}", met, judged) : "–";
}

std::string indicator_table(const Session& session, const ScoreRun& run) {
    const auto heading = [&](const char* name) { return session.text(std::string("score.heading.") + name); };
    TextTable table({heading("indicator"), heading("value"), heading("of"), heading("interval"), heading("reference"),
                     heading("met"), heading("zones_met"), heading("points")});
    for (std::size_t i = 0; i < run.profile.indicators.size(); ++i) {
        const auto& indicator = run.profile.indicators[i];
        const auto& measured = run.now.city.indicators[i];
        if (measured.missing) {
            continue;
        }
        const auto& points = run.now.sheet.all.of_indicator[i];
        const auto met = report::meets_reference(indicator, measured.all);
        table.add({run.item_name(session, indicator.id) + (points.unverified ? " †" : ""),
                   value_text(indicator, measured.all.value), of_text(indicator, measured.all),
                   interval_text(indicator, measured.all), value_text(indicator, report::reference_of(indicator)),
                   met ? session.text(*met ? "score.yes" : "score.no") : "–", zones_meeting(indicator, measured),
                   points.points ? fmt::format("{:.1f}/{:g}", *points.points, points.possible) : "–"});
    }
    return "\n" + table.text();
}

/// What is not measured, not marked, not ranked, and why.
std::string missing_text(const Session& session, const ScoreRun& run) {
    std::string text;
    const auto& sheet = run.now.sheet;
    const auto line = [&](const char* code, const std::string& name, const std::string& why) {
        text += session.text(Message{code, {{"name", name}, {"why", why}}}) + "\n";
    };
    for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
        if (const auto& missing = run.now.city.indicators[i].missing) {
            line("score.not_measured", run.item_name(session, sheet.indicators[i]), session.text(*missing));
        }
    }
    for (std::size_t p = 0; p < sheet.parts.size(); ++p) {
        const auto none = std::count_if(sheet.zones.begin(), sheet.zones.end(),
                                        [p](const auto& zone) { return !zone.of_part[p].points; });
        if (none > 0) {
            line("score.not_marked", run.item_name(session, sheet.parts[p]),
                 fmt::format("{}/{}", none, sheet.zones.size()));
        }
    }
    for (std::size_t z = 0; z < sheet.zones.size(); ++z) {
        const auto& zone = sheet.zones[z];
        for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
            if (zone.of_indicator[i].vetoed) {
                line("score.vetoed", run.zone_name(session, z), run.item_name(session, sheet.indicators[i]));
            }
        }
        if (zone.small_n) {
            line("score.too_few", run.zone_name(session, z), "");
        }
    }
    return text.empty() ? text : "\n" + text;
}

/// What makes scores of two dates differ though nothing in the city has changed.
std::string made_of_text(const Session& session, const ScoreRun& run) {
    const auto made = report::made_of(*run.previous, run.now);
    const auto line = [&](const char* code, const std::vector<std::string>& ids) {
        std::vector<std::string> names;
        std::transform(ids.begin(), ids.end(), std::back_inserter(names),
                       [&](const auto& id) { return run.item_name(session, id); });
        return ids.empty() ? std::string()
                           : session.text(Message{code, {{"names", fmt::format("{}", fmt::join(names, ", "))}}}) + "\n";
    };
    return line("score.now_only", made.now_only) + line("score.then_only", made.then_only);
}

std::string notes_text(const Session& session, const ScoreRun& run) {
    std::string text;
    const auto& all = run.now.sheet.all;
    const auto footnoted =
        std::count_if(all.of_indicator.begin(), all.of_indicator.end(), [](const auto& one) { return one.unverified; });
    if (footnoted > 0) {
        text += session.text(Message{"score.unverified", {{"count", count_text(footnoted)}}}) + "\n";
    }
    for (const auto& why : run.profile.overrides) {
        text += session.text(Message{"score.override", {{"why", why}}}) + "\n";
    }
    if (run.previous) {
        text +=
            session.text(Message{"score.compared",
                                 {{"day", run.previous->source.taken_on.empty() ? "–" : run.previous->source.taken_on},
                                  {"id", run.previous->id}}}) +
            "\n" + made_of_text(session, run) + differences_text(session, run);
    }
    return text;
}

} // namespace

std::string score_text(const Session& session, const ScoreRun& run) {
    const auto order = report::ranking(run.now.sheet);
    return answer_line(session, run, order) + session.text(describe(run.read.frame)) + "\n" +
           ranking_table(session, run, order) + indicator_table(session, run) + missing_text(session, run) +
           notes_text(session, run);
}

} // namespace kerb::tools
