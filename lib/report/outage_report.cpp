#include <kerb/report/outage_report.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

std::string whole_or_null(const std::optional<std::int64_t>& value) {
    return value ? fmt::format("{}", *value) : "null";
}

std::optional<double> if_seen(const RateRow& row, double value) {
    return row.seen.of > 0 ? std::optional(value) : std::nullopt;
}

const std::string& key_of(const RateRow& row, const RatesAsked& asked) {
    return asked.table->groups(row.level).keys[row.group];
}

/// What every row has, without braces.
std::string figures_json(const RateRow& row, const RatesAsked& asked) {
    return fmt::format(
        "\"lamps\":{},\"n\":{},\"out\":{},\"unknown\":{},\"rate\":{},\"lo\":{},\"hi\":{},\"method\":{},"
        "\"exact_lo\":{},\"exact_hi\":{},\"deff\":{},\"n_eff\":{},\"degrees_of_freedom\":{},\"clusters\":{},"
        "\"lonely_strata\":{},\"capped\":{},\"limit\":{},\"p_meets\":{},\"verdict\":\"{}\",\"by_figures\":{},"
        "\"more_lamps\":{}",
        row.lamps, row.seen.of, row.seen.out, row.unknown, number_or_null(row.rate),
        number_or_null(if_seen(row, row.bounds.lo)), number_or_null(if_seen(row, row.bounds.hi)),
        text_or_null(method_name(row.method, asked.options.method)), number_or_null(if_seen(row, row.exact.lo)),
        number_or_null(if_seen(row, row.exact.hi)), number_or_null(if_seen(row, row.deff)),
        number_or_null(if_seen(row, row.n_eff)), row.degrees, row.clusters, row.lonely_strata, row.capped,
        number_or_null(row.limit), number_or_null(row.chance_met), verdict_name(row.verdict),
        row.by_figures == Verdict::no_data ? "null" : fmt::format("\"{}\"", verdict_name(row.by_figures)),
        whole_or_null(row.more_lamps));
}

std::string name_of(const RateRow& row, const RatesAsked& asked, bool zh) {
    const auto& groups = asked.table->groups(row.level);
    const auto& names = zh ? groups.names_zh : groups.names_en;
    return row.group < names.size() ? names[row.group] : std::string();
}

std::string unit_json(const RateRow& row, const RatesAsked& asked) {
    const auto shrunk = [&](auto value) { return row.shrunk ? json_number(value(*row.shrunk)) : std::string("null"); };
    return fmt::format(
        "{{\"level\":\"{}\",\"unit\":{},\"name_zh\":{},\"name_en\":{},{},\"shrunk_rate\":{},\"shrunk_lo\":{},"
        "\"shrunk_hi\":{},\"p_above_limit\":{},\"dead_circuit\":{},\"p\":{},\"q\":{},\"most_lamps_out\":{},"
        "\"expected_rank\":{},\"p_worst\":{},\"smooth_rate\":{},\"smooth_lo\":{},\"smooth_hi\":{}{}}}",
        level_codes[static_cast<std::size_t>(row.level)], json_text(key_of(row, asked)),
        text_or_null(name_of(row, asked, true)), text_or_null(name_of(row, asked, false)), figures_json(row, asked),
        shrunk([](const auto& s) { return s.rate; }), shrunk([](const auto& s) { return s.bounds.lo; }),
        shrunk([](const auto& s) { return s.bounds.hi; }),
        row.limit ? shrunk([](const auto& s) { return s.above_limit; }) : "null", row.dead_circuit,
        number_or_null(row.p), number_or_null(row.q), whole_or_null(row.most_lamps_out),
        row.rank ? json_number(row.rank->expected) : "null", row.rank ? json_number(row.rank->in_worst) : "null",
        row.smooth ? json_number(row.smooth->rate) : "null", row.smooth ? json_number(row.smooth->bounds.lo) : "null",
        row.smooth ? json_number(row.smooth->bounds.hi) : "null", asked.more_fields ? asked.more_fields(row) : "");
}

std::string units_json(const RatesResult& result, const RatesAsked& asked) {
    std::string text;
    std::int64_t of_level = 0;
    for (std::size_t i = 0; i < result.rows.size(); ++i) {
        of_level = i > 0 && result.rows[i].level == result.rows[i - 1].level ? of_level + 1 : 0;
        if (asked.top == 0 || of_level < asked.top) {
            text += fmt::format("{}\n{}", text.empty() ? "" : ",", unit_json(result.rows[i], asked));
        }
    }
    return text;
}

