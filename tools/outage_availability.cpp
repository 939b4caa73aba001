// kerb outage availability: for what share of the nights did lamps burn?
#include "outage_availability.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/frame.hpp>
#include <kerb/outage/silence.hpp>
#include <kerb/outage/sun.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

const std::vector<std::string> limits = {"availability", "per_lamp_year", "unknown_share"};
constexpr std::size_t most_with_weeks = 200;

/// Longitude and latitude of the middle of the lamps.
Point place_of(const OutageInput& input) {
    Box box;
    for (const auto place : input.table.places) {
        box.add(place);
    }
    const auto degrees = Transform(input.city().frame, Frame::from("EPSG:4326"));
    return degrees({(box.min_x + box.max_x) / 2, (box.min_y + box.max_y) / 2});
}

/// The offset that most of the events have.
std::optional<int> offset_of_records(const OutageInput& input, const FaultRows& rows) {
    std::map<int, std::int64_t> counts;
    for (const auto record : rows.record) {
        const auto& moment =
            rows.source == "events" ? input.city().events[record].found : input.city().cases[record].reported;
        if (moment && moment->offset_min != Moment::no_offset) {
            ++counts[moment->offset_min];
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? std::nullopt : std::optional(most->first);
}

/// Minutes ahead of UTC, where the option says so. \throws UsageError
std::optional<int> clock_option(const AvailabilityCommand& command) {
    if (command.clock_offset.empty()) {
        return std::nullopt;
    }
    const auto minutes = parse_number(command.clock_offset);
    if (!minutes || std::abs(*minutes) > 18 * 60 || *minutes != std::floor(*minutes)) {
        throw UsageError({"outage_availability.bad_clock", {{"value", command.clock_offset}}});
    }
    return static_cast<int>(*minutes);
}

void set_clock(AvailabilityRun& run, const AvailabilityCommand& command) {
    auto& result = run.result;
    const auto place = place_of(*run.input);
    result.longitude = place.x;
    result.latitude = place.y;
    if (const auto given = clock_option(command)) {
        result.clock_min = *given;
        result.clock_by = "option";
    } else if (const auto offset = offset_of_records(*run.input, run.rows)) {
        result.clock_min = *offset;
        result.clock_by = "records";
    } else {
        result.clock_min = static_cast<int>(std::lround(place.x / 15)) * 60;
        result.clock_by = "longitude";
    }
}

/// In service as the record of its pole says, within the window.
std::vector<LampInService> services_of(const OutageInput& input, const Stretch& window) {
    const auto& circuits = input.table.groups(Level::circuit).of_lamp;
    std::vector<LampInService> lamps;
    for (std::size_t i = 0; i < input.table.size(); ++i) {
        const auto& more = input.city().streetlights[input.table.pole[i]].about.more.value();
        LampInService lamp;
        lamp.service = window;
        if (more.valid_from) {
            lamp.service.from = std::max(window.from, more.valid_from->seconds);
        }
        if (more.valid_to) {
            lamp.service.to = std::min(window.to, more.valid_to->seconds);
        }
        lamp.service.to = std::max(lamp.service.from, lamp.service.to);
        lamp.circuit = circuits[i] == no_group ? LampSeen::no_circuit : circuits[i];
        lamps.push_back(lamp);
    }
    return lamps;
}

std::vector<LampOutage> outages_of(const FaultRows& rows) {
    std::vector<LampOutage> outages;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const auto lamp : rows.lamps[i]) {
            outages.push_back({lamp, rows.spans[i].from, rows.spans[i].to});
        }
    }
    return outages;
}

/// What one reckoning after the other is made of.
struct Parts {
    std::vector<LampInService> lamps;
    std::vector<LampOutage> outages;
    std::vector<LampSilence> silences;
    AvailabilityOptions options;
};

void add_level(AvailabilityRun& run, Parts& parts, const std::string& name) {
    const auto level =
        static_cast<Level>(std::find(level_codes.begin(), level_codes.end(), name) - level_codes.begin());
    const auto& groups = run.input->table.groups(level);
    auto options = parts.options;
    options.groups = static_cast<std::uint32_t>(groups.size()) + 1; // the last: lamps of none
    if (groups.size() > most_with_weeks) {
        options.bins.clear();
    }
    for (std::size_t i = 0; i < parts.lamps.size(); ++i) {
        parts.lamps[i].group = std::min(groups.of_lamp[i], static_cast<std::uint32_t>(groups.size()));
    }
    auto report = availability(parts.lamps, parts.outages, parts.silences, options);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        run.result.units.push_back({name, groups.keys[g], g < groups.names_zh.size() ? groups.names_zh[g] : "",
                                    g < groups.names_en.size() ? groups.names_en[g] : "", std::move(report.groups[g])});
    }
}

