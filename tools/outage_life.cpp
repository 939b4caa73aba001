// kerb outage life: how long do lamps of a type live, and how many will fail in the days ahead?
#include "outage_life.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/late_records.hpp>
#include <kerb/inventory/meant_time.hpp>
#include <kerb/inventory/tables.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

const std::vector<std::string> limits = {"expected", "expected_hi"};

/// Kinds of events by name. \throws UsageError for others
std::vector<EventKind> kinds_of(const std::string& text, std::vector<std::string>& names) {
    const auto& codes = find_class("event")->find("kind")->codes;
    std::vector<EventKind> kinds;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find(',', from), text.size());
        const auto name = text.substr(from, to - from);
        const auto found = std::find(codes.begin(), codes.end(), name);
        if (found == codes.end()) {
            throw UsageError(
                {"outage_life.no_kind", {{"value", name}, {"names", fmt::format("{}", fmt::join(codes, ", "))}}});
        }
        kinds.push_back(static_cast<EventKind>(found - codes.begin() + 1));
        names.push_back(name);
        from = to + 1;
    }
    return kinds;
}

/// The record that tells of failures, without dates that stand for none or lie far after the rest.
std::optional<RecordTimes> times_of(const Inventory& city) {
    return record_times(city, {.events = true, .readings = true});
}

/// From the first event to the last moment told of.
std::optional<Stretch> record_of(const Inventory& city) {
    std::vector<std::int64_t> begins;
    for (const auto& event : city.events) {
        if (event.found) {
            begins.push_back(event.found->seconds);
        }
    }
    const auto meant = meant_time(begins);
    const auto first = std::min_element(begins.begin(), begins.end(), [&](std::int64_t a, std::int64_t b) {
        return std::pair(!meant.begins(a), a) < std::pair(!meant.begins(b), b);
    });
    if (first == begins.end() || !meant.begins(*first)) {
        return std::nullopt;
    }
    return Stretch{*first, std::max(*first, times_of(city)->last.seconds) + 1};
}

/// As the options say, or the whole record.
Stretch window_of(const Inventory& city, const LifeCommand& command) {
    const auto record = record_of(city);
    if (!record) {
        throw UsageError({"outage_life.no_events", {}});
    }
    const auto from = moment_option("--window-from", command.window_from),
               to = moment_option("--window-to", command.window_to);
    const Stretch window{from ? from->seconds : record->from, to ? to->seconds : record->to};
    if (window.to <= window.from) {
        throw UsageError({"outage_repair.no_window",
                          {{"from", moment_text(window.from, false)}, {"to", moment_text(window.to, false)}}});
    }
    return window;
}

/// Records that the window leaves out as they lie far after the rest, and ends that are none.
void tell_odd_dates(const Inventory& city, const LifeCommand& command, const Stretch& window,
                    std::vector<Issue>& issues) {
    const auto times = times_of(city);
    if (times && command.window_to.empty()) {
        const auto late = late_records(city, *times, "--window-to");
        issues.insert(issues.end(), late.begin(), late.end());
    }
    const auto odd = odd_ends(city, {.events = true}, Moment{window.to, true});
    issues.insert(issues.end(), odd.begin(), odd.end());
}

std::vector<LampAge> ages_of(const LifeRun& run, const std::vector<std::uint32_t>* district, std::uint32_t group) {
    const auto& types = run.input->table.groups(Level::type).of_lamp;
    std::vector<LampAge> ages;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (run.lives.age[i] && (district == nullptr || (*district)[i] == group)) {
            ages.push_back({*run.lives.age[i], types[i]});
        }
    }
    return ages;
}

void look_ahead(LifeRun& run, const LifeCommand& command, const std::vector<LifeFit>& fits) {
    ForecastOptions options;
    options.confidence = command.confidence;
    options.seed = command.seed;
    options.draws = command.draws;
    options.threads = Threads(command.threads);
    const double ahead = run.result.ahead_days / 365.25;
    const auto& table = run.input->table;
    const auto all = forecast_failures(ages_of(run, nullptr, 0), fits, ahead, options);
    run.result.ahead = all.all;
    run.result.not_forecast = all.left_out;
    for (std::size_t t = 0; t < fits.size(); ++t) {
        run.result.types[t].ahead = all.groups[t];
    }
    const auto& districts = table.groups(Level::district);
    for (std::uint32_t d = 0; d < districts.size(); ++d) {
        run.result.districts.push_back(
            {districts.keys[d], d < districts.names_zh.size() ? districts.names_zh[d] : "",
             d < districts.names_en.size() ? districts.names_en[d] : "",
             forecast_failures(ages_of(run, &districts.of_lamp, d), fits, ahead, options).all});
    }
}

