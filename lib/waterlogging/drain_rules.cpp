#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/toml_checks.hpp>
#include <kerb/waterlogging/drain_rules.hpp>

#include "toml_numbers.hpp"

namespace kerb::waterlogging {
namespace {

using kerb::detail::only;
using kerb::detail::wrong;

constexpr std::array<const char*, 12> materials = {"unknown", "concrete", "brick",     "stone", "clay",  "pvc",
                                                   "pe",      "frp",      "cast_iron", "steel", "earth", "other"};

double positive(const TomlTable& table, std::string_view key) {
    const double value = detail::number(table, key);
    if (!(value > 0)) {
        wrong("storm.bad_range", table, key, fmt::format("{}", value));
    }
    return value;
}

double share(const TomlTable& table, std::string_view key) {
    const double value = detail::number(table, key);
    if (!(value >= 0 && value <= 1)) {
        wrong("storm.bad_range", table, key, fmt::format("{}", value));
    }
    return value;
}

} // namespace

DrainRules DrainRules::from_toml(const TomlTable& table) {
    only(table, {"title", "source", "source_zh", "status", "inlet", "pipe", "street", "roughness"});
    DrainRules rules;
    rules.source = table.text("source");
    rules.status = table.text("status");
    const auto& inlet = table.table("inlet");
    only(inlet, {"length_m", "width_m", "open_share", "curb_height_m", "clogging", "flowing_depth_m"});
    rules.inlet_length_m = positive(inlet, "length_m");
    rules.inlet_width_m = positive(inlet, "width_m");
    rules.open_share = share(inlet, "open_share");
    rules.curb_height_m = positive(inlet, "curb_height_m");
    rules.clogging = share(inlet, "clogging");
    rules.flowing_depth_m = positive(inlet, "flowing_depth_m");
    const auto& pipe = table.table("pipe");
    only(pipe, {"height_m", "length_m", "diameters_m"});
    rules.pipe_height_m = positive(pipe, "height_m");
    rules.pipe_length_m = positive(pipe, "length_m");
    rules.diameters_m = detail::numbers(pipe, "diameters_m", pipe.array("diameters_m").size());
    if (rules.diameters_m.empty() || !(rules.diameters_m.front() > 0) ||
        !std::is_sorted(rules.diameters_m.begin(), rules.diameters_m.end())) {
        wrong("storm.bad_range", pipe, "diameters_m", fmt::format("{}", fmt::join(rules.diameters_m, ", ")));
    }
    const auto& street = table.table("street");
    only(street, {"roughness", "cross_slope", "entry_min", "velocity_m_s", "brim_m"});
    rules.street_roughness = positive(street, "roughness");
    rules.street_cross_slope = positive(street, "cross_slope");
    rules.street_entry_min = positive(street, "entry_min");
    rules.street_velocity_m_s = positive(street, "velocity_m_s");
    rules.street_brim_m = positive(street, "brim_m");
    const auto& roughness = table.table("roughness");
    only(roughness, {materials.begin(), materials.end()});
    std::transform(materials.begin(), materials.end(), rules.roughness.begin(),
                   [&roughness](const char* material) { return positive(roughness, material); });
    return rules;
}

const DrainRules& DrainRules::builtin() {
    constexpr std::string_view path = "rules/drains.toml";
    static const auto rules = from_toml(parse_toml(builtin_data(path).value(), path));
    return rules;
}

InletOpening DrainRules::opening_of(const Inlet& inlet) const {
    const double length = is_size(inlet.length_m) ? *inlet.length_m : inlet_length_m;
    const double width = is_size(inlet.width_m) ? *inlet.width_m : inlet_width_m;
    InletOpening opening;
    opening.kind = inlet.kind;
    opening.perimeter_m = length + 2 * width;
    opening.open_area_m2 = length * width * open_share;
    opening.curb_length_m = length;
    opening.curb_height_m = curb_height_m;
    return opening;
}

} // namespace kerb::waterlogging
