// Rows of a layer on their way into tables, one per shape.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ogrsf_frmts.h>

#include <kerb/io/source.hpp>

#include "csv.hpp"
#include "gate.hpp"
#include "where.hpp"

namespace kerb::io::detail {

/// Row id → (field, value as text): what SQLite keeps in columns of another type.
using OddValues = std::map<std::int64_t, std::vector<std::pair<int, std::string>>>;

/// A field by its exact name; GDAL ignores case. −1: none.
[[nodiscard]] int exact_field(const OGRFeatureDefn& definition, const std::string& name);

/// Collects one layer. Every row that is taken in lands in a table or in the account of the skipped.
class Collector {
public:
    /// \throws UsageError when `request` names fields that the layer does not have.
    Collector(OGRLayer& layer, const Admitted& file, const LayerRequest& request, const SourceOptions& options,
              std::optional<Frame> frame);

    void set_odd_values(OddValues odd) { odd_ = std::move(odd); }
    /// A row and what GDAL said of it. \throws Error `source.encoding` when nobody says how its text is encoded.
    void take(OGRFeature& feature, const std::string& error, const std::vector<std::string>& warnings);
    /// Something that GDAL said of the layer.
    void warn(const std::string& text, std::int64_t row = -1);
    [[nodiscard]] LayerRead finish();

private:
    void choose_columns();
    void check_names() const;
    [[nodiscard]] int field_index(const std::string& name) const;
    bool selected(OGRFeature& feature);
    void take_geometry(OGRFeature& feature, const OGRGeometry& given);
    void take_points(OGRFeature& feature, const OGRMultiPoint& points);
    void take_point(OGRFeature& feature, const OGRPoint& point);
    void take_line(OGRFeature& feature, const OGRGeometry& geometry);
    void take_polygon(OGRFeature& feature, const OGRGeometry& geometry);
    [[nodiscard]] bool wanted(Shape shape) const { return !request_.shape || *request_.shape == shape; }
    void push_row(Shape shape, OGRFeature& feature);
    CellValue value_of(OGRFeature& feature, int field);
    std::string text_of(OGRFeature& feature, int field);
    std::string in_utf8(std::string text, OGRFeature& feature, int field);
    void skip(OGRFeature& feature, const std::string& reason, std::optional<Point> place = std::nullopt,
              const std::string& value = {});
    Issue& add_issue(const std::string& reason, std::int64_t row);
    Issue& add_issue(const std::string& reason, OGRFeature& feature);
    void warn_of_surplus();
    void note(const char* reason, std::int64_t count);

    OGRLayer& layer_;
    const Admitted& file_;
    const LayerRequest& request_;
    const SourceOptions& options_;
    std::optional<Where> where_;
    std::vector<int> where_fields_;
    std::optional<CsvPosition> position_;
    std::vector<int> fields_;
    OddValues odd_;
    std::int64_t with_height_ = 0, stroked_ = 0;
    LayerRead result_;
};

} // namespace kerb::io::detail
