// Lengths, areas and counts by ground or by people.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <kerb/coverage/density.hpp>
#include <kerb/coverage/within_reach.hpp>
#include <kerb/inventory/road_widths.hpp>

#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

constexpr double itself_m = 1e-4; ///< a reach that adds nothing to an area

/// The ground to divide by, or why there is none.
const Cells* ground(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& kind = indicator.parameters.zone_kind;
    const auto& cells = scene.cells_of(kind);
    if (cells.areas.empty()) {
        measured.missing =
            kind.empty() ? Message{"scorecard_missing.zones", {}} : Message{"scorecard_missing.land", {{"kind", kind}}};
        return nullptr;
    }
    return &cells;
}

/// Each of two carriageways counts half, so that a pair counts once.
std::vector<double> weights(const Inventory& city, const std::string& layer, const std::vector<std::uint32_t>& asset) {
    std::vector<double> made(asset.size(), 1);
    for (std::size_t i = 0; layer == "roads" && i < asset.size(); ++i) {
        const auto carriageway = city.roads[asset[i]].carriageway;
        const bool half = carriageway == Carriageway::left || carriageway == Carriageway::right;
        made[i] = half ? coverage::carriageway_weight : 1;
    }
    return made;
}

bool of_roads(const Selection& selection, const Parameters& given) {
    return selection.layer == "roads" && given.width_field == "width_m";
}

/// How far lines and points reach to either side: half of what their field says, else of the usual width.
std::vector<double> half_widths(Scene& scene, const Indicator& indicator, const ChosenShapes& chosen) {
    const auto& given = indicator.parameters;
    std::vector<FieldView> fields; // by selection
    for (const auto& selection : indicator.numerator) {
        if (!given.width_field.empty()) {
            fields.push_back(LayerView(scene.city, selection.layer).field(given.width_field));
        }
    }
    std::vector<double> reach(chosen.origin.size(), itself_m);
    const auto drawn = chosen.points.size() + chosen.lines.size();
    for (std::size_t i = 0; i < drawn; ++i) {
        const auto& [selection, asset] = chosen.origin[i];
        const auto width = fields.empty()                                    ? std::nullopt
                           : of_roads(indicator.numerator[selection], given) ? recorded_width_m(scene.city.roads[asset])
                                                                             : fields[selection].number(asset);
        const bool good = width && std::isfinite(*width) && *width >= 0;
        reach[i] = (good ? *width : given.width_m.value_or(0)) / 2;
    }
    return reach;
}

/// Ground under the chosen assets, once where they overlap, by cell.
std::vector<double> ground_under(Scene& scene, const Indicator& indicator, const ChosenShapes& chosen,
                                 const Cells& cells) {
    std::vector<double> under;
    if (chosen.areas.size() == chosen.origin.size()) {
        coverage::DensityInput input;
        input.zones = cells.areas;
        input.rank = cells.rank;
        input.areas = chosen.areas;
        const auto found = coverage::density(input, scene.threads);
        std::transform(found.zones.begin(), found.zones.end(), std::back_inserter(under),
                       [](const auto& zone) { return zone.assets_m2; });
        return under;
    }
    const auto reach = half_widths(scene, indicator, chosen);
    coverage::WithinReachInput input;
    input.assets = chosen.shapes();
    input.asset_reach_m = reach;
    input.zones = cells.areas;
    const auto found = coverage::within_reach(input, {.reach = Metres{1}, .gaps = false, .threads = scene.threads});
    std::transform(found.zones.begin(), found.zones.end(), std::back_inserter(under),
                   [](const auto& zone) { return zone.covered_m2; });
    return under;
}

std::vector<double> sizes(const Cells& cells, Threads threads) {
    coverage::DensityInput input;
    input.zones = cells.areas;
    input.rank = cells.rank;
    const auto found = coverage::density(input, threads);
    std::vector<double> all;
    std::transform(found.zones.begin(), found.zones.end(), std::back_inserter(all),
                   [](const auto& zone) { return zone.area_m2; });
    return all;
}

/// People to divide by, or why there are none. Zones of unknown population have no value, and the city counts the rest.
bool people(Scene& scene, std::vector<double>& population, Measured& measured) {
    population = scene.population();
    const bool any = std::any_of(population.begin(), population.end(), [](double count) { return count > 0; });
    if (!any) {
        measured.missing = Message{"scorecard_missing.people", {}};
    }
    return any;
}

