// A first draft of a mapping for layers that nobody has described.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/message.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb {

/// The text of a mapping file for `layers`, one rule each: the class by the layer's name and fields, fields of ours by
/// names, labels and synonyms (`data/suggest/synonyms.toml`), codes, units and forms of dates by the values of the
/// first 20 000 rows. Every guess has its evidence beside it as a comment in `language`; fields that match nothing are
/// listed commented out; a layer that nothing tells of keeps its name (`class = "*"`). The text can be read by
/// Mapping::from_toml(), and is the same for the same layers.
[[nodiscard]] std::string suggest_mapping(std::string_view name, const std::vector<FeatureTable>& layers,
                                          Language language = Language::en);

} // namespace kerb
