#include "plain_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <string_view>

#include <cpl_string.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include "collector.hpp"
#include "database.hpp"
#include "geopackage.hpp"
#include "plain_geometry.hpp"

namespace kerb::io::detail {
namespace {

/// A table proper: no view and nothing virtual.
bool is_table(const Database& base, const std::string& name) {
    const auto found = base.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = " +
                                    quoted(name, '\''));
    return base.step(found);
}

/// What a plain value of the column is; nullopt where GDAL does more than take it over.
std::optional<ColumnType> plain_type(const OGRFieldDefn& field) {
    const bool boolean = field.GetSubType() == OFSTBoolean;
    if (field.GetSubType() != OFSTNone && !boolean) {
        return std::nullopt;
    }
    switch (field.GetType()) {
        case OFTString:
            return ColumnType::text;
        case OFTReal:
            return ColumnType::real;
        case OFTInteger:
        case OFTInteger64:
            return boolean ? ColumnType::boolean : ColumnType::integer;
        default:
            return std::nullopt;
    }
}

/// Appends what push() would, without a copy on the way.
template <class Value>
void append(Column& column, Value&& value) {
    std::get<std::vector<std::decay_t<Value>>>(column.values).push_back(std::forward<Value>(value));
    if (!column.valid.empty()) {
        column.valid.push_back(1);
    }
}

bool append_text(Column& column, sqlite3_stmt* row, int place) {
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, place));
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, place));
    if (text == nullptr || size > longest_text || std::memchr(text, 0, size) != nullptr ||
        CPLIsUTF8(text, static_cast<int>(size)) == 0) {
        return false;
    }
    append(column, std::string(text, size));
    return true;
}

/// Appends a value of a row; false when it is not of its column's type, or a text beyond its bound.
bool push_value(Column& column, sqlite3_stmt* row, int place) {
    const int stored = sqlite3_column_type(row, place);
    if (stored == SQLITE_NULL) {
        column.push(std::monostate{});
        return true;
    }
    if (column.type == ColumnType::text) {
        return stored == SQLITE_TEXT && append_text(column, row, place);
    }
    if (column.type == ColumnType::real) {
        append(column, sqlite3_column_double(row, place));
        return stored == SQLITE_FLOAT;
    }
    const std::int64_t value = sqlite3_column_int64(row, place);
    append(column, std::int64_t{value});
    return stored == SQLITE_INTEGER && (column.type != ColumnType::boolean || value == 0 || value == 1);
}

/// Does a geometry say the layer's reference system, or none (0, -1)? \pre byte order of this machine is little endian
bool says_frame(std::string_view blob, std::int32_t srs_id) {
    constexpr std::size_t at = 4; // after GP, version and flags
    if (blob.size() < at + sizeof srs_id) {
        return false;
    }
    std::array<char, sizeof srs_id> bytes{};
    std::copy_n(blob.begin() + at, bytes.size(), bytes.begin());
    if ((static_cast<unsigned char>(blob[3]) & 1U) == 0) {
        std::reverse(bytes.begin(), bytes.end());
    }
    const auto said = std::bit_cast<std::int32_t>(bytes);
    return said == srs_id || said == 0 || said == -1;
}

/// Reads rows one after the other into a table.
class PlainReader {
public:
    PlainReader(OGRwkbGeometryType type, std::int32_t srs_id, FeatureTable table)
        : type_(type), srs_id_(srs_id), placed_(type != wkbNone), table_(std::move(table)) {}
    void reserve(std::size_t rows) {
        table_.rows.reserve(rows);
        reserve_geometry(table_.geometry, rows);
        for (auto& column : table_.columns) {
            std::visit([rows](auto& values) { values.reserve(rows); }, column.values);
        }
    }
    /// False when the row is not plain. Its columns: id, geometry where there is one, then those of the table.
    bool take(sqlite3_stmt* row) {
        if (sqlite3_column_type(row, 0) != SQLITE_INTEGER || (placed_ && !take_place(row))) {
            return false;
        }
        table_.rows.push_back(sqlite3_column_int64(row, 0));
        int place = placed_ ? 2 : 1;
        return std::all_of(table_.columns.begin(), table_.columns.end(),
                           [&](Column& column) { return push_value(column, row, place++); });
    }
    [[nodiscard]] std::size_t rows() const { return table_.rows.size(); }
    LayerRead finish() {
        LayerRead read;
        read.frame = table_.frame;
        read.accounting.read = read.accounting.used = static_cast<std::int64_t>(rows());
        if (rows() > 0) {
            read.tables.push_back(std::move(table_));
        }
        return read;
    }

private:
    bool take_place(sqlite3_stmt* row) {
        if (sqlite3_column_type(row, 1) != SQLITE_BLOB) {
            return false;
        }
        const auto* blob = static_cast<const char*>(sqlite3_column_blob(row, 1));
        const std::string_view bytes(blob, static_cast<std::size_t>(sqlite3_column_bytes(row, 1)));
        return says_frame(bytes, srs_id_) && append_plain(table_.geometry, type_, bytes);
    }

