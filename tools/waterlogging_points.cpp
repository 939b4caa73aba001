// kerb waterlogging points: where a storm leaves water on the carriageway.
#include "waterlogging_points.hpp"

#include <memory>
#include <tuple>

#include <kerb/base/error.hpp>

#include "terrain_rasters.hpp"
#include "waterlogging.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

const std::vector<std::string> limit_names = {"points", "deepest_m", "area_m2", "volume_m3", "cleared_found"};

Figures limits_of(const PointsRun& run) {
    double deepest = 0, area = 0, volume = 0;
    for (const auto& named : run.points) {
        deepest = std::max(deepest, named.point.depth_m());
        area += named.point.area_m2;
        volume += named.point.volume_m3;
    }
    return {{"points", static_cast<double>(run.points.size())},
            {"deepest_m", deepest},
            {"area_m2", area},
            {"cleared_found", static_cast<double>(run.figures.cleared_found())},
            {"volume_m3", volume}};
}

/// Options that mean nothing without another one. \throws UsageError
void check_pairs(const PointsCommand& o) {
    const bool city = !o.inventory.empty(), time = o.runoff.empty(), drains = city && time && !o.no_drains;
    const std::tuple<const char*, bool, const char*, bool> pairs[] = {
        {"--land-cover-classes", !o.land_cover_classes.empty(), "--land-cover", !o.land_cover.empty()},
        {"--building-walls", o.walls, "--inventory", city},
        {"--keep-decks", o.keep_decks, "--inventory", city},
        {"--no-drains", o.no_drains, "--inventory", city},
        {"--drain-rules", !o.drain_rules.empty(), "--inventory", city && time},
        {"--tail-water", !o.tail_water.empty(), "--inventory", drains},
        {"--clogging", o.clogging.has_value(), "--inventory", drains},
        {"--blocked", o.blocked > 0, "--inventory", drains},
        {"--conveyance-raster", !o.conveyance_raster.empty(), "--inventory", city && time}};
    for (const auto& [option, given, other, there] : pairs) {
        if (given && !there) {
            throw UsageError({"points.needs", {{"option", std::string(option)}, {"other", std::string(other)}}});
        }
    }
    if (!o.dem_sigma.empty()) {
        (void)length_option("--dem-sigma", o.dem_sigma);
    }
    if (!(length_option("--dem-range", o.dem_range).value() > 0)) {
        throw UsageError({"points.bad_range", {{"value", o.dem_range}}});
    }
}

std::vector<MadeRaster> make_rasters(const PointsRun& run, const Session& session, const PointsCommand& options) {
    const Threads threads(options.terrain.threads);
    std::vector<MadeRaster> made;
    if (!options.depth_raster.empty()) {
        const std::vector<float> levels(run.water.highest_m.begin(), run.water.highest_m.end());
        const auto depths = depth_surface(run.terrain.grid, run.found.basin, levels, threads);
        made.push_back(make_raster(session, options.depth_raster, depths, threads));
    }
    if (!options.conveyance_raster.empty()) {
        auto depths = run.terrain.grid;
        depths.values = run.conveyance.depth_m;
        depths.nodata.reset();
        made.push_back(make_raster(session, options.conveyance_raster, depths, threads));
    }
    return made;
}

/// One rain, and one only. \throws UsageError
void check_storm(const PointsCommand& options) {
    const bool storm =
        !options.storm.city.empty() || !options.storm.formula_file.empty() || !options.storm.hyetograph.empty();
    if (storm == !options.runoff.empty()) {
        throw UsageError({storm ? "points.two_rains" : "points.no_rain", {}});
    }
    if (storm) {
        check_storm_usage(options.storm);
    }
}

