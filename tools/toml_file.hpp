// A file of text that the user names.
#pragma once

#include <string>

#include <kerb/base/toml.hpp>

namespace kerb::tools {

/// A text file as it is. \throws SourceError when it is no file or cannot be read.
[[nodiscard]] std::string file_text(const std::string& file);
/// \throws SourceError when it is no file, cannot be read or is no TOML.
[[nodiscard]] TomlTable toml_of(const std::string& file);

} // namespace kerb::tools
