// A TOML file that the user names.
#pragma once

#include <string>

#include <kerb/base/toml.hpp>

namespace kerb::tools {

/// \throws SourceError when it is no file, cannot be read or is no TOML.
[[nodiscard]] TomlTable toml_of(const std::string& file);

} // namespace kerb::tools
