// Units of length in mappings and in the texts of foreign tables.
#pragma once

#include <optional>
#include <string_view>

namespace kerb::detail {

/// Metres per unit that a mapping may state (m, ft, us-ft, in, cm, mm, km); nullopt for any other.
[[nodiscard]] std::optional<double> stated_unit(std::string_view unit);

/// Metres per unit that a text has behind its number, in the words people write; 1 when nothing stands there, nullopt
/// for what is no unit of length.
[[nodiscard]] std::optional<double> written_unit(std::string_view word);

} // namespace kerb::detail
