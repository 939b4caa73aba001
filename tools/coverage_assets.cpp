#include "coverage_assets.hpp"

#include <algorithm>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/representative.hpp>

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

Points places_of(const LoadedShapes& shapes) {
    auto places = std::get<Points>(shapes.points.table.geometry);
    const auto& lines = std::get<Lines>(shapes.lines.table.geometry);
    for (std::size_t f = 0; f < lines.size(); ++f) {
        const auto first = lines.points[lines.part_begin[lines.feature_begin[f]]];
        places.push_back(coverage::representative_point(lines.feature(f)).value_or(first));
    }
    for (const auto& area : std::get<std::vector<MultiPolygon>>(shapes.areas.table.geometry)) {
        places.push_back(coverage::representative_point(area).value_or(bounds(area).centre()));
    }
    return places;
}

std::vector<double> weights_of(LoadedShapes& shapes, const std::string& field, const std::vector<double>& no_data) {
    auto weights = amounts_of(shapes, field, "tools.bad_weight");
    for (auto& weight : weights) {
        if (std::find(no_data.begin(), no_data.end(), weight) != no_data.end()) {
            weight = std::numeric_limits<double>::quiet_NaN();
        }
    }
    return weights;
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
