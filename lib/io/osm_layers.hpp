// Tagged OSM objects on their way into tables.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <kerb/inventory/feature_table.hpp>

namespace kerb::io {

/// Collects tagged objects of one shape; tags become columns at the end.
class OsmLayer {
public:
    OsmLayer(std::string name, GeometryColumn geometry) : name_(std::move(name)), geometry_(std::move(geometry)) {}

    template <class G>
    G& geometry() {
        return std::get<G>(geometry_);
    }
    /// Adds the row whose geometry was just added. `Tags` is a range of things with key() and value().
    template <class Tags>
    void add(char type, std::int64_t id, const Tags& tags) {
        rows_.push_back(id);
        ids_.push_back(type + std::to_string(id));
        auto& own = tags_.emplace_back();
        for (const auto& tag : tags) {
            own.emplace_back(key_number(tag.key()), tag.value());
        }
    }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    /// The table; keys in `wanted` and the 256 most frequent others are columns, the rest is lines `key=value` in
    /// `tags`.
    [[nodiscard]] FeatureTable finish(const std::vector<std::string>& wanted);

private:
    std::uint32_t key_number(const char* key);
    [[nodiscard]] std::vector<bool> column_keys(const std::vector<std::string>& wanted) const;

    std::string name_;
    GeometryColumn geometry_;
    std::vector<std::int64_t> rows_;
    std::vector<std::string> ids_;
    std::vector<std::vector<std::pair<std::uint32_t, std::string>>> tags_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::string> keys_;
    std::vector<std::int64_t> uses_;
};

} // namespace kerb::io
