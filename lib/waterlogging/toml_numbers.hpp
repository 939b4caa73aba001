// Numbers that data files must give.
#pragma once

#include <string_view>
#include <vector>

#include <kerb/base/toml.hpp>

namespace kerb::waterlogging::detail {

/// A number that must be there and finite. \throws SourceError naming the key.
[[nodiscard]] double number(const TomlTable& table, std::string_view key);

/// A list of `count` finite numbers. \throws SourceError naming the key.
[[nodiscard]] std::vector<double> numbers(const TomlTable& table, std::string_view key, std::size_t count);

} // namespace kerb::waterlogging::detail
