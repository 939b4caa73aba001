// The version of kerb and of what it stands on.
#pragma once

#include <string_view>

namespace kerb {

/// Version of the library, `major.minor.patch`.
[[nodiscard]] std::string_view version();

} // namespace kerb