std::string faults_json(const RatesResult& result, const RatesAsked& asked) {
    const auto& table = *asked.table;
    const auto& circuits = table.groups(Level::circuit);
    const auto& faults = result.faults;
    std::string dead, runs;
    std::int64_t dead_lamps = 0, run_lamps = 0;
    for (const auto& circuit : faults.circuits) {
        dead_lamps += circuit.out;
        dead += fmt::format("{}\n{{\"circuit\":{},\"lamps\":{},\"out\":{},\"unknown\":{}}}", dead.empty() ? "" : ",",
                            json_text(circuits.keys[circuit.circuit]),
                            std::count(circuits.of_lamp.begin(), circuits.of_lamp.end(), circuit.circuit), circuit.out,
                            circuit.unknown);
    }
    for (const auto& run : faults.runs) {
        run_lamps += static_cast<std::int64_t>(run.lamps.size());
        std::vector<std::string> keys;
        std::transform(run.lamps.begin(), run.lamps.end(), std::back_inserter(keys),
                       [&](auto lamp) { return table.keys[lamp]; });
        runs += fmt::format("{}\n{{\"circuit\":{},\"out\":{},\"lamps\":{}}}", runs.empty() ? "" : ",",
                            json_text(circuits.keys[run.circuit]), keys.size(), texts_json(keys));
    }
    return fmt::format(
        "{{\"circuits\":[{}],\"circuit_lamps\":{},\"runs\":[{}],\"run_lamps\":{},\"least_run\":{},"
        "\"sporadic\":{},\"rest_n\":{},\"rest_out\":{}}}",
        dead, dead_lamps, runs, run_lamps, faults.least_run, faults.sporadic.size(), faults.rest.of, faults.rest.out);
}

/// The two risks of each band at its most lamps: what no city is told.
std::string bands_json(const LitRule& rule) {
    std::string text;
    const double limit = rule.road_most_out.value_or(rule.most_out);
    for (const auto& band : rule.small_roads) {
        const auto risks = risks_of_rule(band.to, band.most_out, rule.most_out, limit);
        text += fmt::format("{}{{\"from\":{},\"to\":{},\"most_out\":{},\"kept_fails\":{},\"broken_passes\":{}}}",
                            text.empty() ? "" : ",", band.from, band.to, band.most_out, json_number(risks.kept_fails),
                            json_number(risks.broken_passes));
    }
    return text;
}

std::string rules_json(const RatesAsked& asked) {
    std::string text;
    if (asked.options.rules == nullptr) {
        return text;
    }
    for (const auto& rule : asked.options.rules->rules) {
        text += fmt::format("{}\n{{\"road_classes\":{},\"most_out\":{},\"road_most_out\":{},\"small_roads\":[{}]}}",
                            text.empty() ? "" : ",", texts_json(rule.road_classes), json_number(rule.most_out),
                            number_or_null(rule.road_most_out), bands_json(rule));
    }
    return text;
}

std::string spreads_json(const RatesResult& result) {
    std::string text;
    for (const auto& [level, spread] : result.spreads) {
        text += fmt::format(
            "{}{{\"level\":\"{}\",\"mean\":{},\"intraclass_correlation\":{},\"pooled\":{},"
            "\"converged\":{}}}",
            text.empty() ? "" : ",", level_codes[static_cast<std::size_t>(level)], json_number(spread.mean),
            json_number(spread.intraclass_correlation()), spread.pooled(), spread.converged);
    }
    return text;
}

std::string methods_json(const RatesResult& result, const RatesAsked& asked) {
    const auto& options = asked.options;
    return fmt::format(
        "{{\"basis\":\"{}\",\"unit\":\"{}\",\"target\":\"{}\",\"confidence\":{},\"clusters\":\"{}\",\"single\":\"{}\","
        "\"verdict\":\"exact bounds\",\"small_areas\":\"beta-binomial empirical Bayes\",\"spreads\":[{}],"
        "\"tests\":\"exact binomial, Benjamini-Hochberg\",\"ranks\":\"expected rank and P(in the worst "
        "{})\",\"neighbours\":{},\"not_covered\":{}}}",
        basis_name(asked.basis), asked.table->unit == LampUnit::pole ? "pole" : "head",
        options.target == Target::night ? "night" : "process", json_number(options.confidence),
        asked.basis == Basis::sample && asked.design ? "design"
                                                     : level_codes[static_cast<std::size_t>(result.cluster_level)],
        method_name(RateMethod::binomial, options.method), spreads_json(result), options.ranks.worst,
        !options.neighbours                           ? "null"
        : *options.neighbours == NeighbourModel::icar ? "\"icar\""
                                                      : "\"bym2\"",
        result.not_covered);
}

std::string interval_json(const Interval& bounds) {
    return fmt::format("[{},{}]", json_number(bounds.lo), json_number(bounds.hi));
}

/// Whole circuits and the rest, and which of them the interval covers.
std::string two_part_json(const RatesResult& result) {
    if (!result.two_part) {
        return "null";
    }
    const auto& parts = *result.two_part;
    return fmt::format(
        "{{\"rate\":{},\"lo\":{},\"hi\":{},\"covers\":\"{}\",\"only_sample_sees_dead\":{},"
        "\"dead_share\":{},\"dead_bounds\":{},\"rest_rate\":{},\"rest_bounds\":{}}}",
        json_number(parts.share), json_number(parts.bounds.lo), json_number(parts.bounds.hi),
        parts.covers == PartsCovered::both ? "both" : "rest_only", parts.only_sample_sees_dead, json_number(parts.dead),
        interval_json(parts.dead_bounds), json_number(parts.rest.share), interval_json(parts.rest.bounds));
}

