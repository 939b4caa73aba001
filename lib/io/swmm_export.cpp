#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>

#include "swmm_exporter.hpp"
#include "swmm_rows.hpp"

namespace kerb::io {
namespace detail {
namespace {

bool carries_storm_water(DrainSystem system) {
    return system == DrainSystem::storm || system == DrainSystem::combined || system == DrainSystem::unknown;
}

Point point_of(const Place& place) {
    if (const auto* point = std::get_if<Point>(&place)) {
        return *point;
    }
    Box box;
    if (const auto* areas = std::get_if<MultiPolygon>(&place)) {
        const auto inside = point_inside(*areas);
        return inside ? *inside : bounds(*areas).centre();
    }
    if (const auto* lines = std::get_if<MultiLineString>(&place)) {
        for (const auto& line : *lines) {
            box.add(bounds(line));
        }
    }
    return box.empty() ? Point{NAN, NAN} : box.centre();
}

std::optional<double> recorded_ground(const Manhole& manhole) {
    if (manhole.ground_m) {
        return manhole.ground_m;
    }
    return manhole.invert_m && manhole.depth_m ? std::optional(*manhole.invert_m + *manhole.depth_m) : std::nullopt;
}

} // namespace

std::string SwmmNames::fresh(const std::string& key) {
    std::string name = key;
    for (auto& c : name) {
        if (!is_swmm_name(std::string_view(&c, 1)) && c != '*') {
            c = '_';
        }
    }
    if (!is_swmm_name(name)) {
        name = "_";
    }
    auto made = name;
    for (int i = 2; !taken_.insert(upper(made)).second; ++i) {
        made = fmt::format("{}~{}", name, i);
    }
    return made;
}

SwmmExporter::SwmmExporter(const Inventory& city, const SwmmAssumptions& assumed, SwmmExport& made)
    : city_(city), assumed_(assumed), made_(made), network_(drain_network(city)) {
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        node_names_.push_back(names_.fresh(key_of(city_, network_, node)));
    }
    nodes_.resize(network_.size());
    outfall_names_.resize(network_.size());
    outfall_next_.resize(network_.size());
}

void SwmmExporter::issue(const char* reason, const char* layer, const std::string& key, const Place& place,
                         const std::string& name) {
    Issue made;
    made.reason = reason;
    made.layer = layer;
    made.key = key;
    made.message = Message{reason, {{"key", key}, {"layer", std::string(layer)}, {"name", name}}};
    if (const auto* point = std::get_if<Point>(&place)) {
        made.x = point->x;
        made.y = point->y;
        made.located = true;
    }
    made_.issues.push_back(std::move(made));
}

void SwmmExporter::skip(const char* reason, const char* layer, const std::string& key, const Place& place) {
    issue(reason, layer, key, place);
    account(layer).skip(reason);
}

void SwmmExporter::run() {
    survey_nodes();
    survey_pipes();
    mark_pumps();
    write_nodes();
    write_pipes();
    write_catchments();
    account_nodes();
    account_rest();
    list_changed_names();
}

void SwmmExporter::survey_nodes() {
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        auto& n = nodes_[node];
        n.place = point_of(place_of(city_, network_, node));
        const auto position = network_.position_of(node);
        std::optional<double> ground, own;
        switch (network_.class_of(node)) {
            case NodeClass::manhole: {
                const auto& manhole = city_.manholes[position];
                ground = recorded_ground(manhole);
                own = manhole.invert_m;
                break;
            }
            case NodeClass::outfall:
                own = city_.outfalls[position].invert_m;
                break;
            case NodeClass::storage:
                own = city_.storages[position].invert_m;
                break;
            case NodeClass::inlet:
                ground = city_.inlets[position].ground_m;
                own = city_.inlets[position].invert_m;
                break;
            case NodeClass::pump_station:
                break;
        }
        if (!ground && assumed_.ground_m && std::isfinite(n.place.x)) {
            ground = assumed_.ground_m(n.place);
        }
        n.ground_m = ground.value_or(unknown);
        if (!own && network_.class_of(node) == NodeClass::manhole && city_.manholes[position].depth_m) {
            own = n.ground_m - *city_.manholes[position].depth_m;
        }
        n.own_m = own.value_or(unknown);
    }
}

