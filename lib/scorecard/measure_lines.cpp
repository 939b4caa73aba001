// Stretches of lines: lit, apart, of a kind; and where streets end.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/coverage/spacing.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/network/dead_ends.hpp>

#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double on_line_m = 25; ///< an asset farther from every line stands on none

/// The length that each line's class allows, NaN where it allows none; lines of other layers have no class.
std::vector<double> limits(Scene& scene, const Indicator& indicator, const ChosenLines& chosen) {
    std::vector<double> made(chosen.asset.size(), nan);
    const auto& by_class = indicator.parameters.limit_of_class;
    const auto& layer = indicator.denominator.front().layer;
    if (by_class.empty() || layer != "roads") {
        return made;
    }
    const auto road_class = LayerView(scene.city, layer).field("road_class");
    for (std::size_t i = 0; i < made.size(); ++i) {
        const auto code = road_class.text(chosen.asset[i]);
        for (const auto& [name, metres] : by_class) {
            made[i] = name == code || (code.empty() && name == "unknown") ? metres : made[i];
        }
    }
    return made;
}

/// Covered and whole length, by zone and for the city.
coverage::AlongLinesResult along(Scene& scene, const Lines& lines, const coverage::AssetShapes& assets, double reach,
                                 const std::vector<double>& line_reach, const std::vector<std::uint32_t>& group = {}) {
    coverage::AlongLinesInput input;
    input.lines = &lines;
    input.assets = assets;
    input.line_reach_m = line_reach;
    input.line_group = group;
    input.groups = group.empty() ? 0 : 3;
    input.zones = scene.map ? &*scene.map : nullptr;
    return coverage::along_lines(input, {.reach = Metres{reach}, .threads = scene.threads});
}

/// What is in no zone counts for the city alone.
template <class K, class N>
void add_lengths(Tally& tally, const coverage::AlongLinesResult& found, const K& k, const N& n) {
    for (std::uint32_t zone = 0; zone < found.zones.size(); ++zone) {
        tally.add(zone, k(found.zones[zone]), n(found.zones[zone]));
    }
    const bool zones = !found.zones.empty();
    tally.add(no_zone, k(zones ? found.outside_zones : found.all), n(zones ? found.outside_zones : found.all));
}

double total(const coverage::Covered& sum) {
    return sum.total_m;
}
double covered(const coverage::Covered& sum) {
    return sum.covered_m;
}
double nothing(const coverage::Covered&) {
    return 0;
}

Points places(Scene& scene, const std::vector<Selection>& selections) {
    Points made;
    for (const auto& selection : selections) {
        const Chooser chooser(scene.city, selection);
        const auto& of_layer = scene.places_of(selection.layer);
        for (std::size_t i = 0; i < of_layer.size(); ++i) {
            if (of_layer[i] && chooser.of(i) == Answer::yes) {
                made.push_back(*of_layer[i]);
            }
        }
    }
    return made;
}

/// Lines that are farther apart from their assets than they may: stretches beyond the limit, and whole lines longer
/// than it without any.
struct FarStretches {
    Lines lines;
    std::vector<std::uint32_t> of; ///< position among the chosen lines
};

FarStretches far_stretches(const ChosenLines& chosen, const Points& assets, const std::vector<double>& limit,
                           double general, double within, Threads threads) {
    coverage::SpacingInput input;
    input.lines = &chosen.lines;
    input.assets = assets;
    input.line_limit_m = limit;
    const auto found =
        coverage::spacing(input, {.within = Metres{within},
                                  .limit = std::isnan(general) ? std::nullopt : std::optional(Metres{general}),
                                  .threads = threads});
    FarStretches far;
    const auto push = [&](std::uint32_t line, const MultiLineString& part) {
        far.lines.push(part);
        far.of.push_back(line);
    };
    for (const auto& one : found.over) {
        push(one.line, stretch(chosen.lines.feature(one.line), one.from_m, one.to_m));
    }
    std::vector<std::uint8_t> served(chosen.asset.size(), 0);
    for (const auto& place : found.places) {
        if (place.line < served.size()) {
            served[place.line] = 1;
        }
    }
    for (std::uint32_t line = 0; line < served.size(); ++line) {
        const double most = std::isnan(limit[line]) ? general : limit[line];
        const auto whole = chosen.lines.feature(line);
        if (served[line] == 0 && length(whole) > most) {
            push(line, whole);
        }
    }
    return far;
}

/// Lines without a limit are not judged.
ChosenLines judged(const ChosenLines& chosen, const std::vector<double>& limit, double general,
                   std::vector<double>& kept) {
    ChosenLines made;
    for (std::size_t i = 0; i < chosen.asset.size(); ++i) {
        if (!std::isnan(limit[i]) || !std::isnan(general)) {
            made.lines.push(chosen.lines.feature(i));
            made.asset.push_back(chosen.asset[i]);
            kept.push_back(limit[i]);
        }
    }
    return made;
}

} // namespace

void measure_lit_length(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& lines = indicator.denominator.front();
    measured.method = "interval_union";
    measured.missing = lacking(scene.city, lines);
    measured.missing = measured.missing ? measured.missing : lacking(scene.city, indicator.numerator);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    const auto chosen = chosen_lines(scene, lines, &tally);
    const auto assets = chosen_shapes(scene, indicator.numerator, nullptr);
    const auto found = along(scene, chosen.lines, assets.shapes(), indicator.parameters.within_m.value_or(0),
                             limits(scene, indicator, chosen));
    add_lengths(tally, found, covered, total);
    Worst worst;
    const LayerView layer(scene.city, lines.layer);
    for (std::size_t i = 0; i < chosen.asset.size(); ++i) {
        worst.add(found.lines[i].total_m - found.lines[i].covered_m, layer.about(chosen.asset[i]).key);
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.lines", {{"layer", lines.layer}}};
    }
}

