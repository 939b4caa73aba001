#include <kerb/inventory/schema.hpp>

#include <algorithm>
#include <array>
#include <string_view>

#include "result_codes.hpp"

namespace kerb {
namespace {

struct NamedRange {
    std::string_view name;
    ValueRange range;
};

/// Columns whose sensible values are evident from what they measure. Levels have none: they may lie below the datum.
constexpr ValueRange share{0, true, 1.0}, none_below_zero{0, true, std::nullopt}, above_zero{0, false, std::nullopt},
    one_or_more{1, true, std::nullopt};
constexpr std::array ranges = {
    NamedRange{"confidence", share},
    NamedRange{"clogging", share},
    NamedRange{"runoff", share},
    NamedRange{"impervious", share},
    NamedRange{"canopy_ratio", share},
    NamedRange{"progress", share},
    NamedRange{"share", share},
    NamedRange{"lanes", one_or_more},
    NamedRange{"rank", one_or_more},
    NamedRange{"width_m", above_zero},
    NamedRange{"diameter_m", above_zero},
    NamedRange{"roughness", above_zero},
    NamedRange{"weight", above_zero},
    NamedRange{"accuracy_m", none_below_zero},
    NamedRange{"length_m", none_below_zero},
    NamedRange{"clearance_m", none_below_zero},
    NamedRange{"height_m", none_below_zero},
    NamedRange{"reach_m", none_below_zero},
    NamedRange{"luminaire_count", none_below_zero},
    NamedRange{"power_w", none_below_zero},
    NamedRange{"current_a", none_below_zero},
    NamedRange{"rating_kva", none_below_zero},
    NamedRange{"depth_m", none_below_zero},
    NamedRange{"capacity_m3s", none_below_zero},
    NamedRange{"pumps", none_below_zero},
    NamedRange{"power_kw", none_below_zero},
    NamedRange{"wet_well_m3", none_below_zero},
    NamedRange{"volume_m3", none_below_zero},
    NamedRange{"inlet_min", none_below_zero},
    NamedRange{"slope", none_below_zero},
    NamedRange{"depth_cm", none_below_zero},
    NamedRange{"area_m2", none_below_zero},
    NamedRange{"duration_min", none_below_zero},
    NamedRange{"trunk_cm", none_below_zero},
    NamedRange{"crown_m", none_below_zero},
    NamedRange{"stalls_men", none_below_zero},
    NamedRange{"stalls_women", none_below_zero},
    NamedRange{"capacity_t_per_day", none_below_zero},
    NamedRange{"bays", none_below_zero},
    NamedRange{"stalls", none_below_zero},
    NamedRange{"population", none_below_zero},
    NamedRange{"storeys", none_below_zero},
    NamedRange{"floor_area_m2", none_below_zero},
    NamedRange{"budget_yuan", none_below_zero},
    NamedRange{"spent_yuan", none_below_zero},
    NamedRange{"households", none_below_zero},
    NamedRange{"from_m", none_below_zero},
    NamedRange{"to_m", none_below_zero},
    NamedRange{"total_m", none_below_zero},
    NamedRange{"covered_m", none_below_zero},
    NamedRange{"distance_m", none_below_zero},
};

/// What the end of a column's name says of its unit, the longest end first.
constexpr std::array<std::array<std::string_view, 2>, 12> unit_of_ending = {{{"return_period_a", "a"},
                                                                             {"m2_per_person", "m²"},
                                                                             {"m_per_person", "m"},
                                                                             {"_percent", "%"},
                                                                             {"_l_av", "cd/m²"},
                                                                             {"_m3s", "m³/s"},
                                                                             {"lux", "lx"},
                                                                             {"_lx", "lx"},
                                                                             {"_mm", "mm"},
                                                                             {"_m3", "m³"},
                                                                             {"_m2", "m²"},
                                                                             {"_m", "m"}}};

/// A name of the catalogue, empty when it has none. A text with a gap is a message, no name.
Label label_of(const std::string& code) {
    if (!has_text(code, Language::en) || !has_text(code, Language::zh)) {
        return {};
    }
    Label label{render(code, Language::en), render(code, Language::zh)};
    return label.en.find('{') == std::string::npos ? label : Label{};
}

std::string written_unit(const std::string& unit) {
    static constexpr std::array<std::array<std::string_view, 2>, 3> written = {
        {{"m2", "m²"}, {"m3", "m³"}, {"m3/s", "m³/s"}}};
    for (const auto& [ours, theirs] : written) {
        if (unit == ours) {
            return std::string(theirs);
        }
    }
    return unit;
}

std::string unit_of_name(std::string_view name) {
    const auto* unit = std::find_if(unit_of_ending.begin(), unit_of_ending.end(),
                                    [name](const auto& one) { return name.ends_with(one[0]); });
    return unit != unit_of_ending.end() ? std::string((*unit)[1]) : name == "l_av" ? "cd/m²" : "";
}

/// What a column is called in this layer, else what it is called anywhere; a source's own columns have no title.
Label title_of(const std::string& layer, const std::string& column) {
    auto own = label_of("result_field." + layer + '.' + column);
    return own.empty() ? label_of("field." + column) : own;
}

/// Fields of the same name may have other codes in another class; those that all classes share are named once.
std::string domain_of(const std::string& class_name, const ColumnSchema& column) {
    if (column.codes.empty()) {
        return column.range ? column.name : std::string();
    }
    return column.name == "status" ? column.name : class_name + '_' + column.name;
}

void add_codes(ColumnSchema& column, const std::vector<std::string>& codes) {
    for (const auto& code : codes) {
        column.codes.push_back({code, label_of("code." + column.name + '.' + code)});
    }
}

ColumnSchema column_schema(const std::string& layer, const std::string& class_name, const std::string& name,
                           ColumnType type, const FieldDescription* field) {
    ColumnSchema column;
    column.name = name;
    column.type = type;
    column.title = field != nullptr ? label_of("field." + name) : title_of(layer, name);
    if (column.title.empty()) {
        return column; // a source's own
    }
    if (field != nullptr) {
        column.unit = written_unit(field->unit);
        column.date = field->date;
        add_codes(column, field->codes);
    } else {
        column.unit = unit_of_name(name);
        if (type == ColumnType::text) {
            add_codes(column, detail::result_codes(layer, name));
        }
    }
    const auto range = std::find_if(ranges.begin(), ranges.end(), [&name](const auto& r) { return r.name == name; });
    if (range != ranges.end() && (type == ColumnType::real || type == ColumnType::integer)) {
        column.range = range->range;
    }
    column.domain = domain_of(class_name, column);
    return column;
}

/// `public toilets: areas` for a layer that is not its class's first.
Label layer_title(const FeatureTable& table, const ClassDescription& asset_class) {
    auto title = label_of("class." + asset_class.class_name);
    if (table.name != asset_class.layer) {
        static constexpr std::array<const char*, 4> parts = {"layer_part.rows", "layer_part.points", "layer_part.lines",
                                                             "layer_part.areas"};
        const auto* part = parts[static_cast<std::size_t>(table.shape())];
        title.en = render(Message{part, {{"title", title.en}}}, Language::en);
        title.zh = render(Message{part, {{"title", title.zh}}}, Language::zh);
    }
    return title;
}

void add_labels(FeatureTable& table, const std::string& layer, const std::string& column, const std::string& value,
                const Label& label) {
    if (label.empty()) {
        return;
    }
    for (const auto& [language, text] : {std::pair{"zh", &label.zh}, std::pair{"en", &label.en}}) {
        std::size_t at = 0;
        for (const auto& cell : {layer, column, value, std::string(language), *text}) {
            table.columns[at++].push(cell);
        }
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
    }
}

} // namespace

std::string ColumnSchema::title_with_unit(Language language) const {
    return unit.empty() || title.empty() ? title.in(language) : title.in(language) + " (" + unit + ')';
}

LayerSchema schema_of(const ClassDescription& asset_class) {
    LayerSchema layer{asset_class.layer, asset_class.class_name, label_of("class." + asset_class.class_name), {}};
    for (const auto& field : asset_class.fields) {
        layer.columns.push_back(
            column_schema(asset_class.layer, asset_class.class_name, field.name, field.type, &field));
    }
    return layer;
}

std::vector<LayerSchema> schema_of(const std::vector<FeatureTable>& tables) {
    std::vector<LayerSchema> all;
    for (const auto& table : tables) {
        const auto class_name = class_of_layer(table.name);
        const auto* asset_class = find_class(class_name);
        LayerSchema layer{table.name, asset_class != nullptr ? class_name : "", {}, {}};
        layer.title = asset_class != nullptr ? layer_title(table, *asset_class) : label_of("layer." + table.name);
        for (const auto& column : table.columns) {
            const auto* field = asset_class != nullptr ? asset_class->find(column.name) : nullptr;
            layer.columns.push_back(column_schema(table.name, class_name, column.name, column.type, field));
        }
        all.push_back(std::move(layer));
    }
    return all;
}

const LayerSchema* schema_named(const std::vector<LayerSchema>& schema, std::string_view layer) {
    const auto found =
        std::find_if(schema.begin(), schema.end(), [layer](const LayerSchema& one) { return one.layer == layer; });
    return found == schema.end() ? nullptr : &*found;
}

FeatureTable label_table(const std::vector<LayerSchema>& schema) {
    FeatureTable table;
    table.name = "kerb_label";
    for (const auto* name : {"table_name", "column_name", "value", "lang", "label"}) {
        table.add(name, ColumnType::text);
    }
    for (const auto& layer : schema) {
        add_labels(table, layer.layer, "", "", layer.title);
        for (const auto& column : layer.columns) {
            add_labels(table, layer.layer, column.name, "", column.title);
            for (const auto& code : column.codes) {
                add_labels(table, layer.layer, column.name, code.code, code.label);
            }
        }
    }
    return table;
}

} // namespace kerb
