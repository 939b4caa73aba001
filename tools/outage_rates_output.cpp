// What `kerb outage rates` shows.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/printable.hpp>
#include <kerb/report/text_table.hpp>

#include "layer_values.hpp"
#include "outage_rates.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

constexpr std::size_t table_rows = 20, list_rows = 5;

/// Two digits of a per cent: a promise is one of tenths.
std::string percent(double share) {
    return fmt::format("{:.2f} %", share * 100);
}

std::string percent(const std::optional<double>& share) {
    return share ? percent(*share) : "–";
}

/// A promise as it was written.
std::string promise(double most_out) {
    return fmt::format("{:.6g} %", (1 - most_out) * 100);
}

std::string between(const Interval& bounds) {
    return fmt::format("{:.2f}–{:.2f} %", bounds.lo * 100, bounds.hi * 100);
}

/// Of what is lit.
std::string lit_between(const Interval& bounds) {
    return between({1 - bounds.hi, 1 - bounds.lo});
}

std::string chance_text(const std::optional<double>& chance) {
    return !chance           ? "–"
           : *chance > 0.999 ? "> 99.9 %"
           : *chance < 0.001 ? "< 0.1 %"
                             : fmt::format("{:.1f} %", *chance * 100);
}

std::string word(const Session& session, const char* part, const std::string& code) {
    return session.text(std::string("outage.") + part + "." + code);
}

std::string confidence_text(const RatesRun& run) {
    return fmt::format("{:g} %", run.options.confidence * 100);
}

Message figures(const Session& session, const std::string& code, const RatesRun& run, const RateRow& row) {
    const auto limit = row.limit ? promise(*row.limit) : std::string("–");
    return Message{code,
                   {{"unit", word(session, "unit", run.input->table.unit == LampUnit::pole ? "pole" : "head")},
                    {"lit", row.rate ? percent(1 - *row.rate) : std::string("–")},
                    {"confidence", confidence_text(run)},
                    {"interval", lit_between(row.bounds)},
                    {"out", count_text(row.seen.out)},
                    {"of", count_text(row.seen.of)},
                    {"limit", limit},
                    {"chance", chance_text(row.chance_met)}}};
}

/// What has to be looked at yet.
std::string more_text(const Session& session, const RatesRun& run, const RateRow& row) {
    if (row.verdict != Verdict::cannot_tell || !row.limit || run.evidence.source == "tickets") {
        return {};
    }
    if (!row.more_lamps) {
        return session.text("outage.more_never");
    }
    if (*row.more_lamps > row.lamps - row.seen.of && run.evidence.basis == Basis::sample) {
        return session.text("outage.more_than_there_are");
    }
    if (run.evidence.basis != Basis::sample) { // all were looked at: other nights tell more
        return session.text(
            Message{"outage.more_nights",
                    {{"nights",
                      std::llround(std::ceil(1 + static_cast<double>(*row.more_lamps) /
                                                     static_cast<double>(std::max<std::int64_t>(row.seen.of, 1))))}}});
    }
    const auto roads = std::max<std::size_t>(run.input->table.groups(Level::road).size(), 1);
    const double each = static_cast<double>(run.input->table.size()) / static_cast<double>(roads);
    return session.text(
        Message{"outage.more",
                {{"lamps", count_text(*row.more_lamps)},
                 {"roads", count_text(std::llround(std::ceil(static_cast<double>(*row.more_lamps) / each)))}}});
}

std::string sentence_of(const Session& session, const RatesRun& run, const RateRow& row) {
    if (row.seen.of == 0) {
        return row.unknown > 0 ? session.text(Message{"outage.none_known", {{"count", count_text(row.unknown)}}})
                               : session.text("outage.no_data");
    }
    const auto code = std::string("outage.sentence.") + (run.evidence.source == "tickets" ? "reported"
                                                         : !row.limit                     ? "plain"
                                                                      : report::verdict_name(row.verdict));
    return session.text(figures(session, code, run, row)) + more_text(session, run, row);
}

std::string group_name(const Session& session, const RatesRun& run, const RateRow& row) {
    const auto& groups = run.input->table.groups(row.level);
    if (row.level == Level::road_class) {
        return session.text("code.road_class." + groups.keys[row.group]);
    }
    const auto& names = session.language == Language::zh ? groups.names_zh : groups.names_en;
    const auto& other = session.language == Language::zh ? groups.names_en : groups.names_zh;
    const auto name = row.group >= names.size() ? "" : !names[row.group].empty() ? names[row.group] : other[row.group];
    return name.empty() ? groups.keys[row.group] : groups.keys[row.group] + " " + name;
}

