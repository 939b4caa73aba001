// What a file's bytes were.
#pragma once

#include <string>

namespace kerb::io {

/// SHA-256 of a file in hexadecimal. \throws SourceError when it cannot be read.
[[nodiscard]] std::string sha256_file(const std::string& path);

} // namespace kerb::io
