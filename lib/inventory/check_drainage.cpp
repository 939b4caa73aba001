#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/drain_network.hpp>

#include "findings.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

/// Water that runs by its weight; what does not say what it carries is taken for that.
bool is_drain(DrainSystem system) {
    return system == DrainSystem::unknown || system == DrainSystem::storm || system == DrainSystem::sewage ||
           system == DrainSystem::combined;
}

bool is_recorded_drain(const Conduit& conduit) {
    return conduit.about.status != Status::removed && is_drain(conduit.system);
}

// Planned pipes are held against this too: better found before they are laid. A rising main, that is one from a pump
// station, goes up.
void adverse_slope(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.conduits.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const double beyond = context.rule.limit("beyond_m");
    const KeyIndex pumps(city.pump_stations);
    for (std::size_t i = 0; i < city.conduits.size(); ++i) {
        const auto& conduit = city.conduits[i];
        if (!is_recorded_drain(conduit) || !conduit.invert_up_m || !conduit.invert_down_m ||
            pumps.find(conduit.from.str()) != no_asset) {
            continue;
        }
        findings.looked_at(1);
        const double rise = *conduit.invert_down_m - *conduit.invert_up_m;
        if (rise > beyond) {
            findings.add(conduit, i, {{"up", *conduit.invert_up_m}, {"down", *conduit.invert_down_m}, {"rise", rise}});
        }
    }
}

void no_invert(const CheckContext& context, Findings& findings) {
    const auto& conduits = context.city.conduits;
    if (conduits.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    for (std::size_t i = 0; i < conduits.size(); ++i) {
        if (!in_place(conduits[i].about.status) || !is_drain(conduits[i].system)) {
            continue;
        }
        findings.looked_at(1);
        if (!conduits[i].invert_up_m || !conduits[i].invert_down_m) {
            findings.add(conduits[i], i);
        }
    }
}

/// Area of a section that can be told from its measures; others are not compared.
std::optional<double> section_of(const Conduit& conduit) {
    const double height = conduit.diameter_m.value_or(0), width = conduit.width_m.value_or(0);
    const bool round =
        conduit.shape == SectionShape::circular || (conduit.shape == SectionShape::unknown && !(width > 0));
    if (round && height > 0) {
        return std::numbers::pi / 4 * height * height;
    }
    if (conduit.shape == SectionShape::rectangular && height > 0 && width > 0) {
        return height * width;
    }
    return std::nullopt;
}

std::string size_text(const Conduit& conduit) {
    return conduit.shape == SectionShape::rectangular
               ? fmt::format("{:.4g} × {:.4g} m", *conduit.width_m, *conduit.diameter_m)
               : fmt::format("DN{:.0f}", *conduit.diameter_m * 1000);
}

/// One end of a conduit at a node.
struct PipeEnd {
    std::uint32_t node;
    DrainSystem system;
    bool leaves;
    std::uint32_t conduit;
};

std::vector<PipeEnd> pipe_ends(const Inventory& city, const DrainNetwork& network) {
    std::vector<PipeEnd> ends;
    for (const auto& edge : network.edges) {
        if (edge.what == DrainEdgeClass::conduit && is_drain(city.conduits[edge.position].system)) {
            const auto system = city.conduits[edge.position].system;
            ends.push_back({edge.from, system, true, edge.position});
            ends.push_back({edge.to, system, false, edge.position});
        }
    }
    std::sort(ends.begin(), ends.end(), [](const PipeEnd& a, const PipeEnd& b) {
        return std::tie(a.node, a.system, a.leaves, a.conduit) < std::tie(b.node, b.system, b.leaves, b.conduit);
    });
    return ends;
}

/// The pipes of one system at one node, held against each other: the largest that comes in against all that leave
/// together. Where the flow splits, each may be smaller. Nothing is said where a pipe that leaves has no known section.
struct Narrowing {
    std::uint32_t largest_in = no_asset, largest_out = no_asset;
    double in = 0, out = 0;
    bool known = true;

    void add(const Conduit& conduit, const PipeEnd& end) {
        const auto section = section_of(conduit);
        if (!end.leaves && section.value_or(0) > in) {
            in = *section;
            largest_in = end.conduit;
        } else if (end.leaves) {
            known = known && section.has_value();
            out += section.value_or(0);
            if (section.value_or(0) > most_) {
                most_ = *section;
                largest_out = end.conduit;
            }
        }
    }
    [[nodiscard]] bool comparable() const { return known && largest_in != no_asset && largest_out != no_asset; }
    [[nodiscard]] bool narrows() const { return out < in * (1 - 1e-9); }

private:
    double most_ = 0;
};

void smaller_downstream(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.conduits.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const auto& network = context.shared.drains();
    const auto ends = pipe_ends(city, network);
    std::vector<std::pair<std::uint32_t, Narrowing>> found;
    for (std::size_t i = 0; i < ends.size();) {
        const auto first = ends[i];
        Narrowing narrowing;
        for (; i < ends.size() && ends[i].node == first.node && ends[i].system == first.system; ++i) {
            narrowing.add(city.conduits[ends[i].conduit], ends[i]);
        }
        findings.looked_at(narrowing.comparable() ? 1 : 0);
        if (narrowing.comparable() && narrowing.narrows()) {
            found.emplace_back(first.node, narrowing);
        }
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.second.largest_out < b.second.largest_out; });
    for (const auto& [node, narrowing] : found) {
        const auto &in = city.conduits[narrowing.largest_in], &out = city.conduits[narrowing.largest_out];
        findings.add(out, narrowing.largest_out,
                     {{"size", size_text(out)},
                      {"upstream", in.about.key},
                      {"upstream_size", size_text(in)},
                      {"node", key_of(city, network, node)}});
    }
}

