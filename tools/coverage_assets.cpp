#include "coverage_assets.hpp"

#include <cmath>
#include <limits>

namespace kerb::tools {
namespace {

void append_amounts(LoadedLayer& layer, const std::string& field, const char* code, std::vector<double>& amounts) {
    const auto* column = layer.table.find(field);
    for (std::size_t i = 0; i < layer.table.size(); ++i) {
        const auto amount = column != nullptr ? column->number_at(i) : std::nullopt;
        const bool good = amount && *amount >= 0 && std::isfinite(*amount);
        if (!good && column != nullptr && !column->null_at(i)) { // a text, or a number that is none
            layer.issues.push_back({Severity::warning,
                                    code,
                                    layer.table.name,
                                    layer.table.rows[i],
                                    layer.id(i),
                                    0,
                                    0,
                                    false,
                                    {code, {{"key", layer.id(i)}, {"value", column->text_at(i)}}}});
        }
        amounts.push_back(good ? *amount : std::numeric_limits<double>::quiet_NaN());
    }
}

} // namespace

coverage::AssetShapes shapes_of(const LoadedShapes& assets) {
    return {std::get<Points>(assets.points.table.geometry), &std::get<Lines>(assets.lines.table.geometry),
            std::get<std::vector<MultiPolygon>>(assets.areas.table.geometry)};
}

std::vector<double> amounts_of(LoadedShapes& shapes, const std::string& field, const char* code) {
    std::vector<double> amounts;
    if (!field.empty()) {
        amounts.reserve(shapes.size());
        for (auto* layer : {&shapes.points, &shapes.lines, &shapes.areas}) {
            append_amounts(*layer, field, code, amounts);
        }
    }
    return amounts;
}

std::vector<double> reaches_of(LoadedShapes& assets, const std::string& field) {
    return amounts_of(assets, field, "tools.bad_reach");
}

} // namespace kerb::tools
