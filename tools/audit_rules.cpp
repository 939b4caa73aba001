// The rules of an audit, read from TOML.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/tables.hpp>

#include "audit.hpp"
#include "coverage_assets.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

std::size_t class_index(const std::string& code) {
    const auto it = std::find(road_class_codes.begin(), road_class_codes.end(), code);
    if (it == road_class_codes.end()) {
        throw UsageError(
            {"tools.rule_class", {{"name", code}, {"names", fmt::format("{}", fmt::join(road_class_codes, ", "))}}});
    }
    return static_cast<std::size_t>(it - road_class_codes.begin());
}

std::vector<std::string> texts(const TomlTable& table, const char* key) {
    std::vector<std::string> found;
    for (const auto& value : table.array(key)) {
        found.push_back(value.as_text());
    }
    return found;
}

/// Lengths by class of road; NaN where none is given.
std::vector<double> lengths_by_class(const TomlTable& table, const char* key) {
    std::vector<double> lengths(road_class_codes.size(), std::numeric_limits<double>::quiet_NaN());
    for (const auto& [code, value] : table.table(key).entries()) {
        lengths[class_index(code)] = length_option(table.where + "." + key + "." + code, value.as_text()).value();
    }
    return lengths;
}

void read_rule(const TomlTable& table, AuditRule& rule) {
    rule.id = table.text("id");
    rule.title = table.text("title");
    rule.title_zh = table.optional_text("title_zh").value_or(rule.title);
    rule.source = table.text("source");
    rule.status = table.text("status");
    rule.target = table.optional_number("target");
}

/// Codes that a field of a class may have. \throws UsageError naming one that it may not.
void check_codes(const std::vector<std::string>& codes, const char* class_name, const char* field) {
    const auto& known = find_class(class_name)->find(field)->codes;
    for (const auto& code : codes) {
        if (std::find(known.begin(), known.end(), code) == known.end()) {
            throw UsageError(
                {"tools.rule_code",
                 {{"name", code}, {"field", field}, {"names", fmt::format("{}", fmt::join(known, ", "))}}});
        }
    }
}

ReachRule reach_rule(const TomlTable& table, const char* key) {
    ReachRule rule;
    read_rule(table, rule);
    rule.kinds = texts(table, key);
    rule.land_kinds = texts(table, "land_kinds");
    rule.bands = bands_option(texts(table, "bands"));
    if (rule.bands.empty()) {
        rule.within = length_option(rule.id + ".within", table.text("within"));
    }
    return rule;
}

/// A part of the rules; an absent one is empty.
const TomlTable* part_of(const TomlTable& table, const char* key) {
    const auto& part = table.table(key);
    return part.entries().empty() ? nullptr : &part;
}

void read_reaches(const TomlTable& table, AuditRules& rules) {
    for (const auto& value : table.array("park_cover")) {
        if (const auto* part = value.table()) {
            rules.parks.push_back(reach_rule(*part, "classes"));
            check_codes(rules.parks.back().kinds, "green_space", "green_class");
        }
    }
    if (const auto* part = part_of(table, "toilet_cover")) {
        rules.toilets = reach_rule(*part, "kinds");
    }
    if (const auto* part = part_of(table, "waste_cover")) {
        rules.waste = reach_rule(*part, "kinds");
        check_codes(rules.waste->kinds, "waste_site", "kind");
    }
}

/// 1 for each class of road that a list names.
std::vector<std::uint8_t> classes_of(const TomlTable& table, const char* key) {
    std::vector<std::uint8_t> counted(road_class_codes.size(), 0);
    for (const auto& code : texts(table, key)) {
        counted[class_index(code)] = 1;
    }
    return counted;
}

void read_streets(const TomlTable& table, AuditRules& rules) {
    if (const auto* part = part_of(table, "road_density")) {
        rules.density.emplace();
        read_rule(*part, *rules.density);
        rules.density->counted = classes_of(*part, "classes");
    }
    if (const auto* part = part_of(table, "lamp_spacing")) {
        rules.spacing.emplace();
        read_rule(*part, *rules.spacing);
        rules.spacing->within = length_option("lamp_spacing.within", part->text("within"));
        rules.spacing->limit_of_class_m = lengths_by_class(*part, "limit");
    }
}

DutyRule duty_rule(const TomlTable& table) {
    DutyRule rule;
    read_rule(table, rule);
    rule.kind = table.text("kind");
    check_codes({rule.kind}, "responsibility", "kind");
    rule.counted = classes_of(table, "classes");
    const auto length = [&](const char* name, Metres& value) {
        if (const auto text = table.optional_text(name)) {
            value = length_option(rule.id + "." + name, *text);
        }
    };
    length("margin", rule.margin);
    length("width", rule.width);
    length("ignore", rule.ignore);
    rule.turn_deg = table.optional_number("turn").value_or(rule.turn_deg);
    return rule;
}

