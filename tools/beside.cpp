#include "beside.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/coverage/section_verdicts.hpp>
#include <kerb/inventory/layer_view.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/io/checksum.hpp>
#include <kerb/waterlogging/conduit_loads.hpp>
#include <kerb/waterlogging/storm_city.hpp>

#include "coverage_lighting.hpp"
#include "layer_values.hpp"
#include "storm_choice.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using scorecard::Operator;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Depth of standing or flowing water on the terrain, whichever is more; 0 where it is dry.
Grid water_depth(const PointsRun& water) {
    const std::vector<float> levels(water.water.highest_m.begin(), water.water.highest_m.end());
    auto depth = waterlogging::depth_surface(water.terrain.grid, water.found.basin, levels);
    for (std::size_t i = 0; i < depth.values.size(); ++i) {
        const bool ground = water.terrain.grid.is_value(water.terrain.grid.values[i]);
        const float flowing = i < water.conveyance.depth_m.size() ? water.conveyance.depth_m[i] : 0;
        const float standing = depth.is_value(depth.values[i]) ? depth.values[i] : 0;
        depth.values[i] = ground ? std::max(standing, std::isfinite(flowing) ? flowing : 0) : NAN;
    }
    depth.nodata.reset();
    return depth;
}

/// What indicators of one operator ask for, each once.
template <class Key, class Get>
std::set<Key> asked_by(const scorecard::Profile& profile, Operator op, const Get& get) {
    std::set<Key> keys;
    for (const auto& one : profile.indicators) {
        if (one.op == op) {
            keys.insert(get(one.parameters));
        }
    }
    return keys;
}

using Verdicts = std::vector<std::optional<bool>>;

/// Of each conduit: does it carry the storm of so many years?
Verdicts drains_that_carry(const Inventory& city, const Session& session, const AuditWaterOptions& options,
                           double return_period_a) {
    StormOptions storm;
    storm.city = options.storm_city;
    storm.return_period = fmt::format("{}", return_period_a);
    storm.duration = options.duration;
    storm.zone = options.zone;
    const auto cities = storm_cities(session, storm);
    const auto curve = choose_formula(cities.front(), storm_wish(storm).formula).curve(return_period_a);
    Verdicts verdicts;
    for (const auto& load : waterlogging::conduit_loads(city, curve)) {
        verdicts.push_back(load ? load->carries() : std::nullopt);
    }
    return verdicts;
}

/// Roads and lamps of an inventory, as the computation takes them.
struct LitRoads {
    Lines lines;
    std::vector<double> width_m;
    std::vector<std::uint32_t> lanes, rank;
    std::vector<std::uint8_t> one_way;
    std::vector<coverage::RoadLamp> lamps;
    coverage::RoadLighting light;
};

void take_roads(LitRoads& taken, const Inventory& city) {
    for (const auto& road : city.roads) {
        taken.lines.push(in_place(road.about.status) ? road.centreline : MultiLineString());
        taken.width_m.push_back(recorded_width_m(road).value_or(nan));
        taken.lanes.push_back(static_cast<std::uint32_t>(std::clamp<double>(road.lanes.value_or(0), 0, most_lanes)));
        taken.one_way.push_back(road.one_way.value_or(false) ? 1 : 0);
    }
    taken.rank = ranks_by_key(city.roads.size(), [&](std::uint32_t i) { return city.roads[i].about.key; });
}

void take_lamps(LitRoads& taken, const Inventory& city, const PhotometrySet& photometry) {
    const LayerView view(city, "streetlights");
    const auto kind = photometry.kind_field.empty() ? FieldView() : view.field(photometry.kind_field);
    for (std::size_t i = 0; i < city.streetlights.size(); ++i) {
        const auto& pole = city.streetlights[i];
        if (pole.purpose == LightPurpose::landscape || !in_place(pole.about.status)) {
            continue;
        }
        coverage::RoadLamp lamp;
        lamp.pole = pole.position;
        const double height = pole.height_m.value_or(nan);
        lamp.height_m = height > 0 && height <= highest_pole_m ? height : nan;
        lamp.heads = static_cast<std::uint32_t>(std::clamp<double>(pole.luminaire_count.value_or(1), 1, most_heads));
        lamp.photometry = photometry.table_of(photometry.kind_field.empty() ? "*" : kind.text(i));
        taken.lamps.push_back(lamp);
    }
}

void light_up(LitRoads& taken, const LampDataOptions& options, const PhotometrySet& photometry,
              const Session& session) {
    const auto r_table = options.r_table.empty() ? std::nullopt : std::optional(lighting_r_table(options.r_table));
    coverage::RoadLightingInput input;
    input.lines = &taken.lines;
    input.width_m = taken.width_m;
    input.lanes = taken.lanes;
    input.one_way = taken.one_way;
    input.line_rank = taken.rank;
    input.lamps = taken.lamps;
    input.photometries = photometry.photometries;
    input.r_table = r_table ? &*r_table : nullptr;
    taken.light = coverage::road_lighting(input, {.threads = Threads{0}}, session.progress());
}

