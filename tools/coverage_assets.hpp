// Assets of any shape as the commands of `kerb coverage` read them.
#pragma once

#include <string>
#include <vector>

#include <kerb/coverage/assets.hpp>
#include <kerb/coverage/size_bands.hpp>

#include "layers.hpp"

namespace kerb::tools {

/// The layer's geometries as the library takes them; refers to them.
[[nodiscard]] coverage::AssetShapes shapes_of(const LoadedShapes& assets);

/// Reaches from the assets' own field, NaN where none is given; a negative one, or what is no number, is named. Empty
/// without a field.
[[nodiscard]] std::vector<double> reaches_of(LoadedShapes& assets, const std::string& field);

/// Values of a field that must be ≥ 0, in the order of the numbers; NaN where there is none. What is no such number
/// becomes an issue `code` of its row with the arguments `key` and `value`. Empty without a field.
[[nodiscard]] std::vector<double> amounts_of(LoadedShapes& shapes, const std::string& field, const char* code);

/// The place of each shape: of a line half-way along it, of an area its centroid or, where that is outside, a point
/// inside. In the order of the numbers.
[[nodiscard]] Points places_of(const LoadedShapes& shapes);

/// Weights of the shapes by a field, NaN where it has none or one of `no_data`; others are named. Empty without a
/// field.
[[nodiscard]] std::vector<double> weights_of(LoadedShapes& shapes, const std::string& field,
                                             const std::vector<double>& no_data);

/// Reaches by size as --bands gives them, `2000:300m,5000:500m`. \throws UsageError when one is neither, or they do not
/// ascend.
[[nodiscard]] std::vector<coverage::SizeBand> bands_option(const std::vector<std::string>& texts);

} // namespace kerb::tools
