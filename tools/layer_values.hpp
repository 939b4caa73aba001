// What the measuring subcommands take from the rows of a layer: classes, numbers, order, scale.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include <kerb/geometry/working_frame.hpp>

#include "layers.hpp"

namespace kerb::tools {

/// Classes of rows, numbered in the order of their names; both empty when no field was named.
struct RowGroups {
    std::vector<std::uint32_t> of_row;
    std::vector<std::string> names;
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(names.size()); }
};
[[nodiscard]] RowGroups groups_of(const LoadedLayer& layer, const std::string& field);

/// Numbers of a field, at least 0; NaN where there is none. What is neither is named as an issue `reason`. Empty when
/// no field was named.
[[nodiscard]] std::vector<double> numbers_of(LoadedLayer& layer, const std::string& field, const std::string& reason);

/// Place of each of `count` items in the order of their keys; of equal ones the first comes first.
template <class KeyOf>
std::vector<std::uint32_t> ranks_by_key(std::size_t count, const KeyOf& key_of) {
    std::vector<std::string> keys;
    for (std::uint32_t i = 0; i < count; ++i) {
        keys.push_back(key_of(i));
    }
    std::vector<std::uint32_t> order(count), rank(count);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = i;
    }
    return rank;
}

/// Place of each row in the order of their keys.
[[nodiscard]] std::vector<std::uint32_t> ranks_of(const LoadedLayer& layer);

/// Scale factor at the middle of each row; empty when lengths are the plane's own.
[[nodiscard]] std::vector<double> scales_of(const LoadedLayer& layer, const WorkingFrame& frame);

/// Reads a layer of whatever shape it has: that which its source declares, else the first of points, lines and areas
/// that has rows. Rows of another shape are skipped, and counted so.
[[nodiscard]] LoadedLayer load_any_shape(LayerWish wish, const io::SourceOptions& options);

/// Does the source's layer have such a field?
[[nodiscard]] bool has_field(const std::string& source, const std::string& field, const io::SourceOptions& options);

/// A warning `reason` about a row, with the arguments `key` and `value`.
[[nodiscard]] Issue row_issue(const LoadedLayer& layer, std::size_t row, const std::string& reason,
                              const std::string& value);

/// Appends a number; a null where there is none, or where it is not finite.
void push_number(Column& column, const std::optional<double>& value);
/// Appends a text; a null where it is empty.
void push_text(Column& column, const std::string& text);

/// Drops the rows whose flag is 0, counts them under `reason` and names each.
void drop_rows(LoadedLayer& layer, const std::vector<std::uint8_t>& keep, const std::string& reason);

/// \throws SourceError when a layer that a figure stands on has no rows.
void require_rows(const LoadedLayer& layer);

} // namespace kerb::tools
