#include <filesystem>
#include <system_error>

#include "database.hpp"
#include "geopackage.hpp"

namespace kerb::io::detail {
namespace {

/// Has the file no room for a value beyond the bounds?
bool too_small(const Database& base) {
    std::error_code unknown; // counts as large
    return std::filesystem::file_size(base.path(), unknown) <= longest_text;
}

/// `length("name"),length("geom")`, and the place of the geometry: SQLite reads the length of a blob without the blob.
struct Lengths {
    std::string wanted;
    int columns = 0, geometry = -1;
};

Lengths lengths_of(const Database& base, const std::string& table, const std::string& geometry) {
    const auto list = base.prepare("SELECT name FROM pragma_table_info(" + quoted(table, '\'') + ')');
    Lengths lengths;
    for (; base.step(list); ++lengths.columns) {
        const std::string column = reinterpret_cast<const char*>(sqlite3_column_text(list.get(), 0));
        lengths.wanted += (lengths.columns > 0 ? ",length(" : "length(") + quoted(column) + ')';
        lengths.geometry = column == geometry ? lengths.columns : lengths.geometry;
    }
    return lengths;
}

} // namespace

void insist_on_short_values(const Database& base, const std::string& table, const std::string& geometry,
                            const Progress& progress) {
    const auto lengths = too_small(base) ? Lengths{} : lengths_of(base, table, geometry);
    if (lengths.columns == 0) {
        return;
    }
    const Bounded bounded(base, longest_text); // a text is read to be counted: it ends the statement
    const auto rows = base.prepare("SELECT " + lengths.wanted + " FROM " + quoted(table));
    for (std::int64_t row = 1; base.step(rows); ++row) {
        for (int c = 0; c < lengths.columns; ++c) {
            const int most = c == lengths.geometry ? longest_geometry : longest_text;
            if (sqlite3_column_int64(rows.get(), c) > most) {
                base.too_long(most);
            }
        }
        if (row % 65536 == 0) {
            report_progress(progress, "stage.read", 0);
        }
    }
}

void insist_on_short_records(const Database& base) {
    if (too_small(base)) {
        return;
    }
    const auto list =
        base.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'gpkg\\_%' ESCAPE '\\'");
    while (base.step(list)) {
        insist_on_short_values(base, reinterpret_cast<const char*>(sqlite3_column_text(list.get(), 0)), {}, {});
    }
}

} // namespace kerb::io::detail
