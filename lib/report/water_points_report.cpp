#include <kerb/report/water_points_report.hpp>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using waterlogging::Onset;

/// A value in both forms.
struct Field {
    std::string name, json, cell;
};
using Fields = std::vector<Field>;

Field text_field(const char* name, const std::string& text) {
    return {name, text_or_null(text), csv_cell(text)};
}

Field number_field(const std::string& name, const std::optional<double>& value) {
    return {name, number_or_null(value), number_cell(value)};
}

Field flag_field(const char* name, bool value) {
    return {name, value ? "true" : "false", value ? "1" : "0"};
}

/// An onset that the range looked at does not hold is null, with the side on which it lies.
void add_onset(Fields& fields, const std::string& name, const std::optional<Onset>& onset) {
    const bool above = onset && !std::isfinite(onset->reached), below = onset && !above && !std::isfinite(onset->below);
    fields.push_back(number_field(name, onset && !above && !below ? std::optional(onset->reached) : std::nullopt));
    fields.push_back(text_field((name + "_bound").c_str(), above ? "above" : below ? "below" : ""));
}

std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::string object_json(const Fields& fields) {
    std::string text;
    for (const auto& field : fields) {
        text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", field.name, field.json);
    }
    return "{" + text + "}";
}

Fields fields_of(const NamedWaterPoint& named) {
    const auto& p = named.point;
    Fields fields = {text_field("id", named.id),
                     number_field("x", p.place.x),
                     number_field("y", p.place.y),
                     number_field("depth_m", p.depth_m()),
                     number_field("best_lane_depth_m", p.best_lane_depth_m),
                     number_field("area_m2", p.area_m2),
                     number_field("pond_area_m2", p.pond_area_m2),
                     number_field("volume_m3", p.volume_m3),
                     number_field("level_m", p.level_m),
                     number_field("catchment_m2", p.catchment_m2),
                     text_field("road", named.road),
                     text_field("road_key", named.road_key),
                     text_field("road_class", named.road_class),
                     number_field("chainage_m", p.road ? std::optional(p.chainage_m) : std::nullopt),
                     number_field("over_min", named.over_min),
                     number_field("conveyance_depth_m", named.conveyance_depth_m)};
    add_onset(fields, "onset_rain_mm", named.onset_rain_mm);
    add_onset(fields, "onset_return_period_a", named.onset_return_period_a);
    for (auto& field :
         {text_field("cause", named.cause), text_field("cause_key", named.cause_key),
          text_field("evidence", named.evidence), text_field("known", named.known),
          flag_field("edge_limited", p.edge_limited), flag_field("artefact_suspect", p.artefact_suspect),
          number_field("wet_in", named.wet_in ? std::optional(static_cast<double>(*named.wet_in)) : std::nullopt)}) {
        fields.push_back(field);
    }
    return fields;
}

std::string known_json(const WaterFigures& figures) {
    std::string text;
    for (const auto& place : figures.known) {
        text += fmt::format("{}\n{{\"key\":{},\"state\":{},\"found\":{},\"distance_m\":{}}}", text.empty() ? "" : ",",
                            json_text(place.key), text_or_null(place.state), text_or_null(place.found),
                            number_or_null(place.distance_m));
    }
    return fmt::format("\"known_count\":{},\"known_found\":{},\"cleared_found\":{},\"known\":[{}]",
                       figures.known.size(), figures.known_found(), figures.cleared_found(), text);
}

std::string fix_json(const PointFix& fix) {
    Fields fields = {text_field("what", fix.what),         text_field("key", fix.key),
                     number_field("from_m", fix.from_m),   number_field("to_m", fix.to_m),
                     number_field("depth_m", fix.depth_m), number_field("over_min", fix.over_min)};
    add_onset(fields, "onset_return_period_a", fix.onset_return_period_a);
    return object_json(fields);
}

/// A list under a name, one element a line.
template <typename Element, typename Json>
std::string list_json(const char* name, const std::vector<Element>& elements, const Json& json) {
    std::string text;
    for (const auto& element : elements) {
        text += (text.empty() ? "\n" : ",\n") + json(element);
    }
    return fmt::format("\"{}\":[{}]", name, text);
}

