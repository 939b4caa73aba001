// kerb coverage: what its commands share.
#include "coverage.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/base/version.hpp>
#include <kerb/geometry/web_map_offset.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/report/text_table.hpp>

#include "layer_values.hpp"

namespace kerb::tools {

void add_coverage_options(Command command, Session& session, CoverageOptions& options,
                          const std::vector<std::string>& limits, bool zones) {
    const auto text = [&](const char* name) { return session.text(std::string("help.coverage_") + name); };
    if (zones) {
        command.add_option("--zones", options.zones, text("zones"));
        command.add_option("--zone-id", options.zone_id, text("zone_id"));
        command.add_option("--zones-where", options.zones_where, text("zones_where"));
    }
    command.add_option("--measure", options.measure, text("measure"))
        .check(one_of({"grid", "ground"}))
        .capture_default_str();
    command.add_option("--threads", options.threads, text("threads")).check(not_negative()).capture_default_str();
    command.add_option("--top", options.top, text("top")).check(not_negative()).capture_default_str();
    add_result_options(command, session, options, limits);
}

void add_result_options(Command command, Session& session, CoverageOptions& options,
                        const std::vector<std::string>& limits) {
    command.add_option(
        "--fail-if", options.fail_if,
        session.text(Message{"help.coverage_fail_if", {{"figures", fmt::format("{}", fmt::join(limits, ", "))}}}));
    add_source_options(command, session);
    add_common(command, session);
}

void check_output(const Session& session, std::initializer_list<std::string> sources) {
    const auto& output = session.options.output;
    if (output.empty()) {
        return;
    }
    check_target(session, output);
    for (const auto& source : sources) {
        if (!source.empty()) {
            keep_input(io::SourceName::parse(source).path, output);
        }
    }
}

std::optional<Limit> limit_of(const CoverageOptions& options, const std::vector<std::string>& names) {
    return options.fail_if.empty() ? std::nullopt : std::optional<Limit>(std::in_place, options.fail_if, names);
}

LoadedLayer load_zones(const Session& session, const CoverageOptions& options, std::vector<std::string> columns) {
    return options.zones.empty() ? LoadedLayer{}
                                 : load_layer({"zones", options.zones, Shape::polygon, options.zone_id,
                                               options.zones_where, std::move(columns)},
                                              session.source_options());
}

namespace {

/// Two layers of one city lie about each other. One that lies elsewhere reaches nothing and would count as a figure of
/// 0, where a wrong reference system, swapped axes or another city is what happened.
void warn_if_elsewhere(const Session& session, const LoadedLayer& base, LoadedLayer& layer) {
    const auto here = base.table.box(), there = layer.table.box();
    const double near = std::max({5000.0, here.max_x - here.min_x, here.max_y - here.min_y});
    if (here.empty() || there.empty() || here.grown(near).intersects(there)) {
        return;
    }
    const double apart_x = std::max({here.min_x - there.max_x, there.min_x - here.max_x, 0.0});
    const double apart_y = std::max({here.min_y - there.max_y, there.min_y - here.max_y, 0.0});
    const Message message{"tools.elsewhere",
                          {{"layer", layer.account.source},
                           {"base", base.account.source},
                           {"distance", report::length_text(std::hypot(apart_x, apart_y))}}};
    session.warn(message);
    layer.issues.push_back({Severity::warning, "tools.elsewhere", layer.table.name, -1, {}, 0, 0, false, message});
}

/// Points that lie beside lines once the offset of a Chinese web map is taken back, and not before.
void warn_if_offset(const Session& session, LoadedLayer& places, const LoadedLayer& lines, const Frame& frame) {
    const auto* points = std::get_if<Points>(&places.table.geometry);
    const auto* streets = std::get_if<Lines>(&lines.table.geometry);
    const auto found =
        points != nullptr && streets != nullptr ? suspect_offset(*points, *streets, frame) : std::nullopt;
    if (!found) {
        return;
    }
    const auto& odd = found->of_lines ? lines : places;
    const Message message{"tools.web_map_offset",
                          {{"layer", odd.account.source},
                           {"system", std::string(found->offset == WebMapOffset::gcj02 ? "GCJ-02" : "BD-09")},
                           {"n", static_cast<std::int64_t>(found->looked_at)},
                           {"near", static_cast<std::int64_t>(found->near)},
                           {"then", static_cast<std::int64_t>(found->near_unshifted)}}};
    session.warn(message);
    places.issues.push_back({Severity::warning, "tools.web_map_offset", odd.table.name, -1, {}, 0, 0, false, message});
}

} // namespace

WorkingFrame place_layers(const Session& session, const CoverageOptions& options,
                          std::initializer_list<LoadedLayer*> layers) {
    const auto base =
        std::find_if(layers.begin(), layers.end(), [](const LoadedLayer* layer) { return layer->table.size() > 0; });
    if (base == layers.end()) {
        throw SourceError({"tools.nothing_to_measure", {{"source", (*layers.begin())->account.source}}});
    }
    const auto measure = options.measure == "ground" ? Measure::ground : Measure::grid;
    const auto wished = session.frame();
    const auto& table = (*base)->table;
    auto frame = wished ? use_frame(*wished, *table.frame, table.box(), measure)
                        : choose_frame(*table.frame, table.box(), measure);
    for (auto* layer : layers) {
        place(*layer, frame.frame);
        warn_if_elsewhere(session, **base, *layer);
    }
    for (auto* places : layers) {
        for (const auto* lines : layers) {
            warn_if_offset(session, *places, *lines, frame.frame);
        }
    }
    warn_about_scale(session, frame);
    return frame;
}

std::optional<ZoneMap> zone_map(const LoadedLayer& zones) {
    const auto* areas = std::get_if<std::vector<MultiPolygon>>(&zones.table.geometry);
    if (areas == nullptr || areas->empty()) {
        return std::nullopt;
    }
    return std::optional<ZoneMap>(std::in_place, *areas, ranks_of(zones));
}

std::vector<Issue> issues_of(std::initializer_list<const LoadedLayer*> layers) {
    std::vector<Issue> all;
    for (const auto* layer : layers) {
        all.insert(all.end(), layer->issues.begin(), layer->issues.end());
    }
    return all;
}

std::vector<report::LayerAccount> accounts_of(std::initializer_list<const LoadedLayer*> layers) {
    std::vector<report::LayerAccount> accounts;
    for (const auto* layer : layers) {
        if (!layer->account.source.empty()) {
            accounts.push_back(layer->account);
        }
    }
    return accounts;
}

std::string dry_run_text(const Session& session, const WorkingFrame& frame,
                         const std::vector<report::LayerAccount>& accounts) {
    std::string text = session.text(describe(frame)) + "\n";
    for (const auto& account : accounts) {
        text += session.text(Message{"tools.dry_layer",
                                     {{"role", account.role},
                                      {"source", account.source},
                                      {"layer", account.layer},
                                      {"read", account.accounting.read},
                                      {"used", account.accounting.used}}}) +
                "\n";
    }
    const auto& output = session.options.output;
    return text +
           (output.empty() ? session.text("tools.dry_nothing")
                           : session.text(Message{"tools.dry_output", {{"file", output}}})) +
           "\n";
}

std::string skipped_text(const Session& session, const std::vector<report::LayerAccount>& accounts) {
    std::string text;
    for (const auto& account : accounts) {
        for (const auto& [reason, count] : account.accounting.skipped) {
            text += session.text(Message{"report.skipped",
                                         {{"layer", account.layer},
                                          {"count", count},
                                          {"read", account.accounting.read},
                                          {"reason", reason_text(session, reason)}}}) +
                    "\n";
        }
    }
    return text;
}

void print_result(const Session& session, const report::Envelope& envelope, const ResultForms& forms) {
    const auto json = [&] { return report::to_json(envelope, forms.json()); };
    print_document(in_format(session, {json, forms.csv, forms.table}));
}

void write_result(const Session& session, const CoverageOptions& options, const WorkingFrame& frame,
                  const std::vector<FeatureTable>& tables) {
    const auto& output = session.options.output;
    if (output.empty() || session.options.dry_run) {
        return;
    }
    io::SinkOptions sink;
    sink.overwrite = session.options.overwrite;
    sink.styles = styles_for(names_of(tables));
    for (const auto& table : tables) { // a layer that shows something else under a usual name has a style of its own
        const auto noun = options.command.substr(0, options.command.find(' '));
        if (const auto own = builtin_data(fmt::format("styles/{}/{}.qml", noun, table.name))) {
            sink.styles[table.name] = *own;
        }
    }
    sink.schema = schema_of(tables);
    sink.language = session.language;
    sink.run = {{"version", std::string(version())},
                {"command", options.command},
                {"arguments", fmt::format("{}", fmt::join(session.arguments, " "))},
                {"frame", frame.frame.name()}};
    io::write_layers(output, tables, sink);
    session.note(session.text(Message{"tools.wrote", {{"file", output}}}));
}

int exit_code(const Session& session, const CoverageOptions& options, const std::optional<Limit>& limit,
              const Figures& figures) {
    if (!limit || (limit->has_data(figures) && !limit->crossed(figures))) {
        return 0;
    }
    const auto* code = limit->has_data(figures) ? "tools.limit_crossed" : "tools.limit_without_data";
    session.warn({code, {{"limit", options.fail_if}}});
    return static_cast<int>(Outcome::limit_crossed);
}

void add_coverage(Command root, Session& session) {
    auto coverage = root.add_subcommand("coverage", session.text("help.coverage"));
    add_coverage_length(coverage, session);
    add_coverage_area(coverage, session);
    add_coverage_points(coverage, session);
    add_coverage_density(coverage, session);
    add_coverage_spacing(coverage, session);
    add_coverage_conflicts(coverage, session);
    add_coverage_lighting(coverage, session);
    add_coverage_connections(coverage, session);
    add_coverage_network(coverage, session);
    add_coverage_siting(coverage, session);
}

} // namespace kerb::tools