std::string source_line(const Session& session, const RatesRun& run) {
    const auto& overall = run.result.overall;
    const auto& seen = run.evidence.sightings;
    if (run.evidence.source == "tickets") {
        return session.text(Message{"outage.reports_line",
                                    {{"as_of", run.evidence.as_of()},
                                     {"out", count_text(overall.seen.out)},
                                     {"lamps", count_text(overall.lamps)}}}) +
               "\n";
    }
    return session.text(Message{"outage.source_line",
                                {{"source", word(session, "source", run.evidence.source)},
                                 {"basis", word(session, "basis", report::basis_name(run.evidence.basis))},
                                 {"round", seen && !seen->round.name.empty() ? seen->round.name : std::string("–")},
                                 {"as_of", run.evidence.at ? run.evidence.as_of() : std::string("–")},
                                 {"lamps", count_text(overall.lamps)},
                                 {"looked", count_text(overall.seen.of + overall.unknown)},
                                 {"unknown", count_text(overall.unknown)}}}) +
           "\n";
}

std::string method_line(const Session& session, const RatesRun& run, const RateRow& row) {
    return session.text(Message{"outage.method_line",
                                {{"method", report::method_name(row.method, run.options.method)},
                                 {"deff", fmt::format("{:.1f}", row.deff)},
                                 {"n_eff", count_text(std::llround(row.n_eff))},
                                 {"clusters", count_text(row.clusters)}}}) +
           "\n";
}

/// Of a census both figures: of the night, and of the upkeep behind it.
std::string night_lines(const Session& session, const RatesRun& run) {
    if (run.evidence.basis == Basis::sample || run.evidence.source == "tickets") {
        return method_line(session, run, run.result.overall);
    }
    std::string text;
    for (const auto* row : {&run.result.night, &run.result.process}) {
        text += session.text(Message{row == &run.result.night ? "outage.night_line" : "outage.process_line",
                                     {{"rate", percent(row->rate)},
                                      {"interval", between(row->bounds)},
                                      {"out", count_text(row->seen.out)},
                                      {"of", count_text(row->seen.of)}}}) +
                "\n";
    }
    return text + method_line(session, run, run.result.process);
}

/// Whole circuits and the rest, and what the interval covers.
std::string parts_line(const Session& session, const RatesRun& run) {
    const auto& parts = run.result.two_part;
    if (run.evidence.basis == Basis::sample && !parts && run.input->table.groups(Level::circuit).size() > 0) {
        return session.text("outage.parts.unseen") + "\n";
    }
    if (!parts || (parts->dead == 0 && parts->covers == PartsCovered::rest_only)) {
        return {};
    }
    const auto code = std::string("outage.parts.") + (parts->covers == PartsCovered::both ? "both" : "rest_only");
    return session.text(Message{code,
                                {{"rate", percent(parts->share)},
                                 {"interval", between(parts->bounds)},
                                 {"dead", percent(parts->dead)},
                                 {"rest", percent(parts->rest.share)},
                                 {"rest_interval", between(parts->rest.bounds)}}}) +
           "\n";
}

/// Worst first, by what is likely of each in the light of all.
std::vector<const RateRow*> worst_first(const RatesRun& run, Level level) {
    std::vector<const RateRow*> rows;
    for (const auto& row : run.result.rows) {
        if (row.level == level && row.seen.of > 0) {
            rows.push_back(&row);
        }
    }
    const auto likely = [](const RateRow& row) {
        return row.dead_circuit ? 2 : row.shrunk ? row.shrunk->rate : row.rate.value_or(-1);
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto* a, const auto* b) { return likely(*a) > likely(*b); });
    return rows;
}

std::string level_table(const Session& session, const RatesRun& run, Level level) {
    const auto rows = worst_first(run, level);
    const auto code = level_codes[static_cast<std::size_t>(level)];
    TextTable table({word(session, "level", code), session.text("outage.column.lamps"),
                     session.text("outage.column.seen"), session.text("outage.column.out"),
                     session.text("outage.column.rate"), session.text("outage.column.interval"),
                     session.text("outage.column.likely"), session.text("outage.column.chance"),
                     session.text("outage.column.verdict")});
    for (const auto* row : std::span(rows).first(std::min(rows.size(), table_rows))) {
        table.add({group_name(session, run, *row), count_text(row->lamps), count_text(row->seen.of),
                   count_text(row->seen.out), percent(row->rate), between(row->bounds),
                   row->shrunk ? percent(row->shrunk->rate) : "–", chance_text(row->chance_met),
                   row->dead_circuit
                       ? session.text(run.evidence.basis == Basis::sample ? "outage.seen_dark" : "outage.dead_circuit")
                   : row->limit ? word(session, "verdict", report::verdict_name(row->verdict))
                                : "–"});
    }
    auto text = "\n" + table.text();
    if (rows.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(rows.size() - table_rows)}}}) +
                "\n";
    }
    return text;
}

