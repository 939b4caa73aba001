// GeoPackages seen by SQLite alone, before and beside GDAL.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kerb/io/source.hpp>

namespace kerb::io::detail {

class Database;

/// Looks at the schema before GDAL opens the file. Reading fires no trigger, but a file that brings others than those
/// that keep R-trees, counts and the standard's own constraints is not what it claims to be. \throws PolicyError
/// `gate.trigger`, `gate.view`, `gate.virtual_table`, `gate.computing`; SourceError when the file is broken or still
/// being written.
void inspect_geopackage(const std::string& path, const SourceOptions& options);

/// Does a trigger write to nothing but R-trees and counts, and call nothing but standard functions?
[[nodiscard]] bool is_harmless_trigger(const std::string& sql);

/// Does SQLite keep a write-ahead log for the file? Opening it the usual way would then make files beside it.
[[nodiscard]] bool keeps_wal(const std::string& path);

/// Walks once over a layer that is computed, a view or a table with such columns, where values have a bound that GDAL
/// does not have. False for other layers, where nothing is done. \throws ResourceError `gate.large_value` for a value
/// of more than 32 MiB, and what `progress` throws, which is asked every 100,000 steps.
bool measure_computed(const Database& base, const std::string& layer, const Progress& progress);

/// Walks once over a table of a file that is large enough to hold a value beyond its bound, before GDAL, which has
/// none, takes it into memory. \param geometry the column of geometries, or nothing \throws ResourceError
/// `gate.long_value` for a geometry beyond `longest_geometry`, or another value beyond `longest_text`; what `progress`
/// throws \par Complexity one pass; nothing for files of 64 MiB
void insist_on_short_values(const Database& base, const std::string& table, const std::string& geometry,
                            const Progress& progress);

/// The same for what the file says of itself: its tables `gpkg_…`.
void insist_on_short_records(const Database& base);

/// Rows of a table, counted; the count that the file keeps of itself may be wrong.
[[nodiscard]] std::int64_t count_rows(const Database& base, const std::string& table);

/// A column of numbers or dates as GDAL sees it.
struct TypedColumn {
    enum class Kind : std::uint8_t { real, whole, date };
    std::string name;
    Kind kind = Kind::real;
    int bits = 64; ///< of the integers that GDAL reads; beyond them it keeps the lowest
};

/// The reference system that a layer declares; nullopt without places.
[[nodiscard]] std::optional<std::int32_t> declared_srs(const Database& base, const std::string& table);

/// Rows of a layer whose geometry says another reference system than the layer's own, which is then not known. Rows
/// that say none (0 and -1) are the layer's.
[[nodiscard]] std::int64_t count_foreign_rows(const Database& base, const std::string& table);

/// SQLite keeps text in an integer column if told so, and GDAL then reads 0; of an integer that has more bits than its
/// column GDAL reads the lowest, and a date that begins with no digit it drops. Row id → (place in `columns`, value as
/// text) for every value that is not of its column's type.
[[nodiscard]] std::map<std::int64_t, std::vector<std::pair<std::size_t, std::string>>> misfits(
    const Database& base, const std::string& table, const std::string& id_column,
    const std::vector<TypedColumn>& columns);

} // namespace kerb::io::detail
