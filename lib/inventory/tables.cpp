#include <kerb/inventory/tables.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>

#include "asset_list.hpp"
#include "json_texts.hpp"

namespace kerb {
namespace {

using detail::AssetList;
using detail::AssetRows;
using detail::ClassSpec;
using detail::FieldSpec;

ClassDescription describe_class(const ClassSpec& spec) {
    ClassDescription description{spec.class_name, spec.layer, spec.shapes, {}};
    for (const auto& f : spec.fields) {
        description.fields.push_back({f.name, f.access->type, f.codes, f.unit, f.holds_date()});
    }
    return description;
}

/// Suffix of the layer of a class that has other shapes in a layer before.
const std::string& suffix_of(Shape shape) {
    static const std::array<std::string, 4> suffixes = {"__rows", "__points", "__lines", "__areas"};
    return suffixes[static_cast<std::size_t>(shape)];
}

/// Of assets that have this shape.
GeometryColumn geometry_column(const AssetRows& assets, Shape shape) {
    auto column = empty_geometry(shape);
    if (auto* points = std::get_if<Points>(&column)) {
        points->reserve(assets.size());
    } else if (auto* areas = std::get_if<std::vector<MultiPolygon>>(&column)) {
        areas->reserve(assets.size());
    }
    for (std::size_t row = 0; shape != Shape::none && row < assets.size(); ++row) {
        const auto asset = assets.asset(row);
        if (auto* points = std::get_if<Points>(&column)) {
            points->push_back(*asset.point());
        } else if (auto* lines = std::get_if<Lines>(&column)) {
            lines->push(*asset.lines());
        } else {
            std::get<std::vector<MultiPolygon>>(column).push_back(*asset.area());
        }
    }
    return column;
}

bool any_extra(const AssetRows& assets) {
    std::size_t row = 0;
    while (row < assets.size() && !assets[row].extra) {
        ++row;
    }
    return row < assets.size();
}

void fill_extra(Column& column, const AssetRows& assets) {
    for (std::size_t row = 0; row < assets.size(); ++row) {
        auto text = detail::extra_to_json(assets[row].extra.value());
        if (text.empty()) {
            column.push(std::monostate{});
        } else {
            column.push(std::move(text));
        }
    }
}

/// The columns of a layer: those of which some asset says something.
struct LayerColumns {
    std::vector<const FieldSpec*> fields;
    bool extra = false;

