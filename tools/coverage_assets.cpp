#include "coverage_assets.hpp"

#include <limits>

#include "layer_values.hpp"

namespace kerb::tools {
coverage::AssetShapes shapes_of(const LoadedShapes& assets) {
    return {std::get<Points>(assets.points.table.geometry), &std::get<Lines>(assets.lines.table.geometry),
            std::get<std::vector<MultiPolygon>>(assets.areas.table.geometry)};
}

std::vector<double> amounts_of(LoadedShapes& shapes, const std::string& field, const char* code) {
    std::vector<double> amounts;
    for (auto* layer : {&shapes.points, &shapes.lines, &shapes.areas}) {
        auto own = numbers_of(*layer, field, code);
        if (!field.empty()) {
            own.resize(layer->table.size(), std::numeric_limits<double>::quiet_NaN()); // where there is no such field
        }
        amounts.insert(amounts.end(), own.begin(), own.end());
    }
    return amounts;
}

std::vector<double> reaches_of(LoadedShapes& assets, const std::string& field) {
    return amounts_of(assets, field, "tools.bad_reach");
}

} // namespace kerb::tools
