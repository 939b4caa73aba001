// The table beside a Shapefile, as it stands.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kerb::io::detail {

/// The .dbf beside a .shp, whatever the case of its ending.
[[nodiscard]] std::optional<std::string> dbf_of(const std::string& shapefile);

/// Is the header of the table beside a Shapefile whole? Without it GDAL reads places without a single value. A
/// Shapefile that has no table at all is sound in this.
[[nodiscard]] bool has_sound_table(const std::string& shapefile);

/// Rows that the table says it has; 0 without a table.
[[nodiscard]] std::int64_t stated_records(const std::string& shapefile);

/// Does a Shapefile say how its text is encoded? Else GDAL would take it for Latin-1 and turn 路 into three letters.
[[nodiscard]] bool states_encoding(const std::string& shapefile);

/// Does the .cpg, or else the table's header, say code page 936, GBK or GB 2312?
[[nodiscard]] bool states_gbk(const std::string& shapefile);

/// Numeric fields keep whatever was typed, and GDAL reads 0 from `abc`. Record → (field, text) for what is no number.
[[nodiscard]] std::map<std::int64_t, std::vector<std::pair<int, std::string>>> odd_numbers(const std::string& dbf);

} // namespace kerb::io::detail