bool by_people(const Indicator& indicator) {
    return indicator.op == Operator::area_per_capita || indicator.op == Operator::count_per_capita;
}

/// Adds k over people; what stands in a zone of unknown population is left out of the city's rate, too.
void add_per_person(Tally& tally, const std::vector<double>& population, const std::vector<double>& k) {
    for (std::uint32_t zone = 0; zone < population.size(); ++zone) {
        const bool known = population[zone] > 0;
        tally.told(zone, known);
        if (known) {
            tally.add(zone, k[zone], population[zone]);
        }
    }
}

} // namespace

void measure_length_density(Scene& scene, const Indicator& indicator, Measured& measured) {
    measured.method = "length_split_at_borders";
    measured.missing = lacking(scene.city, indicator.numerator);
    const auto* cells = measured.missing ? nullptr : ground(scene, indicator, measured);
    if (cells == nullptr) {
        return;
    }
    Tally tally(scene.size());
    const auto area = sizes(*cells, scene.threads);
    for (std::size_t i = 0; i < area.size(); ++i) {
        tally.add(cells->zone[i], 0, area[i]);
    }
    bool any = false; // no water main on record is not a city without water
    for (const auto& selection : indicator.numerator) {
        const auto chosen = chosen_lines(scene, selection, &tally);
        any = any || !chosen.asset.empty();
        const auto weight = weights(scene.city, selection.layer, chosen.asset);
        coverage::DensityInput input;
        input.zones = cells->areas;
        input.rank = cells->rank;
        input.lines = &chosen.lines;
        input.line_weight = weight;
        const auto found = coverage::density(input, scene.threads);
        for (std::size_t i = 0; i < found.zones.size(); ++i) {
            tally.add(cells->zone[i], found.zones[i].length_m, 0);
        }
    }
    if (!any) {
        measured.missing = none_of(indicator.numerator.front());
        return;
    }
    tally.into(measured, indicator);
}

void measure_area(Scene& scene, const Indicator& indicator, Measured& measured) {
    measured.method = "area_of_union";
    measured.missing = lacking(scene.city, indicator.numerator);
    std::vector<double> population;
    if (measured.missing || (by_people(indicator) && !people(scene, population, measured))) {
        return;
    }
    const auto* cells = ground(scene, indicator, measured);
    if (cells == nullptr) {
        return;
    }
    Tally tally(scene.size());
    const auto chosen = chosen_shapes(scene, indicator.numerator, by_people(indicator) ? nullptr : &tally);
    const auto under =
        chosen.empty() ? std::vector<double>(cells->areas.size(), 0) : ground_under(scene, indicator, chosen, *cells);
    if (by_people(indicator)) {
        add_per_person(tally, population, under); // cells are the zones' own
    } else {
        const auto area = sizes(*cells, scene.threads);
        for (std::size_t i = 0; i < area.size(); ++i) {
            tally.add(cells->zone[i], under[i], area[i]);
        }
    }
    tally.into(measured, indicator);
}

void measure_count(Scene& scene, const Indicator& indicator, Measured& measured) {
    measured.method = "count";
    measured.missing = lacking(scene.city, indicator.numerator);
    std::vector<double> population;
    if (measured.missing || (by_people(indicator) && !people(scene, population, measured))) {
        return;
    }
    const auto* cells = ground(scene, indicator, measured);
    if (cells == nullptr) {
        return;
    }
    Tally tally(scene.size());
    const ZoneMap map(cells->areas, cells->rank);
    std::vector<double> count(cells->areas.size(), 0);
    for (const auto& selection : indicator.numerator) {
        const Chooser chooser(scene.city, selection);
        const auto& places = scene.places_of(selection.layer);
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto answer = chooser.of(i);
            const auto cell = places[i] ? map.zone_of(*places[i]) : no_zone;
            if (answer != Answer::no && !by_people(indicator)) {
                tally.told(cell < count.size() ? cells->zone[cell] : no_zone, answer == Answer::yes && places[i]);
            }
            if (answer == Answer::yes && cell < count.size()) {
                count[cell] += 1;
            }
        }
    }
    if (by_people(indicator)) {
        add_per_person(tally, population, count);
    } else {
        const auto area = sizes(*cells, scene.threads);
        for (std::size_t i = 0; i < area.size(); ++i) {
            tally.add(cells->zone[i], count[i], area[i]);
        }
    }
    tally.into(measured, indicator);
}

} // namespace kerb::scorecard
