#include "osm_layers.hpp"

#include <algorithm>
#include <numeric>

namespace kerb::io {
namespace {

constexpr std::size_t most_columns = 256; // every column costs memory for every row

} // namespace

std::uint32_t OsmLayer::key_number(const char* key) {
    const auto [place, fresh] = numbers_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
    if (fresh) {
        keys_.push_back(place->first);
        uses_.push_back(0);
    }
    ++uses_[place->second];
    return place->second;
}

std::vector<bool> OsmLayer::column_keys(const std::vector<std::string>& wanted) const {
    std::vector<std::uint32_t> order(keys_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [this](auto a, auto b) { return uses_[a] != uses_[b] ? uses_[a] > uses_[b] : keys_[a] < keys_[b]; });
    std::vector<bool> chosen(keys_.size(), false);
    for (std::size_t i = 0; i < order.size() && i < most_columns; ++i) {
        chosen[order[i]] = true;
    }
    for (const auto& key : wanted) {
        if (const auto known = numbers_.find(key); known != numbers_.end()) {
            chosen[known->second] = true;
        }
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (keys_[i] == "osm_id" || keys_[i] == "tags") {
            chosen[i] = false; // the names of our own columns
        }
    }
    return chosen;
}

FeatureTable OsmLayer::finish(const std::vector<std::string>& wanted) {
    FeatureTable table;
    table.name = name_;
    table.frame = Frame::from("EPSG:4326");
    table.geometry = std::move(geometry_);
    const auto count = rows_.size();
    table.rows = std::move(rows_);
    table.add("osm_id", ColumnType::text).values = std::move(ids_);

    const auto chosen = column_keys(wanted);
    std::vector<std::uint32_t> names(keys_.size());
    std::iota(names.begin(), names.end(), 0U);
    std::sort(names.begin(), names.end(), [this](auto a, auto b) { return keys_[a] < keys_[b]; });
    std::vector<std::size_t> column_of(keys_.size(), 0); // 0: the column of the rest
    for (const auto key : names) {
        if (chosen[key]) {
            column_of[key] = table.columns.size();
            auto& column = table.add(keys_[key], ColumnType::text);
            column.values = std::vector<std::string>(count);
            column.valid.assign(count, 0);
        }
    }
    Column rest("tags", ColumnType::text);
    rest.values = std::vector<std::string>(count);
    rest.valid.assign(count, 0);
    for (std::size_t row = 0; row < count; ++row) {
        for (auto& [key, value] : tags_[row]) {
            auto& column = column_of[key] == 0 ? rest : table.columns[column_of[key]];
            auto& text = std::get<std::vector<std::string>>(column.values)[row];
            if (column_of[key] == 0) {
                text.append(text.empty() ? "" : "\n").append(keys_[key]).append("=").append(value);
            } else {
                text = std::move(value);
            }
            column.valid[row] = 1;
        }
    }
    if (std::find(rest.valid.begin(), rest.valid.end(), 1) != rest.valid.end()) {
        table.columns.push_back(std::move(rest));
    }
    return table;
}

} // namespace kerb::io
