// What `kerb coverage area` measures: reaches by size, the ground, classes of land.
#include <algorithm>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>

#include "coverage_area.hpp"

namespace kerb::tools {
namespace {

const std::vector<MultiPolygon>& areas_of(const LoadedLayer& layer) {
    static const std::vector<MultiPolygon> none;
    const auto* areas = std::get_if<std::vector<MultiPolygon>>(&layer.table.geometry);
    return areas != nullptr ? *areas : none;
}

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

/// The land in each zone; without zones all of it as one.
std::vector<MultiPolygon> ground_of(const CoverageAreaRun& run, std::span<const MultiPolygon* const> land,
                                    Threads threads) {
    if (run.has_zones()) {
        return clipped(areas_of(run.zones), land, threads);
    }
    return {united(land)};
}

/// The ground of each class of land in the zones, summed.
void measure_classes(CoverageAreaRun& run, coverage::WithinReachInput input, coverage::WithinReachOptions how,
                     const Session& session) {
    how.gaps = false;
    for (std::uint32_t c = 0; c < run.classes.size(); ++c) {
        const auto cells = ground_of(run, land_of(run, c), how.threads);
        input.zones = cells;
        run.class_areas.push_back(coverage::within_reach(input, how, session.progress()).all);
    }
}

coverage::SizeBand band_option(const std::string& text) {
    const auto colon = text.find(':');
    const auto size = colon == std::string::npos ? std::nullopt : parse_area(text.substr(0, colon));
    const auto reach = size ? parse_length(text.substr(colon + 1)) : std::nullopt;
    if (!reach || !(reach->value() > 0)) {
        throw UsageError({"tools.bad_band", {{"value", text}}});
    }
    return {*size, *reach};
}

} // namespace

std::vector<coverage::SizeBand> bands_option(const std::vector<std::string>& texts) {
    std::vector<coverage::SizeBand> bands;
    for (const auto& text : texts) {
        bands.push_back(band_option(text));
        if (bands.size() > 1 && bands[bands.size() - 2].from_m2 >= bands.back().from_m2) {
            throw UsageError({"tools.bands_order", {{"value", text}}});
        }
    }
    return bands;
}

void measure_area(CoverageAreaRun& run, const CoverageAreaOptions& options, const Session& session) {
    const Threads threads{options.threads};
    const auto zone_scale = scales_of(run.has_zones() ? run.zones : run.land, *run.frame);
    const auto asset_scale = scales_of_all(run.assets, *run.frame);
    const auto reach_m = find_reaches(run, options, asset_scale);
    run.classes = groups_of(run.land, options.by);
    run.ground = run.land.account.source.empty() ? areas_of(run.zones) : ground_of(run, land_of(run, {}), threads);
    coverage::WithinReachInput input;
    input.assets = shapes_of(run.assets);
    input.asset_reach_m = reach_m;
    input.asset_scale = asset_scale;
    input.zones = run.ground;
    input.zone_scale = std::span(zone_scale).first(std::min(zone_scale.size(), run.ground.size()));
    coverage::WithinReachOptions how{.reach = run.within.value_or(Metres{1}), // with bands each has its own
                                     .ignore_gaps_below_m2 = area_option("--ignore-gaps", options.ignore_gaps),
                                     .stroke = run.stroke,
                                     .threads = threads};
    run.result = coverage::within_reach(input, how, session.progress());
    measure_classes(run, input, how, session);
}

} // namespace kerb::tools
