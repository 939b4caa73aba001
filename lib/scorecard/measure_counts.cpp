// Shares of records: k of n, sums, states and filled fields.
#include <algorithm>
#include <cmath>
#include <map>

#include <kerb/outage/interval.hpp>

#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

/// Whose k and n hang together.
using ByCluster = std::map<std::string, std::pair<double, double>>;

/// Observations that tell as much as n of which those of a cluster are alike: n / design effect (Kish 1965). Without
/// clusters they count singly.
double effective(double k, double n, const ByCluster& clusters) {
    const double p = k / n, binomial = p * (1 - p) / n;
    const auto count = static_cast<double>(clusters.size());
    if (count < 2 || !(binomial > 0)) {
        return n;
    }
    ExactSum squares;
    for (const auto& [name, sums] : clusters) {
        squares.add((sums.first - p * sums.second) * (sums.first - p * sums.second));
    }
    const double variance = count / (count - 1) * squares.value() / (n * n);
    return n / std::max(1.0, variance / binomial);
}

void add_interval(Value& value, const ByCluster& clusters) {
    if (!value.value || !(value.n > 0)) {
        return;
    }
    const auto bounds = outage::wilson(value.k / value.n, effective(value.k, value.n, clusters));
    value.low = bounds.lo;
    value.high = bounds.hi;
}

/// Clusters by zone, the city last.
class Clusters {
public:
    explicit Clusters(std::size_t zones) : of_(zones + 1) {}
    void add(std::uint32_t zone, const std::string& name, double k) {
        const auto to = [&](ByCluster& sums) {
            sums[name].first += k;
            sums[name].second += 1;
        };
        to(of_.back());
        if (zone + 1 < of_.size()) {
            to(of_[zone]);
        }
    }
    void into(Measured& measured) const {
        add_interval(measured.all, of_.back());
        for (std::size_t zone = 0; zone < measured.zones.size(); ++zone) {
            add_interval(measured.zones[zone], of_[zone]);
        }
    }

private:
    std::vector<ByCluster> of_;
};

void say_none(const Selection& selection, Measured& measured) {
    if (!(measured.all.n > 0)) {
        measured.missing = none_of(selection);
    }
}

} // namespace

void measure_ratio(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& given = indicator.parameters;
    const auto& whole = indicator.denominator.front();
    const auto& part = indicator.numerator.front();
    measured.method = given.interval ? "wilson" : "count";
    measured.missing = lacking(scene.city, whole);
    measured.missing = measured.missing ? measured.missing : lacking(scene.city, part);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    Clusters clusters(scene.size());
    Worst worst;
    const Chooser all(scene.city, whole), some(scene.city, part);
    const auto& zone = scene.zones_of(whole.layer);
    std::optional<FieldView> cluster;
    if (!given.cluster_field.empty()) {
        cluster = all.layer().field(given.cluster_field);
    }
    const auto good = indicator.better == Better::low ? Answer::no : Answer::yes;
    for (std::size_t i = 0; i < all.layer().size(); ++i) {
        const auto counts = all.of(i);
        if (counts == Answer::no) {
            continue;
        }
        const auto holds = some.meets(i);
        const bool known = counts == Answer::yes && holds != Answer::unknown;
        tally.told(zone[i], known);
        if (known) {
            const double k = holds == Answer::yes ? 1 : 0;
            const auto& key = all.layer().about(i).key;
            tally.add(zone[i], k, 1);
            worst.add(indicator.better != Better::neither && holds != good ? 1 : 0, key);
            if (cluster) {
                clusters.add(zone[i], cluster->filled(i) ? cluster->text(i) : "/" + key, k);
            }
        }
    }
    tally.into(measured, indicator);
    if (given.interval) {
        clusters.into(measured);
    }
    measured.worst = worst.keys();
    say_none(whole, measured);
}

