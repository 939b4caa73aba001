#include "road_profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/carriageways.hpp>

namespace kerb::waterlogging {
namespace {

constexpr double lane_m = 3.5;
constexpr int most_lanes = 24; // as `kerb check` has it

} // namespace

void walk(const MultiLineString& line, double step, const std::function<void(const Station&)>& visit) {
    double chainage = 0;
    for (const auto& chain : line) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const auto a = chain[i - 1], b = chain[i];
            const double length = distance(a, b);
            if (length == 0) {
                continue;
            }
            const Point along{(b.x - a.x) / length, (b.y - a.y) / length};
            const auto pieces = static_cast<std::size_t>(std::ceil(length / step));
            const double piece = length / static_cast<double>(pieces);
            for (std::size_t k = 0; k < pieces; ++k) {
                const double s = (static_cast<double>(k) + 0.5) * piece;
                visit({{a.x + along.x * s, a.y + along.y * s}, {-along.y, along.x}, chainage + s, piece});
            }
            chainage += length;
        }
    }
}

double chainage_of(const MultiLineString& line, Point p) {
    double chainage = 0, best = 0, nearest = std::numeric_limits<double>::infinity();
    for (const auto& chain : line) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const auto a = chain[i - 1], b = chain[i];
            const double length = distance(a, b), d = distance_to_segment(p, a, b);
            if (d < nearest) {
                nearest = d;
                const double along = length == 0 ? 0 : ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / length;
                best = chainage + std::clamp(along, 0.0, length);
            }
            chainage += length;
        }
    }
    return best;
}

double best_lane_depth(const Road& road, double step, const std::function<double(Point)>& depth_at) {
    const double width = width_of(road);
    const bool told = road.lanes && *road.lanes >= 1 && *road.lanes <= most_lanes;
    const int lanes = told ? *road.lanes : std::max(1, static_cast<int>(std::lround(width / lane_m)));
    const double lane = width / lanes;
    const int places = std::max(1, static_cast<int>(std::ceil(lane / step)));
    double worst = 0;
    walk(road.centreline, step, [&](const Station& station) {
        double least = std::numeric_limits<double>::infinity();
        for (int l = 0; l < lanes; ++l) {
            double deepest = 0;
            for (int k = 0; k < places; ++k) {
                const double offset = -width / 2 + lane * (l + (k + 0.5) / places);
                deepest = std::max(deepest, depth_at({station.place.x + station.across.x * offset,
                                                      station.place.y + station.across.y * offset}));
            }
            least = std::min(least, deepest);
        }
        worst = std::max(worst, least);
    });
    return worst;
}

} // namespace kerb::waterlogging
