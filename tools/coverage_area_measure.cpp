// What `kerb coverage area` measures: reaches by size, the ground, classes of land.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>

#include "coverage_area.hpp"
#include "coverage_ground.hpp"

namespace kerb::tools {
namespace {

std::vector<double> scales_of_all(const LoadedShapes& shapes, const WorkingFrame& frame) {
    std::vector<double> scales;
    for (const auto* layer : {&shapes.points, &shapes.lines, &shapes.areas}) {
        const auto own = scales_of(*layer, frame);
        scales.insert(scales.end(), own.begin(), own.end());
    }
    return scales;
}

/// What each asset's size is: its field's, else its own area. NaN, and named, where it has neither.
std::vector<double> sizes_of(LoadedShapes& assets, const std::string& field, std::span<const double> scale) {
    if (!field.empty()) {
        return amounts_of(assets, field, "tools.bad_size");
    }
    const auto& areas = areas_of(assets.areas);
    const auto without = assets.size() - areas.size();
    std::vector<double> sizes(without, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const double k = scale.empty() ? 1 : scale[without + i];
        sizes.push_back(area(areas[i]) / (k * k));
    }
    for (auto* layer : {&assets.points, &assets.lines}) {
        for (std::size_t i = 0; i < layer->table.size(); ++i) {
            layer->issues.push_back(row_issue(*layer, i, "tools.no_size", ""));
        }
    }
    return sizes;
}

std::vector<double> find_reaches(CoverageAreaRun& run, const CoverageAreaOptions& options,
                                 std::span<const double> scale) {
    auto own = reaches_of(run.assets, options.reach_field);
    if (run.bands.empty()) {
        return own;
    }
    auto reaches = coverage::reaches_by_size(sizes_of(run.assets, options.size_field, scale), run.bands);
    for (std::size_t i = 0; i < own.size(); ++i) {
        reaches[i] = std::isnan(own[i]) ? reaches[i] : own[i];
    }
    return reaches;
}

std::vector<const MultiPolygon*> land_of(const CoverageAreaRun& run, std::optional<std::uint32_t> land_class) {
    std::vector<const MultiPolygon*> land;
    const auto& areas = areas_of(run.land);
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (!land_class || run.classes.of_row[i] == *land_class) {
            land.push_back(&areas[i]);
        }
    }
    return land;
}

/// The ground of each class of land in the zones, summed. One measurement for all: the border of what is within reach
/// is the same.
void measure_classes(CoverageAreaRun& run, const Ground* zones, coverage::WithinReachInput input,
                     coverage::WithinReachOptions how, const Session& session) {
    Ground all;
    std::vector<std::size_t> end; // of each class's cells
    for (std::uint32_t c = 0; c < run.classes.size(); ++c) {
        auto own = land_ground(zones, land_of(run, c), *run.frame, how.threads);
        std::move(own.cells.begin(), own.cells.end(), std::back_inserter(all.cells));
        all.scale.insert(all.scale.end(), own.scale.begin(), own.scale.end());
        end.push_back(all.cells.size());
    }
    if (all.cells.empty()) {
        return;
    }
    input.zones = all.cells;
    input.zone_scale = all.scale;
    how.gaps = false;
    const auto found = coverage::within_reach(input, how, session.progress()).zones;
    std::size_t cell = 0;
    for (const auto last : end) {
        ExactSum total, covered;
        for (; cell < last; ++cell) {
            total.add(found[cell].total_m2);
            covered.add(found[cell].covered_m2);
        }
        run.class_areas.push_back({total.value(), covered.value()});
    }
}

/// The ground that is asked for, and the zones' for classes of land.
std::pair<Ground, std::optional<Ground>> find_ground(const CoverageAreaRun& run, const Session& session,
                                                     Threads threads) {
    std::optional<Ground> zones;
    if (run.has_zones()) {
        zones = zone_ground(session, run.zones, *run.frame, threads);
    }
    if (zones && run.land.account.source.empty()) {
        return {*zones, zones};
    }
    return {land_ground(zones ? &*zones : nullptr, land_of(run, {}), *run.frame, threads), zones};
}

} // namespace

void measure_area(CoverageAreaRun& run, const CoverageAreaOptions& options, const Session& session) {
    const Threads threads{options.threads};
    const auto asset_scale = scales_of_all(run.assets, *run.frame);
    const auto reach_m = find_reaches(run, options, asset_scale);
    run.classes = groups_of(run.land, options.by);
    const auto [ground, zones] = find_ground(run, session, threads);
    coverage::WithinReachInput input;
    input.assets = shapes_of(run.assets);
    input.asset_reach_m = reach_m;
    input.asset_scale = asset_scale;
    input.zones = ground.cells;
    input.zone_scale = ground.scale;
    coverage::WithinReachOptions how{.reach = run.within.value_or(Metres{1}), // with bands each has its own
                                     .ignore_gaps_below_m2 = area_option("--ignore-gaps", options.ignore_gaps),
                                     .stroke = run.stroke,
                                     .threads = threads};
    run.result = coverage::within_reach(input, how, session.progress());
    measure_classes(run, zones ? &*zones : nullptr, input, how, session);
    if (run.has_zones()) {
        add_by_field(run.weighted, options.weights, run.zones, measured(run.result.zones));
    }
    add_by_class(run.weighted, options.weights, options.by, run.classes, measured(run.class_areas));
}

} // namespace kerb::tools