void measure_sums(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& given = indicator.parameters;
    measured.method = "sum";
    measured.missing = lacking(scene.city, indicator.denominator, {given.other_field});
    measured.missing = measured.missing ? measured.missing : lacking(scene.city, indicator.numerator, {given.field});
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    const auto add = [&](const Selection& selection, const std::string& name, bool numerator) {
        const Chooser chooser(scene.city, selection);
        const auto field = chooser.layer().field(name);
        const auto& zone = scene.zones_of(selection.layer);
        for (std::size_t i = 0; i < chooser.layer().size(); ++i) {
            const auto answer = chooser.of(i);
            const auto number = field.number(i);
            const bool known =
                answer == Answer::yes && number && std::isfinite(*number) && *number >= 0 && *number < 1e15;
            if (answer != Answer::no) {
                tally.told(zone[i], known);
            }
            if (known) {
                tally.add(zone[i], numerator ? *number : 0, numerator ? 0 : *number);
            }
        }
    };
    for (const auto& selection : indicator.numerator) {
        add(selection, given.field, true);
    }
    for (const auto& selection : indicator.denominator) {
        add(selection, given.other_field, false);
    }
    tally.into(measured, indicator);
    say_none(indicator.denominator.front(), measured);
}

void measure_complete(Scene& scene, const Indicator& indicator, Measured& measured) {
    measured.method = "count";
    Tally tally(scene.size());
    Worst worst;
    std::optional<Message> first;
    for (const auto& selection : indicator.denominator) {
        const auto message = lacking(scene.city, selection);
        first = first ? first : message;
        if (message) {
            continue;
        }
        const Chooser chooser(scene.city, selection);
        const auto& zone = scene.zones_of(selection.layer);
        std::vector<FieldView> fields;
        for (const auto& name : indicator.parameters.fields) {
            fields.push_back(chooser.layer().field(name));
        }
        for (std::size_t i = 0; i < chooser.layer().size(); ++i) {
            if (chooser.of(i) == Answer::yes) {
                const bool full =
                    std::all_of(fields.begin(), fields.end(), [&](const auto& field) { return field.filled(i); });
                tally.add(zone[i], full ? 1 : 0, 1);
                worst.add(full ? 0 : 1, chooser.layer().about(i).key);
            }
        }
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    if (!(measured.all.n > 0)) {
        measured.missing = first ? *first : none_of(indicator.denominator.front());
    }
}

void measure_states(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& given = indicator.parameters;
    const auto& register_of = indicator.denominator.front();
    measured.method = "count";
    measured.missing = lacking(scene.city, register_of, {given.field});
    if (measured.missing) {
        return;
    }
    const auto in = [](const std::vector<std::string>& states, const std::string& state) {
        return std::find(states.begin(), states.end(), state) != states.end();
    };
    Tally tally(scene.size());
    Worst worst;
    const Chooser chooser(scene.city, register_of);
    const auto state_of = chooser.layer().field(given.field);
    const auto& zone = scene.zones_of(register_of.layer);
    for (std::size_t i = 0; i < chooser.layer().size(); ++i) {
        const auto state = state_of.text(i);
        const auto answer = chooser.of(i);
        if (answer == Answer::no || (!state.empty() && !in(given.from, state) && !in(given.to, state))) {
            continue;
        }
        tally.told(zone[i], answer == Answer::yes && !state.empty());
        if (answer == Answer::yes && !state.empty()) {
            const bool proven = std::all_of(given.required.begin(), given.required.end(),
                                            [&](const auto& name) { return chooser.layer().field(name).filled(i); });
            const bool came = in(given.to, state) && proven;
            tally.add(zone[i], came ? 1 : 0, 1);
            worst.add(came == (indicator.better == Better::low) ? 1 : 0, chooser.layer().about(i).key);
        }
    }
    tally.into(measured, indicator);
    measured.worst = worst.keys();
    say_none(register_of, measured);
}

} // namespace kerb::scorecard
