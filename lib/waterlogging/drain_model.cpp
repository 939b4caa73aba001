#include <algorithm>
#include <cmath>
#include <queue>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/drain_model.hpp>
#include <kerb/waterlogging/level_datum.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr double lowest = -std::numeric_limits<double>::infinity();

bool carries_storm_water(DrainSystem system) {
    return system == DrainSystem::storm || system == DrainSystem::combined || system == DrainSystem::unknown;
}

/// Does a record say something that cannot be?
bool is_odd(const std::optional<double>& value, bool usable) {
    return value && !usable;
}

bool odd_sizes(const Inlet& inlet) {
    const bool slit = inlet.kind == InletKind::curb_opening && inlet.width_m == 0.0;
    return is_odd(inlet.length_m, DrainRules::is_size(inlet.length_m)) ||
           is_odd(inlet.width_m, slit || DrainRules::is_size(inlet.width_m)) ||
           is_odd(inlet.clogging, DrainRules::is_share(inlet.clogging));
}

bool odd_levels(const Conduit& conduit) {
    return is_odd(conduit.invert_up_m, DrainRules::is_level(conduit.invert_up_m)) ||
           is_odd(conduit.invert_down_m, DrainRules::is_level(conduit.invert_down_m));
}

double length_of(const Conduit& conduit, const DrainRules& rules) {
    const double drawn = length(conduit.course);
    const double recorded = conduit.length_m.value_or(drawn);
    return recorded > 0 ? recorded : drawn > 0 ? drawn : rules.pipe_length_m;
}

Place start_of(const Conduit& conduit) {
    return conduit.course.empty() || conduit.course.front().empty() ? Place{} : Place{conduit.course.front().front()};
}

double ground_of(const Inventory& city, const DrainNetwork& network, std::uint32_t node,
                 const std::function<std::optional<double>(Point)>& ground_m) {
    if (network.class_of(node) == NodeClass::manhole) {
        if (const auto& own = city.manholes[network.position_of(node)].ground_m; DrainRules::is_level(own)) {
            return *own;
        }
    }
    const auto place = place_of(city, network, node);
    const auto* point = std::get_if<Point>(&place);
    return point == nullptr ? std::numeric_limits<double>::quiet_NaN()
                            : ground_m(*point).value_or(std::numeric_limits<double>::quiet_NaN());
}

} // namespace

DrainModel::DrainModel(const Inventory& city, const DrainRules& rules,
                       const std::function<std::optional<double>(Point)>& ground_m, std::optional<double> tail_m)
    : network_(drain_network(city)) {
    rim_m_.resize(network_.size());
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        rim_m_[node] = ground_of(city, network_, node, ground_m);
    }
    for (const auto& manhole : city.manholes) {
        if (is_odd(manhole.ground_m, DrainRules::is_level(manhole.ground_m))) {
            note("drains.odd_ground", "manholes", manhole.about.key, manhole.position);
        }
    }
    if (auto shift = other_datum(city, ground_m)) {
        issues_.push_back(std::move(*shift));
    }
    end_level_m_.assign(network_.size(), lowest);
    for (std::uint32_t i = 0; i < city.outfalls.size(); ++i) {
        end_level_m_[network_.node(NodeClass::outfall, i)] = tail_m.value_or(lowest);
    }
    list_reaches(city, rules);
    find_ways();
    pack_steps();
    list_inlets(city, rules);
}

void DrainModel::note(const char* reason, const char* layer, const std::string& key, const Place& place) {
    Issue issue;
    issue.reason = reason;
    issue.layer = layer;
    issue.key = key;
    issue.message = Message{reason, {{"key", key}}};
    if (const auto* point = std::get_if<Point>(&place)) {
        issue.x = point->x;
        issue.y = point->y;
        issue.located = true;
    }
    issues_.push_back(std::move(issue));
}

