// kerb coverage length: how much of each line lies within reach of an asset.
#include "coverage_length.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/version.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/report/envelope.hpp>

#include "limit.hpp"

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share", "covered_m", "total_m", "gap_count", "longest_gap_m"};

void load(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    const auto source = session.source_options();
    run_both(
        Threads{options.threads},
        [&] {
            run.lines = load_layer({"lines", options.lines, Shape::line, options.id_field, options.where, {options.by}},
                                   source);
            if (!options.zones.empty()) {
                run.zones = load_layer({"zones", options.zones, Shape::polygon, options.zone_id, "", {}}, source);
            }
        },
        [&] {
            run.assets = load_layer(
                {"assets", options.assets, Shape::point, "", options.assets_where, {options.reach_field}, false},
                source);
        });
}

void choose(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    const auto& base = run.lines.table.size() > 0 ? run.lines.table : run.assets.table;
    if (base.size() == 0) {
        throw SourceError({"tools.nothing_to_measure", {{"source", options.lines}}});
    }
    const auto measure = options.measure == "ground" ? Measure::ground : Measure::grid;
    const auto wished = session.frame();
    run.frame =
        wished ? use_frame(*wished, *base.frame, base.box(), measure) : choose_frame(*base.frame, base.box(), measure);
    for (auto* layer : {&run.lines, &run.assets, &run.zones}) {
        place(*layer, run.frame->frame);
    }
}

/// Reaches from the assets' own field; a negative one is named and the general reach taken instead.
void find_reaches(CoverageLengthRun& run, const std::string& field) {
    const auto* column = field.empty() ? nullptr : run.assets.table.find(field);
    if (column == nullptr) {
        return;
    }
    run.reach_m.reserve(column->size());
    for (std::size_t i = 0; i < column->size(); ++i) {
        const auto reach = column->number_at(i);
        const bool good = reach && *reach >= 0 && std::isfinite(*reach);
        if (!good && !column->null_at(i)) { // a text, or a number that is none
            run.assets.issues.push_back(
                {Severity::warning,
                 "tools.bad_reach",
                 run.assets.table.name,
                 run.assets.table.rows[i],
                 "",
                 0,
                 0,
                 false,
                 {"tools.bad_reach", {{"key", run.assets.id(i)}, {"value", column->text_at(i)}}}});
        }
        run.reach_m.push_back(good ? *reach : std::numeric_limits<double>::quiet_NaN());
    }
}

/// Numbers the values of the --by field, in the order of their names.
void find_groups(CoverageLengthRun& run, const std::string& field) {
    const auto* column = field.empty() ? nullptr : run.lines.table.find(field);
    if (column == nullptr) {
        return;
    }
    std::unordered_map<std::string, std::uint32_t> numbers;
    run.group.reserve(column->size());
    for (std::size_t i = 0; i < column->size(); ++i) {
        const auto next = static_cast<std::uint32_t>(numbers.size());
        run.group.push_back(numbers.try_emplace(column->text_at(i), next).first->second);
    }
    for (const auto& [name, number] : numbers) {
        run.group_names.push_back(name);
    }
    std::sort(run.group_names.begin(), run.group_names.end());
    std::vector<std::uint32_t> sorted(numbers.size());
    for (std::uint32_t i = 0; i < run.group_names.size(); ++i) {
        sorted[numbers[run.group_names[i]]] = i;
    }
    for (auto& group : run.group) {
        group = sorted[group];
    }
}

void find_scales(CoverageLengthRun& run) {
    if (run.frame->measure != Measure::ground) {
        return;
    }
    const ScaleField field(run.frame->frame, run.lines.table.box());
    const auto& lines = std::get<Lines>(run.lines.table.geometry);
    for (std::size_t f = 0; f < lines.size(); ++f) {
        Box box;
        for (auto p = lines.feature_begin[f]; p < lines.feature_begin[f + 1]; ++p) {
            box.add(bounds(lines.part(p)));
        }
        run.scale.push_back(field.at(box.centre()));
    }
}

std::optional<coverage::ZoneMap> zone_map(const LoadedLayer& zones) {
    const auto* areas = std::get_if<std::vector<MultiPolygon>>(&zones.table.geometry);
    if (areas == nullptr || areas->empty()) {
        return std::nullopt;
    }
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < areas->size(); ++i) {
        keys.push_back(zones.id(i));
    }
    std::vector<std::uint32_t> order(areas->size()), rank(areas->size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = i;
    }
    return std::optional<coverage::ZoneMap>(std::in_place, *areas, rank);
}

void measure(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    find_reaches(run, options.reach_field);
    find_groups(run, options.by);
    find_scales(run);
    const auto zones = zone_map(run.zones);
    coverage::AlongLinesInput input;
    input.lines = &std::get<Lines>(run.lines.table.geometry);
    input.assets = std::get<Points>(run.assets.table.geometry);
    input.asset_reach_m = run.reach_m;
    input.line_scale = run.scale;
    input.line_group = run.group;
    input.groups = static_cast<std::uint32_t>(run.group_names.size());
    input.zones = zones ? &*zones : nullptr;
    const coverage::AlongLinesOptions how{.reach = length_option("--within", options.within),
                                          .ignore_gaps_below = length_option("--ignore-gaps", options.ignore_gaps),
                                          .threads = Threads{options.threads}};
    run.result = coverage::along_lines(input, how, session.progress());
}

