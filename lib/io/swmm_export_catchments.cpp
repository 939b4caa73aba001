// Subcatchments of a SWMM model, and the names that were changed.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>

#include "swmm_cells.hpp"
#include "swmm_exporter.hpp"

namespace kerb::io::detail {

void SwmmExporter::write_catchments() {
    auto& counted = account("catchments");
    for (std::uint32_t i = 0; i < city_.catchments.size(); ++i) {
        const auto& catchment = city_.catchments[i];
        ++counted.read;
        if (!in_place(catchment.about.status)) {
            skip("swmm.not_in_place", "catchments", catchment.about.key, {});
        } else if (!(area(catchment.area) > 0)) {
            skip("swmm.no_area", "catchments", catchment.about.key, {});
        } else {
            const auto& to = network_.catchment_to[i];
            const bool drained = to.found() && nodes_[to.at].used;
            const auto place = point_inside(catchment.area).value_or(bounds(catchment.area).centre());
            const auto node = drained ? to.at : nearest_node(place);
            if (node == no_asset) {
                skip("swmm.no_node", "catchments", catchment.about.key, place);
                continue;
            }
            if (!drained) {
                issue("swmm.nearest_node", "catchments", catchment.about.key, place, node_names_[node]);
            }
            write_catchment(catchment, node);
            ++counted.used;
        }
    }
    write_nearest_ground();
}

// As wide as long: without a way of flow on record the square is the usual first guess.
void SwmmExporter::write_catchment(const Catchment& catchment, std::uint32_t node) {
    SwmmSubcatchment made;
    made.name = names_.fresh(catchment.about.key);
    made.outlet = node_names_[node];
    made.area_m2 = area(catchment.area);
    made.width_m = std::sqrt(made.area_m2);
    if (!catchment.impervious) {
        issue(catchment.runoff ? "swmm.runoff_as_impervious" : "swmm.impervious_assumed", "catchments",
              catchment.about.key, {});
    }
    made.impervious = std::clamp(catchment.impervious.value_or(catchment.runoff.value_or(assumed_.runoff)), 0.0, 1.0);
    if (!catchment.slope || !(*catchment.slope > 0)) {
        issue("swmm.slope_assumed", "catchments", catchment.about.key, {});
    }
    made.slope = catchment.slope && *catchment.slope > 0 ? *catchment.slope : assumed_.slope;
    const auto largest = std::max_element(
        catchment.area.begin(), catchment.area.end(),
        [](const Polygon& a, const Polygon& b) { return std::abs(ring_area(a.outer)) < std::abs(ring_area(b.outer)); });
    made.outline = largest->outer;
    if (catchment.area.size() > 1 || !largest->holes.empty()) {
        issue("swmm.one_ring", "catchments", catchment.about.key, {});
    }
    made_.model.subcatchments.push_back(std::move(made));
}

std::uint32_t SwmmExporter::nearest_node(Point place) const {
    std::uint32_t best = no_asset;
    double least = std::numeric_limits<double>::infinity();
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
        const double away = distance(nodes_[node].place, place);
        if (nodes_[node].used && away < least) {
            best = node;
            least = away;
        }
    }
    return best;
}

/// Without catchments: the ground nearest to each inlet, and without inlets that nearest to each manhole.
void SwmmExporter::write_nearest_ground() {
    std::vector<std::uint32_t> drains;
    Points places;
    std::vector<std::string> keys;
    auto& counted = account("inlets");
    for (std::uint32_t i = 0; i < city_.inlets.size(); ++i) {
        const auto& inlet = city_.inlets[i];
        const auto own = network_.node(NodeClass::inlet, i);
        const auto to = nodes_[own].used ? own : network_.inlet_to[i].at;
        ++counted.read;
        if (!in_place(inlet.about.status)) {
            skip("swmm.not_in_place", "inlets", inlet.about.key, inlet.position);
        } else if (to == no_asset || !nodes_[to].used) {
            skip("drains.no_way_out", "inlets", inlet.about.key, inlet.position);
        } else if (!made_.model.subcatchments.empty()) {
            counted.skip("swmm.inlet_in_catchment");
        } else {
            ++counted.used;
            drains.push_back(to);
            places.push_back(inlet.position);
            keys.push_back(inlet.about.key);
        }
    }
    const bool by_manhole = drains.empty() && made_.model.subcatchments.empty();
    for (std::uint32_t node = 0; by_manhole && node < network_.size(); ++node) {
        if (nodes_[node].used && network_.class_of(node) == NodeClass::manhole) {
            drains.push_back(node);
            places.push_back(nodes_[node].place);
            keys.push_back(key_of(city_, network_, node));
        }
    }
    const auto grounds = nearest_ground(places, assumed_.inlet_reach_m);
    for (std::size_t i = 0; i < grounds.size(); ++i) {
        const auto* layer = by_manhole ? "manholes" : "inlets";
        if (grounds[i].empty()) {
            issue("swmm.no_ground_left", layer, keys[i], places[i]);
            continue;
        }
        Catchment share;
        share.about.key = "S_" + keys[i];
        share.area = {{grounds[i], {}}};
        SwmmSubcatchment made;
        made.name = names_.fresh(share.about.key);
        made.outlet = node_names_[drains[i]];
        made.area_m2 = area(share.area);
        made.width_m = std::sqrt(made.area_m2);
        made.impervious = assumed_.runoff;
        made.slope = assumed_.slope;
        made.outline = grounds[i];
        made_.model.subcatchments.push_back(std::move(made));
        issue("swmm.ground_assumed", layer, keys[i], places[i]);
    }
}

void SwmmExporter::list_changed_names() {
    const auto note_name = [this](const std::string& name, std::string key) {
        std::replace_if(
            key.begin(), key.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
        made_.model.title.push_back(fmt::format(";; {} = {}", name, key));
    };
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        const auto& key = key_of(city_, network_, node);
        if (nodes_[node].used && key != node_names_[node]) {
            issue("swmm.renamed", "nodes", key, nodes_[node].place, node_names_[node]);
            note_name(node_names_[node], key);
        }
    }
    for (std::size_t i = 0; i < pipes_.size(); ++i) {
        const auto& key = city_.conduits[pipes_[i].position].about.key;
        if (key != pipe_names_[i]) {
            issue("swmm.renamed", "conduits", key, {}, pipe_names_[i]);
            note_name(pipe_names_[i], key);
        }
    }
}

} // namespace kerb::io::detail
