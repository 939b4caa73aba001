#include "storm_choice.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>
#include <kerb/io/source.hpp>

#include "help.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

const std::vector<std::string> shapes = {"chicago", "blocks", "uniform"};
const std::vector<std::string> forms = {"interval", "single", "general"};

std::size_t index_of(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

double minutes_option(const std::string& option, const std::string& text) {
    require(option, text);
    const auto minutes = parse_minutes(text);
    if (!minutes || *minutes <= 0) {
        throw UsageError({"storm.bad_duration", {{"option", option}, {"value", text}}});
    }
    return *minutes;
}

double years_option(const std::string& option, const std::string& text) {
    require(option, text);
    const auto years = parse_years(text);
    if (!years || *years <= 0) {
        throw UsageError({"storm.bad_period", {{"option", option}, {"value", text}}});
    }
    return *years;
}

/// \throws UsageError with the cities there are, and the one that was meant.
const StormCity& builtin_city(const Session& session, const std::string& name) {
    if (const auto* city = find_storm_city(name)) {
        return *city;
    }
    std::vector<std::string> names, known;
    for (const auto& city : builtin_storm_cities()) {
        names.insert(names.end(), {city.id, city.name, city.name_zh});
        known.push_back(session.language == Language::zh ? city.name_zh : city.id);
    }
    const auto near = nearest(name, names);
    throw UsageError({near.empty() ? "storm.unknown_city" : "storm.unknown_city_near",
                      {{"city", name}, {"near", near}, {"cities", fmt::format("{}", fmt::join(known, ", "))}}});
}

/// Reads a table without places: every row counts.
void read_rain(const Session& session, const StormOptions& options, ChosenStorm& run) {
    const auto name = io::SourceName::parse(options.hyetograph);
    io::LayerRequest request;
    request.layer = name.layer;
    auto read = io::read_layer(name.path, request, session.source_options(), session.progress());
    if (read.tables.empty()) {
        throw SourceError({"storm.no_rain_rows", {{"table", name.path}}});
    }
    auto& table = read.tables.front();
    const auto layer = table.name;
    table.name = name.path;
    run.shown.hyetograph = hyetograph_from_table(table, options.rate_factor());
    run.shown.source = options.hyetograph;
    run.accounts = {{"rain", name.path, layer, read.accounting, {}}};
    run.issues = std::move(read.issues);
}

} // namespace

void check_storm_usage(const StormOptions& options) {
    if (!options.formula_file.empty() && !options.city.empty()) {
        throw UsageError({"storm.one_of_sources", {}});
    }
    for (const auto& [option, value] :
         {std::pair("--city", options.city), std::pair("--formula", options.formula_file),
          std::pair("--return-period", options.return_period), std::pair("--duration", options.duration)}) {
        if (!options.hyetograph.empty() && !value.empty()) {
            throw UsageError({"storm.both_rains", {{"option", std::string(option)}}});
        }
    }
}

std::vector<StormCity> storm_cities(const Session& session, const StormOptions& options, bool all) {
    if (!options.formula_file.empty()) {
        return {StormCity::from_toml(toml_of(options.formula_file))};
    }
    if (!options.city.empty()) {
        return {builtin_city(session, options.city)};
    }
    if (all) {
        return builtin_storm_cities();
    }
    require("--city", options.city);
    return {};
}

StormWish storm_wish(const StormOptions& options) {
    StormWish wish;
    wish.formula.return_period_a = years_option("--return-period", options.return_period);
    wish.formula.duration_min = minutes_option("--duration", options.duration);
    wish.formula.zone = options.zone;
    wish.formula.id = options.id;
    if (!options.form.empty()) {
        wish.formula.form = static_cast<FormulaForm>(index_of(forms, options.form));
    }
    wish.formula.allow_unverified = options.allow_unverified;
    wish.step_min = minutes_option("--step", options.step);
    wish.shape = static_cast<StormShape>(index_of(shapes, options.shape));
    wish.peak_ratio = options.peak_ratio;
    wish.factor = options.rate_factor();
    return wish;
}

ChosenStorm choose_storm(const Session& session, const StormOptions& options) {
    ChosenStorm run;
    run.shown.factor = options.rate_factor();
    if (!options.hyetograph.empty()) {
        read_rain(session, options, run);
        return run;
    }
    run.city = std::make_shared<const StormCity>(storm_cities(session, options).front());
    run.shown.city = run.city.get();
    run.shown.design = design_storm(*run.city, storm_wish(options));
    run.shown.hyetograph = run.shown.design->hyetograph;
    return run;
}

void add_storm_options(Command command, Session& session, StormOptions& given) {
    const auto options = &given;
    const auto text = [&](const char* name) { return session.text(std::string("help.waterlogging_storm_") + name); };
    command.add_option("--city", options->city, text("city"));
    command.add_option("--return-period", options->return_period, text("return_period"));
    command.add_option("--duration", options->duration, text("duration"));
    command.add_option("--step", options->step, text("step")).capture_default_str();
    command.add_option("--zone", options->zone, text("zone"));
    command.add_option("--form", options->form, text("form")).check(one_of(forms));
    command.add_option("--id", options->id, text("id"));
    command.add_option("--formula", options->formula_file, text("formula"));
    command.add_option("--hyetograph", options->hyetograph, text("hyetograph"));
    command.add_option("--peak-ratio", options->peak_ratio, text("peak_ratio"));
    command.add_option("--shape", options->shape, text("shape")).check(one_of(shapes)).capture_default_str();
    command.add_option("--factor", options->factor, text("factor"))
        .check(one_of({"167", "exact"}))
        .capture_default_str();
    command.add_flag("--allow-unverified", options->allow_unverified, text("allow_unverified"));
}

} // namespace kerb::tools
