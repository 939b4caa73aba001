// What other analyses say of conduits, places under water and roads.
#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>

#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

constexpr double step_m = 1; ///< lines are asked for water at the middle of pieces of at most this length

std::uint32_t group_of(const std::optional<bool>& said) {
    return !said ? 0 : *said ? 1 : 2;
}

/// Pieces of a line with the depth at their middles.
template <class Visit>
void each_piece(const MultiLineString& line, const Visit& visit) {
    for (const auto& chain : line) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const auto a = chain[i - 1], b = chain[i];
            const double whole = distance(a, b);
            const auto pieces = static_cast<std::int64_t>(std::ceil(whole / step_m));
            for (std::int64_t k = 0; k < pieces; ++k) {
                const double t = (static_cast<double>(k) + 0.5) / static_cast<double>(pieces);
                visit(Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t}, whole / static_cast<double>(pieces));
            }
        }
    }
}

/// How much of what, and for whom it counts: metres, or one of one.
struct Deep {
    Scene& scene;
    const Parameters& given;
    Tally& tally;
    double deep = 0; ///< of the asset at hand

    void look(Point place, std::uint32_t zone, double weight) {
        const auto depth = scene.input.water_depth_m(place);
        tally.told(zone, depth.has_value());
        if (depth) {
            const bool counts = (*depth > *given.limit_m) != given.reversed;
            tally.add(zone, counts ? weight : 0, weight);
            deep += *depth > *given.limit_m ? weight : 0;
        }
    }
};

} // namespace

void measure_capacity(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& conduits = indicator.denominator.front();
    measured.method = "rational_method";
    measured.missing = lacking(scene.city, conduits);
    if (!measured.missing && !scene.input.conduit_carries) {
        measured.missing = Message{"scorecard_missing.capacity", {}};
    }
    if (measured.missing) {
        return;
    }
    const auto chosen = chosen_lines(scene, conduits, nullptr);
    std::vector<std::uint32_t> group;
    Worst worst;
    for (std::size_t i = 0; i < chosen.asset.size(); ++i) {
        group.push_back(group_of(scene.input.conduit_carries(chosen.asset[i], *indicator.parameters.return_period_a)));
        worst.add(group.back() == 2 ? length(chosen.lines.feature(i)) : 0,
                  scene.city.conduits[chosen.asset[i]].about.key);
    }
    measure_groups(scene, indicator, group, chosen.lines, measured);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.capacity", {}};
    }
}

void measure_depth(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& selection = indicator.denominator.front();
    measured.method = "depth_every_metre";
    measured.missing = lacking(scene.city, selection);
    if (!measured.missing && !scene.input.water_depth_m) {
        measured.missing = Message{"scorecard_missing.water", {}};
    }
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    Worst worst;
    const Chooser chooser(scene.city, selection);
    const auto& places = scene.places_of(selection.layer);
    const bool by_length =
        indicator.unit == "m" || indicator.unit == "km" || (indicator.unit == "%" && selection.layer == "roads");
    for (std::size_t i = 0; i < chooser.layer().size(); ++i) {
        Deep deep{scene, indicator.parameters, tally};
        const auto zone_of = [&](Point place) { return scene.map ? scene.map->zone_of(place) : no_zone; };
        const auto* line = chooser.layer().lines(i);
        if (chooser.of(i) != Answer::yes) {
            continue;
        }
        if (by_length && line != nullptr && finite(*line)) {
            each_piece(*line, [&](Point place, double metres) { deep.look(place, zone_of(place), metres); });
        } else if (!by_length && places[i]) {
            deep.look(*places[i], zone_of(*places[i]), 1);
        }
        worst.add(deep.deep, chooser.layer().about(i).key);
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.water", {}};
    }
}

void measure_light(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& roads = indicator.denominator.front();
    measured.method = "road_lighting";
    measured.missing = lacking(scene.city, roads);
    if (!measured.missing && !scene.input.road_light_met) {
        measured.missing = Message{"scorecard_missing.lighting", {}};
    }
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    Worst worst;
    const Chooser chooser(scene.city, roads);
    const auto& zone = scene.zones_of(roads.layer);
    for (std::uint32_t i = 0; i < chooser.layer().size(); ++i) {
        if (chooser.of(i) == Answer::yes) {
            const auto met = scene.input.road_light_met(i, indicator.parameters.standard);
            tally.told(zone[i], met.has_value());
            tally.add(zone[i], met.value_or(false) ? 1 : 0, met ? 1 : 0);
            worst.add(met && !*met ? 1 : 0, chooser.layer().about(i).key);
        }
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = Message{"scorecard_missing.lighting", {}};
    }
}

} // namespace kerb::scorecard
