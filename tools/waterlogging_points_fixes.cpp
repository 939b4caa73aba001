// kerb waterlogging points: what a fix is worth.
#include <algorithm>
#include <limits>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/conditioning.hpp>

#include "waterlogging_points_storms.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;
using report::NamedWaterPoint;
using report::PointFix;

constexpr double lower_sill_m = 0.05;
constexpr double connection_m = 100; ///< of a new inlet to a manhole at most

/// How deep it still stands, and from which of the usual return periods on.
void try_fix(const PointsRun& run, const Storms& storms, const StormVariant& variant, const NamedWaterPoint& named,
             PointFix& fix) {
    const auto leaf = named.point.leaf;
    const double threshold = named.point.ground_m + run.threshold_m;
    const Watch watch{leaf, threshold};
    const auto water = storms.pour(run.rain, std::span(&watch, 1), variant);
    fix.depth_m = std::max(0.0, water.highest_m[leaf] - named.point.ground_m);
    if (!water.over_min.empty()) {
        fix.over_min = water.over_min.front();
    }
    if (!storms.by_formula()) {
        return;
    }
    const auto periods = usual_periods(*run.storm->shown.design, std::numeric_limits<double>::infinity());
    Onset onset; // interval formulas may fall where two intervals meet, so each period is looked at in its turn
    for (const double period : periods) {
        if (storms.levels_at_period(period, variant)[leaf] >= threshold) {
            onset.reached = period;
            break;
        }
        onset.below = period;
    }
    fix.onset_return_period_a = onset;
}

/// The nearest manhole that water gets out of; none within reach of a connecting pipe.
std::optional<std::uint32_t> nearest_node(const PointsRun& run, Point place) {
    std::optional<std::uint32_t> nearest;
    double least = connection_m;
    for (std::uint32_t i = 0; i < run.city->manholes.size(); ++i) {
        const auto node = run.drains->network().node(NodeClass::manhole, i);
        const double d = distance(run.city->manholes[i].position, place);
        if (d < least && run.drains->drained(node)) {
            least = d;
            nearest = node;
        }
    }
    return nearest;
}

/// A gully with a grate and an opening in the kerb, of the rules' sizes, at the deepest place.
void try_inlet(const PointsRun& run, const Storms& storms, NamedWaterPoint& named) {
    const auto node = nearest_node(run, named.point.place);
    if (!node) {
        return;
    }
    Inlet inlet;
    inlet.kind = InletKind::combination;
    const auto drains = run.drains->with_inlet(
        {0, named.point.place, run.drain_rules->opening_of(inlet), run.drain_rules->clogging, *node});
    auto placed = *run.inlets;
    placed.drains = &drains;
    placed.basin.push_back(named.point.leaf);
    placed.ground_m.push_back(named.point.ground_m);
    placed.clogging.push_back(run.drain_rules->clogging);
    placed.cell.push_back(no_basin);
    PointFix fix;
    fix.what = "inlet";
    try_fix(run, storms, {nullptr, &placed}, named, fix);
    named.fixes.push_back(fix);
}

/// The next diameter in which pipes are made, of the conduit that holds most back; other shapes grow with it, and what
/// has no size is the circle that the rules take it for.
void try_conduit(const PointsRun& run, const Storms& storms, NamedWaterPoint& named) {
    if (named.cause != "conduit" || !named.cause_position) {
        return;
    }
    auto wider = run.city->conduits[*named.cause_position];
    if (!section_of(wider)) {
        wider.diameter_m = run.drain_rules->pipe_height_m;
        wider.width_m.reset();
    }
    PointFix fix;
    fix.what = "conduit";
    fix.key = named.cause_key;
    fix.from_m = wider.diameter_m;
    const auto& made = run.drain_rules->diameters_m;
    const auto next = std::find_if(made.begin(), made.end(), [&fix](double d) { return d > *fix.from_m + 0.001; });
    if (next == made.end()) {
        return;
    }
    fix.to_m = *next;
    wider.diameter_m = *next;
    if (wider.width_m) {
        wider.width_m = *wider.width_m * *next / *fix.from_m;
    }
    const auto drains =
        run.drains->with_section(*named.cause_position, *section_of(wider), run.drain_rules->roughness_of(wider));
    auto placed = *run.inlets;
    placed.drains = &drains;
    try_fix(run, storms, {nullptr, &placed}, named, fix);
    named.fixes.push_back(fix);
}

void try_sill(const PointsRun& run, const Storms& storms, NamedWaterPoint& named) {
    const auto tree = with_lower_sill(run.found.tree, named.point.node, lower_sill_m);
    if (!tree) {
        return;
    }
    PointFix fix;
    fix.what = "sill";
    fix.from_m = run.found.tree.nodes[named.point.node].sill_m;
    fix.to_m = tree->nodes[named.point.node].sill_m;
    try_fix(run, storms, {&*tree, nullptr}, named, fix);
    named.fixes.push_back(fix);
}

} // namespace

void find_fixes(PointsRun& run, const Storms& storms, const PointsCommand& options) {
    const auto count = std::min(run.points.size(), options.fixes);
    for_each_block(count, 1, Threads(options.terrain.threads), [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            auto& named = run.points[i];
            if (run.inlets && run.drains) {
                try_inlet(run, storms, named);
                try_conduit(run, storms, named);
            }
            try_sill(run, storms, named);
        }
    });
}

} // namespace kerb::tools