int run_points(const Session& session, const PointsCommand& options) {
    require("--dem", options.terrain.dem);
    check_storm(options);
    const auto limit = limit_of(options.output, limit_names);
    check_pairs(options);
    check_outputs(
        session,
        {options.terrain.dem, options.inventory, options.known, options.land_cover, options.land_cover_classes,
         options.drain_rules, options.storm.hyetograph, options.storm.formula_file},
        {options.depth_raster, options.conveyance_raster});
    auto chosen = options.runoff.empty() ? std::optional(choose_storm(session, options.storm)) : std::nullopt;
    auto run = prepare_points(session, options);
    if (!options.conveyance_raster.empty() && run.road_of_cell.empty()) {
        throw UsageError({"points.no_conveyance", {}});
    }
    if (chosen) {
        run.layers.insert(run.layers.end(), chosen->accounts.begin(), chosen->accounts.end());
        run.issues.insert(run.issues.end(), chosen->issues.begin(), chosen->issues.end());
    }
    run.storm = std::move(chosen);
    warn_about_scale(session, run.terrain.frame);
    if (session.options.dry_run) {
        print(dry_run_text(session, run.terrain.frame, run.layers));
        return 0;
    }
    find_points(run, session, options);
    session.summarise(run.issues);
    const auto top = options.output.top;
    print_result(
        session,
        {run.terrain.frame, report::Accuracy{"fill_spill_merge", std::nullopt}, run.layers, run.issues,
         session.language},
        {[&] { return report::water_points_json(run.figures, run.points, top); },
         [&] { return report::water_points_csv(run.points); }, [&] { return points_text(session, run, top); }});
    auto rasters = make_rasters(run, session, options);
    deliver_rasters(session, rasters, [&] {
        if (!session.options.output.empty()) {
            write_result(session, options.output, run.terrain.frame, points_layers(run, options));
        }
    });
    return exit_code(session, options.output, limit, limits_of(run));
}

} // namespace

void add_waterlogging_points(Command waterlogging, Session& session) {
    auto command = waterlogging.add_subcommand("points", session.text("help.points"));
    auto options = std::make_shared<PointsCommand>();
    options->output.command = "waterlogging points";
    const auto text = [&](const char* name) { return session.text(std::string("help.points_") + name); };
    add_terrain_options(command, session, options->terrain);
    command.add_option("--inventory", options->inventory, text("inventory"));
    command.add_option("--runoff", options->runoff, text("runoff"));
    add_storm_options(command, session, options->storm);
    command.add_option("--losses", options->losses, text("losses"));
    command.add_flag("--no-drains", options->no_drains, text("no_drains"));
    command.add_option("--clogging", options->clogging, text("clogging")).check(between(0.0, 1.0));
    command.add_option("--drain-rules", options->drain_rules, text("drain_rules"));
    command.add_option("--land-cover", options->land_cover, text("land_cover"));
    command.add_option("--land-cover-classes", options->land_cover_classes, text("land_cover_classes"));
    command.add_option("--tail-water", options->tail_water, text("tail_water"));
    command.add_option("--watch-for", options->watch_for, text("watch_for")).capture_default_str();
    command.add_option("--known", options->known, text("known"));
    command.add_option("--deeper-than", options->deeper_than, text("deeper_than")).capture_default_str();
    command.add_flag("--building-walls", options->walls, text("walls"));
    command.add_flag("--keep-decks", options->keep_decks, text("keep_decks"));
    command.add_option("--onsets", options->onsets, text("onsets")).capture_default_str();
    command.add_option("--fixes", options->fixes, text("fixes")).capture_default_str();
    command.add_option("--dem-sigma", options->dem_sigma, text("dem_sigma"));
    command.add_option("--dem-range", options->dem_range, text("dem_range")).capture_default_str();
    command.add_option("--blocked", options->blocked, text("blocked")).check(between(0.0, 1.0));
    command.add_option("--realisations", options->realisations, text("realisations"))
        .check(between(1, 100000))
        .capture_default_str();
    command.add_option("--seed", options->seed, text("seed")).capture_default_str();
    command.add_option("--depth-raster", options->depth_raster, text("depth_raster"));
    command.add_option("--conveyance-raster", options->conveyance_raster, text("conveyance_raster"));
    command.add_option("--top", options->output.top, text("top")).check(not_negative()).capture_default_str();
    add_result_options(command, session, options->output, limit_names);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_points(session, *options); }; });
}

} // namespace kerb::tools
