// Nodes and pumps of a SWMM model.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>

#include "swmm_exporter.hpp"

namespace kerb::io::detail {
namespace {

constexpr double sump_m = 1;        ///< of a wet well, below the lowest conduit
constexpr double least_area_m2 = 1; ///< of a storage

const char* layer_of(NodeClass what) {
    switch (what) {
        case NodeClass::manhole:
            return "manholes";
        case NodeClass::outfall:
            return "outfalls";
        case NodeClass::pump_station:
            return "pump_stations";
        case NodeClass::storage:
            return "storages";
        case NodeClass::inlet:
            break;
    }
    return "inlets";
}

} // namespace

double SwmmExporter::invert_of(std::uint32_t node) {
    const auto& n = nodes_[node];
    const double level = std::fmin(n.own_m, n.low_m);
    if (std::isfinite(level)) {
        return level;
    }
    const auto* layer = layer_of(network_.class_of(node));
    issue("swmm.node_level_assumed", layer, key_of(city_, network_, node), n.place);
    return std::isfinite(n.ground_m) ? n.ground_m - 1 - assumed_.pipe_height_m : 0;
}

SwmmNode SwmmExporter::node_at(std::uint32_t node) {
    const auto& n = nodes_[node];
    SwmmNode made;
    made.name = node_names_[node];
    made.place = n.place;
    made.invert_m = invert_of(node);
    const auto what = network_.class_of(node);
    if (what == NodeClass::outfall) {
        return made;
    }
    if (!(n.ground_m > made.invert_m)) {
        issue("swmm.no_ground", layer_of(what), key_of(city_, network_, node), n.place);
    } else {
        made.depth_m = n.ground_m - made.invert_m;
        if (n.crown_m > n.ground_m) {
            issue("swmm.crown_above_ground", layer_of(what), key_of(city_, network_, node), n.place);
        }
    }
    return made;
}

void SwmmExporter::write_nodes() {
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        if (!nodes_[node].used) {
            continue;
        }
        switch (network_.class_of(node)) {
            case NodeClass::outfall:
                write_outfall(node);
                break;
            case NodeClass::storage:
                is_end(node) ? write_outfall(node) : write_storage(node);
                break;
            case NodeClass::pump_station: // below: they lead to nodes that have their names by then
                break;
            case NodeClass::manhole:
            case NodeClass::inlet:
                made_.model.nodes.push_back(node_at(node));
                break;
        }
    }
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        if (nodes_[node].used && network_.class_of(node) == NodeClass::pump_station) {
            write_pump(node);
        }
    }
}

/// A storage of unknown size that nothing leaves: kerb takes it to hold all that comes, which in SWMM is an outfall.
bool SwmmExporter::is_end(std::uint32_t node) const {
    const auto& storage = city_.storages[network_.position_of(node)];
    const auto* areas = std::get_if<MultiPolygon>(&storage.place);
    const bool sized = storage.volume_m3.value_or(0) > 0 || (areas != nullptr && area(*areas) > 0);
    return !sized && std::none_of(pipes_.begin(), pipes_.end(), [node](const Pipe& pipe) { return pipe.from == node; });
}

void SwmmExporter::write_outfall(std::uint32_t node) {
    auto made = node_at(node);
    made.kind = SwmmNodeKind::outfall;
    if (network_.class_of(node) == NodeClass::outfall) {
        made.stage_m = assumed_.tail_m;
        made.gate = city_.outfalls[network_.position_of(node)].flap_gate.value_or(false);
    } else {
        made.depth_m = 0;
        issue("swmm.storage_as_outfall", "storages", key_of(city_, network_, node), nodes_[node].place);
    }
    auto& names = outfall_names_[node];
    names.push_back(made.name);
    made_.model.nodes.push_back(made);
    for (std::uint32_t i = 1; i < nodes_[node].conduits; ++i) {
        made.name = names_.fresh(node_names_[node]);
        names.push_back(made.name);
        made_.model.nodes.push_back(made);
        issue("swmm.outfall_again", layer_of(network_.class_of(node)), key_of(city_, network_, node),
              nodes_[node].place, made.name);
    }
}

