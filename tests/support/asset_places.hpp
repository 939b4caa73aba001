// Assets of any shape in a list, as the engines take them.
#pragma once

#include <cmath>
#include <vector>

#include <kerb/coverage/assets.hpp>

namespace kerb::test {

/// Sorts places by shape, and the reaches with them.
class AssetPlaces {
public:
    AssetPlaces(const std::vector<Place>& places, const std::vector<double>& reach = {}) {
        std::vector<double> of_points, of_lines, of_areas;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const double own = reach.empty() ? NAN : reach[i];
            if (const auto* point = std::get_if<Point>(&places[i])) {
                points_.push_back(*point);
                of_points.push_back(own);
            } else if (const auto* line = std::get_if<MultiLineString>(&places[i])) {
                lines_.push(*line);
                of_lines.push_back(own);
            } else if (const auto* area = std::get_if<MultiPolygon>(&places[i])) {
                areas_.push_back(*area);
                of_areas.push_back(own);
            }
        }
        for (const auto* part : {&of_points, &of_lines, &of_areas}) {
            reach_.insert(reach_.end(), part->begin(), part->end());
        }
    }
    [[nodiscard]] coverage::AssetShapes shapes() const { return {points_, &lines_, areas_}; }
    [[nodiscard]] const std::vector<double>& reach() const { return reach_; }

private:
    Points points_;
    Lines lines_;
    std::vector<MultiPolygon> areas_;
    std::vector<double> reach_;
};

} // namespace kerb::test
