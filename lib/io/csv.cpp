#include "csv.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <vector>

#include <kerb/base/ascii.hpp>
#include <kerb/base/units.hpp>

#include "readable.hpp"

namespace kerb::io::detail {
namespace {

int field_named(const OGRFeatureDefn& definition, const std::string& names) {
    std::size_t begin = 0;
    while (begin <= names.size()) {
        const auto end = std::min(names.find(',', begin), names.size());
        const int field = definition.GetFieldIndex(names.substr(begin, end - begin).c_str());
        if (field >= 0) {
            return field;
        }
        begin = end + 1;
    }
    return -1;
}

struct NamePair {
    std::string x, y;
    bool degrees;
};

std::vector<NamePair> usual_pairs() {
    return {{"lon", "lat", true},          {"longitude", "latitude", true},
            {"long", "lat", true},         {"lng", "lat", true},
            {"经度", "纬度", true},        {"x", "y", false},
            {"x_m", "y_m", false},         {"easting", "northing", false},
            {"x_coord", "y_coord", false}, {"x_coordinate", "y_coordinate", false}};
}

std::optional<std::int64_t> plain_integer(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && std::to_string(value) == text ? std::optional(value) : std::nullopt;
}

/// Digits that count: no leading zeros, no exponent. Seventeen tell every double from its neighbours.
int significant_digits(std::string_view text) {
    int digits = 0;
    for (const char c : text.substr(0, text.find_first_of("eE"))) {
        digits += c >= (digits > 0 ? '0' : '1') && c <= '9' ? 1 : 0;
    }
    return digits;
}

std::optional<double> plain_real(const std::string& text) {
    const auto start = text.starts_with('-') ? 1U : 0U;
    const bool padded =
        text.size() > start + 1 && text[start] == '0' && text[start + 1] >= '0' && text[start + 1] <= '9';
    const auto value = padded || significant_digits(text) > 17 ? std::nullopt : parse_number(text);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

/// Column c of every table at once: the tables are one layer, sorted by shape.
template <class Read>
bool all_are(const LayerRead& read, std::size_t c, Read&& parse) {
    bool any = false;
    for (const auto& table : read.tables) {
        const auto& texts = std::get<std::vector<std::string>>(table.columns[c].values);
        for (std::size_t row = 0; row < texts.size(); ++row) {
            if (!table.columns[c].null_at(row)) {
                any = true;
                if (!parse(texts[row])) {
                    return false;
                }
            }
        }
    }
    return any;
}

/// Does a number, read back from its shortest form, look otherwise than it is written?
bool loses_writing(const Column& column, const std::vector<std::string>& texts) {
    for (std::size_t row = 0; row < texts.size(); ++row) {
        if (!column.null_at(row) && column.text_at(row) != texts[row]) {
            return true;
        }
    }
    return false;
}

template <class Value, class Read>
void turn(LayerRead& read, std::size_t c, ColumnType type, Read&& parse) {
    for (auto& table : read.tables) {
        auto& column = table.columns[c];
        auto texts = std::get<std::vector<std::string>>(std::move(column.values));
        std::vector<Value> values;
        values.reserve(texts.size());
        for (std::size_t row = 0; row < texts.size(); ++row) {
            values.push_back(column.null_at(row) ? Value{} : *parse(texts[row]));
        }
        column.type = type;
        column.values = std::move(values);
        if (type == ColumnType::real && loses_writing(column, texts)) { // a whole number is one only as written
            column.written = std::move(texts);
        }
    }
}

/// Reads records and counts their cells; quotes as in RFC 4180.
class CellCounter {
public:
    CellCounter(std::istream& file, char separator) : file_(file.rdbuf()), separator_(separator) {}

    /// Cells of the next record up to the last that is not empty; nullopt at the end. Blank lines are no records.
    std::optional<int> next() {
        int cells = 0, last = 0;
        bool quoted = false, empty = true, any = false;
        for (int c = file_->sbumpc(); c != EOF; c = file_->sbumpc()) {
            if (!quoted && c == '\n') {
                if (any) {
                    break;
                }
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            if (!quoted && c == separator_) {
                ++cells;
                empty = true;
                any = true;
            } else if (c != '\r') {
                any = true;
                last = empty ? cells + 1 : last;
                empty = false;
            }
        }
        return any ? std::optional(all_cells_ ? cells + 1 : last) : std::nullopt;
    }
    void count_empty_cells(bool wanted) { all_cells_ = wanted; }

private:
    std::streambuf* file_;
    char separator_;
    bool all_cells_ = false;
};

std::vector<std::int64_t> find_surplus(const std::string& path, int fields) {
    std::vector<std::int64_t> rows;
    for (const char separator : {',', ';', '\t', '|', ' '}) {
        std::ifstream file(path, std::ios::binary);
        CellCounter counter(file, separator);
        counter.count_empty_cells(true);
        if (counter.next() != fields) {
            continue; // not the separator that GDAL saw
        }
        counter.count_empty_cells(false);
        std::int64_t row = 0;
        for (auto cells = counter.next(); cells; cells = counter.next()) {
            ++row;
            if (*cells > fields) {
                rows.push_back(row);
            }
        }
        return rows;
    }
    return rows;
}

} // namespace

std::vector<std::int64_t> surplus_rows(const std::string& path, int fields) {
    return readable(path, [&] { return find_surplus(path, fields); });
}

CsvPosition find_position(const OGRFeatureDefn& definition, const SourceOptions& options) {
    CsvPosition position;
    position.wkt = field_named(definition, options.csv_wkt.empty() ? "wkt,geometry,geom" : options.csv_wkt);
    auto usual = usual_pairs();
    if (options.source_crs) {
        std::stable_partition(usual.begin(), usual.end(), [](const NamePair& pair) { return !pair.degrees; });
    }
    for (const auto& pair : usual) {
        const int x = field_named(definition, options.csv_x.empty() ? pair.x : options.csv_x);
        const int y = field_named(definition, options.csv_y.empty() ? pair.y : options.csv_y);
        if (x >= 0 && y >= 0) {
            position.x = x;
            position.y = y;
            const auto& east = options.csv_x.empty() ? pair.x : options.csv_x;
            position.degrees = std::any_of(usual.begin(), usual.end(), [&east](const NamePair& known) {
                return known.degrees && EQUAL(known.x.c_str(), east.c_str());
            });
            break;
        }
    }
    return position;
}

CsvGeometry geometry_of(const OGRFeature& row, const CsvPosition& position) {
    const auto text_at = [&row](int field) {
        return std::string(row.IsFieldSetAndNotNull(field) ? ascii::trimmed(row.GetFieldAsString(field))
                                                           : std::string_view{});
    };
    if (position.wkt >= 0) {
        const auto text = text_at(position.wkt);
        if (text.empty()) {
            return {nullptr, "geometry.null", {}};
        }
        OGRGeometry* raw = nullptr;
        const char* rest = text.c_str();
        const bool read = OGRGeometryFactory::createFromWkt(&rest, nullptr, &raw) == OGRERR_NONE;
        std::unique_ptr<OGRGeometry> geometry(raw);
        if (!read || geometry == nullptr || !ascii::trimmed(rest).empty()) {
            return {nullptr, "geometry.unreadable", text.substr(0, 80)};
        }
        return {std::move(geometry), {}, {}};
    }
    const auto x = text_at(position.x), y = text_at(position.y);
    if (x.empty() && y.empty()) {
        return {nullptr, "geometry.null", {}};
    }
    const auto east = parse_number(x), north = parse_number(y);
    if (!east || !north) {
        return {nullptr, "geometry.not_a_number", east ? y : x};
    }
    if (!std::isfinite(*east) || !std::isfinite(*north)) {
        return {nullptr, "geometry.not_finite", std::isfinite(*east) ? y : x};
    }
    return {std::make_unique<OGRPoint>(*east, *north), {}, {}};
}

void infer_types(LayerRead& read) {
    const auto columns = read.tables.empty() ? 0 : read.tables.front().columns.size();
    for (std::size_t c = 0; c < columns; ++c) {
        if (all_are(read, c, plain_integer)) {
            turn<std::int64_t>(read, c, ColumnType::integer, plain_integer);
        } else if (all_are(read, c, plain_real)) {
            turn<double>(read, c, ColumnType::real, plain_real);
        }
    }
}

} // namespace kerb::io::detail
