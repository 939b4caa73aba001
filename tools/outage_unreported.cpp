// kerb outage unreported: how many outages does nobody know of, when lists overlap?
#include "outage_unreported.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

/// What the reader has to know of an estimate.
class Warnings {
public:
    Warnings(const Session& session, const UnreportedCommand& command, UnreportedRun& run)
        : session_(session), command_(command), run_(run), found_(run.found) {}

    void add() {
        const auto& total = found_.overall.total;
        if (!total) {
            add_warning("nothing");
            return;
        }
        add_warning(!found_.models ? "dependence" : "three_way");
        if (has_list("events") && has_list("tickets") && run_.from_reports > 0) {
            add_warning(command_.event_sources.empty() ? "from_reports" : "own_only",
                        {{"count", run_.from_reports}, {"of", run_.events}});
        }
        if (found_.lists.size() == 3 && !found_.models) {
            add_warning("no_model");
        }
        if (found_.pooled && found_.units.size() > 1) {
            add_warning("pooled");
        }
        if (total->none_in_common) {
            add_warning("none_in_common");
        }
        if (total->few_in_common) {
            add_warning("few_in_common");
        }
    }

private:
    void add_warning(const char* code, decltype(Message::arguments) arguments = {}) {
        found_.warnings.emplace_back(
            code, session_.text(Message{std::string("outage_unreported.warn.") + code, std::move(arguments)}));
    }

    [[nodiscard]] bool has_list(const char* name) const {
        return std::any_of(found_.lists.begin(), found_.lists.end(),
                           [&](const auto& list) { return list.name == name; });
    }

    const Session& session_;
    const UnreportedCommand& command_;
    UnreportedRun& run_;
    report::Unreported& found_;
};

int run_unreported(const Session& session, const UnreportedCommand& command) {
    check_confidence(command.confidence);
    check_output(session, {command.city, command.lamps, command.patrol, command.events, command.telemetry,
                           command.tickets, command.roads, command.zones});
    UnreportedRun run;
    run.input = load_outage(session, command);
    if (session.options.dry_run) {
        print(dry_run_text(session, run.input->read.frame, run.input->accounts()));
        return 0;
    }
    if (run.input->table.size() == 0) {
        throw SourceError({"outage.no_lamps", {}});
    }
    run.issues = run.input->read.issues;
    link_unreported(command, run);
    estimate_unreported(run.input->table, run.linked, run.found);
    Warnings(session, command, run).add();
    run.found.summary = unreported_sentence(session, run);
    session.summarise(run.issues);
    print_result(session,
                 {run.input->read.frame, report::Accuracy{"exact_counts", std::nullopt}, run.input->accounts(),
                  run.issues, session.language},
                 {[&] { return report::unreported_json(run.found); }, [&] { return report::unreported_csv(run.found); },
                  [&] { return unreported_text(session, run); }});
    if (!session.options.output.empty()) {
        CoverageOptions output;
        output.command = command.command;
        write_result(session, output, run.input->read.frame, unreported_tables(run));
    }
    return 0;
}

} // namespace

void add_outage_unreported(CLI::App& outage, Session& session) {
    auto* command = outage.add_subcommand("unreported", session.text("help.outage_unreported"));
    auto options = std::make_shared<UnreportedCommand>();
    options->command = "outage unreported";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_unreported_") + name); };
    command->add_option("--lists", options->lists, text("lists"));
    command->add_option("--window-from", options->from, text("from"));
    command->add_option("--window-to", options->to, text("to"));
    command->add_option("--round", options->round, session.text("help.outage_round"));
    command->add_option("--event-sources", options->event_sources, text("sources"));
    add_outage_options(*command, session, *options);
    command->callback(
        [&session, options] { session.command = [&session, options] { return run_unreported(session, *options); }; });
}

} // namespace kerb::tools
