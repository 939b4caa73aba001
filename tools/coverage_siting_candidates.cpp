// Where the new sites of `kerb coverage siting` may stand.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/coverage/representative.hpp>
#include <kerb/coverage/siting_on_line.hpp>
#include <kerb/geometry/measures.hpp>

#include "coverage_siting.hpp"

namespace kerb::tools {
namespace {

using coverage::AssetShapes;

AssetShapes shapes_or_none(const LoadedShapes& layer) {
    return layer.points.account.source.empty() ? AssetShapes{} : shapes_of(layer);
}

Metres step_of(const CoverageSitingRun& run, const CoverageSitingOptions& options) {
    return options.step.empty() ? run.within : length_option("--step", options.step);
}

/// One line of one part that does not bend: then what a site on it covers is a stretch around it.
bool is_straight(const Lines& lines) {
    constexpr double straight_m = 1e-6;
    if (lines.size() != 1 || lines.parts_of(0) != 1) {
        return false;
    }
    const auto chain = lines.part(0);
    const auto a = chain.front(), b = chain.back();
    double along = -straight_m;
    for (const auto p : chain) {
        const auto at = distance(a, p);
        if (distance_to_segment(p, a, b) > straight_m || at < along - straight_m) {
            return false;
        }
        along = std::max(along, at);
    }
    return true;
}

/// The fewest places on the one straight line, which are known without a search.
void stand_on_line(CoverageSitingRun& run) {
    const auto& lines = run.geometry();
    std::vector<coverage::OpenStretch> gaps;
    for (const auto& gap : run.before.gaps) {
        gaps.push_back({gap.from_m, gap.to_m});
    }
    const auto chainages = sites_on_line(Metres{run.before.all.total_m}, gaps, run.within.value());
    std::vector<coverage::Gap> ends;
    for (const auto at : chainages) {
        const auto k = run.scale_of(0);
        const auto a = lines.part(0).front(), b = lines.part(0).back();
        const auto share = std::clamp(at * k / distance(a, b), 0.0, 1.0);
        run.on_lines.push_back({0, at, {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share}});
    }
    run.free_line = true;
}

void make_on_lines(CoverageSitingRun& run, const CoverageSitingOptions& options) {
    const auto& how = options.candidates;
    const auto& lines = run.geometry();
    const bool at_ends = how.empty() || how == "gaps";
    const bool free = how.empty() && options.spacing.empty() && options.forbidden.empty() && options.weight.empty();
    if (free && run.asked.goal.share == 1.0 && is_straight(lines)) {
        run.asked.candidates_from = "line";
        stand_on_line(run);
        return;
    }
    if (at_ends) {
        run.on_lines = coverage::places_at_gaps(lines, run.before.gaps, run.within, run.scale);
    }
    if (how.empty() || how == "along") {
        const auto more = coverage::places_along(lines, step_of(run, options), run.scale);
        run.on_lines.insert(run.on_lines.end(), more.begin(), more.end());
    }
    run.asked.candidates_from = how.empty() ? "gaps and along" : how;
}

void make_candidates(CoverageSitingRun& run, const CoverageSitingOptions& options) {
    const auto& how = options.candidates;
    if (how == "grid") {
        Box box = run.of_lines ? bounds(run.geometry().points) : bounds(run.places);
        run.made = coverage::places_on_grid(box, step_of(run, options));
        run.asked.candidates_from = how;
    } else if (run.of_lines) {
        make_on_lines(run, options);
        std::transform(run.on_lines.begin(), run.on_lines.end(), std::back_inserter(run.made),
                       [](const coverage::LinePlace& place) { return place.place; });
    } else {
        run.made = run.places;
        run.made_of.resize(run.made.size());
        std::iota(run.made_of.begin(), run.made_of.end(), 0U);
        run.asked.candidates_from = "points";
    }
}

Point place_of_shape(const LoadedShapes& layer, std::size_t number) {
    const auto [part, row] = layer.at(number);
    if (const auto* points = std::get_if<Points>(&part->table.geometry)) {
        return (*points)[row];
    }
    if (const auto* lines = std::get_if<Lines>(&part->table.geometry)) {
        const auto line = lines->feature(row);
        return coverage::representative_point(line).value_or(line.front().front());
    }
    const auto& area = std::get<std::vector<MultiPolygon>>(part->table.geometry)[row];
    return coverage::representative_point(area).value_or(bounds(area).centre());
}

/// Leaves out the candidates whose flag is 0 and gives their number.
std::int64_t leave_out(CoverageSitingRun& run, const std::vector<std::uint8_t>& keep, const char* reason) {
    const auto out = std::count(keep.begin(), keep.end(), 0);
    if (out == 0) {
        return 0;
    }
    if (run.from_layer()) {
        auto next = keep.begin();
        for (auto* layer : {&run.candidates.points, &run.candidates.lines, &run.candidates.areas}) {
            const auto end = next + static_cast<std::ptrdiff_t>(layer->table.size());
            drop_rows(*layer, {next, end}, reason);
            next = end;
        }
        return out;
    }
    const auto dropped = [&](auto& values) {
        std::size_t i = 0;
        std::erase_if(values, [&](const auto&) { return keep[i++] == 0; });
    };
    if (!run.on_lines.empty()) {
        dropped(run.on_lines);
    }
    if (!run.made_of.empty()) {
        dropped(run.made_of);
    }
    dropped(run.made);
    return out;
}

std::int64_t leave_out_forbidden(CoverageSitingRun& run) {
    const auto* areas = std::get_if<std::vector<MultiPolygon>>(&run.forbidden.table.geometry);
    if (areas == nullptr || areas->empty()) {
        return 0;
    }
    const auto zones = zone_map(run.forbidden);
    std::vector<std::uint8_t> keep;
    for (std::size_t i = 0; i < run.candidate_shapes().size(); ++i) {
        const auto place = run.from_layer() ? place_of_shape(run.candidates, i) : run.made[i];
        keep.push_back(zones->zone_of(place) == no_zone ? 1 : 0);
    }
    return leave_out(run, keep, "siting.in_forbidden");
}

std::int64_t leave_out_near(CoverageSitingRun& run, Metres spacing, Threads threads) {
    auto keep = too_close_to(run.candidate_shapes(), run.existing_shapes(), spacing, threads);
    std::transform(keep.begin(), keep.end(), keep.begin(), [](std::uint8_t close) { return close == 0 ? 1 : 0; });
    return leave_out(run, keep, "siting.near_existing");
}

std::int64_t leave_out_without_cost(CoverageSitingRun& run, const std::string& field) {
    std::vector<std::uint8_t> keep;
    for (const auto cost : amounts_of(run.candidates, field, "siting.bad_cost")) {
        keep.push_back(cost > 0 ? 1 : 0);
    }
    const auto out = leave_out(run, keep, "siting.without_cost");
    run.costs = amounts_of(run.candidates, field, "siting.bad_cost");
    return out;
}

} // namespace

bool is_made(const std::string& candidates) {
    return candidates.empty() || candidates == "gaps" || candidates == "along" || candidates == "grid" ||
           candidates == "points";
}

void prepare_candidates(CoverageSitingRun& run, const CoverageSitingOptions& options) {
    const Threads threads{options.threads};
    if (!run.from_layer()) {
        make_candidates(run, options);
    } else {
        run.asked.candidates_from = "layer";
    }
    run.asked.in_forbidden = leave_out_forbidden(run);
    if (run.asked.spacing_m) {
        run.asked.near_existing = leave_out_near(run, Metres{*run.asked.spacing_m}, threads);
    }
    if (!options.cost_field.empty()) {
        run.asked.without_cost = leave_out_without_cost(run, options.cost_field);
    }
    if (run.asked.spacing_m) {
        run.too_close = too_close(run.candidate_shapes(), Metres{*run.asked.spacing_m}, threads);
    }
}

coverage::AssetShapes CoverageSitingRun::candidate_shapes() const {
    return from_layer() ? shapes_of(candidates) : AssetShapes{made, nullptr, {}};
}

coverage::AssetShapes CoverageSitingRun::existing_shapes() const {
    return shapes_or_none(existing);
}

report::SitingPlace CoverageSitingRun::place_of(std::uint32_t site) const {
    if (from_layer()) {
        return {candidates.id(site), place_of_shape(candidates, site), {}, std::nullopt};
    }
    const auto p = made[site];
    if (!on_lines.empty()) {
        const auto& on = on_lines[site];
        const auto line = lines.id(on.line);
        return {fmt::format("{}@{:.1f}", line, on.at_m), p, line, on.at_m};
    }
    return {made_of.empty() ? fmt::format("{:.1f},{:.1f}", p.x, p.y) : points.id(made_of[site]), p, {}, std::nullopt};
}

} // namespace kerb::tools