double distance_to(std::monostate, Point) {
    return std::numeric_limits<double>::quiet_NaN();
}
double distance_to(Point place, Point p) {
    return distance(place, p);
}
double distance_to_chain(const Points& chain, Point p) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        least = std::min(least, distance_to_segment(p, chain[i], chain[i + 1]));
    }
    return least;
}
double distance_to(const MultiLineString& lines, Point p) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& chain : lines) {
        least = std::min(least, distance_to_chain(chain, p));
    }
    return least;
}
/// 0 inside.
double distance_to(const MultiPolygon& area, Point p) {
    if (covers(area, p)) {
        return 0;
    }
    double least = std::numeric_limits<double>::infinity();
    for (const auto& polygon : area) {
        least = std::min(least, distance_to_chain(polygon.outer, p));
        for (const auto& hole : polygon.holes) {
            least = std::min(least, distance_to_chain(hole, p));
        }
    }
    return least;
}

/// How far the two ends of a conduit's line are from its nodes, NaN where a node or its place is not known.
struct EndDistances {
    Point first, last;
    std::uint32_t from, to;      ///< nodes
    double first_from, first_to; ///< of the line's first point to the nodes
    double last_from, last_to;   ///< of its last

    [[nodiscard]] bool complete() const { return std::isfinite(first_from + first_to + last_from + last_to); }
    /// Both ends are nearer to the other node, the nearer by more than `beyond`.
    [[nodiscard]] bool reversed(double beyond) const {
        return complete() && from != to && first_from - first_to > beyond && last_to - last_from > beyond;
    }
};

class ConduitEnds {
public:
    explicit ConduitEnds(const CheckContext& context) : city_(context.city), network_(context.shared.drains()) {}

    /// None when the conduit has no line or names no node.
    [[nodiscard]] std::optional<EndDistances> of(std::size_t i) const {
        const auto& conduit = city_.conduits[i];
        const auto from = network_.conduit_from[i].at, to = network_.conduit_to[i].at;
        if (conduit.about.status == Status::removed || conduit.course.empty() || conduit.course.front().empty() ||
            conduit.course.back().empty() || (from == no_asset && to == no_asset)) {
            return std::nullopt;
        }
        const auto first = conduit.course.front().front(), last = conduit.course.back().back();
        return EndDistances{first,         last, from, to, away(from, first), away(to, first), away(from, last),
                            away(to, last)};
    }

private:
    [[nodiscard]] double away(std::uint32_t node, Point p) const {
        if (node == no_asset) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        return std::visit([p](const auto& place) { return distance_to(place, p); }, place_of(city_, network_, node));
    }

    const Inventory& city_;
    const DrainNetwork& network_;
};

void reversed(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.conduits.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const double beyond = context.rule.limit("beyond_m");
    const ConduitEnds all(context);
    for (std::size_t i = 0; i < city.conduits.size(); ++i) {
        const auto ends = all.of(i);
        if (!ends || !ends->complete()) {
            continue;
        }
        findings.looked_at(1);
        if (ends->reversed(beyond)) {
            findings.add(city.conduits[i], i,
                         {{"from", city.conduits[i].from.str()}, {"to", city.conduits[i].to.str()}});
        }
    }
}