std::vector<std::string> levels_of(const std::string& by) {
    auto levels = fault_levels(by);
    for (const auto& level : levels) {
        if (std::find(level_codes.begin(), level_codes.end(), level) == level_codes.end()) {
            throw UsageError({"outage.no_level", {{"value", level}}});
        }
    }
    return levels;
}

AvailabilityRun find_availability(const Session& session, const AvailabilityCommand& command) {
    check_confidence(command.confidence);
    AvailabilityRun run;
    run.levels = levels_of(command.by);
    (void)clock_option(command); // before anything is read
    (void)hours_option("--silence", command.silence);
    run.input = load_outage(session, command);
    if (run.input->table.size() == 0) {
        throw SourceError({"outage.no_lamps", {}});
    }
    run.rows = fault_rows(*run.input, command.from, command.zone_kind, command.window_to);
    reckon_availability(run, command);
    run.result.summary = availability_sentence(session, run);
    run.issues = run.input->read.issues;
    run.issues.insert(run.issues.end(), run.rows.issues.begin(), run.rows.issues.end());
    return run;
}

Figures figures_of(const Availability& all) {
    const auto known = static_cast<double>(all.service_s), unknown = static_cast<double>(all.unknown_s);
    return {{"availability", all.share ? std::optional(1 - *all.share) : std::nullopt},
            {"per_lamp_year", all.failures.per_year},
            {"unknown_share", known + unknown > 0 ? std::optional(unknown / (known + unknown)) : std::nullopt}};
}

int run_availability(const Session& session, const AvailabilityCommand& command) {
    CoverageOptions output;
    output.command = command.command;
    output.fail_if = command.fail_if;
    const auto limit = limit_of(output, limits);
    check_output(session, {command.city, command.lamps, command.events, command.tickets, command.telemetry,
                           command.roads, command.zones});
    const auto run = find_availability(session, command);
    session.summarise(run.issues);
    print_result(
        session,
        {run.input->read.frame, report::Accuracy{"exact_seconds", std::nullopt}, run.input->accounts(), run.issues,
         session.language},
        {[&] { return report::availability_json(run.result); }, [&] { return report::availability_csv(run.result); },
         [&] { return availability_text(session, run); }});
    if (!session.options.output.empty()) {
        write_result(session, output, run.input->read.frame, availability_tables(run));
    }
    write_charts(session, command.charts, availability_charts(session, run));
    return exit_code(session, output, limit, figures_of(run.result.report.all));
}

} // namespace

void reckon_availability(AvailabilityRun& run, const AvailabilityCommand& command) {
    auto& result = run.result;
    const auto window = fault_window(run.rows, command.window_from, command.window_to);
    result.source = run.rows.source;
    result.from = moment_text(window.from, run.rows.days);
    result.to = moment_text(window.to, run.rows.days);
    result.all_day = command.all_day;
    result.confidence = command.confidence;
    const auto silence_s = static_cast<std::int64_t>(hours_option("--silence", command.silence) * 3600);
    Parts parts{services_of(*run.input, window),
                outages_of(run.rows),
                silences_of(run.input->city(), *run.input->index, window, silence_s),
                {}};
    parts.options.confidence = command.confidence;
    parts.options.bins = week_edges(window);
    std::optional<Nights> nights;
    if (!command.all_day) {
        set_clock(run, command);
        nights.emplace(SunPlace{result.latitude, result.longitude, result.clock_min}, Moment{window.from, true},
                       Moment{window.to, true});
        parts.options.counted = [&](std::int64_t from, std::int64_t to) { return nights->seconds(from, to); };
    }
    result.report = availability(parts.lamps, parts.outages, parts.silences, parts.options);
    for (const auto& level : run.levels) {
        add_level(run, parts, level);
    }
}

void add_outage_availability(Command outage, Session& session) {
    auto command = outage.add_subcommand("availability", session.text("help.outage_availability"));
    auto options = std::make_shared<AvailabilityCommand>();
    options->command = "outage availability";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_availability_") + name); };
    command.add_option("--by", options->by, session.text("help.outage_by")).capture_default_str();
    command.add_option("--from", options->from, session.text("help.outage_repair_from"))
        .check(one_of({"auto", "events", "tickets"}))
        .capture_default_str();
    command.add_option("--window-from", options->window_from, text("window_from"));
    command.add_option("--window-to", options->window_to, text("window_to"));
    command.add_flag("--all-day", options->all_day, text("all_day"));
    command.add_option("--clock-offset", options->clock_offset, text("clock_offset"));
    command.add_option("--silence", options->silence, text("silence")).capture_default_str();
    command.add_option("--charts", options->charts, session.text("help.outage_charts"));
    command.add_option("--fail-if", options->fail_if, text("fail_if"));
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_availability(session, *options); }; });
}

} // namespace kerb::tools
