// Distances of `kerb coverage siting` along the streets.
#include <algorithm>

#include <kerb/coverage/points_on_streets.hpp>
#include <kerb/coverage/siting_along_streets.hpp>
#include <kerb/network/snap.hpp>

#include "coverage_siting.hpp"

namespace kerb::tools {
namespace {

using network::PlaceOnEdge;

/// Places of assets of any shape, by their numbers in AssetShapes; how many are off the streets is added to `off`.
std::vector<PlaceOnEdge> on_streets(const SitingStreets& streets, const Lines& lines,
                                    const coverage::AssetShapes& assets, Threads threads, std::int64_t& off) {
    std::vector<PlaceOnEdge> places;
    const network::SnapOptions options{.within = streets.snap, .line_scale = streets.made.scale, .threads = threads};
    const auto add = [&](const network::Shapes& shapes, std::size_t first) {
        auto found = network::snap(streets.made.streets.graph, lines, shapes, options);
        off += static_cast<std::int64_t>(found.off_streets.size());
        for (auto& place : found.places) {
            place.item += static_cast<std::uint32_t>(first);
            places.push_back(place);
        }
    };
    if (!assets.points.empty()) {
        add(assets.points, 0);
    }
    if (assets.line_count() > 0) {
        add(assets.lines, assets.points.size());
    }
    if (!assets.areas.empty()) {
        add(assets.areas, assets.points.size() + assets.line_count());
    }
    return places;
}

network::ReachOptions reach_options(const CoverageSitingRun& run, Threads threads) {
    return {.within = run.within, .threads = threads};
}

} // namespace

void find_streets(CoverageSitingRun& run, const StreetChoice& choice, Threads threads, const Progress& progress) {
    run.streets.made = make_streets(run.streets.lines, choice, *run.frame, threads, progress);
}

coverage::SitingDemand demand_on_streets(CoverageSitingRun& run, Threads threads, const Progress& progress) {
    auto& streets = run.streets;
    const auto& lines = std::get<Lines>(streets.lines.table.geometry);
    run.asked.off_streets.emplace();
    auto& off = *run.asked.off_streets;
    streets.points = on_streets(streets, lines, {run.places, nullptr, {}}, threads, off.points);
    streets.existing = on_streets(streets, lines, run.existing_shapes(), threads, off.existing);
    streets.candidates = on_streets(streets, lines, run.candidate_shapes(), threads, off.candidates);
    coverage::SitingStreetsInput input;
    input.graph = &streets.made.streets.graph;
    input.points = streets.points;
    input.existing = streets.existing;
    input.candidates = streets.candidates;
    input.point_count = run.places.size();
    input.candidate_count = run.candidate_shapes().size();
    input.weight = run.weights;
    return siting_demand(input, reach_options(run, threads), progress);
}

coverage::PointsResult left_on_streets(const CoverageSitingRun& run, Threads threads) {
    const auto& streets = run.streets;
    std::vector<std::uint8_t> chosen(run.candidate_shapes().size());
    for (const auto& step : run.result.steps) {
        chosen[step.site] = 1;
    }
    auto sources = streets.existing;
    const auto first = static_cast<std::uint32_t>(run.existing_shapes().size());
    for (auto place : streets.candidates) {
        if (chosen[place.item] != 0) {
            place.item += first;
            sources.push_back(place);
        }
    }
    const auto options = reach_options(run, threads);
    const auto reached = network::reach(streets.made.streets.graph, sources, options);
    coverage::PointsOnStreetsInput input;
    input.points = run.places;
    input.weights = run.weights;
    input.places = streets.points;
    input.reach = &reached;
    input.options = options;
    return points_on_streets(input).points;
}

} // namespace kerb::tools