std::string row_json(const RateRow& row, const RatesAsked& asked) {
    return "{" + figures_json(row, asked) + "}";
}

} // namespace

const char* verdict_name(Verdict verdict) {
    return verdict == Verdict::met           ? "met"
           : verdict == Verdict::not_met     ? "not_met"
           : verdict == Verdict::cannot_tell ? "cannot_tell"
                                             : "no_data";
}

const char* basis_name(Basis basis) {
    return basis == Basis::census ? "census" : basis == Basis::sample ? "sample" : "log";
}

std::string method_name(RateMethod method, IntervalMethod single) {
    switch (method) {
        case RateMethod::finite:
            return "hypergeometric";
        case RateMethod::korn_graubard:
            return "korn_graubard";
        case RateMethod::two_part:
            return "two_part";
        case RateMethod::binomial:
            return single == IntervalMethod::wilson            ? "wilson"
                   : single == IntervalMethod::clopper_pearson ? "clopper_pearson"
                   : single == IntervalMethod::jeffreys        ? "jeffreys"
                                                               : "mid_p";
        case RateMethod::none:
            break;
    }
    return {};
}

std::string currents_json(const Telemetry& heard, const LampTable& table) {
    std::string text;
    for (const auto& one : heard.currents) {
        text += fmt::format(
            "{}\n{{\"circuit\":{},\"lamps\":{},\"current_a\":{},\"reference_a\":{},\"lit_share\":{},"
            "\"silent\":{}}}",
            text.empty() ? "" : ",", json_text(table.groups(Level::circuit).keys[one.circuit]), one.lamps,
            number_or_null(one.current_a), number_or_null(one.reference_a), number_or_null(one.lit_share()),
            one.silent);
    }
    return "[" + text + "]";
}

std::string texts_json(const std::vector<std::string>& texts) {
    std::string list;
    for (const auto& text : texts) {
        list += (list.empty() ? "" : ",") + json_text(text);
    }
    return "[" + list + "]";
}

std::string rates_json(const RatesResult& result, const RatesAsked& asked) {
    const bool both = asked.basis != Basis::sample;
    auto text = fmt::format(
        "{{\"summary\":{},\"source\":\"{}\",\"round\":{},\"as_of\":{},\n\"overall\":{},\n\"night\":"
        "{},\n\"process\":{},\n\"units\":[{}],\n\"faults\":{},\n\"rules\":[{}],\n\"two_part\":{},\n\"one_part\":{}",
        json_text(asked.summary), asked.source, text_or_null(asked.round), text_or_null(asked.as_of),
        row_json(result.overall, asked), both ? row_json(result.night, asked) : "null",
        both ? row_json(result.process, asked) : "null", units_json(result, asked), faults_json(result, asked),
        rules_json(asked), two_part_json(result), result.one_part ? row_json(*result.one_part, asked) : "null");
    for (const auto& [name, value] : asked.parts) {
        text += fmt::format(",\n\"{}\":{}", name, value);
    }
    return text + fmt::format(",\n\"seed\":{},\n\"methods\":{}}}", asked.seed, methods_json(result, asked));
}

std::string rates_csv(const RatesResult& result, const RatesAsked& asked) {
    std::string text =
        "level,unit,lamps,n,out,unknown,rate,lo,hi,method,deff,n_eff,limit,p_meets,verdict,shrunk_rate,"
        "shrunk_lo,shrunk_hi,dead_circuit,p,q,expected_rank,p_worst\r\n";
    const auto add = [&](const RateRow& row) {
        const auto shrunk = [&](auto value) { return row.shrunk ? json_number(value(*row.shrunk)) : std::string(); };
        text += fmt::format(
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
            level_codes[static_cast<std::size_t>(row.level)], csv_cell(key_of(row, asked)), row.lamps, row.seen.of,
            row.seen.out, row.unknown, number_cell(row.rate), number_cell(if_seen(row, row.bounds.lo)),
            number_cell(if_seen(row, row.bounds.hi)), method_name(row.method, asked.options.method),
            number_cell(if_seen(row, row.deff)), number_cell(if_seen(row, row.n_eff)), number_cell(row.limit),
            number_cell(row.chance_met), verdict_name(row.verdict), shrunk([](const auto& s) { return s.rate; }),
            shrunk([](const auto& s) { return s.bounds.lo; }), shrunk([](const auto& s) { return s.bounds.hi; }),
            row.dead_circuit, number_cell(row.p), number_cell(row.q), row.rank ? json_number(row.rank->expected) : "",
            row.rank ? json_number(row.rank->in_worst) : "");
    };
    add(result.overall);
    std::for_each(result.rows.begin(), result.rows.end(), add);
    return text;
}

} // namespace kerb::report
