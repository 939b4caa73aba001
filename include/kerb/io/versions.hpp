// Which libraries read and wrote.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kerb::io {

/// Name and run-time version of the libraries behind io.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> library_versions();

} // namespace kerb::io
