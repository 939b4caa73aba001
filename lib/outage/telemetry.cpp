#include <kerb/outage/telemetry.hpp>

#include <algorithm>
#include <array>
#include <map>

#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

constexpr double dead_share = 0.05; ///< of the reference: what a controller and its losses draw

bool tells_of_light(const Text& quantity) {
    constexpr std::array words = {"on", "state", "power", "current"};
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return quantity == word; });
}

/// The latest reading of each thing, if it is in time.
struct Latest {
    bool any = false;
    std::int64_t seconds = INT64_MIN;
    std::optional<double> value;

    void take(const Reading& reading, const Moment& at, std::int64_t silence_s) {
        any = true;
        const auto& time = *reading.time;
        if (!(at < time) && at.seconds - time.seconds <= silence_s && time.seconds >= seconds && reading.value) {
            seconds = time.seconds;
            value = reading.value;
        }
    }
};

} // namespace

std::optional<double> CircuitCurrent::lit_share() const {
    if (!current_a || !reference_a || !(*reference_a > 0)) {
        return std::nullopt;
    }
    return std::clamp(*current_a / *reference_a, 0.0, 1.0);
}

Telemetry telemetry_at(const Inventory& city, const LampTable& table, const LampIndex& index, const Moment& at,
                       std::int64_t silence_s) {
    std::vector<Latest> of_lamp(table.size());
    std::map<std::uint32_t, Latest> of_circuit;
    const auto& circuits = table.groups(Level::circuit);
    for (const auto& reading : city.readings) {
        const auto found = index.find(reading.asset.str());
        if (!reading.time || found.lamps.empty() || !tells_of_light(reading.quantity)) {
            continue;
        }
        if (found.named == Named::circuit) {
            if (reading.quantity == "current") {
                of_circuit[circuits.of_lamp[found.lamps.front()]].take(reading, at, silence_s);
            }
        } else if (found.named != Named::cabinet) {
            for (const auto lamp : found.lamps) {
                of_lamp[lamp].take(reading, at, silence_s);
            }
        }
    }
    Telemetry made;
    for (const auto& latest : of_lamp) {
        made.heard.push_back(latest.any ? 1 : 0);
        made.silent += latest.any && !latest.value ? 1 : 0;
        made.state.push_back(!latest.value ? LampState::unknown : *latest.value > 0 ? LampState::lit : LampState::out);
    }
    const KeyIndex known(city.circuits);
    for (const auto& [circuit, latest] : of_circuit) {
        CircuitCurrent one{circuit, 0, latest.value, {}, !latest.value};
        one.lamps = std::count(circuits.of_lamp.begin(), circuits.of_lamp.end(), circuit);
        if (const auto record = known.find(circuits.keys[circuit]); record != no_asset) {
            one.reference_a = city.circuits[record].current_a;
        }
        if (const auto share = one.lit_share(); share && *share <= dead_share) {
            made.dead_circuits.push_back(circuit);
        }
        made.currents.push_back(one);
    }
    return made;
}

} // namespace kerb::outage