void fill(LifeRun& run, const LifeCommand& command, const Stretch& window) {
    auto& result = run.result;
    result.from = moment_text(window.from, false);
    result.to = moment_text(window.to, false);
    result.renewed = command.lives == "all";
    result.confidence = command.confidence;
    result.seed = command.seed;
    const auto& types = run.input->table.groups(Level::type);
    const auto fits = fit_lives(run.lives.lives, static_cast<std::uint32_t>(std::max<std::size_t>(types.size(), 1)));
    for (std::uint32_t t = 0; t < fits.size(); ++t) {
        result.types.push_back({t < types.size() ? types.keys[t] : "",
                                std::count(types.of_lamp.begin(), types.of_lamp.end(), t), fits[t], std::nullopt});
    }
    result.undated = run.lives.undated;
    result.untyped = run.lives.untyped;
    result.built_after = run.lives.built_after;
    result.in_repair = run.lives.in_repair;
    result.before_built = run.lives.before_built;
    look_ahead(run, command, fits);
}

LifeRun find_lives(const Session& session, const LifeCommand& command) {
    check_confidence(command.confidence);
    LifeRun run;
    LampLivesOptions options;
    options.failures = kinds_of(command.kinds, run.result.kinds);
    run.result.ahead_days = hours_option("--ahead", command.ahead) / 24;
    if (command.draws < 1) {
        throw UsageError({"outage.bad_life", {}});
    }
    run.input = load_outage(session, command);
    if (run.input->table.size() == 0) {
        throw SourceError({"outage.no_lamps", {}});
    }
    options.window = window_of(run.input->city(), command);
    options.renewed = command.lives == "all";
    run.lives = lamp_lives(run.input->city(), run.input->table, *run.input->index, options);
    auto& issues = run.input->read.issues;
    issues.insert(issues.end(), run.lives.issues.begin(), run.lives.issues.end());
    tell_odd_dates(run.input->city(), command, options.window, issues);
    fill(run, command, options.window);
    run.result.summary = life_sentence(session, run);
    return run;
}

int run_life(const Session& session, const LifeCommand& command) {
    CoverageOptions output;
    output.command = command.command;
    output.fail_if = command.fail_if;
    const auto limit = limit_of(output, limits);
    check_output(session, {command.city, command.lamps, command.events, command.roads, command.zones});
    const auto run = find_lives(session, command);
    session.summarise(run.input->read.issues);
    print_result(session,
                 {run.input->read.frame, report::Accuracy{"maximum_likelihood", std::nullopt}, run.input->accounts(),
                  run.input->read.issues, session.language},
                 {[&] { return report::life_json(run.result); }, [&] { return report::life_csv(run.result); },
                  [&] { return life_text(session, run); }});
    if (!session.options.output.empty()) {
        write_result(session, output, run.input->read.frame, life_tables(run));
    }
    return exit_code(session, output, limit,
                     {{"expected", run.result.ahead.mean}, {"expected_hi", run.result.ahead.prediction.hi}});
}

} // namespace

void add_outage_life(Command outage, Session& session) {
    auto command = outage.add_subcommand("life", session.text("help.outage_life"));
    auto options = std::make_shared<LifeCommand>();
    options->command = "outage life";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_life_") + name); };
    command.add_option("--window-from", options->window_from, text("window_from"));
    command.add_option("--window-to", options->window_to, text("window_to"));
    command.add_option("--kinds", options->kinds, text("kinds")).capture_default_str();
    command.add_option("--lives", options->lives, text("lives")).check(one_of({"first", "all"})).capture_default_str();
    command.add_option("--ahead", options->ahead, text("ahead")).capture_default_str();
    command.add_option("--draws", options->draws, text("draws")).capture_default_str();
    command.add_option("--fail-if", options->fail_if, text("fail_if"));
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_life(session, *options); }; });
}

} // namespace kerb::tools
