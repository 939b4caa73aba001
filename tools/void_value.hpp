// Numbers that stand for "no value" although the file does not say so.
#pragma once

#include <optional>
#include <string>

#include <kerb/raster/grid.hpp>

namespace kerb::tools {

/// A number that programs write where they know nothing (−9999, −32768, 65535 …), that is the least or the greatest of
/// a grid and far from all others: farther than they are from each other, and than any ground is.
[[nodiscard]] std::optional<float> unmarked_void(const Grid& grid);

/// Takes cells with `option`'s number for cells without a value; `none` keeps all. Without an option a number that
/// looks like one is a question. \throws FrameError naming the number and the option; UsageError
void settle_voids(Grid& grid, const std::string& option, const std::string& file);

} // namespace kerb::tools
