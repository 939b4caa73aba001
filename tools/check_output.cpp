// What `kerb check` shows and the layers it writes.
#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include <kerb/base/printable.hpp>
#include <kerb/base/version.hpp>
#include <kerb/report/check_report.hpp>
#include <kerb/report/text_table.hpp>

#include "check.hpp"
#include "inventory_account.hpp"
#include "layer_values.hpp"
#include "layers.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::padded;
using report::severity_name;

std::string title_of(const Session& session, const std::string& rule) {
    return session.text("rule." + rule + ".title");
}

std::string severity_text(const Session& session, Severity severity) {
    return session.text(std::string("check.severity.") + severity_name(severity));
}

/// A rule's findings, which stand side by side.
struct Found {
    const RuleOutcome* outcome;
    const CheckRule* rule;
    std::size_t first; ///< of its issues
};

/// Rules with findings, the gravest first.
std::vector<Found> found_rules(const CheckRun& run) {
    std::vector<Found> all;
    std::size_t first = 0;
    for (const auto& outcome : run.result.outcomes) {
        if (outcome.found > 0) {
            all.push_back({&outcome, &run.rules.find(outcome.rule), first});
            first += static_cast<std::size_t>(outcome.found);
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Found& a, const Found& b) { return a.rule->severity > b.rule->severity; });
    return all;
}

std::string example_of(const Issue& issue) {
    return printable(issue.key.empty() ? issue.layer : issue.layer + " " + issue.key);
}

std::string table_of(const Session& session, const CheckRun& run, const std::vector<Found>& all) {
    report::TextTable table(
        {session.text("check.head.severity"), session.text("check.head.rule"), session.text("check.head.what"),
         session.text("check.head.found"), session.text("check.head.of"), session.text("check.head.example")},
        {false, false, false, true, true, false});
    for (const auto& found : all) {
        table.add({severity_text(session, found.rule->severity), found.rule->id, title_of(session, found.rule->id),
                   count_text(found.outcome->found),
                   found.outcome->looked_at > 0 ? count_text(found.outcome->looked_at) : "–",
                   example_of(run.result.issues[found.first])});
    }
    return table.text();
}

/// The rules that found nothing, by why: looked through, nothing to look at, not run.
std::string silent_rules(const Session& session, const CheckRun& run) {
    std::vector<std::string> clean, idle;
    std::map<std::string, std::vector<std::string>> not_run;
    for (const auto& outcome : run.result.outcomes) {
        if (!outcome.not_run.empty()) {
            not_run[outcome.not_run].push_back(outcome.rule);
        } else if (outcome.found == 0) {
            (outcome.looked_at > 0 ? clean : idle).push_back(outcome.rule);
        }
    }
    std::string text;
    const auto add = [&](const std::string& why, const std::vector<std::string>& rules) {
        if (!rules.empty()) {
            text += why + ": " + fmt::format("{}", fmt::join(rules, ", ")) + "\n";
        }
    };
    add(session.text("check.clean"), clean);
    add(session.text("check.idle"), idle);
    for (const auto& [why, rules] : not_run) {
        if (why != "check.not_asked") {
            add(session.text(why), rules);
        }
    }
    return text;
}

/// How many findings of each rule are told: every rule is heard before one has it all.
std::vector<std::size_t> shares(const std::vector<Found>& all, std::size_t shown) {
    std::vector<std::size_t> share(all.size(), 0);
    for (bool more = true; more && shown > 0;) {
        more = false;
        for (std::size_t i = 0; i < all.size() && shown > 0; ++i) {
            if (share[i] < static_cast<std::size_t>(all[i].outcome->found)) {
                ++share[i];
                --shown;
                more = true;
            }
        }
    }
    return share;
}

/// Most sentences name layer and key or row; those that do not get them.
std::string issue_line(const Session& session, const Issue& issue) {
    const auto place = issue.located ? fmt::format("  ({:.1f}, {:.1f})", issue.x, issue.y) : std::string();
    const auto sentence = session.text(issue.message);
    const bool named = sentence.find(printable(issue.key.empty() ? issue.layer : issue.key)) != std::string::npos;
    return fmt::format("  {}{}{}\n", named ? "" : example_of(issue) + ": ", sentence, place);
}

std::string findings_text(const Session& session, const CheckRun& run, const std::vector<Found>& all,
                          std::size_t shown) {
    const auto share = shares(all, shown);
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (share[i] == 0) {
            continue;
        }
        text += fmt::format("\n{} {}: {}\n", severity_text(session, all[i].rule->severity), all[i].rule->id,
                            title_of(session, all[i].rule->id));
        for (std::size_t k = 0; k < share[i]; ++k) {
            text += issue_line(session, run.result.issues[all[i].first + k]);
        }
        const auto left = all[i].outcome->found - static_cast<std::int64_t>(share[i]);
        if (left > 0) {
            text += "  " + session.text(Message{"check.more", {{"count", count_text(left)}}}) + "\n";
        }
        if (const auto hint = report::rule_hint(all[i].rule->id, session.language); !hint.empty()) {
            text += "  → " + hint + "\n";
        }
    }
    return text;
}