void read_duties(const TomlTable& table, AuditRules& rules) {
    for (const auto& value : table.array("duties")) {
        if (const auto* part = value.table()) {
            rules.duties.push_back(duty_rule(*part));
        }
    }
    if (const auto* part = part_of(table, "overdue")) {
        rules.overdue.emplace();
        read_rule(*part, *rules.overdue);
    }
}

std::optional<DistanceRule> distance_rule(const TomlTable& table, const char* key) {
    const auto* part = part_of(table, key);
    if (part == nullptr) {
        return std::nullopt;
    }
    DistanceRule rule;
    read_rule(*part, rule);
    rule.buffer = length_option(std::string(key) + ".buffer", part->optional_text("buffer").value_or("0 m"));
    return rule;
}

WalkRule walk_rule(const TomlTable& table) {
    WalkRule rule;
    static_cast<ReachRule&>(rule) = reach_rule(table, "classes");
    rule.serves = table.text("serves");
    if (rule.serves != "green" && rule.serves != "toilets") {
        throw UsageError({"audit_walk.serves", {{"rule", rule.id}, {"value", rule.serves}}});
    }
    check_codes(rule.kinds, rule.serves == "green" ? "green_space" : "toilet",
                rule.serves == "green" ? "green_class" : "toilet_class");
    rule.least_m2 = area_option(rule.id + ".least", table.optional_text("least").value_or("0"));
    return rule;
}

void read_walks(const TomlTable& table, AuditRules& rules) {
    if (const auto* part = part_of(table, "walked_streets")) {
        rules.streets.walked = classes_of(*part, "classes");
        rules.streets.snap = length_option("walked_streets.snap", part->text("snap"));
        rules.streets.beside = length_option("walked_streets.beside", part->text("beside"));
        for (const auto& value : table.array("walk")) {
            if (const auto* walk = value.table()) {
                rules.walks.push_back(walk_rule(*walk));
            }
        }
    }
}

std::optional<TreesRule> trees_rule(const TomlTable& table, const char* key) {
    const auto* part = part_of(table, key);
    if (part == nullptr) {
        return std::nullopt;
    }
    TreesRule rule;
    read_rule(*part, rule);
    rule.land_kinds = texts(*part, "land_kinds");
    rule.trees = static_cast<int>(part->optional_number("trees").value_or(rule.trees));
    const auto length = [&](const char* name, double otherwise) {
        const auto text = part->optional_text(name);
        return text ? length_option(std::string(key) + "." + name, *text).value() : otherwise;
    };
    rule.within = Metres{length("within", rule.within.value())};
    rule.crown_m = length("crown", rule.crown_m);
    return rule;
}

void read_green(const TomlTable& table, AuditRules& rules) {
    rules.near_trees = trees_rule(table, "near_trees");
    rules.canopy = trees_rule(table, "canopy");
    if (const auto* part = part_of(table, "open_ground")) {
        rules.open_ground.emplace();
        read_rule(*part, *rules.open_ground);
        rules.open_ground->kinds = texts(*part, "classes");
        rules.open_ground->land_kinds = texts(*part, "land_kinds");
        check_codes(rules.open_ground->kinds, "green_space", "green_class");
        rules.open_ground->width_m = length_option("open_ground.width", part->text("width")).value();
    }
}

} // namespace

AuditRules audit_rules(const std::string& file) {
    constexpr std::string_view own = "rules/audit.toml";
    const auto table = file.empty() ? parse_toml(builtin_data(own).value(), own) : toml_of(file);
    const auto& lit = table.table("lit_roads");
    AuditRules rules;
    rules.title = table.text("title");
    rules.source = table.text("source");
    rules.source_zh = table.optional_text("source_zh").value_or(rules.source);
    rules.status = table.text("status");
    rules.default_reach = length_option("lit_roads.default_reach", lit.text("default_reach"));
    rules.ignore_gaps = length_option("lit_roads.ignore_gaps", lit.optional_text("ignore_gaps").value_or("0 m"));
    rules.reach_of_class_m = lengths_by_class(lit, "reach");
    rules.zone_kinds = texts(lit, "zone_kinds");
    read_reaches(table, rules);
    read_streets(table, rules);
    read_walks(table, rules);
    read_green(table, rules);
    read_duties(table, rules);
    rules.ads = distance_rule(table, "ads_in_green");
    rules.excavation = distance_rule(table, "excavation_conflicts");
    if (const auto* part = part_of(table, "lamps_lit")) {
        rules.lamps.emplace();
        read_rule(*part, *rules.lamps);
    }
    return rules;
}

} // namespace kerb::tools
