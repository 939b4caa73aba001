// kerb diff: two inventories of a city held against each other.
#include "diff.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

#include "help.hpp"
#include "inventory_account.hpp"

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"added_count", "removed_count", "changed_count",
                                              "moved_count", "gained_m",      "lost_m"};

/// Layers that either city has.
std::vector<std::string> known_layers(const DiffRun& run) {
    std::set<std::string> names;
    for (const auto& known : asset_classes()) {
        names.insert(known.layer);
    }
    for (const auto* city : {&run.before.read.city, &run.now.read.city}) {
        for (const auto& other : city->others) {
            names.insert(other.class_name);
        }
    }
    return {names.begin(), names.end()};
}

void insist_on_layers(const DiffRun& run) {
    const auto known = known_layers(run);
    for (const auto& layer : run.options.only) {
        if (std::find(known.begin(), known.end(), layer) != known.end()) {
            continue;
        }
        if (const auto near = nearest(layer, known); !near.empty()) {
            throw UsageError({"diff.no_layer_near", {{"layer", layer}, {"near", near}}});
        }
        throw UsageError({"diff.no_layer", {{"layer", layer}, {"layers", fmt::format("{}", fmt::join(known, ", "))}}});
    }
}

/// Field names that some class has; a name that none has would ignore nothing, silently.
void insist_on_fields(const DiffOptions& options) {
    for (const auto& field : options.ignore) {
        const bool known = field == "geometry" || field.starts_with("extra.") ||
                           std::any_of(asset_classes().begin(), asset_classes().end(),
                                       [&](const ClassDescription& one) { return one.find(field) != nullptr; });
        if (!known) {
            throw UsageError({"diff.no_field", {{"field", field}}});
        }
    }
}

DiffOptions options_of(const DiffCommand& command) {
    DiffOptions options;
    options.within = length_option("--within", command.within);
    options.moved = length_option("--moved", command.moved);
    options.by_key = command.match == "key";
    options.only = command.only;
    options.ignore = command.ignore;
    options.extra = command.extra;
    options.threads = Threads{command.threads};
    insist_on_fields(options);
    return options;
}

AuditRun read_city(const Session& session, const std::string& path, std::optional<Frame> frame,
                   const std::string& rules) {
    return {.read = io::read_inventory(path, std::move(frame), session.source_options(), session.progress()),
            .rules = audit_rules(rules)};
}

void measure(DiffRun& run, const DiffCommand& command, const Session& session) {
    run.diff = diff(run.before.read.city, run.now.read.city, run.options, session.progress());
    auto all = run.options;
    all.only = {"roads", "green_spaces", "zones"};
    run.whole =
        run.options.only.empty() ? run.diff : diff(run.before.read.city, run.now.read.city, all, session.progress());
    measure_ground(run, session);
    measure_lit_change(run, session);
    if (!command.no_indicators && run.options.only.empty()) {
        measure_indicators(run, session);
    }
}

Figures figures_of(const DiffRun& run) {
    const auto counts = report::counts_of(run.diff);
    const auto changed = [&run](double length) { return run.lit ? std::optional(length) : std::nullopt; };
    const auto all = run.lit ? run.lit->result.all : coverage::Changed{};
    return {{"added_count", static_cast<double>(counts.added)},
            {"removed_count", static_cast<double>(counts.removed)},
            {"changed_count", static_cast<double>(counts.changed + counts.moved_and_changed)},
            {"moved_count", static_cast<double>(counts.moved)},
            {"gained_m", changed(all.gained_m)},
            {"lost_m", changed(all.lost_m)}};
}

int run_diff(const Session& session, const DiffCommand& command) {
    require("OLD", command.before);
    require("NEW", command.now);
    const auto options = options_of(command);
    const auto limit = limit_of(command, limit_names);
    check_output(session, {command.before, command.now});
    auto before = read_city(session, command.before, session.frame(), command.rules);
    auto now = read_city(session, command.now, before.read.frame.frame, command.rules);
    DiffRun run{std::move(before), std::move(now), options, {}, {}, {}, {}, {}};
    insist_on_layers(run);
    warn_about_scale(session, run.before.read.frame);
    if (session.options.dry_run) {
        print(dry_run_text(session, run.before.read.frame, run.accounts()));
        return 0;
    }
    measure(run, command, session);
    const auto issues = run.issues();
    session.summarise(issues);
    print_result(session,
                 {run.before.read.frame, report::Accuracy{"mutual_nearest", std::nullopt}, run.accounts(), issues,
                  session.language},
                 {[&] { return report::diff_json(run.found(), command.top); },
                  [&] { return report::diff_csv(run.found()); }, [&] { return diff_text(session, run, command.top); }});
    if (!session.options.output.empty()) {
        write_result(session, command, run.before.read.frame, diff_layers(run));
    }
    return exit_code(session, command, limit, figures_of(run));
}

} // namespace

const ClassDiff* DiffRun::part(const std::string& layer) const {
    const auto found = std::find_if(whole.classes.begin(), whole.classes.end(),
                                    [&](const ClassDiff& one) { return one.layer == layer; });
    return found == whole.classes.end() ? nullptr : &*found;
}

bool DiffRun::asked(const std::string& layer) const {
    return options.only.empty() || std::find(options.only.begin(), options.only.end(), layer) != options.only.end();
}

std::vector<Issue> DiffRun::issues() const {
    auto all = before.read.issues;
    all.insert(all.end(), now.read.issues.begin(), now.read.issues.end());
    return all;
}

std::vector<report::LayerAccount> DiffRun::accounts() const {
    auto all = accounts_of(before.read.layers);
    const auto more = accounts_of(now.read.layers);
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

void add_diff(Command root, Session& session) {
    auto command = root.add_subcommand("diff", session.text("help.diff"));
    auto wish = std::make_shared<DiffCommand>();
    wish->command = "diff";
    const auto text = [&session](const char* name) { return session.text(std::string("help.diff_") + name); };
    command.add_option("OLD", wish->before, text("before"));
    command.add_option("NEW", wish->now, text("now"));
    command.add_option("--within", wish->within, text("within")).capture_default_str();
    command.add_option("--moved", wish->moved, text("moved")).capture_default_str();
    command.add_option("--match", wish->match, text("match")).check(one_of({"key", "place"})).capture_default_str();
    command.add_option("--only", wish->only, text("only")).delimiter(',').allow_extra_args(false);
    command.add_option("--ignore", wish->ignore, text("ignore")).delimiter(',').allow_extra_args(false);
    command.add_flag("--extra", wish->extra, text("extra"));
    command.add_flag("--no-indicators", wish->no_indicators, text("no_indicators"));
    command.add_option("--rules", wish->rules, session.text("help.audit_rules"));
    command.add_option("--threads", wish->threads, session.text("help.coverage_threads"))
        .check(not_negative())
        .capture_default_str();
    command.add_option("--top", wish->top, text("top")).capture_default_str();
    add_result_options(command, session, *wish, limit_names);
    command.callback([&session, wish] { session.command = [&session, wish] { return run_diff(session, *wish); }; });
}

} // namespace kerb::tools