/// Why a conduit is not written; nullptr when it is.
const char* SwmmExporter::left_out(const Conduit& conduit, std::uint32_t position) const {
    const auto &from = network_.conduit_from[position], &to = network_.conduit_to[position];
    return !in_place(conduit.about.status)                                   ? "swmm.not_in_place"
           : !carries_storm_water(conduit.system)                            ? "swmm.other_system"
           : !from.found() || !to.found()                                    ? "swmm.no_ends"
           : from.at == to.at                                                ? "swmm.same_ends"
           : !std::isfinite(nodes_[from.at].place.x + nodes_[to.at].place.x) ? "swmm.no_ends"
                                                                             : nullptr;
}

void SwmmExporter::set_section(const Conduit& conduit, SwmmLink& link) {
    link.height_m = conduit.diameter_m.value_or(0);
    link.width_m = conduit.width_m.value_or(0);
    if (!(link.height_m > 0)) {
        issue("drains.no_size", "conduits", conduit.about.key, {});
        link.height_m = assumed_.pipe_height_m;
        link.width_m = 0;
        return;
    }
    const bool wide = link.width_m > 0;
    switch (conduit.shape) {
        case SectionShape::egg:
            link.shape = "EGG";
            break;
        case SectionShape::rectangular:
            link.shape = wide ? "RECT_CLOSED" : "CIRCULAR";
            break;
        case SectionShape::arch:
            link.shape = wide ? "ARCH" : "CIRCULAR";
            break;
        case SectionShape::trapezoidal:
            link.shape = wide ? "RECT_CLOSED" : "CIRCULAR";
            break;
        default:
            link.shape = "CIRCULAR";
    }
    const bool box = conduit.shape == SectionShape::rectangular || conduit.shape == SectionShape::arch;
    if ((box && !wide) || conduit.shape == SectionShape::trapezoidal || conduit.shape == SectionShape::other) {
        issue("swmm.section_assumed", "conduits", conduit.about.key, {}, link.shape);
    }
    if (link.shape == "CIRCULAR" || link.shape == "EGG") {
        link.width_m = 0;
    }
}

void SwmmExporter::set_length(const Conduit& conduit, SwmmLink& link) {
    const double drawn = length(conduit.course), recorded = conduit.length_m.value_or(drawn);
    link.length_m = recorded > 0 ? recorded : drawn;
    if (!(link.length_m > 0.001)) {
        issue("swmm.no_length", "conduits", conduit.about.key, {});
        link.length_m = assumed_.pipe_length_m;
    }
}

/// As recorded, else that of the node, else a metre of cover, as the model of the drains takes it.
bool SwmmExporter::set_levels(const Conduit& conduit, Pipe& pipe) {
    const auto level = [&](const std::optional<double>& recorded, std::uint32_t node, double& made) {
        const auto& n = nodes_[node];
        made = recorded ? *recorded : std::isfinite(n.own_m) ? n.own_m : n.ground_m - 1 - pipe.link.height_m;
        if (!recorded && std::isfinite(made)) {
            issue(std::isfinite(n.own_m) ? "swmm.level_of_node" : "swmm.level_assumed", "conduits", conduit.about.key,
                  n.place, node_names_[node]);
        }
        return std::isfinite(made);
    };
    const bool up = level(conduit.invert_up_m, pipe.from, pipe.link.invert_up_m);
    return level(conduit.invert_down_m, pipe.to, pipe.link.invert_down_m) && up;
}