/// Three lists for three crews.
std::string faults_text(const Session& session, const RatesRun& run) {
    const auto& faults = run.result.faults;
    const auto& keys = run.input->table.groups(Level::circuit).keys;
    std::int64_t dead = 0, in_runs = 0;
    std::vector<std::string> circuits;
    for (const auto& circuit : faults.circuits) {
        dead += circuit.out;
        if (circuits.size() < list_rows) {
            const auto& of_lamp = run.input->table.groups(Level::circuit).of_lamp;
            circuits.push_back(fmt::format("{} ({}/{})", keys[circuit.circuit], circuit.out,
                                           std::count(of_lamp.begin(), of_lamp.end(), circuit.circuit)));
        }
    }
    std::vector<std::string> runs;
    for (const auto& one : faults.runs) {
        in_runs += static_cast<std::int64_t>(one.lamps.size());
        if (runs.size() < list_rows) {
            runs.push_back(fmt::format("{}: {}–{} ({})", keys[one.circuit], run.input->table.keys[one.lamps.front()],
                                       run.input->table.keys[one.lamps.back()], one.lamps.size()));
        }
    }
    const auto list = [](const std::vector<std::string>& items, std::size_t all) {
        return items.empty() ? std::string()
                             : fmt::format(": {}{}", fmt::join(items, ", "), items.size() < all ? ", …" : "");
    };
    return "\n" +
           session.text(Message{run.evidence.basis == Basis::sample ? "outage.faults_seen" : "outage.faults",
                                {{"circuits", count_text(static_cast<std::int64_t>(faults.circuits.size()))},
                                 {"dead", count_text(dead)},
                                 {"dead_list", list(circuits, faults.circuits.size())},
                                 {"runs", count_text(static_cast<std::int64_t>(faults.runs.size()))},
                                 {"in_runs", count_text(in_runs)},
                                 {"run_list", list(runs, faults.runs.size())},
                                 {"sporadic", count_text(static_cast<std::int64_t>(faults.sporadic.size()))},
                                 {"all", count_text(run.result.night.seen.of > 0 ? run.result.night.seen.out
                                                                                 : run.result.overall.seen.out)}}}) +
           "\n";
}

struct RoadsByFigures {
    std::int64_t all = 0, failed = 0, shown = 0;
};

RoadsByFigures roads_by_figures(const RatesRun& run) {
    RoadsByFigures roads;
    for (const auto& row : run.result.rows) {
        if (row.level == Level::road && row.by_figures != Verdict::no_data) {
            ++roads.all;
            roads.failed += row.by_figures == Verdict::not_met ? 1 : 0;
            roads.shown += row.by_figures == Verdict::not_met && row.verdict == Verdict::not_met ? 1 : 0;
        }
    }
    return roads;
}

/// What the rule says of each road, and how often it is wrong.
std::string rules_text(const Session& session, const RatesRun& run) {
    if (!run.rules) {
        return {};
    }
    const auto [roads, failed, shown] = roads_by_figures(run);
    const bool zh = session.language == Language::zh;
    const auto status = "audit.status." + run.rules->status;
    auto text =
        "\n" +
        session.text(Message{"outage.rule_roads",
                             {{"title", zh ? run.rules->title_zh : run.rules->title},
                              {"status", has_text(status, session.language) ? session.text(status) : run.rules->status},
                              {"roads", count_text(roads)},
                              {"failed", count_text(failed)},
                              {"shown", count_text(shown)}}}) +
        "\n";
    for (const auto& rule : run.rules->rules) {
        for (const auto& band : rule.small_roads) {
            const double bad = rule.road_most_out.value_or(rule.most_out);
            const auto risks = risks_of_rule(band.to, band.most_out, rule.most_out, bad);
            text += session.text(Message{"outage.rule_risk",
                                         {{"lamps", band.to},
                                          {"most", band.most_out},
                                          {"limit", promise(rule.most_out)},
                                          {"fails", fmt::format("{:.0f} %", risks.kept_fails * 100)},
                                          {"bad", promise(bad)},
                                          {"passes", fmt::format("{:.0f} %", risks.broken_passes * 100)}}}) +
                    "\n";
        }
    }
    return text;
}

} // namespace

std::string rates_sentence(const Session& session, const RatesRun& run) {
    if (!run.rules) {
        return sentence_of(session, run, run.result.overall);
    }
    std::string text;
    for (const auto& row : run.result.rows) {
        if (row.level == Level::rule && row.seen.of > 0) {
            text += fmt::format("{}{}: {}", text.empty() ? "" : " ",
                                printable(run.input->table.groups(Level::rule).keys[row.group]),
                                sentence_of(session, run, row));
        }
    }
    if (text.empty()) {
        return session.text("outage.no_class");
    }
    const auto roads = roads_by_figures(run);
    return roads.failed == 0
               ? text
               : text + session.text(Message{"outage.roads_break",
                                             {{"failed", count_text(roads.failed)}, {"roads", count_text(roads.all)}}});
}

std::string rates_text(const Session& session, const RatesRun& run) {
    auto text = rates_sentence(session, run) + "\n" + source_line(session, run) + night_lines(session, run);
    text += parts_line(session, run);
    if (run.result.not_covered > 0) {
        text += session.text(Message{"outage.not_covered", {{"count", count_text(run.result.not_covered)}}}) + "\n";
    }
    text += left_out_text(session, *run.input);
    for (const auto level : run.options.levels) {
        if (level != Level::city && run.input->table.groups(level).size() > 0) {
            text += level_table(session, run, level);
        }
    }
    return text + rules_text(session, run) + faults_text(session, run) + skipped_text(session, run.input->accounts());
}

} // namespace kerb::tools
