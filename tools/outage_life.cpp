// kerb outage life: how long do lamps of a type live, and how many will fail in the days ahead?
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/outage/lamp_lives.hpp>
#include <kerb/report/outage_life_report.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "outage_faults.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

const std::vector<std::string> limits = {"expected", "expected_hi"};

struct LifeCommand : OutageOptions {
    std::string window_from, window_to, kinds = "off", lives = "first", ahead = "30d";
    std::int64_t draws = 2000;
};

struct LifeRun {
    std::unique_ptr<OutageInput> input;
    LampLives lives;
    report::LifeResult result;
};

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

/// From the first event to the last moment told of, or as the options say.
Stretch window_of(const Inventory& city, const LifeCommand& command) {
    std::optional<Moment> first;
    for (const auto& event : city.events) {
        first = event.found && (!first || *event.found < *first) ? event.found : first;
    }
    const auto last = last_moment(city);
    if (!first || !last) {
        throw UsageError({"outage_life.no_events", {}});
    }
    const auto from = moment_option("--window-from", command.window_from),
               to = moment_option("--window-to", command.window_to);
    const Stretch window{from.value_or(*first).seconds, to ? to->seconds : last->seconds + 1};
    if (window.to <= window.from) {
        throw UsageError({"outage_repair.no_window",
                          {{"from", moment_text(window.from, false)}, {"to", moment_text(window.to, false)}}});
    }
    return window;
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

std::string expected_text(const Forecast& ahead) {
    return fmt::format("{} ({}–{})", count_text(std::llround(ahead.mean)),
                       count_text(std::llround(ahead.prediction.lo)), count_text(std::llround(ahead.prediction.hi)));
}

std::string life_sentence(const Session& session, const LifeRun& run) {
    const auto& result = run.result;
    const bool any = std::any_of(result.types.begin(), result.types.end(),
                                 [](const auto& type) { return type.fit.weibull.has_value(); });
    if (!any) {
        return session.text("outage_life.no_data");
    }
    return session.text(Message{"outage_life.sentence",
                                {{"days", fmt::format("{:g}", result.ahead_days)},
                                 {"expected", count_text(std::llround(result.ahead.mean))},
                                 {"confidence", fmt::format("{:g} %", result.confidence * 100)},
                                 {"lo", count_text(std::llround(result.ahead.prediction.lo))},
                                 {"hi", count_text(std::llround(result.ahead.prediction.hi))},
                                 {"lamps", count_text(result.ahead.lamps)}}});
}

std::string bounds_text(double value, const Interval& bounds) {
    return fmt::format("{:.3g} ({:.3g}–{:.3g})", value, bounds.lo, bounds.hi);
}

/// Do the old fail, the young, or is there no sign of age?
std::string ageing(const Session& session, const Interval& shape) {
    return session.text(shape.lo > 1   ? "outage_life.ageing.old"
                        : shape.hi < 1 ? "outage_life.ageing.young"
                                       : "outage_life.ageing.none");
}

std::string type_table(const Session& session, const LifeRun& run) {
    const auto column = [&](const char* name) { return session.text(std::string("outage_life.column.") + name); };
    TextTable table({session.text("outage.level.type"), session.text("outage.column.lamps"), column("failures"),
                     column("shape"), column("scale"), column("median"), column("ageing"), column("ahead")});
    for (const auto& type : run.result.types) {
        const auto code = "code.source_type." + type.type;
        const auto name = has_text(code, session.language) ? session.text(code) : type.type;
        if (!type.fit.weibull) {
            const auto why = std::string("outage_life.state.") + report::life_state_name(type.fit.state);
            table.add(
                {name, count_text(type.lamps), count_text(type.fit.failures), "–", "–", "–", session.text(why), "–"});
            continue;
        }
        const auto& weibull = *type.fit.weibull;
        const double confidence = run.result.confidence;
        table.add({name, count_text(type.lamps), count_text(type.fit.failures),
                   bounds_text(weibull.shape, weibull.shape_bounds(confidence)),
                   bounds_text(weibull.scale, weibull.scale_bounds(confidence)),
                   bounds_text(weibull.age_of(0.5), weibull.age_bounds(0.5, confidence)),
                   ageing(session, weibull.shape_bounds(confidence)), type.ahead ? expected_text(*type.ahead) : "–"});
    }
    return "\n" + table.text();
}

std::string district_table(const Session& session, const LifeRun& run) {
    auto rows = run.result.districts;
    if (rows.empty()) {
        return {};
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.ahead.mean > b.ahead.mean; });
    TextTable table({session.text("outage.level.district"), session.text("outage_life.column.burning"),
                     session.text("outage_life.column.ahead")});
    constexpr std::size_t table_rows = 20;
    for (const auto& row : std::span(rows).first(std::min(rows.size(), table_rows))) {
        const auto& name = session.language == Language::zh ? row.name_zh : row.name_en;
        table.add(
            {name.empty() ? row.unit : row.unit + " " + name, count_text(row.ahead.lamps), expected_text(row.ahead)});
    }
    auto text = "\n" + table.text();
    if (rows.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(rows.size() - table_rows)}}}) +
                "\n";
    }
    return text;
}

