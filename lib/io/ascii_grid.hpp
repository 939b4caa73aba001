// The values of an Esri ASCII grid.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace kerb::io::detail {

/// Hands over the values after the header, in order, strictly: GDAL takes `abc` for 0 and drops surplus values without
/// a word. \throws SourceError `grid.not_a_number`, `grid.count`.
void read_ascii_values(const std::string& path, std::size_t columns, std::size_t rows,
                       const std::function<void(std::size_t index, double value)>& take);

} // namespace kerb::io::detail