std::string closing_line(const Session& session, const CheckRun& run) {
    const auto counts = report::count_by_severity(run.result);
    const auto rows = report::total(accounts_of(run.read.layers));
    return session.text(Message{"check.total",
                                {{"errors", count_text(counts[2])},
                                 {"warnings", count_text(counts[1])},
                                 {"infos", count_text(counts[0])},
                                 {"read", count_text(rows.read)},
                                 {"used", count_text(rows.used)},
                                 {"skipped", count_text(rows.skipped_total())},
                                 {"seconds", fmt::format("{:.1f}", session.seconds())}}}) +
           "\n";
}

/// The issues that are located, or those that are not.
FeatureTable issue_table(const Session& session, const CheckRun& run, bool located) {
    FeatureTable table;
    table.name = located ? "issues" : "issues_unlocated";
    table.title = session.text("check.layer." + table.name);
    std::vector<Column> columns;
    for (const char* name : {"rule", "title", "severity", "layer", "key", "text", "hint"}) {
        columns.emplace_back(name, ColumnType::text);
        columns.back().title = session.text(std::string("check.column.") + name);
    }
    Points places;
    for (const auto& issue : run.result.issues) {
        if (issue.located != located) {
            continue;
        }
        places.push_back({issue.x, issue.y});
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        const std::string texts[] = {issue.reason,
                                     title_of(session, issue.reason),
                                     severity_name(issue.severity),
                                     issue.layer,
                                     issue.key,
                                     session.text(issue.message),
                                     report::rule_hint(issue.reason, session.language)};
        for (std::size_t c = 0; c < columns.size(); ++c) {
            push_text(columns[c], texts[c]);
        }
    }
    if (located) {
        table.geometry = std::move(places);
        table.frame = run.read.city.frame;
    }
    table.columns = std::move(columns);
    return table;
}

io::SinkOptions issue_sink(const Session& session, const CheckRun& run, const std::string& city,
                           const std::vector<FeatureTable>& tables) {
    io::SinkOptions sink;
    sink.overwrite = session.options.overwrite;
    sink.language = session.language;
    sink.styles = styles_for(names_of(tables));
    sink.schema = schema_of(tables);
    sink.run = {{"version", std::string(version())},
                {"command", "check"},
                {"arguments", fmt::format("{}", fmt::join(session.arguments, " "))},
                {"city", city},
                {"today", run.options.today ? to_text(*run.options.today) : ""},
                {"frame", run.read.city.frame.name()}};
    return sink;
}

} // namespace

std::string rules_text(const Session& session, const CheckRules& rules) {
    std::string text;
    for (const auto& rule : rules.rules) {
        text += fmt::format("{} · {} · {}{}\n", printable(rule.id), severity_text(session, rule.severity),
                            title_of(session, rule.id), rule.enabled ? "" : " · " + session.text("check.only_by_name"));
        if (const auto limits = report::limits_text(rule); !limits.empty()) {
            text += "    " + printable(limits) + "\n";
        }
        if (!rule.source.empty()) {
            text += "    " + printable(fmt::format("{} ({})", rule.source, rule.status)) + "\n";
        }
        if (const auto hint = report::rule_hint(rule.id, session.language); !hint.empty()) {
            text += "    → " + hint + "\n";
        }
    }
    return text;
}

std::string check_text(const Session& session, const CheckRun& run, const std::string& city, std::size_t shown) {
    const auto all = found_rules(run);
    auto text = session.text(Message{"check.title",
                                     {{"city", city},
                                      {"frame", run.read.frame.frame.name()},
                                      {"today", run.options.today ? to_text(*run.options.today) : "–"}}}) +
                "\n\n";
    text += all.empty() ? session.text("check.nothing") + "\n" : table_of(session, run, all);
    text += findings_text(session, run, all, shown) + "\n" + silent_rules(session, run);
    return text + closing_line(session, run);
}

std::string check_document(const Session& session, const CheckRun& run) {
    const auto result = report::check_json(run.result, run.rules, run.options, session.language);
    return report::to_json(
        {run.read.frame, std::nullopt, accounts_of(run.read.layers), run.read.issues, session.language}, result);
}

void write_issues(const Session& session, const CheckRun& run, const std::string& city) {
    const auto& output = session.options.output;
    const auto ending = std::filesystem::path(output).extension();
    if (ending == ".csv") {
        io::write_text(output, report::check_csv(run.result, session.language), session.options.overwrite);
        return;
    }
    auto located = issue_table(session, run, true), unlocated = issue_table(session, run, false);
    const auto left = static_cast<std::int64_t>(unlocated.size());
    std::vector<FeatureTable> tables{std::move(located)};
    if (ending == ".gpkg") {
        tables.push_back(std::move(unlocated));
    } else if (left > 0) {
        session.note(session.text(Message{"check.unlocated", {{"count", left}, {"file", output}}}));
    }
    io::write_layers(output, tables, issue_sink(session, run, city, tables));
}

} // namespace kerb::tools
