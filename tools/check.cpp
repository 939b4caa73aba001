// kerb check: what is wrong with the records of a city, where, and what to do about it.
#include "check.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/report/check_report.hpp>

#include "help.hpp"
#include "inventory_account.hpp"
#include "mapping_file.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

namespace fs = std::filesystem;

struct CheckWish {
    std::vector<std::string> sources, only;
    std::string mapping, rules_file, fail_if = "none", today;
    bool list_rules = false;
    std::size_t show = 20;
    int threads = 0;
};

CheckRules rules_of(const std::string& file) {
    if (file.empty()) {
        return CheckRules::builtin();
    }
    return CheckRules::from_toml(toml_of(file));
}

/// A name that is none is refused before anything is read, with the one that was meant.
void insist_on_rules(const CheckRules& rules, const std::vector<std::string>& wished) {
    std::vector<std::string> ids;
    for (const auto& rule : rules.rules) {
        ids.push_back(rule.id);
    }
    for (const auto& id : wished) {
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
            continue;
        }
        if (const auto near = nearest(id, ids); !near.empty()) {
            throw UsageError({"check.no_rule_near", {{"rule", id}, {"near", near}}});
        }
        throw UsageError({"check.no_rule", {{"rule", id}, {"rules", fmt::format("{}", fmt::join(ids, ", "))}}});
    }
}

/// The day that `text` names, else the one that the machine's clock shows.
Moment day_of(const std::string& text) {
    if (!text.empty()) {
        const auto day = parse_moment(text);
        if (!day) {
            throw UsageError({"check.bad_day", {{"value", text}}});
        }
        return *day;
    }
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm local{};
    localtime_r(&now, &local);
    return Moment::day(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

void check_usage(const Session& session, const CheckWish& wish) {
    require("CITY.gpkg", wish.sources.empty() ? "" : wish.sources.front());
    if (wish.mapping.empty() && wish.sources.size() > 1) {
        throw UsageError({"check.one_city", {}});
    }
    const auto& output = session.options.output;
    if (output.empty()) {
        return;
    }
    check_target(session, output);
    for (const auto& source : wish.sources) {
        keep_input(io::SourceName::parse(source).path, output);
    }
}

io::InventoryRead read_city(const Session& session, const CheckWish& wish) {
    if (wish.mapping.empty()) {
        return io::read_inventory(wish.sources.front(), session.frame(), session.source_options(), session.progress());
    }
    std::vector<io::SourceName> sources;
    std::transform(wish.sources.begin(), wish.sources.end(), std::back_inserter(sources), io::SourceName::parse);
    return io::import_sources(sources, mapping_named(wish.mapping), session.frame(), session.source_options(),
                              session.progress());
}

int list_rules(const Session& session, const CheckRules& rules) {
    print_document(in_format(session, {[&] { return report::rules_json(rules, session.language); },
                                       [&] { return report::rules_csv(rules, session.language); },
                                       [&] { return rules_text(session, rules); }}));
    return 0;
}

/// Exit code by `--fail-if`.
int verdict(const Session& session, const CheckWish& wish, const CheckResult& result) {
    const auto counts = report::count_by_severity(result);
    std::int64_t grave = 0;
    for (std::size_t i = wish.fail_if == "error" ? 2 : wish.fail_if == "warning" ? 1 : 0; i < counts.size(); ++i) {
        grave += counts[i];
    }
    if (wish.fail_if == "none" || grave == 0) {
        return 0;
    }
    session.warn({"check.failed", {{"limit", wish.fail_if}, {"count", grave}}});
    return static_cast<int>(Outcome::limit_crossed);
}

int run_check(const Session& session, const CheckWish& wish) {
    const auto rules = rules_of(wish.rules_file);
    insist_on_rules(rules, wish.only);
    if (wish.list_rules) {
        return list_rules(session, rules);
    }
    const CheckOptions options{wish.only, day_of(wish.today), Threads(wish.threads)};
    check_usage(session, wish);
    CheckRun run{read_city(session, wish), rules, options, {}};
    warn_about_scale(session, run.read.frame);
    const auto& output = session.options.output;
    if (session.options.dry_run) {
        print(session.text(describe(run.read.frame)) + "\n" +
              (output.empty() ? session.text("tools.dry_nothing")
                              : session.text(Message{"tools.dry_output", {{"file", output}}})) +
              "\n");
        return 0;
    }
    run.result = check(run.read.city, rules, options, run.read.issues, session.progress());
    const auto& name = run.read.city.name;
    const auto city = name.empty() ? fs::path(io::SourceName::parse(wish.sources.front()).path).stem().string() : name;
    print_document(in_format(session, {[&] { return check_document(session, run); },
                                       [&] { return report::check_csv(run.result, session.language); },
                                       [&] { return check_text(session, run, city, wish.show); }}));
    if (!output.empty()) {
        write_issues(session, run, city);
        session.note(session.text(Message{"tools.wrote", {{"file", output}}}));
    }
    return verdict(session, wish, run.result);
}

} // namespace

void add_check(Command root, Session& session) {
    auto command = root.add_subcommand("check", session.text("help.check"));
    auto wish = std::make_shared<CheckWish>();
    const auto text = [&session](const char* name) { return session.text(std::string("help.check_") + name); };
    command.add_option("CITY,-i,--input", wish->sources, text("city"));
    command.add_option("--mapping", wish->mapping, text("mapping"));
    command.add_flag("--rules", wish->list_rules, text("rules"));
    command.add_option("--only", wish->only, text("only")).allow_extra_args(false);
    command.add_option("--rules-file", wish->rules_file, text("rules_file"));
    command.add_option("--fail-if", wish->fail_if, text("fail_if"))
        .check(one_of({"error", "warning", "info", "none"}))
        .capture_default_str();
    command.add_option("--today", wish->today, text("today"));
    command.add_option("--show", wish->show, text("show")).check(not_negative()).capture_default_str();
    command.add_option("--threads", wish->threads, session.text("help.coverage_threads"))
        .check(not_negative())
        .capture_default_str();
    add_source_options(command, session);
    add_common(command, session);
    command.callback([&session, wish] { session.command = [&session, wish] { return run_check(session, *wish); }; });
}

} // namespace kerb::tools
