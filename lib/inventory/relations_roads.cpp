#include <algorithm>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/segment_grid.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/road_widths.hpp>

#include "relations_roads.hpp"
#include "rule_support.hpp"

namespace kerb {
namespace {

using detail::finite;

constexpr double cell_m = 40;
constexpr std::size_t block = 4096;

/// How far each road's carriageway reaches to either side of its centreline.
std::vector<double> half_widths(const std::vector<Road>& roads) {
    std::vector<double> halves(roads.size(), 0);
    for (std::size_t i = 0; i < roads.size(); ++i) {
        halves[i] = recorded_width_m(roads[i]).value_or(0) / 2;
    }
    return halves;
}

struct Search {
    const SegmentGrid& grid;
    const std::vector<double>& halves;
    double widest_half, within;

    /// Below 0 on the carriageway.
    [[nodiscard]] NearestRoad from(Point p) const {
        NearestRoad best;
        double best_edge = within;
        grid.visit_outwards(
            p, [&](double least) { return least - widest_half <= best_edge; },
            [&](const Segment& segment) {
                const double centre = distance_to_segment(p, segment.a, segment.b);
                const double edge = centre - halves[segment.line];
                if (edge < best_edge || (edge == best_edge && segment.line < best.road)) {
                    best_edge = edge;
                    best = {segment.line, std::max(edge, 0.0), centre};
                }
            });
        return best;
    }
};

} // namespace

std::vector<Segment> detail::road_segments(const std::vector<Road>& roads,
                                           const std::function<bool(const Road&)>& taken) {
    std::vector<Segment> segments;
    segments.reserve(roads.size());
    for (std::uint32_t r = 0; r < roads.size(); ++r) {
        if (!taken(roads[r])) {
            continue;
        }
        for (const auto& chain : roads[r].centreline) {
            for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
                if (finite(chain[i]) && finite(chain[i + 1])) {
                    segments.push_back({chain[i], chain[i + 1], r});
                }
            }
        }
    }
    return segments;
}

std::vector<NearestRoad> nearest_roads(const Inventory& city, double within_m, Threads threads) {
    std::vector<NearestRoad> nearest(city.streetlights.size());
    auto segments = detail::road_segments(city.roads, [](const Road& road) { return in_place(road.about.status); });
    if (segments.empty()) {
        return nearest;
    }
    const SegmentGrid grid(std::move(segments), cell_m);
    const auto halves = half_widths(city.roads);
    const Search search{grid, halves, *std::max_element(halves.begin(), halves.end()), within_m};
    for_each_block(nearest.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            if (finite(city.streetlights[i].position)) {
                nearest[i] = search.from(city.streetlights[i].position);
            }
        }
    });
    return nearest;
}

} // namespace kerb
