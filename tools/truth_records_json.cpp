#include <kerb/base/moment.hpp>

#include "truth_json.hpp"

namespace kerb::tools {
namespace {

using Json = nlohmann::ordered_json;

Json districts_json(const std::vector<synth::DistrictTruth>& districts) {
    Json all = Json::array();
    for (const auto& one : districts) {
        const double rate = one.lamps == 0 ? 0 : static_cast<double>(one.lamps_out) / static_cast<double>(one.lamps);
        all.push_back({{"key", one.key},
                       {"lamps", one.lamps},
                       {"lamps_out", one.lamps_out},
                       {"out_rate", rate},
                       {"reports_per_day", one.reports_per_day},
                       {"outages", one.outages},
                       {"outages_reported", one.outages_reported},
                       {"reported_share", one.reported_share()},
                       {"reports", one.reports},
                       {"patrol_days", one.patrol_days},
                       {"repair_days", one.repair_days}});
    }
    return all;
}

Json events_json(const synth::RecordTruth& records) {
    Json lives = Json::array();
    for (const auto& life : records.lives) {
        lives.push_back(
            {{"source_type", life.source_type}, {"weibull_shape", life.shape}, {"scale_years", life.scale_years}});
    }
    return {{"lamps", records.lamp_events},
            {"cables", records.cable_events},
            {"open", records.open_events},
            {"lives", std::move(lives)}};
}

Json inspections_json(const synth::InspectionTruth& told) {
    Json strata = Json::array();
    for (const auto& one : told.strata) {
        strata.push_back({{"stratum", one.road_class},
                          {"roads", one.roads},
                          {"roads_visited", one.roads_visited},
                          {"lamps", one.lamps},
                          {"lamps_seen", one.lamps_seen},
                          {"lamps_out", one.lamps_out},
                          {"lamps_unknown", one.lamps_unknown}});
    }
    return {{"census", to_text(told.census)}, {"census_lamps", told.census_lamps},
            {"census_out", told.census_out},  {"census_unknown", told.census_unknown},
            {"patrol", to_text(told.patrol)}, {"strata", std::move(strata)}};
}

Json telemetry_json(const synth::TelemetryTruth& told) {
    return {{"circuits", told.circuits},
            {"nights", told.nights},
            {"readings", told.readings},
            {"silent", told.silent},
            {"silent_at_census", told.silent_at_census}};
}

Json cases_json(const synth::CaseTruth& told) {
    Json due = Json::object();
    for (const auto& one : told.due) {
        due[one.kind] = one.working_hours;
    }
    return {{"streetlight", told.streetlight},
            {"other", told.other},
            {"duplicates_marked", told.duplicates_marked},
            {"duplicates_hidden", told.duplicates_hidden},
            {"resolved_late", told.resolved_late},
            {"open_overdue", told.open_overdue},
            {"due_working_hours", std::move(due)},
            {"working_time", "Mo-Fr 08:30-12:00,14:00-17:30"}};
}

Json permits_json(const synth::PermitTruth& told) {
    const auto pairs = [](const auto& list) {
        Json all = Json::array();
        for (const auto& pair : list) {
            all.push_back(Json::array({pair.first, pair.second}));
        }
        return all;
    };
    return {{"conflicts", pairs(told.conflicts)},
            {"apart_in_time", pairs(told.apart_in_time)},
            {"on_roads_under_five_years", told.on_new_roads},
            {"working_after_end", told.expired_works}};
}

Json earlier_json(const synth::EarlierTruth& told) {
    const auto counted = [](const std::vector<std::string>& keys) {
        return Json{{"count", keys.size()}, {"keys", keys}};
    };
    return {{"taken_on", to_text(told.taken_on)},
            {"roads_added", counted(told.roads_added)},
            {"green_spaces_added", counted(told.greens_added)},
            {"streetlights_added", counted(told.lamps_added)},
            {"streetlights_removed", counted(told.lamps_removed)},
            {"streetlights_moved", counted(told.lamps_moved)},
            {"luminaires_changed", counted(told.luminaires_changed)}};
}

} // namespace

nlohmann::ordered_json to_json(const synth::RecordTruth& records) {
    Json all = {{"from", to_text(records.from)}, {"as_of", to_text(records.as_of)}};
    if (records.inspections) { // else records are not kept lamp by lamp
        all["districts"] = districts_json(records.districts);
        all["events"] = events_json(records);
        all["inspections"] = inspections_json(*records.inspections);
        all["telemetry"] = telemetry_json(records.telemetry.value_or(synth::TelemetryTruth{}));
        all["cases"] = cases_json(records.cases);
    }
    const auto& duties = records.responsibilities;
    const auto& projects = records.projects;
    all["permits"] = permits_json(records.permits);
    all["responsibilities"] = {{"roads_without", duties.roads_without},
                               {"roads_twice", duties.roads_twice},
                               {"contracts_ended", duties.contracts_ended}};
    all["projects"] = {{"late", projects.late_projects},
                       {"late_milestones", projects.late_milestones},
                       {"budget_yuan", projects.budget_yuan},
                       {"spent_yuan", projects.spent_yuan}};
    all["earlier"] = earlier_json(records.earlier);
    return all;
}

} // namespace kerb::tools