std::string dry_run_text(const Session& session, const CoverageLengthRun& run) {
    std::string text = session.text(describe(*run.frame)) + "\n";
    for (const auto& account : run.accounts()) {
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

void show(const Session& session, const CoverageLengthRun& run, const CoverageLengthOptions& options,
          const std::vector<Issue>& issues) {
    if (session.options.format == "json") {
        const report::Envelope envelope{run.frame, report::Accuracy{"interval_union", 1e-12}, run.accounts(), issues,
                                        session.language};
        print(report::to_json(envelope, report::length_json(run.result, run.labels(), options.top)));
    } else if (session.options.format == "csv") {
        print(report::length_csv(run.result, run.labels()));
    } else {
        print(coverage_text(session, run, options.top));
    }
}

io::SinkOptions sink_options(const Session& session, const std::vector<FeatureTable>& tables,
                             const WorkingFrame& frame) {
    io::SinkOptions sink;
    sink.overwrite = session.options.overwrite;
    sink.styles = styles_for(names_of(tables));
    sink.schema = schema_of(tables);
    sink.language = session.language;
    sink.run = {{"version", std::string(version())},
                {"command", "coverage length"},
                {"arguments", fmt::format("{}", fmt::join(session.arguments, " "))},
                {"frame", frame.frame.name()}};
    return sink;
}

int run_coverage_length(const Session& session, const CoverageLengthOptions& options) {
    require("--lines", options.lines);
    require("--assets", options.assets);
    require("--within", options.within);
    (void)length_option("--within", options.within);
    (void)length_option("--ignore-gaps", options.ignore_gaps);
    const auto limit =
        options.fail_if.empty() ? std::nullopt : std::optional<Limit>(std::in_place, options.fail_if, limit_names);
    const auto& output = session.options.output;
    if (!output.empty()) {
        check_target(session, output);
        for (const auto& input : {options.lines, options.assets, options.zones}) {
            keep_input(io::SourceName::parse(input).path, output);
        }
    }
    CoverageLengthRun run;
    load(run, options, session);
    choose(run, options, session);
    warn_about_scale(session, *run.frame);
    if (session.options.dry_run) {
        print(dry_run_text(session, run));
        return 0;
    }
    measure(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    const auto& all = run.result.all;
    const Figures figures = {{"share", all.share()},
                             {"covered_m", all.covered_m},
                             {"total_m", all.total_m},
                             {"gap_count", static_cast<double>(run.result.gaps.size())},
                             {"longest_gap_m", report::longest_gap_m(run.result)}};
    show(session, run, options, issues);
    if (!output.empty()) {
        const auto tables = coverage_tables(run);
        const auto sink = sink_options(session, tables, *run.frame);
        io::write_layers(output, tables, sink);
        session.note(session.text(Message{"tools.wrote", {{"file", output}}}));
    }
    if (limit && limit->crossed(figures)) {
        session.warn({"tools.limit_crossed", {{"limit", options.fail_if}}});
        return static_cast<int>(Outcome::limit_crossed);
    }
    return 0;
}

} // namespace

report::LengthLabels CoverageLengthRun::labels() const {
    report::LengthLabels labels;
    labels.line = [this](std::uint32_t i) { return lines.id(i); };
    labels.zone = [this](std::uint32_t i) { return zones.id(i); };
    if (!group_names.empty()) {
        labels.group = [this](std::uint32_t i) { return group_names[i]; };
        labels.class_of_line = [this](std::uint32_t i) { return group_names[group[i]]; };
    }
    return labels;
}

std::vector<Issue> CoverageLengthRun::issues() const {
    std::vector<Issue> all;
    for (const auto* layer : {&lines, &assets, &zones}) {
        all.insert(all.end(), layer->issues.begin(), layer->issues.end());
    }
    return all;
}

std::vector<report::LayerAccount> CoverageLengthRun::accounts() const {
    std::vector<report::LayerAccount> accounts = {lines.account, assets.account};
    if (!zones.account.source.empty()) {
        accounts.push_back(zones.account);
    }
    return accounts;
}

void add_coverage(CLI::App& root, Session& session) {
    auto* coverage = root.add_subcommand("coverage", session.text("help.coverage"));
    auto* command = coverage->add_subcommand("length", session.text("help.coverage_length"));
    auto options = std::make_shared<CoverageLengthOptions>();
    const auto text = [&](const char* name) { return session.text(std::string("help.length_") + name); };
    command->add_option("--lines", options->lines, text("lines"));
    command->add_option("--assets", options->assets, text("assets"));
    command->add_option("--within", options->within, text("within"));
    command->add_option("--reach-field", options->reach_field, text("reach_field"));
    command->add_option("--zones", options->zones, text("zones"));
    command->add_option("--by", options->by, text("by"));
    command->add_option("--where", options->where, text("where"));
    command->add_option("--assets-where", options->assets_where, text("assets_where"));
    command->add_option("--id-field", options->id_field, text("id_field"));
    command->add_option("--zone-id", options->zone_id, text("zone_id"));
    command->add_option("--ignore-gaps", options->ignore_gaps, text("ignore_gaps"))->capture_default_str();
    command->add_option("--measure", options->measure, text("measure"))
        ->check(CLI::IsMember({"grid", "ground"}))
        ->capture_default_str();
    command->add_option("--threads", options->threads, text("threads"))
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--top", options->top, text("top"))->capture_default_str();
    command->add_option("--fail-if", options->fail_if, text("fail_if"));
    add_source_options(*command, session);
    add_common(*command, session);
    command->callback([&session, options] {
        session.command = [&session, options] { return run_coverage_length(session, *options); };
    });
}

} // namespace kerb::tools
