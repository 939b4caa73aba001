#include <algorithm>
#include <cmath>
#include <queue>
#include <ranges>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/drain_model.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr double lowest = -std::numeric_limits<double>::infinity();

bool carries_storm_water(DrainSystem system) {
    return system == DrainSystem::storm || system == DrainSystem::combined || system == DrainSystem::unknown;
}

double length_of(const Conduit& conduit, const DrainRules& rules) {
    const double drawn = length(conduit.course);
    const double recorded = conduit.length_m.value_or(drawn);
    return recorded > 0 ? recorded : drawn > 0 ? drawn : rules.pipe_length_m;
}

double ground_of(const Inventory& city, const DrainNetwork& network, std::uint32_t node,
                 const std::function<std::optional<double>(Point)>& ground_m) {
    if (network.class_of(node) == NodeClass::manhole) {
        if (const auto& own = city.manholes[network.position_of(node)].ground_m) {
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
    end_level_m_.assign(network_.size(), tail_m.value_or(lowest));
    list_reaches(city, rules);
    find_ways();
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

void DrainModel::list_reaches(const Inventory& city, const DrainRules& rules) {
    std::vector<bool> lifts(network_.size());
    for (const auto& edge : network_.edges) {
        DrainReach reach{edge.from, edge.to, edge.what, edge.position};
        if (edge.what == DrainEdgeClass::pump_station) {
            lifts[edge.from] = true;
            reach.capacity_m3s = city.pump_stations[edge.position].capacity_m3s.value_or(reach.capacity_m3s);
        } else if (edge.what == DrainEdgeClass::conduit) {
            const auto& conduit = city.conduits[edge.position];
            if (!carries_storm_water(conduit.system)) {
                continue;
            }
            auto section = section_of(conduit);
            if (!section) {
                note("drains.no_size", "conduits", conduit.about.key, {});
                Conduit assumed;
                assumed.diameter_m = rules.pipe_height_m;
                section = section_of(assumed);
            }
            reach.conveyance_m3s = waterlogging::conveyance_m3s(*section, rules.roughness_of(conduit));
            reach.length_m = length_of(conduit, rules);
            reach.height_m = section->height_m;
            // Without levels a pipe lies a metre below the ground and follows it.
            const auto bed = [&](const std::optional<double>& invert, std::uint32_t node) {
                return invert.value_or(rim_m_[node] - 1 - section->height_m);
            };
            reach.invert_up_m = bed(conduit.invert_up_m, edge.from);
            const double invert_down = bed(conduit.invert_down_m, edge.to);
            if (!std::isfinite(reach.invert_up_m) || !std::isfinite(invert_down)) {
                note("drains.no_level", "conduits", conduit.about.key, {});
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
            reach.capacity_m3s = station.capacity_m3s.value_or(reach.capacity_m3s);
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
    return made;
}

DrainModel::State DrainModel::initial() const {
    State state;
    state.flow_m3s.assign(reaches_.size(), 0);
    state.grade_m = end_level_m_;
    return state;
}

double DrainModel::capacity(const DrainReach& reach, double head_m, const State& state) {
    if (reach.what == DrainEdgeClass::pump_station) {
        return reach.capacity_m3s;
    }
    const double below = state.grade_m[reach.next];
    const double pressed =
        flow_under_head_m3s(reach.conveyance_m3s, head_m - std::max(below, reach.crown_down_m), reach.length_m);
    // Below a free end a pipe runs full by its own fall, however shallow it lies.
    return below > reach.crown_down_m ? pressed : std::max(pressed, reach.full_m3s);
}

/// Upstream first: each reach takes what it can of what arrives.
void DrainModel::settle_flows(State& state) const {
    state.arriving_m3s = state.offered_m3s;
    auto& arriving = state.arriving_m3s;
    for (const auto node : std::ranges::reverse_view(order_)) {
        const auto way = way_[node];
        if (way == none) {
            continue;
        }
        const auto& reach = reaches_[way];
        const double flow = std::min(arriving[node], capacity(reach, state.head_m[node], state));
        state.flow_m3s[way] = flow;
        state.part[way] = arriving[node] > 0 ? flow / arriving[node] : 1;
        if (reach.next != DrainReach::away) {
            arriving[reach.next] += flow;
        }
    }
}

void DrainModel::settle_grades(State& state) const {
    for (const auto node : order_) {
        double level = end_level_m_[node];
        if (way_[node] != none && reaches_[way_[node]].what == DrainEdgeClass::conduit) {
            const auto& reach = reaches_[way_[node]];
            const double below = state.grade_m[reach.next], q = state.flow_m3s[way_[node]];
            if (below > reach.crown_down_m || q > reach.full_m3s) {
                const double slope = q / reach.conveyance_m3s;
                level = std::max(below, reach.crown_down_m) + slope * slope * reach.length_m;
            } else {
                level = reach.invert_up_m + reach.height_m * (reach.full_m3s > 0 ? q / reach.full_m3s : 0);
            }
        }
        state.grade_m[node] = std::isfinite(state.grade_m[node]) ? (state.grade_m[node] + level) / 2 : level;
    }
}

/// Downstream first: what part of a node's water gets all the way out, and which reach holds most of it back.
void DrainModel::settle_shares(State& state) const {
    auto &total = state.total, &least = state.least;
    auto& worst = state.worst;
    total.assign(network_.size(), 1);
    least.assign(network_.size(), 1);
    worst.assign(network_.size(), none);
    for (const auto node : order_) {
        const auto way = way_[node];
        if (way == none) {
            continue;
        }
        const auto next = reaches_[way].next;
        if (next != DrainReach::away) {
            total[node] = total[next];
            least[node] = least[next];
            worst[node] = worst[next];
        }
        total[node] *= state.part[way];
        if (state.part[way] < least[node]) {
            least[node] = state.part[way];
            worst[node] = way;
        }
    }
}

DrainLimit DrainModel::limit_at(std::uint32_t node, const State& state) const {
    if (node == none) {
        return {DrainLimit::Kind::no_way_out, 0};
    }
    if (!(state.total[node] < 0.999)) {
        return {};
    }
    const auto& reach = reaches_[state.worst[node]];
    const bool held = reach.next != DrainReach::away && end_level_m_[reach.next] > reach.crown_down_m;
    return {reach.what == DrainEdgeClass::pump_station ? DrainLimit::Kind::pump_station
            : held                                     ? DrainLimit::Kind::outfall_level
                                                       : DrainLimit::Kind::conduit,
            reach.position};
}

const DrainShares& DrainModel::share(std::span<const double> offered_m3s, std::span<const double> surface_m,
                                     State& state) const {
    constexpr int sweeps = 3; // each call goes on from where the last one ended
    state.head_m = rim_m_;
    state.offered_m3s.assign(network_.size(), 0);
    state.part.assign(reaches_.size(), 1);
    for (std::size_t i = 0; i < inlets_.size(); ++i) {
        const auto node = inlets_[i].node;
        if (node != none) {
            state.offered_m3s[node] += offered_m3s[i];
            state.head_m[node] = std::fmax(state.head_m[node], surface_m[i]);
        }
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
        settle_flows(state);
        settle_grades(state);
    }
    settle_shares(state);
    state.shares.share.resize(inlets_.size());
    state.shares.limit.resize(inlets_.size());
    for (std::size_t i = 0; i < inlets_.size(); ++i) {
        const auto node = inlets_[i].node;
        state.shares.share[i] = node == none ? 0 : state.total[node];
        state.shares.limit[i] = limit_at(node, state);
    }
    return state.shares;
}

} // namespace kerb::waterlogging
