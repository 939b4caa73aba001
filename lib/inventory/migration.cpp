// Inventories of older schemas, brought to today's one version at a time.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include <kerb/inventory/schema.hpp>

#include "codes.hpp"
#include "json_texts.hpp"

namespace kerb {
namespace {

/// A class that version 1 kept as other assets of this name.
struct Renamed {
    std::string_view before, now;
};

constexpr std::array version_2 = {
    Renamed{"building", "building"}, Renamed{"manhole", "manhole"}, Renamed{"tree", "tree"},
    Renamed{"toilet", "toilet"},     Renamed{"parking", "parking"}, Renamed{"waste_basket", "waste_site"},
    Renamed{"waterway", "channel"},
};

/// The kind of an asset whose class alone told it before, or whose tag rode along; empty when neither does.
std::string kind_in_version_2(std::string_view before, const Extra& extra) {
    const auto tag = [&extra](std::string_view name) {
        const auto found = std::find_if(extra.begin(), extra.end(), [name](const auto& e) { return e.first == name; });
        return found == extra.end() ? std::string() : found->second;
    };
    if (before == "waste_basket") {
        return tag("amenity") == "recycling" ? "recycling" : "bin";
    }
    if (before == "parking") {
        return tag("amenity") == "bicycle_parking" ? "bicycle" : "";
    }
    if (before == "waterway") {
        const auto water = tag("waterway");
        const auto codes = detail::list_of_codes(detail::codes_of<ChannelKind>);
        return water == "riverbank"                                          ? "river"
               : std::find(codes.begin(), codes.end(), water) != codes.end() ? water
                                                                             : "";
    }
    return {};
}

/// Takes the members of a row's `extra` that are fields of the class and have no column yet.
void promote(Extra& extra, const ClassDescription& now, const std::set<std::string>& columns,
             std::map<std::string, std::string>& promoted) {
    std::erase_if(extra, [&](const auto& member) {
        return now.find(member.first) != nullptr && !columns.contains(member.first) &&
               promoted.emplace(member.first, member.second).second;
    });
}

using RowValues = std::vector<std::map<std::string, std::string>>;

void add_promoted(FeatureTable& table, const ClassDescription& now, const RowValues& rows) {
    for (const auto& field : now.fields) {
        if (std::none_of(rows.begin(), rows.end(), [&field](const auto& row) { return row.contains(field.name); })) {
            continue;
        }
        auto& column = table.add(field.name, ColumnType::text);
        for (const auto& row : rows) {
            const auto value = row.find(field.name);
            if (value == row.end()) {
                column.push(std::monostate{});
            } else {
                column.push(value->second);
            }
        }
    }
}

/// The column's text is replaced row by row; a text that is no JSON object stays.
Column without_promoted(const Column& extra, std::string_view before, const ClassDescription& now,
                        const std::set<std::string>& columns, RowValues& rows) {
    Column left("extra", ColumnType::text);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Extra members;
        const auto text = extra.text_at(row);
        if (!extra.null_at(row) && detail::extra_from_json(text, members)) {
            const auto kind = kind_in_version_2(before, members);
            promote(members, now, columns, rows[row]);
            if (!kind.empty() && !columns.contains("kind")) {
                rows[row].emplace("kind", kind);
            }
            const auto rest = detail::extra_to_json(members);
            left.push(rest.empty() ? CellValue{} : rest);
        } else if (extra.null_at(row)) {
            left.push(std::monostate{});
        } else {
            left.push(text);
        }
    }
    return left;
}

void fields_of_version_2(std::string_view before, const ClassDescription& now, FeatureTable& table) {
    std::set<std::string> columns;
    for (const auto& column : table.columns) {
        columns.insert(column.name);
    }
    RowValues rows(table.size());
    const auto extra = std::find_if(table.columns.begin(), table.columns.end(), [](const Column& column) {
        return column.name == "extra" && column.type == ColumnType::text;
    });
    if (extra != table.columns.end()) {
        *extra = without_promoted(*extra, before, now, columns, rows);
    }
    const auto kind = columns.contains("kind") ? std::string() : kind_in_version_2(before, {});
    for (auto& row : rows) {
        if (!kind.empty()) {
            row.emplace("kind", kind);
        }
    }
    add_promoted(table, now, rows);
}

std::string to_version_2(const std::string& class_name, FeatureTable& table) {
    for (const auto& [before, now] : version_2) {
        const auto* asset_class = find_class(now);
        const auto shape = table.shape();
        if (class_name == before && asset_class != nullptr &&
            std::find(asset_class->shapes.begin(), asset_class->shapes.end(), shape) != asset_class->shapes.end()) {
            fields_of_version_2(before, *asset_class, table);
            return std::string(now);
        }
    }
    return class_name;
}

} // namespace

std::string migrate_table(std::int64_t version, const std::string& class_name, FeatureTable& table) {
    return version < 2 ? to_version_2(class_name, table) : class_name;
}

} // namespace kerb
