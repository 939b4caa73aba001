// What a file's bytes were.
#pragma once

#include <cstdint>
#include <string>

namespace kerb::io {

/// A file's SHA-256 in hexadecimal and how many bytes it is of.
struct FileDigest {
    std::string sha256;
    std::int64_t bytes = 0;
};

/// Reads a file once, to its end. \throws SourceError when it cannot be read.
[[nodiscard]] FileDigest digest_of_file(const std::string& path);

/// Its SHA-256 alone.
[[nodiscard]] inline std::string sha256_file(const std::string& path) {
    return digest_of_file(path).sha256;
}

} // namespace kerb::io
