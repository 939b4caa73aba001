// How many of one layer stand in, or near, those of another?
#include <algorithm>
#include <numeric>

#include <kerb/coverage/conflicts.hpp>
#include <kerb/coverage/nearest.hpp>

#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

/// The shapes of a kind, and the number of the first of them.
struct OneShape {
    coverage::Shapes shapes;
    std::size_t first = 0;
};

std::vector<OneShape> by_shape(const ChosenShapes& chosen, bool points) {
    const auto lines = chosen.points.size(), areas = lines + chosen.lines.size();
    std::vector<OneShape> parts;
    if (points) {
        parts.push_back({std::span<const Point>(chosen.points), 0});
    }
    parts.push_back({&chosen.lines, lines});
    parts.push_back({std::span<const MultiPolygon>(chosen.areas), areas});
    return parts;
}

/// Which of the assets stand in or near the others (1: yes)? A point is a matter of distance; what has an extent must
/// have more in common with an area than a border, or come near.
std::vector<std::uint8_t> meeting(const ChosenShapes& of, const ChosenShapes& against, double within, Threads threads) {
    auto meets = coverage::within_reach(of.points, against.shapes(), Metres{within}, threads);
    meets.resize(of.origin.size(), 0);
    const coverage::ConflictsOptions options{.buffer = Metres{within},
                                             .border = within > 0 ? coverage::Border::closed : coverage::Border::open,
                                             .threads = threads};
    for (const auto& one : by_shape(of, false)) {
        for (const auto& other : by_shape(against, true)) {
            coverage::ConflictsInput input;
            input.of = one.shapes;
            input.against = other.shapes;
            for (const auto& conflict : coverage::conflicts(input, options).conflicts) {
                meets[one.first + conflict.of] = 1;
            }
        }
    }
    return meets;
}

/// Selections of layers that are there. \return why none is
std::optional<Message> present(const Inventory& city, const std::vector<Selection>& wanted,
                               std::vector<Selection>& there) {
    std::optional<Message> first;
    for (const auto& selection : wanted) {
        if (auto message = lacking(city, selection)) {
            first = first ? first : message;
        } else {
            there.push_back(selection);
        }
    }
    return there.empty() ? first : std::nullopt;
}

} // namespace

void measure_predicate(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& given = indicator.parameters;
    measured.method = "distance";
    std::vector<Selection> of_which, against_which;
    measured.missing = present(scene.city, indicator.numerator, of_which);
    measured.missing = measured.missing ? measured.missing : present(scene.city, indicator.denominator, against_which);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    Worst worst;
    const auto of = chosen_shapes(scene, of_which, &tally);
    const auto against = chosen_shapes(scene, against_which, nullptr);
    if (against.origin.empty()) { // without a grid no asset is outside of it
        measured.missing = none_of(against_which.front());
        return;
    }
    const auto meets = meeting(of, against, given.within_m.value_or(0), scene.threads);
    std::vector<const std::vector<std::uint32_t>*> zone;
    std::vector<LayerView> layers;
    for (const auto& selection : of_which) {
        zone.push_back(&scene.zones_of(selection.layer));
        layers.emplace_back(scene.city, selection.layer);
    }
    for (std::size_t i = 0; i < meets.size(); ++i) {
        const auto& [selection, asset] = of.origin[i];
        const bool counts = (meets[i] != 0) != given.reversed;
        tally.add((*zone[selection])[asset], counts ? 1 : 0, 1);
        worst.add(counts == (indicator.better == Better::low) ? 1 : 0, layers[selection].about(asset).key);
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = none_of(of_which.front());
    }
}

} // namespace kerb::scorecard
