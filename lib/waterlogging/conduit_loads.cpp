#include <kerb/waterlogging/conduit_loads.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/drain_network.hpp>
#include <kerb/waterlogging/hydraulics.hpp>
#include <kerb/waterlogging/runoff_coefficients.hpp>

namespace kerb::waterlogging {
namespace {

constexpr double litres_per_m3 = 1000, m2_per_ha = 10000, seconds_per_minute = 60;

bool drains_storms(const Conduit& conduit) {
    return conduit.system == DrainSystem::storm || conduit.system == DrainSystem::combined;
}

std::optional<double> runoff_of(const Catchment& catchment) {
    if (DrainRules::is_share(catchment.runoff)) {
        return catchment.runoff;
    }
    if (!DrainRules::is_share(catchment.impervious)) {
        return std::nullopt;
    }
    const auto& table = RunoffCoefficients::builtin();
    return table.at("roof_asphalt").middle() * *catchment.impervious +
           table.at("green").middle() * (1 - *catchment.impervious);
}

/// A section under its own fall.
struct FullPipe {
    double flow_m3s = 0, minutes = 0;
};

std::optional<FullPipe> full_pipe(const Conduit& conduit, const DrainRules& rules) {
    const auto section = section_of(conduit);
    const double metres = conduit.length_m.value_or(length(conduit.course));
    if (!section || !DrainRules::is_level(conduit.invert_up_m) || !DrainRules::is_level(conduit.invert_down_m) ||
        !(metres > 0)) {
        return std::nullopt;
    }
    const double fall = *conduit.invert_up_m - *conduit.invert_down_m;
    const double flow = flow_under_head_m3s(conveyance_m3s(*section, rules.roughness_of(conduit)), fall, metres);
    return FullPipe{flow, flow > 0 ? metres * section->area_m2 / flow / seconds_per_minute : 0};
}

/// Water that comes together at a node.
struct Gathered {
    double runoff_area_m2 = 0, minutes = 0;
    bool any = false, incomplete = false;

    void add(double area_m2, double after_min, bool lacks) {
        any = true;
        runoff_area_m2 += area_m2;
        minutes = std::max(minutes, after_min);
        incomplete = incomplete || lacks;
    }
};

struct Loads {
    const Inventory& city;
    const StormCurve& storm;
    const DrainRules& rules;
    DrainNetwork network;
    std::vector<Gathered> at;           ///< by node
    std::vector<std::uint32_t> awaited; ///< by node: edges into it that were not seen yet
    std::vector<std::optional<ConduitLoad>> found;

    [[nodiscard]] bool counts(const DrainEdge& edge) const {
        return edge.what == DrainEdgeClass::pump_station ||
               (edge.what == DrainEdgeClass::conduit && drains_storms(city.conduits[edge.position]));
    }

    void enter() {
        for (std::size_t i = 0; i < city.catchments.size(); ++i) {
            const auto& catchment = city.catchments[i];
            if (const auto& outlet = network.catchment_to[i]; outlet.found() && in_place(catchment.about.status)) {
                const auto runoff = runoff_of(catchment);
                at[outlet.at].add(runoff.value_or(0) * area(catchment.area),
                                  catchment.inlet_min.value_or(rules.street_entry_min), !runoff);
            }
        }
    }

    /// Sends what is at a node down its edges; nodes that then wait for nothing more are added to `open`.
    void pass_on(std::uint32_t node, std::vector<std::uint32_t>& open) {
        std::vector<std::uint32_t> edges;
        std::vector<std::optional<FullPipe>> pipes;
        double total = 0;
        bool falling = true; // all of them, and known; else they share alike
        for (const auto e : network.leaving(node)) {
            const auto& edge = network.edges[e];
            if (counts(edge)) {
                edges.push_back(e);
                pipes.push_back(edge.what == DrainEdgeClass::conduit ? full_pipe(city.conduits[edge.position], rules)
                                                                     : std::nullopt);
                total += pipes.back() ? pipes.back()->flow_m3s : 0;
                falling = falling && pipes.back() && pipes.back()->flow_m3s > 0;
            }
        }
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const double share = falling ? pipes[i]->flow_m3s / total : 1 / static_cast<double>(edges.size());
            send(network.edges[edges[i]], at[node], share, pipes[i]);
            if (--awaited[network.edges[edges[i]].to] == 0) {
                open.push_back(network.edges[edges[i]].to);
            }
        }
    }

    void send(const DrainEdge& edge, const Gathered& here, double share, const std::optional<FullPipe>& pipe) {
        if (!here.any) {
            return;
        }
        const double area_m2 = here.runoff_area_m2 * share;
        if (edge.what == DrainEdgeClass::conduit) {
            const double flow = storm.rate_l_s_ha(here.minutes) / litres_per_m3 * area_m2 / m2_per_ha;
            found[edge.position] = ConduitLoad{area_m2, here.minutes, flow,
                                               pipe ? std::optional(pipe->flow_m3s) : std::nullopt, here.incomplete};
        }
        at[edge.to].add(area_m2, here.minutes + (pipe ? pipe->minutes : 0), here.incomplete);
    }
};

} // namespace

std::optional<bool> ConduitLoad::carries() const {
    if (!full_m3s) {
        return std::nullopt;
    }
    const bool enough = *full_m3s >= design_m3s;
    return enough && incomplete ? std::nullopt : std::optional(enough);
}

std::vector<std::optional<ConduitLoad>> conduit_loads(const Inventory& city, const StormCurve& storm,
                                                      const DrainRules& rules) {
    Loads loads{city, storm, rules, drain_network(city), {}, {}, {}};
    loads.at.resize(loads.network.size());
    loads.awaited.resize(loads.network.size());
    loads.found.resize(city.conduits.size());
    for (const auto& edge : loads.network.edges) {
        loads.awaited[edge.to] += loads.counts(edge) ? 1 : 0;
    }
    loads.enter();
    std::vector<std::uint32_t> open;
    for (std::uint32_t node = 0; node < loads.network.size(); ++node) {
        if (loads.awaited[node] == 0) {
            open.push_back(node);
        }
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
        loads.pass_on(open[i], open);
    }
    return std::move(loads.found);
}

} // namespace kerb::waterlogging
