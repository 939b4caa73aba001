// The lamps of an audit: which share is out, by what tells of it best.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "audit.hpp"
#include "outage_rates.hpp"

namespace kerb::tools {

struct LampAudit {
    AuditRule rule;
    RatesCommand command;
    RatesRun rates;
};

namespace {

using namespace outage;
using report::count_text;

/// Rows of each level in the document; audit.gpkg has those that are dark.
constexpr std::int64_t listed = 1000;

std::string percent(double share) {
    return fmt::format("{:.1f} %", share * 100);
}

/// The district that is likely to be the worst, in the light of all.
std::string worst_district(const Session& session, const LampAudit& lamps) {
    const RateRow* worst = nullptr;
    for (const auto& row : lamps.rates.result.rows) {
        if (row.level == Level::district && row.shrunk &&
            (worst == nullptr || row.shrunk->rate > worst->shrunk->rate)) {
            worst = &row;
        }
    }
    if (worst == nullptr) {
        return {};
    }
    const auto& groups = lamps.rates.input->table.groups(Level::district);
    const auto& names = session.language == Language::zh ? groups.names_zh : groups.names_en;
    const bool named = worst->group < names.size() && !names[worst->group].empty();
    return session.text(Message{"audit.worst",
                                {{"name", named ? names[worst->group] : groups.keys[worst->group]},
                                 {"share", percent(1 - worst->rate.value())}}});
}

} // namespace

void measure_lamps(AuditRun& run) {
    if (!run.rules.lamps) {
        return;
    }
    auto lamps = std::make_shared<LampAudit>();
    lamps->rule = *run.rules.lamps;
    lamps->command.zone_kind = run.zone_kind.empty() ? "district" : run.zone_kind;
    lamps->command.by = "district,circuit";
    lamps->command.top = listed;
    lamps->command.min_lit = fmt::format("{}", lamps->rule.target.value_or(1));
    auto input = lend_outage(run.read.city, lamps->command);
    if (!has_evidence(*input)) {
        run.unmeasured.push_back(lamps->rule);
        return;
    }
    lamps->rates = find_rates(std::move(input), lamps->command);
    run.read.issues.insert(run.read.issues.end(), lamps->rates.evidence.issues.begin(),
                           lamps->rates.evidence.issues.end());
    run.lamps = std::move(lamps);
}

std::string lamp_lines(const Session& session, const AuditRun& run) {
    if (!run.lamps) {
        return "";
    }
    const auto& rates = run.lamps->rates;
    const auto& result = rates.result;
    if (!result.overall.rate) {
        return "";
    }
    const auto& row = result.overall;
    std::int64_t dead = 0;
    for (const auto& circuit : result.faults.circuits) {
        dead += circuit.out;
    }
    const auto verdict = session.text(std::string("outage.verdict.") + report::verdict_name(row.verdict));
    const auto basis = session.text(std::string("outage.basis.") + report::basis_name(rates.evidence.basis));
    return session.text(Message{
               "audit.lamps",
               {{"lit", percent(1 - *row.rate)},
                {"interval", fmt::format("{:.1f}–{:.1f} %", (1 - row.bounds.hi) * 100, (1 - row.bounds.lo) * 100)},
                {"k", count_text(row.seen.of - row.seen.out)},
                {"n", count_text(row.seen.of)},
                {"basis", basis},
                {"target", percent(run.lamps->rule.target.value_or(1))},
                {"verdict", verdict},
                {"worst", worst_district(session, *run.lamps)}}}) +
           "\n" +
           session.text(Message{"audit.lamp_faults",
                                {{"out", count_text(row.seen.out)},
                                 {"circuits", count_text(static_cast<std::int64_t>(result.faults.circuits.size()))},
                                 {"dead", count_text(dead)},
                                 {"runs", count_text(static_cast<std::int64_t>(result.faults.runs.size()))},
                                 {"single", count_text(static_cast<std::int64_t>(result.faults.sporadic.size()))}}}) +
           "\n";
}

std::string lamps_json(const Session& session, const AuditRun& run) {
    if (!run.lamps) {
        return "null";
    }
    return fmt::format(
        "{{\"rule\":{},\n\"rates\":{}}}", rule_json(run.lamps->rule),
        report::rates_json(run.lamps->rates.result, run.lamps->rates.asked(session, run.lamps->command)));
}

std::vector<FeatureTable> lamp_tables(const AuditRun& run) {
    std::vector<FeatureTable> tables;
    if (!run.lamps) {
        return tables;
    }
    for (auto& table : rates_tables(run.lamps->rates)) {
        const bool lamps = table.name == "lamps";
        if (!lamps && table.name != "circuits") {
            continue;
        }
        const auto* column = table.find(lamps ? "state" : "verdict");
        std::vector<std::uint8_t> keep;
        for (std::size_t i = 0; i < table.size(); ++i) {
            keep.push_back(column->text_at(i) == (lamps ? "out" : "dark") ? 1 : 0);
        }
        keep_rows(table, keep);
        table.name = lamps ? "dark_lamps" : "dark_circuits";
        tables.push_back(std::move(table));
    }
    return tables;
}

} // namespace kerb::tools
