// kerb audit: everything the inventory can answer, for a planner to keep.
#include "audit.hpp"

#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/base/version.hpp>
#include <kerb/inventory/checks.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/io/checksum.hpp>
#include <kerb/io/output_set.hpp>
#include <kerb/io/versions.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/run_record.hpp>

#include "audit_project.hpp"
#include "beside.hpp"
#include "inventory_account.hpp"
#include "layers.hpp"
#include "report.hpp"

namespace kerb::tools {
namespace {

namespace fs = std::filesystem;

struct AuditOptions {
    std::string city, rules, scores;
    AuditWaterOptions water;
    LampDataOptions lamps;
    bool qgis = false;
};

struct AuditFiles {
    std::string page, layers, summary, run, project; ///< no project: not asked for
    std::unique_ptr<io::OutputSet> set;              ///< not for a dry run
};

AuditFiles prepare_files(const Session& session, bool project) {
    const fs::path folder = session.options.output;
    const auto in_folder = [&folder](const char* name) { return (folder / name).string(); };
    AuditFiles files{in_folder("report.html"),
                     in_folder("audit.gpkg"),
                     in_folder("summary.json"),
                     in_folder("run.json"),
                     project ? in_folder("audit.qgs") : std::string(),
                     nullptr};
    if (!session.options.dry_run) {
        std::vector<std::string> names = {"audit.gpkg", "summary.json", "report.html"};
        if (project) {
            names.emplace_back("audit.qgs");
        }
        names.emplace_back("run.json");
        files.set = std::make_unique<io::OutputSet>(folder.string(), names, session.options.overwrite);
    }
    return files;
}

report::RunInput input_of(const std::string& path) {
    const auto digest = io::digest_of_file(path);
    return {path, digest.sha256, digest.bytes};
}

report::RunRecord run_record(const Session& session, const AuditOptions& options, const AuditRun& run) {
    report::RunRecord record;
    record.version = version();
    record.command = "audit";
    record.arguments = session.arguments;
    record.inputs.push_back(input_of(options.city));
    for (const auto& file :
         {options.rules, options.water.dem, options.lamps.photometry, options.lamps.photometry_map}) {
        if (!file.empty()) {
            record.inputs.push_back(input_of(file));
        }
    }
    record.frame = run.read.frame.frame.name();
    for (const auto& [name, number] : io::library_versions()) {
        record.libraries.emplace_back(name, number);
    }
    record.seconds = session.seconds();
    return record;
}

std::string city_name(const AuditOptions& options, const AuditRun& run) {
    return run.read.city.name.empty() ? fs::path(options.city).stem().string() : run.read.city.name;
}

/// Makes the files that are delivered later; true with a project.
bool make_files(const Session& session, const AuditOptions& options, const AuditRun& run, const AuditFiles& files,
                const std::string& summary) {
    const auto tables = audit_tables(run, session);
    const auto record = run_record(session, options, run);
    io::SinkOptions sink;
    sink.overwrite = session.options.overwrite;
    sink.styles = styles_for(names_of(tables));
    if (const auto by_share = builtin_data("styles/lines.qml"); by_share && sink.styles.contains("roads")) {
        sink.styles["roads"] = *by_share; // here they show how well they are lit, not their class
    }
    sink.schema = schema_of(tables);
    sink.language = session.language;
    sink.run = {
        {"version", record.version}, {"command", "audit"}, {"frame", record.frame}, {"city", city_name(options, run)}};
    for (const auto& input : record.inputs) {
        sink.run.emplace_back("input " + input.path, input.sha256);
    }
    bool with_project = false;
    files.set->make([&] {
        io::write_layers(files.set->place_of(files.layers), tables, sink);
        io::write_text(files.set->place_of(files.summary), summary, session.options.overwrite);
        io::write_text(files.set->place_of(files.run), report::to_json(record), session.options.overwrite);
        write_page(session, files.set->room(), files.set->place_of(files.page), options.scores);
        with_project = !files.project.empty() && write_project(session, files.set->place_of(files.project),
                                                               city_name(options, run), tables, sink);
    });
    return with_project;
}

void show(const Session& session, const AuditOptions& options, const AuditRun& run, const std::string& json) {
    print_document(in_format(session, {[&] { return json; }, [&] { return report::length_csv(run.lit, run.labels()); },
                                       [&] { return audit_summary(session, run, city_name(options, run)); }}));
}

void deliver_files(const Session& session, const AuditFiles& files, bool with_project) {
    files.set->deliver();
    if (with_project) {
        session.note(session.text(Message{"tools.wrote", {{"file", files.project}}}));
    }
    if (session.options.format == "table") {
        print_written(session.text(Message{"audit.wrote",
                                           {{"page", files.page},
                                            {"layers", files.layers},
                                            {"summary", files.summary},
                                            {"run", files.run},
                                            {"seconds", fmt::format("{:.1f}", session.seconds())}}}) +
                      "\n");
    }
}

int run_audit(const Session& session, const AuditOptions& options) {
    require("CITY.gpkg", options.city);
    require("--output", session.options.output);
    check_beside(options.water, options.lamps);
    (void)scores_in(options.scores); // before all the work
    const auto files = prepare_files(session, options.qgis);
    keep_input(options.city, files.layers);
    AuditRun run{
        .read = io::read_inventory(options.city, session.frame(), session.source_options(), session.progress()),
        .rules = audit_rules(options.rules)};
    warn_about_scale(session, run.read.frame);
    if (session.options.dry_run) {
        print(session.text(describe(run.read.frame)) + "\n" +
              session.text(Message{"tools.dry_output", {{"file", files.layers}}}) + "\n" +
              (options.qgis ? session.text(Message{"tools.dry_output", {{"file", files.project}}}) + "\n" : ""));
        return 0;
    }
    for (const auto& found : {check_records(run.read.city), odd_widths(run.read.city.roads)}) {
        run.read.issues.insert(run.read.issues.end(), found.begin(), found.end());
    }
    measure_lit_roads(run, session);
    measure_services(run, session);
    measure_walks(run, session);
    measure_green(run, session);
    measure_streets(run, session);
    measure_order(run, session);
    measure_duties(run, session);
    measure_lamps(run);
    measure_water(run, session, options.water, options.city);
    run.systems = measure_systems(run.read.city, run.water.get(), options.water, options.lamps, session);
    measure_overdue(run, session);
    const auto json = audit_json(run, session);
    const bool with_project = make_files(session, options, run, files, json);
    show(session, options, run, json);
    deliver_files(session, files, with_project);
    return 0;
}

} // namespace

void add_audit(Command root, Session& session) {
    auto command = root.add_subcommand("audit", session.text("help.audit"));
    auto options = std::make_shared<AuditOptions>();
    command.add_option("CITY,-i,--input", options->city, session.text("help.audit_city"));
    command.add_option("--rules", options->rules, session.text("help.audit_rules"));
    command.add_option("--scores", options->scores, session.text("help.report_scores"));
    add_water_options(command, session, options->water);
    add_lamp_data_options(command, session, options->lamps);
    command.add_flag("--qgis", options->qgis, session.text("help.audit_qgis"));
    add_source_options(command, session);
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_audit(session, *options); }; });
}

} // namespace kerb::tools
