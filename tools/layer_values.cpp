#include "layer_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

namespace kerb::tools {
namespace {

Box row_box(const FeatureTable& table, std::size_t row) {
    Box box;
    if (const auto* points = std::get_if<Points>(&table.geometry)) {
        box.add((*points)[row]);
    } else if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
        for (auto p = lines->feature_begin[row]; p < lines->feature_begin[row + 1]; ++p) {
            box.add(bounds(lines->part(p)));
        }
    } else if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry)) {
        box = bounds((*areas)[row]);
    }
    return box;
}

/// A text that is a number counts as one: a single word in a column makes texts of all its numbers.
std::optional<double> number_in(const Column& column, std::size_t row) {
    const auto number = column.number_at(row);
    return number || column.null_at(row) ? number : parse_number(column.text_at(row));
}

const io::LayerInfo* find_layer(const std::vector<io::LayerInfo>& layers, const std::string& name) {
    const auto found =
        std::find_if(layers.begin(), layers.end(), [&](const auto& info) { return name.empty() || info.name == name; });
    return found == layers.end() ? nullptr : &*found;
}

/// Points, lines and areas, that which the source declares before the others.
std::vector<Shape> likely_shapes(const std::string& source, const io::SourceOptions& options) {
    const auto name = io::SourceName::parse(source);
    const auto layers = io::list_layers(name.path, options);
    const auto* info = find_layer(layers, name.layer);
    const auto declared = ascii::lower(info == nullptr ? "" : info->geometry);
    std::vector<Shape> shapes = {Shape::point, Shape::line, Shape::polygon};
    std::stable_partition(shapes.begin(), shapes.end(), [&](Shape shape) {
        static constexpr const char* words[] = {"", "point", "line", "polygon"};
        return declared.find(words[static_cast<std::size_t>(shape)]) != std::string::npos;
    });
    return shapes;
}

} // namespace

Issue row_issue(const LoadedLayer& layer, std::size_t row, const std::string& reason, const std::string& value) {
    return {Severity::warning,
            reason,
            layer.table.name,
            layer.table.rows[row],
            layer.id(row),
            0,
            0,
            false,
            {reason, {{"key", layer.id(row)}, {"value", value}}}};
}

void push_number(Column& column, const std::optional<double>& value) {
    if (value && std::isfinite(*value)) {
        column.push(*value);
    } else {
        column.push(std::monostate{});
    }
}

void push_text(Column& column, const std::string& text) {
    if (text.empty()) {
        column.push(std::monostate{});
    } else {
        column.push(text);
    }
}

RowGroups groups_of(const LoadedLayer& layer, const std::string& field) {
    RowGroups groups;
    const auto* column = field.empty() ? nullptr : layer.table.find(field);
    if (column == nullptr) {
        return groups;
    }
    std::unordered_map<std::string, std::uint32_t> numbers;
    groups.of_row.reserve(column->size());
    for (std::size_t i = 0; i < column->size(); ++i) {
        const auto next = static_cast<std::uint32_t>(numbers.size());
        groups.of_row.push_back(numbers.try_emplace(column->text_at(i), next).first->second);
    }
    for (const auto& [name, number] : numbers) {
        groups.names.push_back(name);
    }
    std::sort(groups.names.begin(), groups.names.end());
    std::vector<std::uint32_t> sorted(numbers.size());
    for (std::uint32_t i = 0; i < groups.size(); ++i) {
        sorted[numbers[groups.names[i]]] = i;
    }
    for (auto& group : groups.of_row) {
        group = sorted[group];
    }
    return groups;
}

std::vector<double> numbers_of(LoadedLayer& layer, const std::string& field, const std::string& reason) {
    std::vector<double> numbers;
    const auto* column = field.empty() ? nullptr : layer.table.find(field);
    if (column == nullptr) {
        return numbers;
    }
    for (std::size_t i = 0; i < column->size(); ++i) {
        const auto number = number_in(*column, i);
        const bool good = number && *number >= 0 && std::isfinite(*number);
        if (!good && !column->null_at(i)) { // a text, or a number that is none
            layer.issues.push_back(row_issue(layer, i, reason, column->text_at(i)));
        }
        numbers.push_back(good ? *number : std::numeric_limits<double>::quiet_NaN());
    }
    return numbers;
}

std::vector<std::uint32_t> ranks_of(const LoadedLayer& layer) {
    return ranks_by_key(layer.table.size(), [&](std::uint32_t i) { return layer.id(i); });
}

std::vector<double> scales_of(const LoadedLayer& layer, const WorkingFrame& frame) {
    std::vector<double> scales;
    if (frame.measure != Measure::ground || layer.table.size() == 0) {
        return scales;
    }
    const ScaleField field(frame.frame, layer.table.box());
    for (std::size_t i = 0; i < layer.table.size(); ++i) {
        scales.push_back(field.at(row_box(layer.table, i).centre()));
    }
    return scales;
}

LoadedLayer load_any_shape(LayerWish wish, const io::SourceOptions& options) {
    LoadedLayer layer;
    for (const auto shape : likely_shapes(wish.source, options)) {
        wish.shape = shape;
        auto tried = load_layer(wish, options);
        if (tried.table.size() > 0) {
            return tried;
        }
        if (layer.account.source.empty()) {
            layer = std::move(tried);
        }
    }
    return layer;
}

bool has_field(const std::string& source, const std::string& field, const io::SourceOptions& options) {
    const auto name = io::SourceName::parse(source);
    const auto layers = io::list_layers(name.path, options);
    const auto* info = find_layer(layers, name.layer);
    return info != nullptr && std::find(info->fields.begin(), info->fields.end(), field) != info->fields.end();
}

void drop_rows(LoadedLayer& layer, const std::vector<std::uint8_t>& keep, const std::string& reason) {
    std::unordered_set<std::int64_t> told;
    for (std::size_t i = 0; i < keep.size(); ++i) {
        if (keep[i] == 0 && told.insert(layer.table.rows[i]).second) { // a feature of several points is one
            layer.account.accounting.skip(reason);
            layer.account.accounting.used -= 1;
            layer.issues.push_back(row_issue(layer, i, reason, ""));
        }
    }
    if (!told.empty()) {
        keep_rows(layer.table, keep);
    }
}

void require_rows(const LoadedLayer& layer) {
    if (layer.table.size() == 0) {
        throw SourceError(
            {"tools.no_rows",
             {{"role", layer.account.role}, {"source", layer.account.source}, {"layer", layer.account.layer}}});
    }
}

} // namespace kerb::tools