void SwmmExporter::note_end(std::uint32_t node, double invert_m, double height_m) {
    auto& n = nodes_[node];
    n.used = true;
    ++n.conduits;
    n.low_m = std::fmin(n.low_m, invert_m);
    n.crown_m = std::fmax(n.crown_m, invert_m + height_m);
}

void SwmmExporter::survey_pipes() {
    auto& counted = account("conduits");
    for (std::uint32_t i = 0; i < city_.conduits.size(); ++i) {
        const auto& conduit = city_.conduits[i];
        ++counted.read;
        if (const auto* reason = left_out(conduit, i)) {
            skip(reason, "conduits", conduit.about.key, {});
            continue;
        }
        Pipe pipe{i, network_.conduit_from[i].at, network_.conduit_to[i].at, {}};
        set_section(conduit, pipe.link);
        if (!set_levels(conduit, pipe)) {
            skip("drains.no_level", "conduits", conduit.about.key, {});
            continue;
        }
        set_length(conduit, pipe.link);
        pipe.link.name = link_names_.fresh(conduit.about.key);
        pipe.link.roughness =
            conduit.roughness.value_or(assumed_.roughness[static_cast<std::size_t>(conduit.material)]);
        if (!(pipe.link.roughness > 0)) {
            issue("swmm.no_roughness", "conduits", conduit.about.key, {});
            pipe.link.roughness = 0.013;
        }
        for (const auto& part : conduit.course) {
            pipe.link.vertices.insert(pipe.link.vertices.end(), part.begin(), part.end());
        }
        auto& bends = pipe.link.vertices;
        bends = bends.size() > 2 ? Points(bends.begin() + 1, bends.end() - 1) : Points();
        note_end(pipe.from, pipe.link.invert_up_m, pipe.link.height_m);
        note_end(pipe.to, pipe.link.invert_down_m, pipe.link.height_m);
        ++counted.used;
        pipe_names_.push_back(pipe.link.name);
        pipes_.push_back(std::move(pipe));
    }
}

/// A pump station that conduits lead to is written, and so is the node it lifts to; of stations in a row each.
void SwmmExporter::mark_pumps() {
    std::vector<bool> marked(city_.pump_stations.size());
    for (bool more = true; more;) {
        more = false;
        for (std::uint32_t i = 0; i < city_.pump_stations.size(); ++i) {
            const auto node = network_.node(NodeClass::pump_station, i);
            const auto& to = network_.pump_to[i];
            if (marked[i] || !nodes_[node].used || !to.found() || to.at == node) {
                continue;
            }
            marked[i] = more = true;
            nodes_[to.at].used = true;
            ++nodes_[to.at].conduits;
        }
    }
}

void SwmmExporter::write_pipes() {
    for (auto& pipe : pipes_) {
        pipe.link.from = end_of(pipe.from);
        pipe.link.to = end_of(pipe.to);
        made_.model.links.push_back(std::move(pipe.link));
    }
}

/// The name of a node, of an outfall the next of its names.
std::string SwmmExporter::end_of(std::uint32_t node) {
    const auto& several = outfall_names_[node];
    return several.empty() ? node_names_[node] : several[outfall_next_[node]++];
}

} // namespace detail

std::vector<std::string> swmm_node_names(const Inventory& city, const DrainNetwork& network) {
    detail::SwmmNames names;
    std::vector<std::string> made;
    for (std::uint32_t node = 0; node < network.size(); ++node) {
        made.push_back(names.fresh(key_of(city, network, node)));
    }
    return made;
}

SwmmExport swmm_of(const Inventory& city, const SwmmAssumptions& assumptions) {
    SwmmExport made;
    detail::SwmmExporter(city, assumptions, made).run();
    const auto is_outfall = [](const SwmmNode& node) { return node.kind == SwmmNodeKind::outfall; };
    if (std::none_of(made.model.nodes.begin(), made.model.nodes.end(), is_outfall)) {
        throw SourceError({"swmm.no_outfall", {}});
    }
    return made;
}

} // namespace kerb::io
