// Tables of text: where their rows lie, and which of their columns hold numbers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <ogrsf_frmts.h>

#include <kerb/io/source.hpp>

namespace kerb::io::detail {

/// The columns that place a row, as indices; −1 where there is none.
struct CsvPosition {
    int x = -1, y = -1, wkt = -1;
    bool degrees = false; ///< x and y are longitude and latitude by their names
    [[nodiscard]] bool known() const { return wkt >= 0 || (x >= 0 && y >= 0); }
};

/// Finds the columns by the names in `options`, else by the usual ones, whatever their case. Of a table with both plane
/// coordinates and degrees the latter are taken, because their frame is known, unless `options` states the plane's.
[[nodiscard]] CsvPosition find_position(const OGRFeatureDefn& definition, const SourceOptions& options);

/// A row's geometry or why it has none.
struct CsvGeometry {
    std::unique_ptr<OGRGeometry> geometry;
    std::string reason, value; ///< `geometry.null`, `geometry.not_a_number`, `geometry.unreadable`; what stands there
};

/// Reads positions strictly: GDAL takes `abc` for 0, and a lamp at 0, 0 is worse than none.
[[nodiscard]] CsvGeometry geometry_of(const OGRFeature& row, const CsvPosition& position);

/// Numbers (from 1) of the rows that have more cells than the header has fields: GDAL drops such cells without a word.
[[nodiscard]] std::vector<std::int64_t> surplus_rows(const std::string& path, int fields);

/// Turns columns whose every value is a number into numbers: whole ones if all are written as such, else reals. What a
/// number would not keep (`007`, `+5`, more than 17 digits) leaves the column a text.
void infer_types(LayerRead& read);

} // namespace kerb::io::detail
