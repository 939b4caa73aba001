#include <kerb/inventory/tables.hpp>

#include <map>

#include "fields.hpp"

namespace kerb {
namespace {

using detail::class_spec;

template <class T>
ClassDescription describe_class() {
    const auto& spec = class_spec<T>();
    ClassDescription description{spec.class_name, spec.layer, spec.shape, {}};
    for (const auto& f : spec.fields) {
        description.fields.push_back({f.name, f.type, f.codes, f.unit});
    }
    return description;
}

const Point& place(const Streetlight& light) {
    return light.position;
}
const MultiLineString& place(const Road& road) {
    return road.centreline;
}
const MultiPolygon& place(const GreenSpace& green) {
    return green.area;
}
const MultiPolygon& place(const Zone& zone) {
    return zone.area;
}

template <class T>
std::vector<const T*> pointers(const std::vector<T>& assets) {
    std::vector<const T*> all;
    all.reserve(assets.size());
    for (const auto& asset : assets) {
        all.push_back(&asset);
    }
    return all;
}

template <class T>
GeometryColumn geometry_of(const std::vector<const T*>& assets) {
    if constexpr (std::is_same_v<T, Luminaire>) {
        return std::monostate{};
    } else if constexpr (std::is_same_v<T, OtherAsset>) {
        return std::visit(
            [&assets]<class G>(const G&) -> GeometryColumn {
                std::conditional_t<std::is_same_v<G, MultiLineString>, Lines, std::vector<G>> all;
                for (const auto* asset : assets) {
                    if constexpr (std::is_same_v<G, MultiLineString>) {
                        all.push(std::get<G>(asset->geometry));
                    } else {
                        all.push_back(std::get<G>(asset->geometry));
                    }
                }
                return all;
            },
            assets.front()->geometry);
    } else {
        using G = std::decay_t<decltype(place(*assets.front()))>;
        if constexpr (std::is_same_v<G, MultiLineString>) {
            Lines lines;
            for (const auto* asset : assets) {
                lines.push(place(*asset));
            }
            return lines;
        } else {
            std::vector<G> all;
            all.reserve(assets.size());
            for (const auto* asset : assets) {
                all.push_back(place(*asset));
            }
            return all;
        }
    }
}

template <class T>
void add_extra(FeatureTable& table, const std::vector<const T*>& assets) {
    bool any = false;
    for (const auto* asset : assets) {
        any = any || !asset->about.extra.empty();
    }
    if (!any) {
        return;
    }
    auto& column = table.add("extra", ColumnType::text);
    for (const auto* asset : assets) {
        auto text = detail::extra_to_json(asset->about.extra);
        if (text.empty()) {
            column.push(std::monostate{});
        } else {
            column.push(std::move(text));
        }
    }
}

template <class T>
FeatureTable table_of(std::string layer, const std::vector<const T*>& assets, const Frame& frame) {
    FeatureTable table;
    table.name = std::move(layer);
    table.frame = frame;
    table.geometry = geometry_of(assets);
    table.rows.reserve(assets.size());
    for (std::size_t i = 0; i < assets.size(); ++i) {
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    for (const auto& f : class_spec<T>().fields) {
        Column column(f.name, f.type);
        if (f.get(assets, f.codes, column)) {
            table.columns.push_back(std::move(column));
        }
    }
    add_extra(table, assets);
    return table;
}

template <class T>
void add_class(std::vector<FeatureTable>& tables, const std::vector<T>& assets, const Frame& frame) {
    if (!assets.empty()) {
        tables.push_back(table_of(class_spec<T>().layer, pointers(assets), frame));
    }
}

/// Layer → assets, for one shape; a class that already has a layer of another shape gets a suffix.
void add_others(std::vector<FeatureTable>& tables, const Inventory& city, std::size_t shape,
                std::map<std::string, std::size_t>& shape_of_layer) {
    static const std::array<std::string, 3> suffix = {"__points", "__lines", "__areas"};
    std::map<std::string, std::vector<const OtherAsset*>> by_class;
    for (const auto& asset : city.others) {
        if (asset.geometry.index() == shape) {
            by_class[asset.class_name].push_back(&asset);
        }
    }
    for (const auto& [name, assets] : by_class) {
        const bool first = shape_of_layer.try_emplace(name, shape).first->second == shape;
        tables.push_back(table_of(first ? name : name + suffix[shape], assets, city.frame));
    }
}

} // namespace

const std::vector<ClassDescription>& asset_classes() {
    static const std::vector<ClassDescription> classes = {describe_class<Road>(), describe_class<Streetlight>(),
                                                          describe_class<Luminaire>(), describe_class<GreenSpace>(),
                                                          describe_class<Zone>()};
    return classes;
}

std::string class_of_layer(const std::string& layer) {
    for (const auto& asset_class : asset_classes()) {
        if (asset_class.layer == layer) {
            return asset_class.class_name;
        }
    }
    return layer;
}

std::vector<FeatureTable> to_tables(const Inventory& city) {
    std::vector<FeatureTable> tables;
    std::map<std::string, std::size_t> shape_of_layer;
    add_class(tables, city.streetlights, city.frame);
    add_others(tables, city, 0, shape_of_layer);
    add_class(tables, city.roads, city.frame);
    add_others(tables, city, 1, shape_of_layer);
    add_class(tables, city.green_spaces, city.frame);
    add_class(tables, city.zones, city.frame);
    add_others(tables, city, 2, shape_of_layer);
    add_class(tables, city.luminaires, city.frame);
    return tables;
}

} // namespace kerb
