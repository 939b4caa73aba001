// The codes that columns of results hold.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kerb::detail {

/// Codes of a text column of a layer of results, as the programs that make it write them; empty where its values are
/// texts, keys or a source's own. Their names are `code.<column>.<code>` of the catalogue. O(columns that are coded).
[[nodiscard]] std::vector<std::string> result_codes(std::string_view layer, std::string_view column);

} // namespace kerb::detail
