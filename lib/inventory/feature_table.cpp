#include <kerb/inventory/feature_table.hpp>

#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

namespace kerb {
namespace {

auto empty_values(ColumnType type) -> decltype(Column::values) {
    switch (type) {
        case ColumnType::text:
            return std::vector<std::string>{};
        case ColumnType::real:
            return std::vector<double>{};
        default:
            return std::vector<std::int64_t>{};
    }
}

template <class T, class Values>
void append(Values& values, CellValue& value) {
    if (auto* given = std::get_if<T>(&value)) {
        values.push_back(std::move(*given));
    } else {
        values.emplace_back();
    }
}

void move_polygons(std::vector<MultiPolygon>& areas, const Transform& transform) {
    for (auto& area : areas) {
        for (auto& polygon : area) {
            transform.apply(polygon.outer);
            for (auto& hole : polygon.holes) {
                transform.apply(hole);
            }
        }
    }
}

} // namespace

Column::Column(std::string column_name, ColumnType column_type)
    : name(std::move(column_name)), type(column_type), values(empty_values(column_type)) {}

std::size_t Column::size() const {
    return std::visit([](const auto& v) { return v.size(); }, values);
}

void Column::push(CellValue value) {
    const bool null = value.index() == 0;
    if (null && valid.empty()) {
        valid.assign(size(), 1);
    }
    std::visit([&value](auto& v) { append<typename std::decay_t<decltype(v)>::value_type>(v, value); }, values);
    if (null || !valid.empty()) {
        valid.push_back(null ? 0 : 1);
    }
}

std::string Column::text_at(std::size_t row) const {
    if (null_at(row)) {
        return {};
    }
    if (const auto* texts = std::get_if<std::vector<std::string>>(&values)) {
        return (*texts)[row];
    }
    if (const auto* reals = std::get_if<std::vector<double>>(&values)) {
        return written.size() == reals->size() ? written[row] : fmt::format("{}", (*reals)[row]);
    }
    return std::to_string(std::get<std::vector<std::int64_t>>(values)[row]);
}

std::optional<double> Column::number_at(std::size_t row) const {
    if (null_at(row)) {
        return std::nullopt;
    }
    if (const auto* reals = std::get_if<std::vector<double>>(&values)) {
        return (*reals)[row];
    }
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
        return static_cast<double>((*integers)[row]);
    }
    return std::nullopt;
}

const Column* FeatureTable::find(std::string_view column) const {
    for (const auto& candidate : columns) {
        if (candidate.name == column) {
            return &candidate;
        }
    }
    return nullptr;
}

Column& FeatureTable::add(std::string column, ColumnType type) {
    return columns.emplace_back(std::move(column), type);
}

Box FeatureTable::box() const {
    Box box;
    const auto add_points = [&box](const Points& points) {
        for (const auto& p : points) {
            if (std::isfinite(p.x) && std::isfinite(p.y)) {
                box.add(p);
            }
        }
    };
    if (const auto* points = std::get_if<Points>(&geometry)) {
        add_points(*points);
    } else if (const auto* lines = std::get_if<Lines>(&geometry)) {
        add_points(lines->points);
    } else if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&geometry)) {
        for (const auto& area : *areas) {
            for (const auto& polygon : area) {
                add_points(polygon.outer);
            }
        }
    }
    return box;
}

void reproject(FeatureTable& table, const Frame& frame) {
    if (table.shape() == Shape::none) {
        table.frame = frame;
        return;
    }
    if (!table.frame) {
        throw FrameError(Message{"table.no_frame", {{"layer", table.name}}});
    }
    const Transform transform(*table.frame, frame);
    if (!transform.identity()) {
        if (auto* points = std::get_if<Points>(&table.geometry)) {
            transform.apply(*points);
        } else if (auto* lines = std::get_if<Lines>(&table.geometry)) {
            transform.apply(lines->points);
        } else {
            move_polygons(std::get<std::vector<MultiPolygon>>(table.geometry), transform);
        }
    }
    table.frame = frame;
}

GeometryColumn empty_geometry(Shape shape) {
    switch (shape) {
        case Shape::point:
            return Points{};
        case Shape::line:
            return Lines{};
        case Shape::polygon:
            return std::vector<MultiPolygon>{};
        case Shape::none:
            break;
    }
    return std::monostate{};
}

} // namespace kerb
