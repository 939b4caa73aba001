// kerb score: points and ranks by a profile, what moved them, and a snapshot that can be made again.
#include "score.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/report/envelope.hpp>

#include "inventory_account.hpp"

namespace kerb::tools {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> limit_names = {"score",         "lowest_score",     "vetoed_count",
                                              "small_n_count", "unverified_count", "missing_count"};

ScoreFiles prepare_files(const Session& session, const ScoreCommand& options) {
    const fs::path folder = session.options.output;
    ScoreFiles files{(folder / "score.gpkg").string(), (folder / "score.json").string(),
                     (folder / "score.csv").string(), (folder / "run.json").string(), nullptr};
    for (const auto& file : {files.layers, files.json, files.csv, files.run}) {
        for (const auto& input :
             {options.city, options.previous, options.marks, options.over, options.profile, options.water.dem,
              options.lamps.photometry, options.lamps.photometry_map, options.lamps.r_table}) {
            if (!input.empty()) {
                keep_input(input, file);
            }
        }
    }
    if (session.options.dry_run) {
        return files;
    }
    files.set = std::make_unique<io::OutputSet>(
        folder.string(), std::vector<std::string>{"score.gpkg", "score.json", "score.csv", "run.json"},
        session.options.overwrite);
    return files;
}

std::string dry_text(const Session& session, const ScoreRun& run, const ScoreFiles& files) {
    auto text = session.text(describe(run.read.frame)) + "\n";
    for (const auto& file : {files.layers, files.json, files.csv, files.run}) {
        text += session.text(Message{"tools.dry_output", {{"file", file}}}) + "\n";
    }
    return text;
}

int exit_code(const Session& session, const ScoreCommand& options, const std::optional<Limit>& limit,
              const Figures& figures) {
    if (!limit || (limit->has_data(figures) && !limit->crossed(figures))) {
        return 0;
    }
    session.warn(
        {limit->has_data(figures) ? "tools.limit_crossed" : "tools.limit_without_data", {{"limit", options.fail_if}}});
    return static_cast<int>(Outcome::limit_crossed);
}

void show(const Session& session, const ScoreCommand& options, const ScoreRun& run, const std::string& json) {
    print_document(
        in_format(session, {[&] { return json; }, [&] { return report::score_csv(run.found(), options.bom); },
                            [&] { return score_text(session, run); }}));
}

void deliver_files(const Session& session, const ScoreFiles& files) {
    files.set->deliver();
    if (session.options.format == "table") {
        print_written(session.text(Message{
                          "score.wrote",
                          {{"layers", files.layers}, {"json", files.json}, {"csv", files.csv}, {"run", files.run}}}) +
                      "\n");
    }
}

int run_score(const Session& session, const ScoreCommand& options) {
    require("CITY.gpkg", options.city);
    if (options.recompute.empty()) {
        check_beside(options.water, options.lamps);
    }
    if (!options.recompute.empty()) {
        return recompute_score(session, options);
    }
    require("--output", session.options.output);
    const auto limit =
        options.fail_if.empty() ? std::nullopt : std::optional<Limit>(std::in_place, options.fail_if, limit_names);
    auto profile = score_profile(options);
    const auto files = prepare_files(session, options);
    ScoreRun run{
        .read = io::read_inventory(options.city, session.frame(), session.source_options(), session.progress()),
        .profile = std::move(profile)};
    warn_about_scale(session, run.read.frame);
    if (session.options.dry_run) {
        print(dry_text(session, run, files));
        return 0;
    }
    measure_score(run, session, options);
    if (!options.previous.empty()) {
        compare_with_previous(run, session, options);
    }
    const auto json =
        report::to_json({run.read.frame, std::nullopt, accounts_of(run.read.layers), run.read.issues, session.language},
                        report::score_json(run.found()));
    make_score_files(session, options, run, files, json);
    show(session, options, run, json);
    session.summarise(run.read.issues);
    deliver_files(session, files);
    return exit_code(session, options, limit, score_figures(run));
}

void add_options(Command command, Session& session, ScoreCommand& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.score_") + name); };
    command.add_option("CITY,-i,--input", options.city, session.text("help.audit_city"));
    command.add_option("--profile", options.profile, text("profile"));
    command.add_option("--over", options.over, text("over"));
    command.add_flag("--strict", options.strict, text("strict"));
    command.add_option("--marks", options.marks, text("marks"));
    command.add_option("--weights", options.weights, text("weights")).delimiter(',').allow_extra_args(false);
    command.add_option("--previous", options.previous, text("previous"));
    command.add_flag("--allow-changed", options.allow_changed, text("allow_changed"));
    command.add_option("--recompute", options.recompute, text("recompute"));
    command.add_option("--as-of", options.as_of, text("as_of"));
    add_water_options(command, session, options.water);
    add_lamp_data_options(command, session, options.lamps);
    command.add_flag("--bom", options.bom, text("bom"));
    command.add_option("--threads", options.threads, session.text("help.coverage_threads"))
        .check(not_negative())
        .capture_default_str();
    command.add_option(
        "--fail-if", options.fail_if,
        session.text(Message{"help.coverage_fail_if", {{"figures", fmt::format("{}", fmt::join(limit_names, ", "))}}}));
}

} // namespace

std::string ScoreRun::zone_name(const Session& session, std::size_t zone) const {
    const auto& about = read.city.zones[zones[zone]].about;
    const auto& name = session.language == Language::zh ? about.name_zh : about.name_en;
    const auto& other = session.language == Language::zh ? about.name_en : about.name_zh;
    const auto& told = name.empty() ? other : name;
    return told.empty() || told == about.key ? about.key : about.key + " " + told.str();
}

std::string ScoreRun::item_name(const Session& session, const std::string& id) const {
    const auto find = [&](const std::vector<scorecard::SnapshotItem>& items) {
        const auto it = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
        return it == items.end() || it->name.in(session.language).empty() ? std::string()
                                                                          : it->name.in(session.language);
    };
    auto name = find(now.items);
    name = name.empty() && previous ? find(previous->items) : name;
    return name.empty() ? id : name;
}

Figures score_figures(const ScoreRun& run) {
    const auto& sheet = run.now.sheet;
    std::optional<double> lowest;
    double vetoed = 0, few = 0, unverified = 0, missing = 0;
    for (const auto& zone : sheet.zones) {
        lowest = zone.score && (!lowest || *zone.score < *lowest) ? zone.score : lowest;
        vetoed += zone.vetoed ? 1 : 0;
        few += zone.small_n ? 1 : 0;
    }
    for (std::size_t i = 0; i < sheet.indicators.size(); ++i) {
        unverified += sheet.all.of_indicator[i].unverified ? 1 : 0;
        missing += run.now.city.indicators[i].missing ? 1 : 0;
    }
    return {{"score", sheet.all.score}, {"lowest_score", lowest},         {"vetoed_count", vetoed},
            {"small_n_count", few},     {"unverified_count", unverified}, {"missing_count", missing}};
}

void add_score(Command root, Session& session) {
    auto command = root.add_subcommand("score", session.text("help.score"));
    auto options = std::make_shared<ScoreCommand>();
    add_options(command, session, *options);
    add_source_options(command, session);
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_score(session, *options); }; });
}

} // namespace kerb::tools
