// A file as one text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kerb::io {

/// The bytes of a regular file; none where there is no such file. A folder, device or pipe is
/// not opened, so nobody waits for who would write into it. \throws ResourceError `gate.too_large` for more than `most`
/// bytes, SourceError `gate.unreadable` when it may not be read or the disk fails
[[nodiscard]] std::optional<std::string> text_of_file(const std::string& path, std::uintmax_t most = 64U << 20U);

} // namespace kerb::io
