// kerb waterlogging storm: how much rain falls in a storm of a return period, and how is it spread over time?
#include "waterlogging_storm.hpp"

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/storm_report.hpp>

#include "coverage.hpp"
#include "storm_choice.hpp"
#include "waterlogging.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

struct StormCommand : StormOptions {
    bool list = false;
};

int list_formulas(const Session& session, const std::vector<StormCity>& cities) {
    print_document(in_format(session, {[&] { return report::formulas_json(cities, session.language); },
                                       [&] { return report::formulas_csv(cities, session.language); },
                                       [&] { return formulas_text(session, cities); }}));
    return 0;
}

std::string dry_text(const Session& session, const ShownStorm& storm) {
    const auto& output = session.options.output;
    const auto used =
        storm.design ? Message{"storm.dry",
                               {{"formula", storm.design->formula.id}, {"ranges", storm.design->formula.ranges_text()}}}
                     : Message{"storm.steps_read",
                               {{"file", storm.source}, {"count", static_cast<std::int64_t>(storm.hyetograph.size())}}};
    return session.text(used) + "\n" +
           (output.empty() ? session.text("tools.dry_nothing")
                           : session.text(Message{"tools.dry_output", {{"file", output}}})) +
           "\n";
}

void show(const Session& session, const ChosenStorm& run) {
    const auto& storm = run.shown;
    const report::StormReport document{storm.city, storm.design ? &*storm.design : nullptr, &storm.hyetograph,
                                       storm.factor, session.language};
    print_result(
        session,
        {std::nullopt, report::Accuracy{"cumulative_differences", 1e-12}, run.accounts, run.issues, session.language},
        {[&] { return report::storm_json(document); }, [&] { return report::storm_csv(storm.hyetograph); },
         [&] { return storm_text(session, storm); }});
}

int run_storm(const Session& session, const StormCommand& options) {
    check_storm_usage(options);
    check_output(session, {options.hyetograph, options.formula_file});
    if (options.list) {
        return list_formulas(session, storm_cities(session, options, true));
    }
    const auto run = choose_storm(session, options);
    if (session.options.dry_run) {
        print(dry_text(session, run.shown));
        return 0;
    }
    session.summarise(run.issues);
    show(session, run);
    if (const auto& output = session.options.output; !output.empty()) {
        io::write_text(output, report::storm_csv(run.shown.hyetograph), session.options.overwrite);
        session.note(session.text(Message{"tools.wrote", {{"file", output}}}));
    }
    return 0;
}

} // namespace

void add_waterlogging_storm(Command waterlogging, Session& session) {
    auto command = waterlogging.add_subcommand("storm", session.text("help.waterlogging_storm"));
    auto options = std::make_shared<StormCommand>();
    const auto text = [&](const char* name) { return session.text(std::string("help.waterlogging_storm_") + name); };
    add_storm_options(command, session, *options);
    command.add_flag("--list", options->list, text("list"));
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_storm(session, *options); }; });
}

} // namespace kerb::tools
