// A layer as columns: what readers give and writers take.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <kerb/base/variant.hpp>
#include <kerb/geometry/frame.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb {

enum class ColumnType : std::uint8_t { text, integer, real, boolean };

/// A value of an attribute; monostate is null.
using CellValue = Variant<std::monostate, std::string, std::int64_t, double>;

/// One attribute of a layer. `values` holds the vector of its type (text: strings, integer and boolean: int64, real:
/// doubles), one entry per row; a null has `valid[row] == 0`. An empty `valid` means "no nulls".
struct Column {
    std::string name;
    ColumnType type = ColumnType::text;
    Variant<std::vector<std::string>, std::vector<std::int64_t>, std::vector<double>> values;
    std::vector<std::uint8_t> valid;
    std::string title; ///< for people, may be empty
    /// Of reals that were read from a text: as they stand there (`1.10`), so that a key stays one; empty where none is
    /// written otherwise than in the shortest form.
    std::vector<std::string> written;

    Column(std::string column_name, ColumnType column_type);
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool null_at(std::size_t row) const { return !valid.empty() && valid[row] == 0; }
    /// Appends; the alternative must fit the type. A nullopt-like monostate is a null.
    void push(CellValue value);
    /// The value as text; empty when null. Reals as written, else in their shortest form that reads back the same.
    [[nodiscard]] std::string text_at(std::size_t row) const;
    /// The value as a number; text is not parsed.
    [[nodiscard]] std::optional<double> number_at(std::size_t row) const;
};

enum class Shape : std::uint8_t { none, point, line, polygon };

/// Geometry of a layer: none, one point per row, lines, or polygons.
using GeometryColumn = std::variant<std::monostate, Points, Lines, std::vector<MultiPolygon>>;
/// A column of that shape without rows.
[[nodiscard]] GeometryColumn empty_geometry(Shape shape);

/// A layer: geometry, ids and attributes as columns of equal length.
struct FeatureTable {
    std::string name;
    std::optional<Frame> frame; ///< absent when the source states none
    GeometryColumn geometry;
    std::vector<std::int64_t> rows; ///< feature id of each row in its source
    std::vector<Column> columns;
    std::string title; ///< for people, may be empty

    [[nodiscard]] std::size_t size() const { return rows.size(); }
    [[nodiscard]] Shape shape() const { return static_cast<Shape>(geometry.index()); }
    [[nodiscard]] const Column* find(std::string_view column) const;
    /// Adds an empty column; the reference is good until the next one is added.
    Column& add(std::string column, ColumnType type);
    [[nodiscard]] Box box() const;
};

/// Moves every coordinate of the table into `frame`. Points that cannot go there become NaN, for the caller to find.
/// \throws FrameError when the table has no frame.
void reproject(FeatureTable& table, const Frame& frame);

} // namespace kerb
