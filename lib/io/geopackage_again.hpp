// What was written to a GeoPackage, read once more.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kerb::io::detail {

struct WrittenLayer {
    std::string name;
    std::int64_t rows = 0;
    bool placed = false; ///< every row has a geometry
};

/// Reads every row with all its values, several layers at a time: what a file says of its own count may be no more than
/// a wish. \param path the output, as errors name it. \throws OutputError for the first layer that is not whole.
void read_again(const std::string& file, const std::string& path, const std::vector<WrittenLayer>& layers);

} // namespace kerb::io::detail
