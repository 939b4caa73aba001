#include <kerb/outage/lit_rules.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb::outage {
namespace {

[[noreturn]] void refuse(const TomlTable& table, const std::string& key, const std::string& value) {
    throw SourceError({"outage.bad_rule", {{"where", table.where}, {"key", key}, {"value", value}}});
}

double share(const TomlTable& table, const char* key) {
    const auto value = table.optional_number(key);
    if (!value || !(*value >= 0 && *value < 1)) {
        refuse(table, key, value ? fmt::format("{}", *value) : "–");
    }
    return *value;
}

std::int64_t whole(const TomlTable& table, const char* key) {
    const auto value = table.optional_number(key);
    if (!value || !(*value >= 0 && *value <= 1e9) || *value != static_cast<double>(static_cast<std::int64_t>(*value))) {
        refuse(table, key, value ? fmt::format("{}", *value) : "–");
    }
    return static_cast<std::int64_t>(*value);
}

SmallRoads small_roads(const TomlTable& rule, const TomlValue& value) {
    const auto* table = value.table();
    if (table == nullptr) {
        refuse(rule, "small_roads", value.as_text());
    }
    const SmallRoads band{whole(*table, "from"), whole(*table, "to"), whole(*table, "most_out")};
    if (band.from > band.to || band.most_out > band.to) {
        refuse(rule, "small_roads", fmt::format("{}–{}: {}", band.from, band.to, band.most_out));
    }
    return band;
}

LitRule rule_of(const TomlTable& table) {
    const auto& codes = find_class("road")->find("road_class")->codes;
    LitRule rule;
    for (const auto& value : table.array("road_classes")) {
        rule.road_classes.push_back(value.as_text());
        if (std::find(codes.begin(), codes.end(), rule.road_classes.back()) == codes.end()) {
            refuse(table, "road_classes", rule.road_classes.back());
        }
    }
    rule.most_out = share(table, "most_out");
    if (table.find("road_most_out") != nullptr) {
        rule.road_most_out = share(table, "road_most_out");
    }
    for (const auto& value : table.array("small_roads")) {
        rule.small_roads.push_back(small_roads(table, value));
    }
    return rule;
}

} // namespace

const SmallRoads* LitRule::band(std::int64_t lamps) const {
    const auto found = std::find_if(small_roads.begin(), small_roads.end(),
                                    [&](const auto& b) { return b.from <= lamps && lamps <= b.to; });
    return found == small_roads.end() ? nullptr : &*found;
}

LitRules LitRules::from_toml(const TomlTable& table) {
    LitRules made;
    made.title = table.text("title");
    made.title_zh = table.optional_text("title_zh").value_or(made.title);
    made.source = table.text("source");
    made.status = table.text("status");
    for (const auto& value : table.array("rule")) {
        const auto* rule = value.table();
        if (rule == nullptr) {
            refuse(table, "rule", value.as_text());
        }
        made.rules.push_back(rule_of(*rule));
    }
    if (made.rules.empty()) {
        refuse(table, "rule", "–");
    }
    return made;
}

void group_by_rules(LampTable& table, const LitRules& rules) {
    const auto& classes = table.groups(Level::road_class);
    std::vector<std::uint32_t> of_class(classes.size(), no_group);
    Grouping groups;
    for (std::uint32_t r = 0; r < rules.rules.size(); ++r) {
        const auto& codes = rules.rules[r].road_classes;
        groups.keys.push_back(fmt::format("{}", fmt::join(codes, "+")));
        for (std::size_t c = 0; c < classes.size(); ++c) {
            if (of_class[c] == no_group && std::find(codes.begin(), codes.end(), classes.keys[c]) != codes.end()) {
                of_class[c] = r;
            }
        }
    }
    for (const auto c : classes.of_lamp) {
        groups.of_lamp.push_back(c == no_group ? no_group : of_class[c]);
    }
    table.by[static_cast<std::size_t>(Level::rule)] = std::move(groups);
}

} // namespace kerb::outage
