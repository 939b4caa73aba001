// What files that a planner may edit are checked for: keys, names and texts, refused with file, table and key named.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/toml.hpp>

namespace kerb::detail {

/// \throws SourceError with the arguments `where`, `key`, `value` and `allowed`, always.
[[noreturn]] void wrong(std::string code, const TomlTable& table, std::string_view key, std::string value = {},
                        std::string allowed = {});

/// The names, parted by commas.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

/// \throws SourceError naming a key of the table that is not allowed.
void only(const TomlTable& table, const std::vector<std::string>& allowed);

/// A text, a number or a list of them, as texts; empty when the key is absent.
[[nodiscard]] std::vector<std::string> texts(const TomlTable& table, std::string_view key);

/// The tables of `[[key]]`. \throws SourceError when the key is absent or holds anything else.
[[nodiscard]] std::vector<const TomlTable*> tables(const TomlTable& table, std::string_view key);

/// Position of the key's text in `names`; absent: 0. \throws SourceError naming what is allowed.
[[nodiscard]] std::size_t choice(const TomlTable& table, std::string_view key, const std::vector<std::string>& names);

} // namespace kerb::detail
