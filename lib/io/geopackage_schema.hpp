// What a finished GeoPackage says of its layers and columns: titles, codes and ranges, by the extension `gpkg_schema`.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include <kerb/base/message.hpp>
#include <kerb/inventory/schema.hpp>

namespace kerb::io::detail {

/// Writes identifiers and descriptions of layers, `gpkg_data_columns`, `gpkg_data_column_constraints` and the rows that
/// declare them, in one transaction. The layers and columns must be there; nothing else of the file is touched.
/// \param notes table → description, for tables that are no layers. Empty text when done, else what SQLite says.
[[nodiscard]] std::string write_schema(sqlite3* base, const std::vector<LayerSchema>& schema, Language language,
                                       const std::vector<std::pair<std::string, std::string>>& notes);

/// The same for a file that nobody else has open.
[[nodiscard]] std::string write_schema(const std::string& file, const std::vector<LayerSchema>& schema,
                                       Language language,
                                       const std::vector<std::pair<std::string, std::string>>& notes);

} // namespace kerb::io::detail
