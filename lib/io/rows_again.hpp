// Is what GDAL wrote all there?
#pragma once

#include <string>

#include <kerb/inventory/feature_table.hpp>

#include "gate.hpp"

namespace kerb::io::detail {

/// Reads every row of `file`, written for `path`, once more: what the file says of its own count may be no more than a
/// wish. Looks at what GDAL does not: the files beside a Shapefile, the end of a CSV file, temporary files of its own.
/// \throws OutputError `sink.incomplete`, `sink.beside_lost`, `sink.not_written` about `path`. \par Complexity O(rows).
void check_again(const std::string& file, const FeatureTable& table, const char* driver, const std::string& path,
                 GdalScope& scope);

} // namespace kerb::io::detail