void SwmmExporter::write_storage(std::uint32_t node) {
    const auto& storage = city_.storages[network_.position_of(node)];
    auto made = node_at(node);
    made.kind = SwmmNodeKind::storage;
    if (!(made.depth_m > 0)) {
        made.depth_m = std::fmax(nodes_[node].crown_m - made.invert_m, 1);
    }
    if (const auto* areas = std::get_if<MultiPolygon>(&storage.place)) {
        made.area_m2 = area(*areas);
        made.outline = areas->empty() ? Points() : areas->front().outer;
    }
    if (storage.volume_m3 && *storage.volume_m3 > 0) {
        made.area_m2 = *storage.volume_m3 / made.depth_m;
    } else if (!(made.area_m2 > 0)) {
        issue("swmm.no_volume", "storages", storage.about.key, nodes_[node].place);
    }
    made.area_m2 = std::fmax(made.area_m2, least_area_m2);
    made_.model.nodes.push_back(std::move(made));
}

// A wet well holds what is recorded, else half a minute of its largest pump's flow (GB 50014: at least so much),
// between the lowest conduit and the sump's floor a metre below.
void SwmmExporter::write_pump(std::uint32_t node) {
    const auto position = network_.position_of(node);
    const auto& station = city_.pump_stations[position];
    auto well = node_at(node);
    SwmmLink pump;
    pump.kind = SwmmLinkKind::pump;
    pump.name = link_names_.fresh("pump_" + station.about.key);
    pump.from = well.name;
    if (station.capacity_m3s && *station.capacity_m3s > 0) {
        well.kind = SwmmNodeKind::storage;
        well.invert_m -= sump_m;
        well.depth_m = well.depth_m > 0 ? well.depth_m + sump_m : nodes_[node].crown_m - well.invert_m + sump_m;
        const double largest = *station.capacity_m3s / std::max(station.pumps.value_or(1), 1);
        if (!station.wet_well_m3) {
            issue("swmm.wet_well_assumed", "pump_stations", station.about.key, nodes_[node].place);
        }
        well.area_m2 = std::fmax(station.wet_well_m3.value_or(30 * largest) / sump_m, least_area_m2);
        pump.capacity_m3s = *station.capacity_m3s;
    } else {
        issue("swmm.no_capacity", "pump_stations", station.about.key, nodes_[node].place);
    }
    const auto& to = network_.pump_to[position];
    if (to.found() && to.at != node) {
        pump.to = end_of(to.at);
    } else {
        SwmmNode away;
        away.kind = SwmmNodeKind::outfall;
        away.name = names_.fresh(well.name + "_out");
        away.place = well.place;
        away.invert_m = std::isfinite(nodes_[node].ground_m) ? nodes_[node].ground_m : well.invert_m;
        pump.to = away.name;
        issue("swmm.pump_away", "pump_stations", station.about.key, nodes_[node].place, away.name);
        made_.model.nodes.push_back(std::move(away));
    }
    made_.model.nodes.push_back(std::move(well));
    made_.model.links.push_back(std::move(pump));
}

void SwmmExporter::account_nodes() {
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        const auto what = network_.class_of(node);
        if (what == NodeClass::inlet) {
            continue;
        }
        auto& counted = account(layer_of(what));
        ++counted.read;
        if (nodes_[node].used) {
            ++counted.used;
        } else {
            counted.skip("swmm.no_conduit");
        }
    }
}

void SwmmExporter::account_rest() {
    if (!city_.channels.empty()) {
        auto& counted = account("channels");
        counted.read += static_cast<std::int64_t>(city_.channels.size());
        for (const auto& channel : city_.channels) {
            skip("swmm.channel", "channels", channel.about.key, channel.place);
        }
    }
}

} // namespace kerb::io::detail
