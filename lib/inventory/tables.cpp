#include <kerb/inventory/tables.hpp>

#include <algorithm>
#include <array>
#include <map>

#include "fields.hpp"
#include "json_texts.hpp"

namespace kerb {
namespace {

using detail::class_spec;

template <class T>
ClassDescription describe_class() {
    const auto& spec = class_spec<T>();
    ClassDescription description{spec.class_name, spec.layer, spec.shapes, {}};
    for (const auto& f : spec.fields) {
        description.fields.push_back({f.name, f.type, f.codes, f.unit, f.kind == detail::FieldKind::date});
    }
    return description;
}

/// Suffix of the layer of a class that has other shapes in a layer before.
const std::string& suffix_of(Shape shape) {
    static const std::array<std::string, 4> suffixes = {"__rows", "__points", "__lines", "__areas"};
    return suffixes[static_cast<std::size_t>(shape)];
}

Shape shape_of(const Point&) {
    return Shape::point;
}
Shape shape_of(const MultiLineString&) {
    return Shape::line;
}
Shape shape_of(const MultiPolygon&) {
    return Shape::polygon;
}
Shape shape_of(const Place& place) {
    return static_cast<Shape>(place.index());
}

template <class T>
Shape shape_of_asset(const T& asset) {
    if constexpr (std::is_void_v<decltype(geometry_of(asset))>) {
        return Shape::none;
    } else {
        return shape_of(geometry_of(asset));
    }
}

/// The geometry of an asset that is known to be of this kind.
template <class G, class T>
const G& geometry_as(const T& asset) {
    const auto& geometry = geometry_of(asset);
    if constexpr (std::is_same_v<std::decay_t<decltype(geometry)>, Place>) {
        return std::get<G>(geometry);
    } else {
        return geometry;
    }
}

template <class G, class T>
GeometryColumn collected(const std::vector<const T*>& assets) {
    using Held = std::decay_t<decltype(geometry_of(*assets.front()))>;
    if constexpr (!std::is_same_v<Held, Place> && !std::is_same_v<Held, G>) {
        return std::monostate{};
    } else if constexpr (std::is_same_v<G, MultiLineString>) {
        Lines lines;
        for (const auto* asset : assets) {
            lines.push(geometry_as<G>(*asset));
        }
        return lines;
    } else {
        std::vector<G> all;
        all.reserve(assets.size());
        for (const auto* asset : assets) {
            all.push_back(geometry_as<G>(*asset));
        }
        return all;
    }
}

template <class T>
GeometryColumn geometry_column(const std::vector<const T*>& assets, Shape shape) {
    if constexpr (!std::is_void_v<decltype(geometry_of(*assets.front()))>) {
        switch (shape) {
            case Shape::point:
                return collected<Point>(assets);
            case Shape::line:
                return collected<MultiLineString>(assets);
            case Shape::polygon:
                return collected<MultiPolygon>(assets);
            case Shape::none:
                break;
        }
    }
    return std::monostate{};
}

template <class T>
bool any_extra(const std::vector<const T*>& assets) {
    return std::any_of(assets.begin(), assets.end(),
                       [](const T* asset) { return static_cast<bool>(asset->about.extra); });
}

template <class T>
void fill_extra(Column& column, const std::vector<const T*>& assets) {
    for (const auto* asset : assets) {
        auto text = detail::extra_to_json(asset->about.extra.value());
        if (text.empty()) {
            column.push(std::monostate{});
        } else {
            column.push(std::move(text));
        }
    }
}

/// The columns of a layer: those of which some asset says something.
template <class T>
struct LayerColumns {
    std::vector<const detail::FieldSpec<T>*> fields;
    bool extra = false;

