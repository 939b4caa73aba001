// The fingerprint of a text.
#pragma once

#include <string>
#include <string_view>

namespace kerb {

/// SHA-256 in hexadecimal, 64 digits. \par Source FIPS 180-4
[[nodiscard]] std::string sha256_text(std::string_view text);

} // namespace kerb
