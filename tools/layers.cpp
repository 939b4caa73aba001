#include "layers.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>

namespace kerb::tools {
namespace {

bool finite(Point p) {
    return std::isfinite(p.x) && std::isfinite(p.y);
}

bool finite(std::span<const Point> points) {
    return std::all_of(points.begin(), points.end(), [](Point p) { return finite(p); });
}

bool finite(const MultiPolygon& area) {
    return std::all_of(area.begin(), area.end(), [](const Polygon& polygon) { return finite(polygon.outer); });
}

std::vector<std::uint8_t> placed_rows(const FeatureTable& table) {
    std::vector<std::uint8_t> placed(table.size(), 1);
    if (const auto* points = std::get_if<Points>(&table.geometry)) {
        std::transform(points->begin(), points->end(), placed.begin(), [](Point p) { return finite(p); });
    } else if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
        for (std::size_t f = 0; f < lines->size(); ++f) {
            for (auto p = lines->feature_begin[f]; p < lines->feature_begin[f + 1]; ++p) {
                placed[f] = placed[f] != 0 && finite(lines->part(p));
            }
        }
    } else if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry)) {
        std::transform(areas->begin(), areas->end(), placed.begin(), [](const auto& area) { return finite(area); });
    }
    return placed;
}

template <class Value>
void keep_values(std::vector<Value>& values, const std::vector<std::uint8_t>& keep) {
    std::size_t to = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (keep[i] != 0) {
            std::swap(values[to++], values[i]);
        }
    }
    values.resize(to);
}

void keep_geometry(std::monostate&, const std::vector<std::uint8_t>&) {}

template <class Geometry>
void keep_geometry(std::vector<Geometry>& geometry, const std::vector<std::uint8_t>& keep) {
    keep_values(geometry, keep);
}

void keep_geometry(Lines& lines, const std::vector<std::uint8_t>& keep) {
    Lines kept;
    for (std::size_t f = 0; f < lines.size(); ++f) {
        if (keep[f] != 0) {
            for (auto p = lines.feature_begin[f]; p < lines.feature_begin[f + 1]; ++p) {
                kept.push_part(lines.part(p));
            }
            kept.end_feature();
        }
    }
    lines = std::move(kept);
}

/// The layer's own fields tell whether it has a key; a wished field must exist.
std::string find_id_field(const io::SourceName& name, const LayerWish& wish, const io::SourceOptions& options) {
    if (!wish.id_field.empty() || !wish.needs_id) {
        return wish.id_field;
    }
    for (const auto& info : io::list_layers(name.path, options)) {
        if (name.layer.empty() || info.name == name.layer) {
            for (const char* usual : {"key", "id", "ID"}) {
                if (std::find(info.fields.begin(), info.fields.end(), usual) != info.fields.end()) {
                    return usual;
                }
            }
            return {};
        }
    }
    return {};
}

std::vector<std::string> columns_of(const LayerWish& wish, const std::string& id_field) {
    auto wished = wish.columns;
    wished.push_back(id_field);
    std::vector<std::string> columns;
    for (const auto& column : wished) {
        if (!column.empty() && std::find(columns.begin(), columns.end(), column) == columns.end()) {
            columns.push_back(column);
        }
    }
    return columns;
}

/// Moves the table of the wished shape, if there is one, to the layer.
void take_table(LoadedLayer& layer, const LayerWish& wish, std::vector<FeatureTable>& tables) {
    const auto fits = [&](const FeatureTable& table) { return table.shape() == wish.shape; };
    if (const auto found = std::find_if(tables.begin(), tables.end(), fits); found != tables.end()) {
        layer.table = std::move(*found);
        found->name = layer.table.name;
    }
    if (!layer.table.frame && layer.table.size() > 0) {
        throw FrameError({"tools.no_crs", {{"source", wish.source}}});
    }
}

/// Where a layer's style may stand, the best first. A class's usual shape has the name of its layer.
std::vector<std::string> style_names(const LayerName& layer) {
    static constexpr const char* shapes[] = {"rows", "points", "lines", "areas"};
    const std::string shape = shapes[static_cast<std::size_t>(layer.shape)];
    const auto* asset_class = find_class(layer.class_name);
    if (asset_class == nullptr) {
        return {layer.name + "__" + shape, layer.name, "other__" + shape};
    }
    std::vector<std::string> names = {asset_class->layer + "__" + shape, "other__" + shape};
    if (layer.shape == asset_class->shapes.front()) {
        names.insert(names.begin(), asset_class->layer);
    }
    return names;
}

/// A source of which nothing is left since nothing has a place would count as one that reaches nothing.
void refuse_if_nowhere(const report::LayerAccount& account) {
    const auto& told = account.accounting;
    if (told.read > 0 && told.used == 0 && told.skipped.contains("tools.not_in_frame")) {
        throw FrameError({"tools.none_in_frame", {{"source", account.source}, {"layer", account.layer}}});
    }
}

} // namespace

std::string LoadedLayer::id(std::size_t row) const {
    if (const auto* column = id_field.empty() ? nullptr : table.find(id_field);
        column != nullptr && !column->null_at(row)) {
        return column->text_at(row);
    }
    return fmt::format("{}", table.rows[row]);
}