    explicit LayerColumns(const AssetRows& assets) : extra(any_extra(assets)) {
        for (const auto& f : assets.spec().fields) {
            if (f.access->any(f, assets)) {
                fields.push_back(&f);
            }
        }
    }
};

/// A layer as for_each_layer finds it.
struct Layer {
    std::string name;
    AssetRows assets;
    Shape shape;
};

FeatureTable empty_table(const Layer& layer, const Frame& frame) {
    FeatureTable table;
    table.name = layer.name;
    if (layer.shape != Shape::none) {
        table.frame = frame;
    }
    return table;
}

/// Some rows of a layer, from row `first` + 1 on.
FeatureTable part_of(const Layer& layer, const AssetRows& assets, const Frame& frame, const LayerColumns& columns,
                     std::size_t first) {
    auto table = empty_table(layer, frame);
    table.geometry = geometry_column(assets, layer.shape);
    table.rows.resize(assets.size());
    std::iota(table.rows.begin(), table.rows.end(), static_cast<std::int64_t>(first) + 1);
    for (const auto* f : columns.fields) {
        f->access->fill(*f, assets, table.add(f->name, f->access->type));
    }
    if (columns.extra) {
        fill_extra(table.add("extra", ColumnType::text), assets);
    }
    return table;
}

/// A layer without its rows.
FeatureTable outline_of(const Layer& layer, const Frame& frame) {
    auto table = empty_table(layer, frame);
    table.geometry = empty_geometry(layer.shape);
    const LayerColumns columns(layer.assets);
    for (const auto* f : columns.fields) {
        table.add(f->name, f->access->type);
    }
    if (columns.extra) {
        table.add("extra", ColumnType::text);
    }
    return table;
}

/// Names of layers, given away shape by shape: a class that already has a layer of another shape gets a suffix.
class LayerNames {
public:
    std::string take(const std::string& layer, Shape shape) {
        const bool first = taken_.try_emplace(layer, shape).first->second == shape;
        return first ? layer : layer + suffix_of(shape);
    }

private:
    std::map<std::string, Shape> taken_;
};

/// Positions of the assets of one shape by their layer.
std::map<std::string, std::vector<std::uint32_t>> by_layer(const AssetList& assets, Shape shape) {
    std::map<std::string, std::vector<std::uint32_t>> layers;
    std::vector<std::uint32_t>* last = nullptr; // that of the asset before
    const std::string* name = nullptr;
    for (std::uint32_t i = 0; i < assets.size(); ++i) {
        const auto asset = assets[i];
        if (asset.shape() != shape) {
            continue;
        }
        if (const auto& layer = asset.layer(); name == nullptr || *name != layer) {
            last = &layers[layer];
            name = &layer;
        }
        last->push_back(i);
    }
    return layers;
}

/// Calls `visit` with every layer, points → lines → polygons → tables.
template <class Visit>
void for_each_layer(const Inventory& city, const Visit& visit) {
    LayerNames names;
    for (const auto shape : {Shape::point, Shape::line, Shape::polygon, Shape::none}) {
        for (const auto& assets : detail::lists_of(city)) {
            for (const auto& [layer, positions] : by_layer(assets, shape)) {
                visit(Layer{names.take(layer, shape), AssetRows(assets, positions), shape});
            }
        }
    }
}

} // namespace

const std::vector<ClassDescription>& asset_classes() {
    static const std::vector<ClassDescription> classes = [] {
        std::vector<ClassDescription> all;
        const Inventory none{Frame::from("EPSG:4326")};
        for (const auto& assets : detail::lists_of(none)) {
            if (!assets.spec().is_other()) {
                all.push_back(describe_class(assets.spec()));
            }
        }
        return all;
    }();
    return classes;
}

const ClassDescription* find_class(std::string_view class_name) {
    for (const auto& asset_class : asset_classes()) {
        if (asset_class.class_name == class_name) {
            return &asset_class;
        }
    }
    return nullptr;
}

const FieldDescription* ClassDescription::find(std::string_view field) const {
    for (const auto& f : fields) {
        if (f.name == field) {
            return &f;
        }
    }
    return nullptr;
}

std::string class_of_layer(const std::string& layer) {
    std::string name = layer;
    for (const auto shape : {Shape::none, Shape::point, Shape::line, Shape::polygon}) {
        if (name.ends_with(suffix_of(shape)) && name.size() > suffix_of(shape).size()) {
            name.resize(name.size() - suffix_of(shape).size());
            break;
        }
    }
    for (const auto& asset_class : asset_classes()) {
        if (asset_class.layer == name) {
            return asset_class.class_name;
        }
    }
    return name;
}

std::vector<LayerName> layers_of(const Inventory& city) {
    std::vector<LayerName> layers;
    for_each_layer(city, [&layers](const Layer& layer) {
        layers.push_back({layer.name, layer.assets.asset(0).class_name(), layer.shape});
    });
    return layers;
}

std::vector<FeatureTable> to_tables(const Inventory& city) {
    std::vector<FeatureTable> tables;
    visit_tables(city, [&tables](FeatureTable&& table) { tables.push_back(std::move(table)); });
    return tables;
}

void visit_tables(const Inventory& city, const std::function<void(FeatureTable&&)>& visit) {
    visit_parts(city, std::numeric_limits<std::size_t>::max(), visit);
}

void visit_parts(const Inventory& city, std::size_t rows, const std::function<void(FeatureTable&&)>& visit) {
    for_each_layer(city, [&](const Layer& layer) {
        const LayerColumns columns(layer.assets);
        for (std::size_t first = 0; first < layer.assets.size(); first += std::min(rows, layer.assets.size() - first)) {
            const auto part = layer.assets.part(first, std::min(rows, layer.assets.size() - first));
            visit(part_of(layer, part, city.frame, columns, first));
        }
    });
}

std::vector<FeatureTable> outlines_of(const Inventory& city) {
    std::vector<FeatureTable> outlines;
    for_each_layer(city, [&](const Layer& layer) { outlines.push_back(outline_of(layer, city.frame)); });
    return outlines;
}

} // namespace kerb
