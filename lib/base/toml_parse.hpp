// TOML parsing that reports instead of throwing, for the message catalogue, which errors themselves need.
#pragma once

#include <string_view>
#include <variant>

#include <kerb/base/message.hpp>
#include <kerb/base/toml.hpp>

namespace kerb::detail {

/// The table, or what is wrong with the text.
[[nodiscard]] std::variant<TomlTable, Message> try_parse_toml(std::string_view text, std::string_view name);

} // namespace kerb::detail
