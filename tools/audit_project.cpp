#include "audit_project.hpp"

#include <algorithm>
#include <array>
#include <iterator>
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

constexpr Place elsewhere{"", "other"};

/// Position of a layer's place in the tree; one without stands behind all.
std::size_t rank_of(const std::string& layer) {
    const auto* found = std::find_if(places.begin(), places.end(), [&](const Place& p) { return p.layer == layer; });
    return static_cast<std::size_t>(found - places.begin());
}

report::ProjectLayer layer_of(const Session& session, const FeatureTable& table, const io::SinkOptions& sink) {
    const auto rank = rank_of(table.name);
    const auto& place = rank < places.size() ? places[rank] : elsewhere;
    report::ProjectLayer layer{table.name,    table.name,  session.text("project_group." + std::string(place.section)),
                               table.shape(), table.box(), {},
                               place.shown};
    const auto* schema = schema_named(sink.schema, table.name);
    const auto style = sink.styles.find(table.name);
    if (schema != nullptr && !schema->title.empty()) {
        layer.title = schema->title.in(session.language);
    }
    if (style != sink.styles.end()) {
        layer.style = schema == nullptr ? style->second : with_fields(style->second, *schema, session.language);
    }
    return layer;
}

} // namespace

bool write_project(const Session& session, const std::string& target, const std::string& city,
                   const std::vector<FeatureTable>& tables, const io::SinkOptions& sink) {
    std::vector<const FeatureTable*> sorted;
    for (const auto& table : tables) {
        if (table.shape() != Shape::none && table.frame) {
            sorted.push_back(&table);
        }
    }
    if (sorted.empty()) {
        return false;
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto* a, const auto* b) { return rank_of(a->name) < rank_of(b->name); });
    std::vector<report::ProjectLayer> shown;
    std::transform(sorted.begin(), sorted.end(), std::back_inserter(shown),
                   [&](const auto* table) { return layer_of(session, *table, sink); });
    const auto title = session.text(Message{"project_group.title", {{"city", city}}});
    io::write_text(target, report::qgis_project({title, "audit.gpkg", *sorted.front()->frame, shown}),
                   session.options.overwrite);
    return true;
}

} // namespace kerb::tools
