// Along a road and across it.
#pragma once

#include <functional>

#include <kerb/inventory/roads.hpp>

namespace kerb::waterlogging {

/// A place on a centreline and the piece of line that it stands for.
struct Station {
    Point place;
    Point across; ///< unit vector to the left
    double chainage_m = 0;
    double length_m = 0;
};

/// Visits stations at most `step` apart, in the middle of equal pieces of each segment.
void walk(const MultiLineString& line, double step, const std::function<void(const Station&)>& visit);

/// Chainage of the nearest place on a line.
[[nodiscard]] double chainage_of(const MultiLineString& line, Point p);

/// See WaterPoint::best_lane_depth_m. Lanes are as wide as the road's width over its number of lanes, without one about
/// 3.5 m. \param depth_at of water at a place
[[nodiscard]] double best_lane_depth(const Road& road, double step, const std::function<double(Point)>& depth_at);

} // namespace kerb::waterlogging