std::string rest_text(const Session& session, const LifeRun& run) {
    const auto& result = run.result;
    std::string text = "\n";
    const auto line = [&](const char* what, std::int64_t count) {
        if (count > 0) {
            text +=
                session.text(Message{std::string("outage_life.rest.") + what, {{"count", count_text(count)}}}) + "\n";
        }
    };
    line("undated", result.undated);
    line("untyped", result.untyped);
    line("built_after", result.built_after);
    line("in_repair", result.in_repair);
    line("before_built", result.before_built);
    return text;
}

std::string life_text(const Session& session, const LifeRun& run) {
    const auto& result = run.result;
    return result.summary + "\n" +
           session.text(Message{
               "outage_life.source_line",
               {{"from", result.from},
                {"to", result.to},
                {"kinds", fmt::format("{}", fmt::join(result.kinds, ", "))},
                {"lives", session.text(result.renewed ? "outage_life.lives.all" : "outage_life.lives.first")}}}) +
           "\n" + type_table(session, run) + district_table(session, run) + rest_text(session, run) +
           left_out_text(session, *run.input) + skipped_text(session, run.input->accounts());
}

std::vector<FeatureTable> life_tables(const LifeRun& run) {
    const auto& city = run.input->city();
    const KeyIndex index(city.zones);
    FeatureTable layer;
    layer.name = "expected_failures";
    layer.frame = city.frame;
    std::vector<MultiPolygon> areas;
    Column id("id", ColumnType::text), lamps("lamps", ColumnType::integer), expected("expected", ColumnType::real),
        lo("expected_lo", ColumnType::real), hi("expected_hi", ColumnType::real);
    for (const auto& row : run.result.districts) {
        if (const auto zone = index.find(row.unit); zone != no_asset) {
            areas.push_back(city.zones[zone].area);
            layer.rows.push_back(static_cast<std::int64_t>(areas.size()));
            id.push(row.unit);
            lamps.push(row.ahead.lamps);
            expected.push(row.ahead.mean);
            lo.push(row.ahead.prediction.lo);
            hi.push(row.ahead.prediction.hi);
        }
    }
    layer.geometry = std::move(areas);
    layer.columns = {id, lamps, expected, lo, hi};
    std::vector<FeatureTable> tables;
    if (layer.size() > 0) {
        tables.push_back(std::move(layer));
    }
    return tables;
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

void add_outage_life(CLI::App& outage, Session& session) {
    auto* command = outage.add_subcommand("life", session.text("help.outage_life"));
    auto options = std::make_shared<LifeCommand>();
    options->command = "outage life";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_life_") + name); };
    command->add_option("--window-from", options->window_from, text("window_from"));
    command->add_option("--window-to", options->window_to, text("window_to"));
    command->add_option("--kinds", options->kinds, text("kinds"))->capture_default_str();
    command->add_option("--lives", options->lives, text("lives"))
        ->check(CLI::IsMember({"first", "all"}))
        ->capture_default_str();
    command->add_option("--ahead", options->ahead, text("ahead"))->capture_default_str();
    command->add_option("--draws", options->draws, text("draws"))->capture_default_str();
    command->add_option("--fail-if", options->fail_if, text("fail_if"));
    add_outage_options(*command, session, *options);
    command->callback(
        [&session, options] { session.command = [&session, options] { return run_life(session, *options); }; });
}

} // namespace kerb::tools