LoadedLayer load_layer(const LayerWish& wish, const io::SourceOptions& options) {
    const auto name = io::SourceName::parse(wish.source);
    LoadedLayer layer;
    layer.id_field = find_id_field(name, wish, options);
    auto read =
        io::read_layer(name.path, {name.layer, wish.shape, columns_of(wish, layer.id_field), wish.where}, options);
    layer.issues = std::move(read.issues);
    layer.account = {wish.role, name.path, name.layer, std::move(read.accounting), {}};
    layer.table.name = name.layer;
    layer.table.geometry = empty_geometry(wish.shape);
    take_table(layer, wish, read.tables);
    layer.account.layer = layer.table.name;
    return layer;
}

std::pair<const LoadedLayer*, std::size_t> LoadedShapes::at(std::size_t number) const {
    const auto first_line = points.table.size(), first_area = first_line + lines.table.size();
    if (number < first_line) {
        return {&points, number};
    }
    return number < first_area ? std::pair{&lines, number - first_line} : std::pair{&areas, number - first_area};
}

std::string LoadedShapes::id(std::size_t number) const {
    const auto [layer, row] = at(number);
    return layer->id(row);
}

void LoadedShapes::fold_accounts() {
    for (auto* layer : {&lines, &areas}) {
        points.account.accounting += std::exchange(layer->account.accounting, {});
    }
    refuse_if_nowhere(points.account);
}

LoadedShapes load_shapes(const LayerWish& wish, const io::SourceOptions& options) {
    const auto name = io::SourceName::parse(wish.source);
    const auto id_field = find_id_field(name, wish, options);
    auto read = io::read_layer(name.path, {name.layer, std::nullopt, columns_of(wish, id_field), wish.where}, options);
    LoadedShapes shapes;
    shapes.points.issues = std::move(read.issues);
    shapes.points.account = {wish.role, name.path, name.layer, std::move(read.accounting), {}};
    auto part = wish;
    for (const auto& [layer, shape] : {std::pair{&shapes.points, Shape::point}, std::pair{&shapes.lines, Shape::line},
                                       std::pair{&shapes.areas, Shape::polygon}}) {
        part.shape = shape;
        layer->id_field = id_field;
        layer->table.name = name.layer;
        layer->table.geometry = empty_geometry(shape);
        take_table(*layer, part, read.tables);
    }
    for (const auto& table : read.tables) {
        if (table.shape() == Shape::none && table.size() > 0) { // rows, but no places
            const auto rows = static_cast<std::int64_t>(table.size());
            shapes.points.account.accounting.used -= rows;
            shapes.points.account.accounting.skip("geometry.null", rows);
        }
    }
    if (shapes.points.account.layer.empty() && !read.tables.empty()) {
        shapes.points.account.layer = read.tables.front().name;
    }
    return shapes;
}

void keep_rows(FeatureTable& table, const std::vector<std::uint8_t>& keep) {
    std::visit([&](auto& geometry) { keep_geometry(geometry, keep); }, table.geometry);
    for (auto& column : table.columns) {
        std::visit([&](auto& values) { keep_values(values, keep); }, column.values);
        if (!column.valid.empty()) {
            keep_values(column.valid, keep);
        }
    }
    keep_values(table.rows, keep);
}

void place(LoadedLayer& layer, const Frame& frame) {
    if (layer.table.size() == 0) {
        return;
    }
    reproject(layer.table, frame);
    const auto placed = placed_rows(layer.table);
    if (std::find(placed.begin(), placed.end(), 0) == placed.end()) {
        return;
    }
    std::unordered_set<std::int64_t> kept;
    for (std::size_t i = 0; i < placed.size(); ++i) {
        if (placed[i] != 0) {
            kept.insert(layer.table.rows[i]);
        }
    }
    for (std::size_t i = 0; i < placed.size(); ++i) {
        // A feature of several points is used when one of them is; each feature is counted once.
        if (placed[i] == 0 && kept.insert(layer.table.rows[i]).second) {
            layer.account.accounting.skip("tools.not_in_frame");
            layer.account.accounting.used -= 1;
            layer.issues.push_back({Severity::warning,
                                    "tools.not_in_frame",
                                    layer.table.name,
                                    layer.table.rows[i],
                                    layer.id(i),
                                    0,
                                    0,
                                    false,
                                    {"tools.not_in_frame", {{"key", layer.id(i)}, {"frame", frame.name()}}}});
        }
    }
    refuse_if_nowhere(layer.account);
    keep_rows(layer.table, placed);
}

std::vector<LayerName> names_of(const std::vector<FeatureTable>& tables) {
    std::vector<LayerName> names;
    names.reserve(tables.size());
    for (const auto& table : tables) {
        names.push_back({table.name, class_of_layer(table.name), table.shape()});
    }
    return names;
}

std::map<std::string, std::string> styles_for(const std::vector<LayerName>& layers) {
    std::map<std::string, std::string> styles;
    for (const auto& layer : layers) {
        if (layer.shape == Shape::none) {
            continue;
        }
        for (const auto& name : style_names(layer)) {
            if (const auto style = builtin_data("styles/" + name + ".qml")) {
                styles.emplace(layer.name, *style);
                break;
            }
        }
    }
    return styles;
}

} // namespace kerb::tools
