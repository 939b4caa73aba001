#include "truth_json.hpp"

namespace kerb::tools {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(Point p) {
    return Json::array({p.x, p.y});
}

Json to_json(const synth::LowSpot& spot) {
    return {{"key", spot.key},
            {"road", spot.road},
            {"place", to_json(spot.place)},
            {"depth_m", spot.depth_m},
            {"volume_m3", spot.volume_m3},
            {"area_m2", spot.area_m2},
            {"level_m", spot.level_m},
            {"clogged", spot.clogged},
            {"waterlogging_point", spot.point.empty() ? Json() : Json(spot.point)}};
}

Json lighting_json(const synth::SampleCity& made) {
    const auto& truth = made.truth;
    Json unlit = Json::array();
    for (const auto road : truth.roads_unlit) {
        unlit.push_back(made.city.roads[road].about.key);
    }
    return {{"roads_unlit", std::move(unlit)},
            {"roads_recorded_wrongly", truth.roads_recorded_wrongly},
            {"streetlights_out", truth.streetlights_out},
            {"luminaires_out", truth.luminaires_out},
            {"circuits_out", truth.circuits_out}};
}

Json water_json(const synth::Truth& truth) {
    Json spots = Json::array();
    for (const auto& spot : truth.low_spots) {
        spots.push_back(to_json(spot));
    }
    Json water = {{"low_spots", std::move(spots)}};
    if (truth.underpass) {
        water["underpass"] = to_json(truth.underpass->hollow);
        water["underpass"]["bridge"] = truth.underpass->bridge;
        water["underpass"]["pump_station"] = truth.underpass->pump_station;
        water["underpass"]["road_above"] = truth.underpass->road_above;
    }
    water["point_cleared"] = truth.point_cleared;
    water["point_relapsed"] = truth.point_relapsed;
    water["point_wrong"] = truth.point_wrong;
    return water;
}

Json order_json(const synth::Truth& truth) {
    Json gaps = Json::array();
    for (const auto place : truth.toilet_gaps) {
        gaps.push_back(to_json(place));
    }
    return {{"billboards_in_belts", truth.billboards_in_belts},
            {"toilet_gaps", std::move(gaps)},
            {"toilet_gap_m", truth.toilet_gap_m},
            {"illegal_buildings_standing", truth.illegal_buildings_standing},
            {"illegal_floor_area_m2", truth.illegal_floor_area_m2}};
}

} // namespace

std::string truth_text(const synth::SampleCity& made) {
    Json faults = Json::array();
    for (const auto& fault : made.truth.faults) {
        faults.push_back({{"reason", fault.reason}, {"layer", fault.layer}, {"key", fault.key}});
    }
    const Json all = {{"lighting", lighting_json(made)},        {"water", water_json(made.truth)},
                      {"order", order_json(made.truth)},        {"systems", to_json(made.truth.systems)},
                      {"records", to_json(made.truth.records)}, {"faults", std::move(faults)}};
    return all.dump(1) + "\n";
}

} // namespace kerb::tools