void DrainModel::note_odd(const Conduit& conduit) {
    if (is_odd(conduit.roughness, DrainRules::is_roughness(conduit.roughness))) {
        note("drains.odd_roughness", "conduits", conduit.about.key, start_of(conduit));
    }
    if (odd_levels(conduit)) {
        note("drains.odd_level", "conduits", conduit.about.key, start_of(conduit));
    }
    if (is_odd(conduit.length_m, DrainRules::is_size(conduit.length_m))) {
        note("drains.odd_length", "conduits", conduit.about.key, start_of(conduit));
    }
}

double DrainModel::capacity_of(const PumpStation& station, double unstated) {
    if (!is_odd(station.capacity_m3s, station.capacity_m3s >= 0.0)) {
        return station.capacity_m3s.value_or(unstated);
    }
    note("drains.odd_capacity", "pump_stations", station.about.key, station.place);
    return unstated;
}

void DrainModel::list_reaches(const Inventory& city, const DrainRules& rules) {
    std::vector<bool> lifts(network_.size());
    for (const auto& edge : network_.edges) {
        DrainReach reach{edge.from, edge.to, edge.what, edge.position};
        if (edge.what == DrainEdgeClass::pump_station) {
            lifts[edge.from] = true;
            reach.capacity_m3s = capacity_of(city.pump_stations[edge.position], reach.capacity_m3s);
        } else if (edge.what == DrainEdgeClass::conduit) {
            const auto& conduit = city.conduits[edge.position];
            if (!carries_storm_water(conduit.system)) {
                continue;
            }
            auto section = section_of(conduit);
            if (!section) {
                note("drains.no_size", "conduits", conduit.about.key, start_of(conduit));
                Conduit assumed;
                assumed.diameter_m = rules.pipe_height_m;
                section = section_of(assumed);
            }
            reach.conveyance_m3s = waterlogging::conveyance_m3s(*section, rules.roughness_of(conduit));
            reach.length_m = length_of(conduit, rules);
            reach.height_m = section->height_m;
            note_odd(conduit);
            // Without levels a pipe lies a metre below the ground and follows it.
            const auto bed = [&](const std::optional<double>& invert, std::uint32_t node) {
                return DrainRules::is_level(invert) ? *invert : rim_m_[node] - 1 - section->height_m;
            };
            reach.invert_up_m = bed(conduit.invert_up_m, edge.from);
            const double invert_down = bed(conduit.invert_down_m, edge.to);
            if (!std::isfinite(reach.invert_up_m) || !std::isfinite(invert_down)) {
                note("drains.no_level", "conduits", conduit.about.key, start_of(conduit));
                continue;
            }
            reach.crown_down_m = invert_down + section->height_m;
            reach.full_m3s = flow_under_head_m3s(reach.conveyance_m3s, reach.invert_up_m - invert_down, reach.length_m);
        } else {
            continue; // inlets lead to nodes of their own
        }
        reaches_.push_back(reach);
    }
    for (std::uint32_t i = 0; i < city.pump_stations.size(); ++i) {
        const auto& station = city.pump_stations[i];
        const auto node = network_.node(NodeClass::pump_station, i);
        if (!lifts[node] && in_place(station.about.status)) {
            DrainReach reach{node, DrainReach::away, DrainEdgeClass::pump_station, i};
            reach.capacity_m3s = capacity_of(station, reach.capacity_m3s);
            reaches_.push_back(reach);
        }
    }
}