    OGRwkbGeometryType type_;
    std::int32_t srs_id_;
    bool placed_;
    FeatureTable table_;
};

/// Columns that the request asks for; nullopt when one is unknown or not plain.
std::optional<std::vector<Column>> plain_columns(const OGRFeatureDefn& definition, const LayerRequest& request) {
    std::vector<Column> columns;
    const auto add = [&](int index) {
        const auto* field = index < 0 ? nullptr : definition.GetFieldDefn(index);
        const auto type = field == nullptr ? std::nullopt : plain_type(*field);
        if (type) {
            columns.emplace_back(field->GetNameRef(), *type);
        }
        return type.has_value();
    };
    bool plain = true;
    if (request.columns) {
        for (const auto& name : *request.columns) {
            plain = plain && add(exact_field(definition, name));
        }
    } else {
        for (int i = 0; i < definition.GetFieldCount(); ++i) {
            plain = plain && add(i);
        }
    }
    return plain ? std::optional(std::move(columns)) : std::nullopt;
}

std::string select(OGRLayer& layer, const std::vector<Column>& columns) {
    std::string sql = "SELECT " + quoted(layer.GetFIDColumn());
    if (layer.GetGeomType() != wkbNone) {
        sql += ", " + quoted(layer.GetGeometryColumn());
    }
    for (const auto& column : columns) {
        sql += ", " + quoted(column.name);
    }
    return sql + " FROM " + quoted(layer.GetName()) + " ORDER BY 1";
}

/// May the layer's rows be plain, and is all of them wanted?
bool fits(OGRLayer& layer, const LayerRequest& request) {
    const auto shape = plain_shape(layer.GetGeomType());
    const bool named = *layer.GetFIDColumn() != '\0' && (shape == Shape::none) == (*layer.GetGeometryColumn() == '\0');
    return shape && named && (!request.shape || *request.shape == *shape) && request.where.empty();
}

} // namespace

std::optional<LayerRead> read_plain_rows(const Database& base, OGRLayer& layer, const LayerRequest& request,
                                         const std::optional<Frame>& frame, const Progress& progress) {
    auto columns = plain_columns(*layer.GetLayerDefn(), request);
    if (std::endian::native != std::endian::little || !fits(layer, request) || !columns) {
        return std::nullopt;
    }
    if (!is_table(base, layer.GetName())) {
        return std::nullopt;
    }
    const auto select_rows = base.prepare(select(layer, *columns));
    FeatureTable table;
    table.name = layer.GetName();
    table.frame = frame;
    table.geometry = empty_geometry(*plain_shape(layer.GetGeomType()));
    table.columns = std::move(*columns);
    PlainReader reader(layer.GetGeomType(), declared_srs(base, layer.GetName()).value_or(0), std::move(table));
    // What the file says of itself is a hint only.
    const auto expected = std::max<std::int64_t>(0, layer.GetFeatureCount(FALSE));
    reader.reserve(static_cast<std::size_t>(std::min<std::int64_t>(expected, 1 << 26)));
    while (base.step(select_rows)) {
        if (!reader.take(select_rows.get())) {
            return std::nullopt;
        }
        if (reader.rows() % 65536 == 0) {
            report_progress(progress, "stage.read",
                            std::min(1.0, static_cast<double>(reader.rows()) / static_cast<double>(expected + 1)));
        }
    }
    return reader.finish();
}

} // namespace kerb::io::detail