/// Of each road: do all its sections that could be computed meet its class, with every lamp lit?
Verdicts roads_that_meet(const LitRoads& lit, const Inventory& city, const std::string& standard) {
    Verdicts met(city.roads.size());
    const auto classes = builtin_lighting_profile(standard);
    if (!classes) {
        return met; // they are not at hand
    }
    std::vector<const coverage::LightingClass*> of_road;
    for (const auto& road : city.roads) {
        const auto wanted = classes->of_road.find(code_of(road.road_class));
        of_road.push_back(wanted == classes->of_road.end() ? nullptr : classes->find(wanted->second, "low"));
    }
    const auto verdicts = coverage::judge_sections(lit.light, *classes, of_road);
    for (std::size_t i = 0; i < verdicts.sections.size(); ++i) {
        auto& road = met[lit.light.sections[i].line];
        if (const auto& verdict = verdicts.sections[i].all; verdict.by != nullptr) {
            road = road.value_or(true) && verdict.met();
        }
    }
    return met;
}

template <class Key>
auto lookup(std::map<Key, Verdicts> all) {
    return [all = std::move(all)](std::uint32_t asset, const Key& key) {
        const auto at = all.find(key);
        return at == all.end() ? std::nullopt : at->second[asset];
    };
}

void give_drains(scorecard::MeasureInput& input, const std::set<double>& periods, const AuditWaterOptions& storm,
                 const Session& session) {
    if (periods.empty() || storm.storm_city.empty() || input.city->conduits.empty()) {
        return;
    }
    std::map<double, Verdicts> all;
    for (const auto years : periods) {
        all.emplace(years, drains_that_carry(*input.city, session, storm, years));
    }
    input.conduit_carries = lookup(std::move(all));
}

void give_light(scorecard::MeasureInput& input, const std::set<std::string>& standards, const LampDataOptions& lamps,
                const Session& session) {
    if (standards.empty() || !lamps.any()) {
        return;
    }
    const auto photometry = photometry_set(lamps.photometry, lamps.photometry_map);
    LitRoads lit;
    take_roads(lit, *input.city);
    take_lamps(lit, *input.city, photometry);
    light_up(lit, lamps, photometry, session);
    std::map<std::string, Verdicts> all;
    for (const auto& standard : standards) {
        all.emplace(standard, roads_that_meet(lit, *input.city, standard));
    }
    input.road_light_met = lookup(std::move(all));
}

} // namespace

void add_lamp_data_options(Command command, Session& session, LampDataOptions& options) {
    command.add_option("--photometry", options.photometry, session.text("help.beside_photometry"));
    command.add_option("--photometry-map", options.photometry_map, session.text("help.lighting_photometry_map"));
    command.add_option("--r-table", options.r_table, session.text("help.lighting_r_table"));
}

void add_water_options(Command command, Session& session, AuditWaterOptions& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.audit_") + name); };
    command.add_option("--dem", options.dem, text("dem"));
    command.add_option("--city", options.storm_city, text("storm_city"));
    command.add_option("--return-period", options.return_period, text("return_period")).capture_default_str();
    command.add_option("--duration", options.duration, text("duration")).capture_default_str();
    command.add_option("--zone", options.zone, text("zone"));
}

void check_beside(const AuditWaterOptions& water, const LampDataOptions& lamps) {
    if (!water.dem.empty() && water.storm_city.empty()) {
        throw UsageError({"audit.dem_and_city", {}});
    }
    if (!lamps.photometry.empty() && !lamps.photometry_map.empty()) {
        throw UsageError({"lighting_plan.two_photometries", {}});
    }
    if (!lamps.r_table.empty() && !lamps.any()) {
        throw UsageError({"lighting_plan.no_photometry_given", {}});
    }
}

std::vector<std::pair<std::string, std::string>> settings_of(const LampDataOptions& options) {
    std::vector<std::pair<std::string, std::string>> settings;
    if (!options.any()) {
        return settings;
    }
    if (!options.photometry_map.empty()) {
        settings.emplace_back("photometry_map_sha256", io::sha256_file(options.photometry_map));
    }
    std::string tables;
    for (const auto& file : photometry_set(options.photometry, options.photometry_map).files) {
        tables += (tables.empty() ? "" : " ") + io::sha256_file(file);
    }
    settings.emplace_back("photometry_sha256", tables);
    if (!options.r_table.empty()) {
        const bool own = builtin_data("rtables/" + options.r_table + ".toml").has_value();
        settings.emplace_back("r_table_sha256", own ? options.r_table : io::sha256_file(options.r_table));
    }
    return settings;
}

scorecard::MeasureInput input_of_profile(const scorecard::Profile& profile, const Inventory& city,
                                         const PointsRun* water, const AuditWaterOptions& storm,
                                         const LampDataOptions& lamps, const Session& session) {
    scorecard::MeasureInput input;
    input.city = &city;
    const bool of_water = std::any_of(profile.indicators.begin(), profile.indicators.end(),
                                      [](const auto& one) { return one.op == Operator::sink_depth; });
    if (water != nullptr && of_water) {
        input.water_depth_m = [depth = water_depth(*water)](Point place) {
            return value_at(depth, place, Sampling::nearest);
        };
    }
    give_drains(input,
                asked_by<double>(profile, Operator::pipe_capacity,
                                 [](const auto& given) { return given.return_period_a.value_or(0); }),
                storm, session);
    give_light(input,
               asked_by<std::string>(profile, Operator::light_level, [](const auto& given) { return given.standard; }),
               lamps, session);
    return input;
}

} // namespace kerb::tools