void measure_spacing(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& given = indicator.parameters;
    const auto& lines = indicator.denominator.front();
    measured.method = "spacing_along_lines";
    measured.missing = lacking(scene.city, lines);
    measured.missing = measured.missing ? measured.missing : lacking(scene.city, indicator.numerator);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    const auto all = chosen_lines(scene, lines, &tally);
    const double general = given.limit_m.value_or(nan);
    std::vector<double> limit;
    const auto chosen = judged(all, limits(scene, indicator, all), general, limit);
    const auto far = far_stretches(chosen, places(scene, indicator.numerator), limit, general,
                                   given.within_m.value_or(on_line_m), scene.threads);
    add_lengths(tally, along(scene, chosen.lines, {}, 0, {}), nothing, total);
    const auto found = along(scene, far.lines, {}, 0, {});
    add_lengths(tally, found, total, nothing);
    std::vector<double> cost(chosen.asset.size(), 0);
    for (std::size_t i = 0; i < far.of.size(); ++i) {
        cost[far.of[i]] += found.lines[i].total_m;
    }
    Worst worst;
    const LayerView layer(scene.city, lines.layer);
    for (std::size_t i = 0; i < cost.size(); ++i) {
        worst.add(cost[i], layer.about(chosen.asset[i]).key);
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.lines", {{"layer", lines.layer}}};
    }
}

void measure_groups(Scene& scene, const Indicator& indicator, const std::vector<std::uint32_t>& group,
                    const Lines& lines, Measured& measured) {
    constexpr std::size_t groups = 3, yes = 1, no = 2;
    if (group.empty()) { // no line was chosen
        Tally(scene.size()).into(measured, indicator);
        return;
    }
    const auto found = along(scene, lines, {}, 0, {}, group);
    Tally tally(scene.size());
    std::array<double, groups> outside{};
    for (std::size_t g = 0; g < groups; ++g) {
        outside[g] = found.groups[g].total_m;
    }
    for (std::uint32_t zone = 0; zone < found.zones.size(); ++zone) {
        const auto* of = &found.zone_groups[zone * groups];
        tally.add(zone, of[yes].total_m, of[yes].total_m + of[no].total_m);
        for (std::size_t g = 0; g < groups; ++g) {
            outside[g] -= of[g].total_m;
        }
    }
    tally.add(no_zone, std::max(0.0, outside[yes]), std::max(0.0, outside[yes]) + std::max(0.0, outside[no]));
    tally.into(measured, indicator);
    const auto share = [](double known, double all) { return all > 0 ? std::min(1.0, known / all) : 0; };
    measured.all.completeness = share(measured.all.n, found.all.total_m);
    for (std::size_t zone = 0; zone < measured.zones.size(); ++zone) {
        measured.zones[zone].completeness = share(measured.zones[zone].n, found.zones[zone].total_m);
    }
}

void measure_length_ratio(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& whole = indicator.denominator.front();
    const auto& part = indicator.numerator.front();
    measured.method = "length_split_at_borders";
    measured.missing = lacking(scene.city, whole);
    measured.missing = measured.missing ? measured.missing : lacking(scene.city, part);
    if (measured.missing) {
        return;
    }
    const auto chosen = chosen_lines(scene, whole, nullptr);
    const Chooser some(scene.city, part);
    std::vector<std::uint32_t> group;
    Worst worst;
    for (std::size_t i = 0; i < chosen.asset.size(); ++i) {
        const auto holds = some.meets(chosen.asset[i]);
        group.push_back(holds == Answer::unknown ? 0 : holds == Answer::yes ? 1 : 2);
        const bool bad = holds == (indicator.better == Better::low ? Answer::yes : Answer::no);
        worst.add(bad ? length(chosen.lines.feature(i)) : 0, some.layer().about(chosen.asset[i]).key);
    }
    measure_groups(scene, indicator, group, chosen.lines, measured);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = none_of(whole);
    }
}

void measure_dead_ends(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& selection = indicator.denominator.front();
    measured.method = "street_graph";
    measured.missing = lacking(scene.city, selection);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    const auto chosen = chosen_lines(scene, selection, &tally);
    network::StreetInput streets;
    streets.lines = &chosen.lines;
    const auto graph = network::street_graph(streets, {.threads = scene.threads}).graph;
    const auto found = network::dead_ends(graph, chosen.lines);
    const auto zone_of = [&](std::uint32_t node) {
        return scene.map ? scene.map->zone_of(graph.nodes[node]) : no_zone;
    };
    for (std::uint32_t node = 0; node < graph.nodes.size(); ++node) {
        if (const auto ways = graph.links_of(node).size(); ways == 1 || ways > 2) {
            tally.add(zone_of(node), 0, 1);
        }
    }
    Worst worst;
    for (const auto& end : found.items) {
        tally.add(zone_of(end.node), 1, 0);
        const auto road = chosen.asset[graph.edges[end.edge].line];
        worst.add(end.blind_m, scene.city.roads[road].about.key);
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.lines", {{"layer", selection.layer}}};
    }
}

} // namespace kerb::scorecard
