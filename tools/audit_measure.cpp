// Rules of the audit, and the lit roads measured by them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/coverage/along_roads.hpp>

#include "audit.hpp"

namespace kerb::tools {
namespace {

std::string rules_text(const std::string& file) {
    if (file.empty()) {
        return std::string(builtin_data("rules/audit.toml").value());
    }
    std::error_code ignored;
    std::ifstream stream(file, std::ios::binary);
    if (!std::filesystem::is_regular_file(file, ignored) || !stream) {
        throw SourceError({"tools.no_file", {{"file", file}}});
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t class_index(const std::string& code) {
    const auto it = std::find(road_class_codes.begin(), road_class_codes.end(), code);
    if (it == road_class_codes.end()) {
        throw UsageError(
            {"tools.rule_class", {{"name", code}, {"names", fmt::format("{}", fmt::join(road_class_codes, ", "))}}});
    }
    return static_cast<std::size_t>(it - road_class_codes.begin());
}

const std::string& zone_label(const Zone& zone) {
    return !zone.about.key.empty()       ? zone.about.key
           : !zone.about.name_en.empty() ? zone.about.name_en.str()
                                         : zone.about.name_zh.str();
}

void choose_zones(AuditRun& run) {
    const auto& zones = run.read.city.zones;
    for (const auto& kind : run.rules.zone_kinds) {
        for (std::size_t i = 0; i < zones.size(); ++i) {
            if (zones[i].kind == kind) {
                run.zones.push_back(i);
            }
        }
        if (!run.zones.empty()) {
            run.zone_kind = kind;
            return;
        }
    }
}

std::optional<coverage::ZoneMap> zone_map(const AuditRun& run) {
    if (run.zones.empty()) {
        return std::nullopt;
    }
    const auto& zones = run.read.city.zones;
    std::vector<MultiPolygon> areas;
    for (const auto i : run.zones) {
        areas.push_back(zones[i].area);
    }
    std::vector<std::uint32_t> order(areas.size()), rank(areas.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return zone_label(zones[run.zones[a]]) < zone_label(zones[run.zones[b]]); });
    for (std::uint32_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = i;
    }
    return std::optional<coverage::ZoneMap>(std::in_place, areas, rank);
}

} // namespace

AuditRules audit_rules(const std::string& file) {
    const auto table = parse_toml(rules_text(file), file.empty() ? "rules/audit.toml" : file);
    const auto& lit = table.table("lit_roads");
    AuditRules rules;
    rules.title = table.text("title");
    rules.source = table.text("source");
    rules.source_zh = table.optional_text("source_zh").value_or(rules.source);
    rules.status = table.text("status");
    rules.default_reach = length_option("lit_roads.default_reach", lit.text("default_reach"));
    rules.ignore_gaps = length_option("lit_roads.ignore_gaps", lit.optional_text("ignore_gaps").value_or("0 m"));
    rules.reach_of_class_m.assign(road_class_codes.size(), std::numeric_limits<double>::quiet_NaN());
    for (const auto& [code, value] : lit.table("reach").entries()) {
        rules.reach_of_class_m[class_index(code)] = length_option("lit_roads.reach." + code, value.as_text()).value();
    }
    for (const auto& kind : lit.array("zone_kinds")) {
        rules.zone_kinds.push_back(kind.as_text());
    }
    return rules;
}

report::LengthLabels AuditRun::labels() const {
    report::LengthLabels labels;
    labels.line = [this](std::uint32_t i) { return read.city.roads[i].about.key; };
    labels.zone = [this](std::uint32_t i) { return zone_label(read.city.zones[zones[i]]); };
    labels.group = [](std::uint32_t i) { return std::string(road_class_codes[i]); };
    labels.class_of_line = [this](std::uint32_t i) {
        return std::string(road_class_codes[static_cast<std::size_t>(read.city.roads[i].road_class)]);
    };
    return labels;
}

void measure_lit_roads(AuditRun& run, const Session& session) {
    choose_zones(run);
    const auto zones = zone_map(run);
    coverage::AlongRoadsOptions options{.reach = run.rules.default_reach,
                                        .ignore_gaps_below = run.rules.ignore_gaps,
                                        .threads = Threads{0},
                                        .reach_of_class_m = run.rules.reach_of_class_m,
                                        .road_scale = {},
                                        .zones = zones ? &*zones : nullptr};
    run.lit = coverage::along_roads(run.read.city.roads, run.read.city.streetlights, options, session.progress());
}

} // namespace kerb::tools
