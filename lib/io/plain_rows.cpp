#include "plain_rows.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <string_view>

#include <cpl_string.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include <kerb/geometry/validity.hpp>

#include "collector.hpp"
#include "database.hpp"

namespace kerb::io::detail {
namespace {

constexpr int longest_row = 1 << 30;

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

/// Appends a value of a row; false when it is not of its column's type.
bool push_value(Column& column, sqlite3_stmt* row, int place) {
    const int stored = sqlite3_column_type(row, place);
    if (stored == SQLITE_NULL) {
        column.push(std::monostate{});
        return true;
    }
    if (column.type == ColumnType::text) {
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, place));
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, place));
        if (stored != SQLITE_TEXT || text == nullptr || std::memchr(text, 0, size) != nullptr ||
            CPLIsUTF8(text, static_cast<int>(size)) == 0) {
            return false;
        }
        column.push(std::string(text, size));
        return true;
    }
    if (column.type == ColumnType::real) {
        column.push(sqlite3_column_double(row, place));
        return stored == SQLITE_FLOAT;
    }
    const std::int64_t value = sqlite3_column_int64(row, place);
    column.push(value);
    return stored == SQLITE_INTEGER && (column.type != ColumnType::boolean || value == 0 || value == 1);
}

/// The well-known binary inside a GeoPackage geometry, read front to back. Every read says whether there was enough.
class Wkb {
public:
    /// \param blob header of the standard (magic, version 0, flags, srs_id, envelope), then WKB
    explicit Wkb(std::string_view blob) : rest_(blob) {
        constexpr std::size_t envelope_bytes[] = {0, 32, 48, 48, 64};
        if (blob.size() < 8 || blob.substr(0, 3) != std::string_view("GP\0", 3)) {
            rest_ = {};
            return;
        }
        const auto flags = static_cast<unsigned char>(blob[3]);
        const auto envelope = (flags >> 1U) & 7U;
        const bool plain = (flags & 0x30U) == 0 && envelope < std::size(envelope_bytes);
        const auto skipped = plain ? 8 + envelope_bytes[envelope] : blob.size();
        rest_ = blob.substr(std::min(skipped, blob.size()));
    }
    /// Byte order (little endian) and type of a 2D geometry.
    bool header(std::uint32_t type) {
        std::uint32_t found = 0;
        if (rest_.empty() || rest_.front() != 1) {
            return false;
        }
        rest_.remove_prefix(1);
        return number(found) && found == type;
    }
    bool number(std::uint32_t& value) { return copy(&value, sizeof value); }
    bool points(Points& chain, std::size_t count) {
        if (count > rest_.size() / sizeof(Point)) {
            return false;
        }
        chain.resize(count);
        return copy(chain.data(), count * sizeof(Point));
    }
    bool point(Point& p) { return copy(&p, sizeof p); }
    [[nodiscard]] bool finished() const { return rest_.empty(); }

private:
    bool copy(void* target, std::size_t size) {
        if (rest_.size() < size) {
            return false;
        }
        std::memcpy(target, rest_.data(), size);
        rest_.remove_prefix(size);
        return true;
    }
    std::string_view rest_;
};

static_assert(sizeof(Point) == 2 * sizeof(double) && std::numeric_limits<double>::is_iec559);

bool read_chain(Wkb& wkb, Points& chain) {
    std::uint32_t count = 0;
    return wkb.header(wkbLineString) && wkb.number(count) && wkb.points(chain, count);
}

/// Reads rows one after the other into a table.
class PlainReader {
public:
    PlainReader(bool lines, bool multi, FeatureTable table) : multi_(multi), table_(std::move(table)) {
        if (lines) {
            table_.geometry = Lines{};
        } else {
            table_.geometry = Points{};
        }
    }
    void reserve(std::size_t rows) {
        table_.rows.reserve(rows);
        if (auto* points = std::get_if<Points>(&table_.geometry)) {
            points->reserve(rows);
        } else {
            std::get<Lines>(table_.geometry).feature_begin.reserve(rows + 1);
            std::get<Lines>(table_.geometry).part_begin.reserve(rows + 1);
        }
        for (auto& column : table_.columns) {
            std::visit([rows](auto& values) { values.reserve(rows); }, column.values);
        }
    }
    /// False when the row is not plain. Its columns: id, geometry, then those of the table.
    bool take(sqlite3_stmt* row) {
        if (sqlite3_column_type(row, 0) != SQLITE_INTEGER || sqlite3_column_type(row, 1) != SQLITE_BLOB) {
            return false;
        }
        const auto* blob = static_cast<const char*>(sqlite3_column_blob(row, 1));
        const Wkb wkb(std::string_view(blob, static_cast<std::size_t>(sqlite3_column_bytes(row, 1))));
        auto* points = std::get_if<Points>(&table_.geometry);
        if (!(points != nullptr ? take_point(wkb, *points) : take_line(wkb))) {
            return false;
        }
        table_.rows.push_back(sqlite3_column_int64(row, 0));
        int place = 2;
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
    static bool take_point(Wkb wkb, Points& points) {
        Point p;
        if (!wkb.header(wkbPoint) || !wkb.point(p) || !wkb.finished() || find_defect(p)) {
            return false;
        }
        points.push_back(p);
        return true;
    }
    bool take_line(Wkb wkb) {
        std::uint32_t parts = 1;
        if (multi_ && !(wkb.header(wkbMultiLineString) && wkb.number(parts) && parts > 0 && parts < 0xffff)) {
            return false;
        }
        line_.resize(parts);
        for (auto& chain : line_) {
            if (!read_chain(wkb, chain)) {
                return false;
            }
        }
        if (!wkb.finished() || find_defect(line_)) {
            return false;
        }
        std::get<Lines>(table_.geometry).push(line_);
        return true;
    }

    bool multi_;
    FeatureTable table_;
    MultiLineString line_; // of the current row
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
    std::string sql = "SELECT " + quoted(layer.GetFIDColumn()) + ", " + quoted(layer.GetGeometryColumn());
    for (const auto& column : columns) {
        sql += ", " + quoted(column.name);
    }
    return sql + " FROM " + quoted(layer.GetName()) + " ORDER BY 1";
}

} // namespace

std::optional<LayerRead> read_plain_rows(const Admitted& file, OGRLayer& layer, const LayerRequest& request,
                                         const std::optional<Frame>& frame, const Progress& progress) {
    const auto type = layer.GetGeomType();
    const bool lines = type == wkbLineString || type == wkbMultiLineString;
    const bool asked = !request.shape || *request.shape == (lines ? Shape::line : Shape::point);
    const bool named = *layer.GetFIDColumn() != '\0' && *layer.GetGeometryColumn() != '\0';
    auto columns = plain_columns(*layer.GetLayerDefn(), request);
    if (std::endian::native != std::endian::little || file.driver != "GPKG" || !(lines || type == wkbPoint) || !asked ||
        !named || !columns || !request.where.empty()) {
        return std::nullopt;
    }
    const Database base(file.path, longest_row);
    if (!is_table(base, layer.GetName())) {
        return std::nullopt;
    }
    const auto select_rows = base.prepare(select(layer, *columns));
    FeatureTable table;
    table.name = layer.GetName();
    table.frame = frame;
    table.columns = std::move(*columns);
    PlainReader reader(lines, type == wkbMultiLineString, std::move(table));
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
