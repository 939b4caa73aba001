// Hyetographs from the rows of a table.
#include <cmath>
#include <functional>
#include <initializer_list>
#include <optional>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/waterlogging/hyetograph.hpp>

namespace kerb::waterlogging {
namespace {

struct Meaning {
    const char* name;
    double factor; ///< to minutes, to mm, or to mm/min
};

enum class TimeIs { start, end, told_by_first };

constexpr double per_hour = 1.0 / 60;

bool alike(std::string_view a, std::string_view b) {
    return ascii::lower(a) == ascii::lower(b);
}

[[noreturn]] void refuse(const char* code, const FeatureTable& table, std::size_t row, std::string column) {
    throw SourceError(Message{
        code, {{"table", table.name}, {"row", static_cast<std::int64_t>(row + 1)}, {"column", std::move(column)}}});
}

/// A column and what a value of it is to be multiplied by.
struct Found {
    const Column* column = nullptr;
    double factor = 1;
};

/// The one column that bears one of the names. \throws SourceError when two do.
Found find_one(const FeatureTable& table, std::initializer_list<Meaning> meanings, Found found = {}) {
    for (const auto& column : table.columns) {
        for (const auto& meaning : meanings) {
            if (!alike(column.name, meaning.name)) {
                continue;
            }
            if (found.column != nullptr && found.column != &column) {
                refuse("storm.two_columns", table, 0, found.column->name + ", " + column.name);
            }
            found = {&column, meaning.factor};
        }
    }
    return found;
}

/// The values, each finite and at least 0.
std::vector<double> values_of(const FeatureTable& table, const Found& found) {
    std::vector<double> values;
    for (std::size_t row = 0; row < found.column->size(); ++row) {
        const auto value = found.column->number_at(row);
        if (!value || !std::isfinite(*value) || *value < 0) {
            refuse("storm.bad_cell", table, row, found.column->name);
        }
        values.push_back(*value * found.factor);
    }
    return values;
}

std::vector<double> ends_of(const FeatureTable& table) {
    const auto start = find_one(table, {{"start_min", 1}});
    const auto end = find_one(table, {{"end_min", 1}}, start);
    const auto any = find_one(table, {{"time_min", 1}, {"time", 1}, {"时间", 1}}, end);
    if (any.column == nullptr) {
        refuse("storm.no_column", table, 0, "end_min, start_min, time_min");
    }
    auto times = values_of(table, any);
    const bool starts = start.column != nullptr || (end.column == nullptr && times.front() == 0);
    if (starts) {
        if (times.size() < 2 || times.front() != 0) {
            refuse("storm.bad_start", table, 0, any.column->name);
        }
        times.push_back(2 * times.back() - times[times.size() - 2]);
        times.erase(times.begin());
    }
    for (std::size_t row = 0; row < times.size(); ++row) {
        if (!(times[row] > (row == 0 ? 0 : times[row - 1]))) {
            refuse("storm.times_descend", table, row, any.column->name);
        }
    }
    return times;
}

/// What storm_csv() wrote: `from_min`, `to_min`, `depth_mm` and figures that follow from them.
bool is_written(const FeatureTable& table) {
    return table.find("from_min") != nullptr && table.find("to_min") != nullptr && table.find("depth_mm") != nullptr;
}

Hyetograph read_written(const FeatureTable& table) {
    const auto begins = values_of(table, {table.find("from_min")});
    Hyetograph storm{values_of(table, {table.find("to_min")}), values_of(table, {table.find("depth_mm")})};
    for (std::size_t row = 0; row < storm.size(); ++row) {
        if (begins[row] != storm.begin_min(row)) {
            refuse("storm.gap", table, row, "from_min");
        }
        if (!(storm.length_min(row) > 0)) {
            refuse("storm.times_descend", table, row, "to_min");
        }
    }
    return storm;
}

} // namespace

Hyetograph hyetograph_from_table(const FeatureTable& table, RateFactor factor) {
    if (table.size() == 0) {
        refuse("storm.no_rain_rows", table, 0, {});
    }
    if (is_written(table)) {
        return read_written(table);
    }
    Hyetograph storm{ends_of(table), {}};
    const auto depth = find_one(table, {{"depth_mm", 1}, {"depth", 1}, {"rain_mm", 1}, {"雨量", 1}, {"降雨量", 1}});
    const auto amount = find_one(table,
                                 {{"intensity_mm_min", 1},
                                  {"intensity_mm_h", per_hour},
                                  {"intensity_l_s_ha", 1 / rate_of_one_mm_min(factor)},
                                  {"雨强", 1}},
                                 depth);
    if (amount.column == nullptr) {
        refuse("storm.no_column", table, 0, "depth_mm, intensity_mm_min, intensity_mm_h, intensity_l_s_ha");
    }
    storm.depth_mm = values_of(table, amount);
    if (depth.column == nullptr) {
        for (std::size_t i = 0; i < storm.size(); ++i) {
            storm.depth_mm[i] *= storm.length_min(i);
        }
    }
    return storm;
}

} // namespace kerb::waterlogging
