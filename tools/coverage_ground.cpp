#include "coverage_ground.hpp"

#include <algorithm>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>

namespace kerb::tools {
namespace {

constexpr double least_overlap_m2 = 1e-3;

/// The plane's scale in the middle of each cell.
std::vector<double> scales_in(std::span<const MultiPolygon> cells, const WorkingFrame& frame) {
    std::vector<double> scales;
    Box box;
    std::for_each(cells.begin(), cells.end(), [&box](const auto& cell) { box.add(bounds(cell)); });
    if (frame.measure == Measure::ground && !box.empty()) {
        const ScaleField field(frame.frame, box);
        std::transform(cells.begin(), cells.end(), std::back_inserter(scales), [&](const auto& cell) {
            const auto own = bounds(cell);
            return own.empty() ? 1.0 : field.at(own.centre());
        });
    }
    return scales;
}

} // namespace

const std::vector<MultiPolygon>& areas_of(const LoadedLayer& layer) {
    static const std::vector<MultiPolygon> none;
    const auto* areas = std::get_if<std::vector<MultiPolygon>>(&layer.table.geometry);
    return areas != nullptr ? *areas : none;
}

Ground zone_ground(const Session& session, const LoadedLayer& zones, const WorkingFrame& frame, Threads threads) {
    const auto& areas = areas_of(zones);
    Ground ground{each_once(areas, ranks_of(zones), least_overlap_m2, threads), scales_of(zones, frame)};
    ExactSum shared;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        const double k = ground.scale.empty() ? 1 : ground.scale[i];
        shared.add((area(areas[i]) - area(ground.cells[i])) / (k * k));
    }
    if (shared.value() >= least_overlap_m2) {
        session.warn({"tools.zones_overlap", {{"area", shared.value()}}});
    }
    return ground;
}

Ground land_ground(const Ground* zones, std::span<const MultiPolygon* const> land, const WorkingFrame& frame,
                   Threads threads) {
    if (zones != nullptr) {
        return {clipped(zones->cells, land, threads), zones->scale};
    }
    Ground ground;
    for (auto& part : united(land)) {
        ground.cells.push_back({std::move(part)});
    }
    if (ground.cells.empty()) {
        ground.cells.emplace_back(); // nothing, which is not everywhere
    }
    ground.scale = scales_in(ground.cells, frame);
    return ground;
}

} // namespace kerb::tools
