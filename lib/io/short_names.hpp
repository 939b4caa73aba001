// Field names as a Shapefile cuts them.
#pragma once

#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/mapping.hpp>

namespace kerb::io::detail {

/// `name` cut to whole characters within 10 bytes of `encoding`.
[[nodiscard]] std::string cut_name(const std::string& name, const std::string& encoding);

/// The mapping with the names of fields that the table has only cut, written as they are there. A name is found when it
/// alone is cut to a field's name, within a rule; several that are alternatives of one another count as one. Where two
/// facts may stand behind a field, it stays unnamed and becomes an issue (`mapping.ambiguous_name`).
[[nodiscard]] Mapping for_short_names(const Mapping& mapping, const FeatureTable& table, const std::string& encoding,
                                      std::vector<Issue>& issues);

} // namespace kerb::io::detail