std::string extras_json(const WaterFigures& f) {
    const auto road = [](const NamedRoad& r) {
        Fields fields = {text_field("road", r.road), text_field("road_key", r.road_key),
                         text_field("road_class", r.road_class), number_field("length_m", r.length_m),
                         number_field("points", static_cast<double>(r.points))};
        add_onset(fields, "onset_rain_mm", r.onset_rain_mm);
        add_onset(fields, "onset_return_period_a", r.onset_return_period_a);
        return object_json(fields);
    };
    const auto hint = [](const NamedHint& h) {
        return object_json({text_field("what", h.what), text_field("key", h.key), number_field("x", h.place.x),
                            number_field("y", h.place.y), number_field("value_m", finite(h.value_m))});
    };
    const auto deck = [](const NamedDeck& d) {
        return object_json({text_field("key", d.key), number_field("cells", static_cast<double>(d.cells)),
                            number_field("before_m", d.before_m), number_field("after_m", d.after_m),
                            number_field("x", d.place.x), number_field("y", d.place.y)});
    };
    const auto culvert = [](const NamedCulvert& c) {
        return object_json({text_field("key", c.key), number_field("through_m3", c.through_m3)});
    };
    const auto street = [](const NamedStreet& s) {
        return object_json({text_field("road", s.road), text_field("road_key", s.road_key),
                            text_field("road_class", s.road_class), number_field("x", s.flow.place.x),
                            number_field("y", s.flow.place.y), number_field("depth_m", s.flow.depth_m),
                            number_field("flow_m3s", s.flow.flow_m3s), number_field("slope", s.flow.slope),
                            flag_field("over_brim", s.flow.over_brim), number_field("length_m", s.flow.length_m)});
    };
    return fmt::format("\"realisations\":{},\n{},\n{},\n{},\n{},\n{}",
                       f.realisations ? fmt::format("{}", *f.realisations) : "null", list_json("roads", f.roads, road),
                       list_json("hints", f.hints, hint), list_json("decks", f.decks, deck),
                       list_json("culverts", f.culverts, culvert), list_json("conveyance", f.streets, street));
}

std::string point_json(const NamedWaterPoint& named) {
    std::string text;
    for (const auto& field : fields_of(named)) {
        text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", field.name, field.json);
    }
    text += ",\"flooded\":{";
    bool first = true;
    for (const auto& [road_class, length] : named.flooded_by_class) {
        text += fmt::format("{}{}:{}", first ? "" : ",", json_text(road_class), json_number(length));
        first = false;
    }
    return "{" + text + "}," + list_json("fixes", named.fixes, fix_json) + "}";
}

} // namespace

std::size_t WaterFigures::known_found() const {
    return static_cast<std::size_t>(
        std::count_if(known.begin(), known.end(), [](const KnownPlace& place) { return !place.found.empty(); }));
}

std::size_t WaterFigures::cleared_found() const {
    return static_cast<std::size_t>(std::count_if(known.begin(), known.end(), [](const KnownPlace& place) {
        return !place.found.empty() && place.state == "cleared";
    }));
}

std::string water_points_json(const WaterFigures& figures, const std::vector<NamedWaterPoint>& points,
                              std::size_t top) {
    auto text = fmt::format(
        "{{\"depressions\":{},\"rain_mm\":{},\"return_period_a\":{},\"duration_min\":{},\"formula\":{},"
        "\"threshold_m\":{},\"rain_m3\":{},\"lost_m3\":{},\"ponded_m3\":{},\"drained_m3\":{},\"outflow_m3\":{},"
        "\"balance_error\":{},\"point_count\":{},\n\"points\":[",
        figures.depressions, json_number(figures.rain_mm), number_or_null(figures.return_period_a),
        number_or_null(figures.duration_min), figures.formula ? json_text(*figures.formula) : "null",
        json_number(figures.threshold_m), json_number(figures.rain_m3), json_number(figures.lost_m3),
        json_number(figures.ponded_m3), json_number(figures.drained_m3), json_number(figures.outflow_m3),
        json_number(figures.balance_error), points.size());
    const auto count = top == 0 ? points.size() : std::min(top, points.size());
    for (std::size_t i = 0; i < count; ++i) {
        text += (i > 0 ? ",\n" : "\n") + point_json(points[i]);
    }
    return text + "],\n" + extras_json(figures) + ",\n" + known_json(figures) + "}";
}

std::string water_points_csv(const std::vector<NamedWaterPoint>& points) {
    const auto row_of = [](const NamedWaterPoint& named, std::string Field::*form) {
        std::string row;
        for (const auto& field : fields_of(named)) {
            row += (row.empty() ? "" : ",") + field.*form;
        }
        return row + "\r\n";
    };
    auto text = row_of({}, &Field::name);
    for (const auto& named : points) {
        text += row_of(named, &Field::cell);
    }
    return text;
}

} // namespace kerb::report