    explicit LayerColumns(const std::vector<const T*>& assets) : extra(any_extra(assets)) {
        for (const auto& f : class_spec<T>().fields) {
            if (f.any(assets)) {
                fields.push_back(&f);
            }
        }
    }
};

/// Rows `first` + 1 and on of a layer.
template <class T>
FeatureTable part_of(std::string layer, const std::vector<const T*>& assets, Shape shape, const Frame& frame,
                     const LayerColumns<T>& columns, std::size_t first) {
    FeatureTable table;
    table.name = std::move(layer);
    if (shape != Shape::none) {
        table.frame = frame;
    }
    table.geometry = geometry_column(assets, shape);
    table.rows.reserve(assets.size());
    for (std::size_t i = 0; i < assets.size(); ++i) {
        table.rows.push_back(static_cast<std::int64_t>(first + i) + 1);
    }
    for (const auto* f : columns.fields) {
        auto& column = table.add(f->name, f->type);
        if (!f->get(assets, f->codes, column)) {
            std::visit([&assets](auto& values) { values.resize(assets.size()); }, column.values);
            column.valid.assign(assets.size(), 0);
        }
    }
    if (columns.extra) {
        fill_extra(table.add("extra", ColumnType::text), assets);
    }
    return table;
}

template <class T>
FeatureTable table_of(std::string layer, const std::vector<const T*>& assets, Shape shape, const Frame& frame) {
    return part_of(std::move(layer), assets, shape, frame, LayerColumns<T>(assets), 0);
}

template <class T, class Visit>
void visit_parts_of(const std::string& layer, const std::vector<const T*>& assets, Shape shape, const Frame& frame,
                    std::size_t rows, const Visit& visit) {
    const LayerColumns<T> columns(assets);
    for (std::size_t first = 0; first < assets.size(); first += rows) {
        const auto begin = assets.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = std::min(rows, assets.size() - first);
        const std::vector<const T*> part(begin, begin + static_cast<std::ptrdiff_t>(count));
        visit(part_of(layer, part, shape, frame, columns, first));
    }
}

/// What table_of makes, without rows.
template <class T>
FeatureTable outline_of(std::string layer, const std::vector<const T*>& assets, Shape shape, const Frame& frame) {
    FeatureTable table;
    table.name = std::move(layer);
    if (shape != Shape::none) {
        table.frame = frame;
    }
    table.geometry = empty_geometry(shape);
    const LayerColumns<T> columns(assets);
    for (const auto* f : columns.fields) {
        table.add(f->name, f->type);
    }
    if (columns.extra) {
        table.add("extra", ColumnType::text);
    }
    return table;
}

const std::string& layer_of(const OtherAsset& other) {
    return other.class_name;
}
template <class T>
const std::string& layer_of(const T&) {
    return class_spec<T>().layer;
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

/// The assets of one shape by their layer.
template <class T>
std::map<std::string, std::vector<const T*>> by_layer(const std::vector<T>& assets, Shape shape) {
    std::map<std::string, std::vector<const T*>> layers;
    std::vector<const T*>* last = nullptr; // that of the asset before
    const std::string* name = nullptr;
    for (const auto& asset : assets) {
        if (shape_of_asset(asset) != shape) {
            continue;
        }
        if (const auto& layer = layer_of(asset); name == nullptr || *name != layer) {
            last = &layers[layer];
            name = &layer;
        }
        last->push_back(&asset);
    }
    return layers;
}

/// Calls `visit(name of the layer, its assets, shape)` for every layer, points → lines → polygons → tables.
template <class Visit>
void for_each_layer(const Inventory& city, const Visit& visit) {
    LayerNames names;
    for (const auto shape : {Shape::point, Shape::line, Shape::polygon, Shape::none}) {
        for_each_class(city, [&](const auto& assets) {
            for (const auto& [layer, of_layer] : by_layer(assets, shape)) {
                visit(names.take(layer, shape), of_layer, shape);
            }
        });
    }
}

const std::string& class_name_of(const OtherAsset& other) {
    return other.class_name;
}
template <class T>
const std::string& class_name_of(const T&) {
    return class_spec<T>().class_name;
}

} // namespace

const std::vector<ClassDescription>& asset_classes() {
    static const std::vector<ClassDescription> classes = [] {
        std::vector<ClassDescription> all;
        const Inventory none{Frame::from("EPSG:4326")};
        for_each_class(none, [&all]<class T>(const std::vector<T>&) {
            if constexpr (!std::is_same_v<T, OtherAsset>) {
                all.push_back(describe_class<T>());
            }
        });
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
    for_each_layer(city, [&layers](std::string name, const auto& assets, Shape shape) {
        layers.push_back({std::move(name), class_name_of(*assets.front()), shape});
    });
    return layers;
}

std::vector<FeatureTable> to_tables(const Inventory& city) {
    std::vector<FeatureTable> tables;
    visit_tables(city, [&tables](FeatureTable&& table) { tables.push_back(std::move(table)); });
    return tables;
}

void visit_tables(const Inventory& city, const std::function<void(FeatureTable&&)>& visit) {
    for_each_layer(city, [&](std::string name, const auto& assets, Shape shape) {
        visit(table_of(std::move(name), assets, shape, city.frame));
    });
}

void visit_parts(const Inventory& city, std::size_t rows, const std::function<void(FeatureTable&&)>& visit) {
    for_each_layer(city, [&](const std::string& name, const auto& assets, Shape shape) {
        visit_parts_of(name, assets, shape, city.frame, rows, visit);
    });
}

std::vector<FeatureTable> outlines_of(const Inventory& city) {
    std::vector<FeatureTable> outlines;
    for_each_layer(city, [&](std::string name, const auto& assets, Shape shape) {
        outlines.push_back(outline_of(std::move(name), assets, shape, city.frame));
    });
    return outlines;
}

} // namespace kerb
