#include "coverage_assets.hpp"

#include <limits>

#include <kerb/base/error.hpp>

#include "layer_values.hpp"

namespace kerb::tools {
namespace {

coverage::SizeBand band_option(const std::string& text) {
    const auto colon = text.find(':');
    const auto size = colon == std::string::npos ? std::nullopt : parse_area(text.substr(0, colon));
    const auto reach = size ? parse_length(text.substr(colon + 1)) : std::nullopt;
    if (!reach || !(reach->value() > 0)) {
        throw UsageError({"tools.bad_band", {{"value", text}}});
    }
    return {*size, *reach};
}

} // namespace

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

std::vector<coverage::SizeBand> bands_option(const std::vector<std::string>& texts) {
    std::vector<coverage::SizeBand> bands;
    for (const auto& text : texts) {
        bands.push_back(band_option(text));
        if (bands.size() > 1 && bands[bands.size() - 2].from_m2 >= bands.back().from_m2) {
            throw UsageError({"tools.bands_order", {{"value", text}}});
        }
    }
    return bands;
}

} // namespace kerb::tools
