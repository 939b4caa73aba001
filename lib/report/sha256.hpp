// SHA-256 (FIPS 180-4), for a policy that names scripts by their hash.
#pragma once

#include <string>
#include <string_view>

namespace kerb::report::detail {

/// The hash of `text` in base64 (RFC 4648).
[[nodiscard]] std::string sha256_base64(std::string_view text);

} // namespace kerb::report::detail
