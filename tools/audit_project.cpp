#include "audit_project.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <kerb/inventory/qgis_style.hpp>
#include <kerb/report/qgis_project.hpp>

namespace kerb::tools {
namespace {

/// Where a layer stands in the tree, and whether the map shows it at first: what is dense covers what is rare.
struct Place {
    std::string_view layer, section;
    bool shown = true;
};

/// In the order of the tree.
constexpr std::array places = {
    Place{"data_issues", "records"},
    Place{"dark_lamps", "lighting"},
    Place{"dark_circuits", "lighting"},
    Place{"dark_stretches", "lighting"},
    Place{"wide_spacing", "lighting"},
    Place{"streetlights", "lighting", false},
    Place{"water_points", "water"},
    Place{"hints", "water"},
    Place{"conveyance", "water", false},
    Place{"ponds", "water"},
    Place{"park_gaps", "services"},
    Place{"toilet_gaps", "services"},
    Place{"waste_unserved", "services", false},
    Place{"walk_unserved", "services", false},
    Place{"ads_in_green", "order"},
    Place{"excavation_conflicts", "order"},
    Place{"overdue", "order"},
    Place{"duty_gaps", "order"},
    Place{"roads", "base"},
    Place{"green_spaces", "base"},
    Place{"districts", "base"},
};

constexpr Place unknown{"", "other"};

const Place* place_of(const std::string& layer) {
    const auto* found = std::find_if(places.begin(), places.end(), [&](const Place& p) { return p.layer == layer; });
    return found == places.end() ? &unknown : found;
}

report::ProjectLayer layer_of(const Session& session, const FeatureTable& table, const io::SinkOptions& sink) {
    const auto& place = *place_of(table.name);
    report::ProjectLayer layer{table.name,    table.name,  session.text("project_group." + std::string(place.section)),
                               table.shape(), table.box(), {},
                               place.shown};
    const auto schema = std::find_if(sink.schema.begin(), sink.schema.end(),
                                     [&](const LayerSchema& one) { return one.layer == table.name; });
    const auto style = sink.styles.find(table.name);
    if (schema != sink.schema.end() && !schema->title.empty()) {
        layer.title = schema->title.in(session.language);
    }
    if (style != sink.styles.end()) {
        layer.style =
            schema == sink.schema.end() ? style->second : with_fields(style->second, *schema, session.language);
    }
    return layer;
}

} // namespace

bool write_project(const Session& session, const std::string& target, const std::string& city,
                   const std::vector<FeatureTable>& tables, const io::SinkOptions& sink) {
    std::vector<std::pair<const Place*, const FeatureTable*>> sorted;
    for (const auto& table : tables) {
        if (table.shape() != Shape::none && table.frame) {
            sorted.emplace_back(place_of(table.name), &table);
        }
    }
    if (sorted.empty()) {
        return false;
    }
    const auto rank = [](const Place* place) { return place == &unknown ? places.data() + places.size() : place; };
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](const auto& a, const auto& b) { return rank(a.first) < rank(b.first); });
    std::vector<report::ProjectLayer> shown;
    shown.reserve(sorted.size());
    for (const auto& [place, table] : sorted) {
        shown.push_back(layer_of(session, *table, sink));
    }
    const auto title = session.text(Message{"project_group.title", {{"city", city}}});
    io::write_text(target, report::qgis_project({title, "audit.gpkg", *sorted.front().second->frame, shown}),
                   session.options.overwrite);
    return true;
}

} // namespace kerb::tools