// From the ends upstream, by the head that a unit of flow would lose: each node is reached first over its best way.
void DrainModel::find_ways() {
    std::vector<std::vector<std::uint32_t>> into(network_.size());
    using Entry = std::tuple<double, std::uint32_t, std::uint32_t>; // loss, node, reach
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    way_.assign(network_.size(), none);
    std::vector<bool> settled(network_.size());
    for (std::uint32_t i = 0; i < reaches_.size(); ++i) {
        if (reaches_[i].next == DrainReach::away) {
            open.emplace(0, reaches_[i].from, i);
        } else {
            into[reaches_[i].next].push_back(i);
        }
    }
    for (std::uint32_t node = 0; node < network_.size(); ++node) {
        const auto what = network_.class_of(node);
        if (what == NodeClass::outfall || what == NodeClass::storage) {
            open.emplace(0, node, none);
        }
    }
    while (!open.empty()) {
        const auto [loss, node, reach] = open.top();
        open.pop();
        if (settled[node]) {
            continue;
        }
        settled[node] = true;
        way_[node] = reach;
        order_.push_back(node);
        for (const auto i : into[node]) {
            const auto& r = reaches_[i];
            const double own = r.conveyance_m3s > 0 ? r.length_m / (r.conveyance_m3s * r.conveyance_m3s) : 0;
            if (!settled[r.from]) {
                open.emplace(loss + own, r.from, i);
            }
        }
    }
}

void DrainModel::list_inlets(const Inventory& city, const DrainRules& rules) {
    drained_.assign(network_.size(), 0);
    for (const auto node : order_) {
        drained_[node] = 1;
    }
    for (std::uint32_t i = 0; i < city.inlets.size(); ++i) {
        const auto& inlet = city.inlets[i];
        if (!in_place(inlet.about.status)) {
            continue;
        }
        if (odd_sizes(inlet)) {
            note("drains.odd_inlet", "inlets", inlet.about.key, inlet.position);
        }
        DrainInlet made{i, inlet.position, rules.opening_of(inlet), rules.clogging_of(inlet), none};
        for (const auto edge : network_.leaving(network_.node(NodeClass::inlet, i))) {
            made.node = network_.edges[edge].to;
        }
        if (made.node == none || !drained(made.node)) {
            note("drains.no_way_out", "inlets", inlet.about.key, inlet.position);
            made.node = none;
        }
        inlets_.push_back(made);
    }
}

DrainModel DrainModel::with_inlet(const DrainInlet& inlet) const {
    auto made = *this;
    made.inlets_.push_back(inlet);
    return made;
}

DrainModel DrainModel::with_section(std::uint32_t conduit, const Section& section, double roughness) const {
    auto made = *this;
    for (auto& reach : made.reaches_) {
        if (reach.what == DrainEdgeClass::conduit && reach.position == conduit) {
            const double bed_down = reach.crown_down_m - reach.height_m;
            reach.height_m = section.height_m;
            reach.crown_down_m = bed_down + section.height_m;
            reach.conveyance_m3s = waterlogging::conveyance_m3s(section, roughness);
            reach.full_m3s = flow_under_head_m3s(reach.conveyance_m3s, reach.invert_up_m - bed_down, reach.length_m);
        }
    }
    made.pack_steps();
    return made;
}

void DrainModel::pack_steps() {
    steps_.clear();
    step_rim_m_.clear();
    step_end_m_.clear();
    step_of_.assign(network_.size(), none);
    for (const auto node : order_) {
        const auto own = static_cast<std::uint32_t>(steps_.size());
        step_of_[node] = own;
        step_rim_m_.push_back(rim_m_[node]);
        step_end_m_.push_back(end_level_m_[node]);
        Step step{way_[node], own};
        if (step.reach != none) {
            const auto& reach = reaches_[step.reach];
            step.next = reach.next == DrainReach::away ? own : step_of_[reach.next]; // downstream comes first
            step.conduit = reach.what == DrainEdgeClass::conduit;
            step.pull = step.conduit ? reach.conveyance_m3s / std::sqrt(reach.length_m) : 0;
            step.full_m3s = reach.full_m3s;
            step.crown_down_m = reach.crown_down_m;
            step.invert_up_m = reach.invert_up_m;
            step.height_m = reach.height_m;
            step.most_m3s = reach.capacity_m3s;
        }
        steps_.push_back(step);
    }
}

} // namespace kerb::waterlogging