// A line drawn the wrong way round is told as that, and here only when its ends are off even so.
void off_node(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.conduits.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const double beyond = context.rule.limit("beyond_m");
    const ConduitEnds all(context);
    for (std::size_t i = 0; i < city.conduits.size(); ++i) {
        const auto ends = all.of(i);
        if (!ends) {
            continue;
        }
        findings.looked_at(1);
        const bool around = ends->reversed(beyond);
        const double at_from = around ? ends->last_from : ends->first_from;
        const double at_to = around ? ends->first_to : ends->last_to;
        const bool worse_at_from = at_from > beyond && !(at_to > at_from);
        if (worse_at_from || at_to > beyond) {
            const auto place = worse_at_from != around ? ends->first : ends->last;
            findings.add(city.conduits[i], i, place,
                         {{"node", worse_at_from ? city.conduits[i].from.str() : city.conduits[i].to.str()},
                          {"distance", worse_at_from ? at_from : at_to}});
        }
    }
}

/// Does any conduit say where it begins or ends?
bool names_nodes(const std::vector<Conduit>& conduits) {
    return std::any_of(conduits.begin(), conduits.end(),
                       [](const Conduit& conduit) { return !conduit.from.empty() || !conduit.to.empty(); });
}

/// Says why a rule about connections cannot be looked for.
bool connections_missing(const Inventory& city, bool layers, Findings& findings) {
    if (city.conduits.empty() || !layers) {
        findings.not_run("check.no_layer");
    } else if (!names_nodes(city.conduits)) {
        findings.not_run("check.no_relation");
    }
    return !findings.outcome.not_run.empty();
}

void no_outlet(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    const bool outlets = !city.outfalls.empty() || !city.pump_stations.empty() || !city.storages.empty();
    if (connections_missing(city, outlets, findings)) {
        return;
    }
    const auto& network = context.shared.drains();
    const auto ends = flow_ends(network);
    for (std::size_t i = 0; i < city.conduits.size(); ++i) {
        const auto& conduit = city.conduits[i];
        if (!in_place(conduit.about.status) ||
            (conduit.system != DrainSystem::storm && conduit.system != DrainSystem::combined)) {
            continue;
        }
        findings.looked_at(1);
        const auto to = network.conduit_to[i].at;
        if (to == no_asset) {
            findings.add(conduit, i, {{"stop", conduit.to.empty() ? std::string("-") : conduit.to.str()}});
        } else if (ends.arrives[to] == 0) {
            findings.add(conduit, i, {{"stop", key_of(city, network, ends.stop[to])}});
        }
    }
}

void isolated(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (connections_missing(city, !city.manholes.empty(), findings)) {
        return;
    }
    const auto applies = [](const Manhole& manhole) {
        return in_place(manhole.about.status) && is_drain(manhole.system);
    };
    findings.looked_at(static_cast<std::size_t>(std::count_if(city.manholes.begin(), city.manholes.end(), applies)));
    const auto& network = context.shared.drains();
    for (const auto node : isolated_nodes(city, network)) {
        const auto i = network.position_of(node);
        if (network.class_of(node) == NodeClass::manhole && applies(city.manholes[i])) {
            findings.add(city.manholes[i], i);
        }
    }
}

bool names_outlet(const Inlet& inlet) {
    return !inlet.manhole.empty() || !inlet.conduit.empty();
}

// An inlet from which a conduit runs is connected, too.
void unconnected(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    const bool said =
        std::any_of(city.inlets.begin(), city.inlets.end(), [](const Inlet& inlet) { return names_outlet(inlet); });
    if (city.inlets.empty() || (city.conduits.empty() && !said)) {
        findings.not_run("check.no_layer");
        return;
    }
    const auto& network = context.shared.drains();
    std::vector<std::uint8_t> piped(network.size(), 0);
    for (const auto& from : network.conduit_from) {
        if (from.found()) {
            piped[from.at] = 1;
        }
    }
    for (std::uint32_t i = 0; i < city.inlets.size(); ++i) {
        if (in_place(city.inlets[i].about.status)) {
            findings.looked_at(1);
            if (!names_outlet(city.inlets[i]) && piped[network.node(NodeClass::inlet, i)] == 0) {
                findings.add(city.inlets[i], i);
            }
        }
    }
}

} // namespace

const std::vector<RuleCode>& drainage_rules() {
    static const std::vector<RuleCode> rules = {
        {"conduit.adverse_slope", adverse_slope}, {"conduit.smaller_downstream", smaller_downstream},
        {"conduit.no_invert", no_invert},         {"conduit.reversed", reversed},
        {"conduit.off_node", off_node},           {"conduit.no_outlet", no_outlet},
        {"manhole.isolated", isolated},           {"inlet.unconnected", unconnected}};
    return rules;
}

} // namespace kerb::detail
