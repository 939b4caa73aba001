#include <kerb/outage/telemetry.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>
#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

constexpr double dead_share = 0.05; ///< of the reference: what a controller and its losses draw

bool tells_of_light(const Text& quantity) {
    constexpr std::array words = {"on", "state", "power", "current"};
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return quantity == word; });
}

/// When is it day at a place? By days of its sun, each reckoned once.
class Daylight {
public:
    explicit Daylight(const std::optional<SunPlace>& place) : place_(place) {}

    /// Was the sun up? No without a place or a time of day.
    bool at(const Moment& time) {
        if (!place_ || !time.has_time) {
            return false;
        }
        auto here = *place_;
        here.clock_min = time.offset_min == Moment::no_offset ? here.clock_min : time.offset_min;
        if (std::abs(here.clock_min) > 18 * 60) {
            return false;
        }
        const auto [day, fresh] = days_.try_emplace({time.days(), here.clock_min});
        if (fresh) {
            day->second = sun_day(here, time);
        }
        const auto& sun = day->second;
        const auto seconds = static_cast<double>(time.seconds);
        return sun.rise || sun.set ? (!sun.rise || seconds >= *sun.rise) && (!sun.set || seconds < *sun.set) : sun.up;
    }

private:
    const std::optional<SunPlace>& place_;
    std::map<std::pair<std::int64_t, int>, SunDay> days_;
};

/// What a controller said last, of the moments at which it says something of light.
struct Latest {
    bool spoke = false; ///< in time, be it by day
    std::int64_t seconds = INT64_MIN;
    std::optional<double> value;

    /// Of readings of one time the lowest counts: dark before lit.
    void take(const Moment& time, double said, bool day) {
        spoke = true;
        if (!day && (time.seconds > seconds || (time.seconds == seconds && (!value || said < *value)))) {
            seconds = time.seconds;
            value = said;
        }
    }
    [[nodiscard]] LampState state() const {
        return !value ? LampState::unknown : *value > 0 ? LampState::lit : LampState::out;
    }
};

class Listener {
public:
    Listener(const Inventory& city, const LampTable& table, const LampIndex& index, const Moment& at,
             std::int64_t silence_s)
        : city_(city), table_(table), index_(index), at_(at), silence_s_(silence_s), daylight_(place_) {}

    void take(const Reading& reading) {
        const auto found = index_.find(reading.asset.str());
        if (!reading.time || found.lamps.empty() || !tells_of_light(reading.quantity)) {
            return;
        }
        if (found.named == Named::circuit) {
            if (reading.quantity == "current") {
                hear(of_circuit_[table_.groups(Level::circuit).of_lamp[found.lamps.front()]], reading);
            }
        } else if (found.named != Named::cabinet) {
            auto& thing = of_thing_[reading.asset.str()];
            thing.lamps = found.lamps;
            hear(thing.latest, reading);
        }
    }

    [[nodiscard]] Telemetry finished() const {
        Telemetry made;
        merge(made);
        add_currents(made);
        return made;
    }

private:
    struct Thing { ///< a lamp, a pole, a head, or a controller
        std::span<const std::uint32_t> lamps;
        Latest latest;
    };

    void hear(Latest& latest, const Reading& reading) {
        const auto& time = *reading.time;
        if (!(at_ < time) && at_.seconds - time.seconds <= silence_s_ && reading.value &&
            std::isfinite(*reading.value)) {
            latest.take(time, *reading.value, daylight_.at(time));
        }
    }

    /// Of the heads of a pole: out before lit before unknown. One that speaks is enough to be no silence.
    void merge(Telemetry& made) const {
        made.state.assign(table_.size(), LampState::unknown);
        made.heard.assign(table_.size(), 0);
        std::vector<std::uint8_t> spoke(table_.size(), 0);
        for (const auto& [key, thing] : of_thing_) {
            for (const auto lamp : thing.lamps) {
                made.heard[lamp] = 1;
                spoke[lamp] = thing.latest.spoke ? 1 : spoke[lamp];
                made.state[lamp] = std::max(made.state[lamp], thing.latest.state());
            }
        }
        for (std::size_t i = 0; i < spoke.size(); ++i) {
            made.silent += made.heard[i] != 0 && spoke[i] == 0 ? 1 : 0;
        }
    }

    void add_currents(Telemetry& made) const {
        const auto& circuits = table_.groups(Level::circuit);
        const KeyIndex known(city_.circuits);
        for (const auto& [circuit, latest] : of_circuit_) {
            CircuitCurrent one{circuit, 0, latest.value, {}, !latest.value};
            one.lamps = std::count(circuits.of_lamp.begin(), circuits.of_lamp.end(), circuit);
            if (const auto record = known.find(circuits.keys[circuit]); record != no_asset) {
                one.reference_a = city_.circuits[record].current_a;
            }
            if (const auto share = one.lit_share(); share && *share <= dead_share) {
                made.dead_circuits.push_back(circuit);
            }
            made.currents.push_back(one);
        }
    }

    const Inventory& city_;
    const LampTable& table_;
    const LampIndex& index_;
    const Moment at_;
    std::int64_t silence_s_;
    std::optional<SunPlace> place_ = place_of(city_);
    Daylight daylight_;
    std::map<std::string, Thing> of_thing_;
    std::map<std::uint32_t, Latest> of_circuit_;
};

} // namespace

std::optional<double> CircuitCurrent::lit_share() const {
    if (!current_a || !reference_a || !(*reference_a > 0)) {
        return std::nullopt;
    }
    return std::clamp(*current_a / *reference_a, 0.0, 1.0);
}

std::optional<SunPlace> place_of(const Inventory& city) {
    if (city.streetlights.empty()) {
        return std::nullopt;
    }
    Box box;
    for (const auto& lamp : city.streetlights) {
        box.add(lamp.position);
    }
    try {
        const Transform to_degrees(city.frame, Frame::from("EPSG:4326"));
        const auto p = to_degrees(box.centre());
        if (!(std::abs(p.y) <= 90 && std::abs(p.x) <= 180)) {
            return std::nullopt;
        }
        return SunPlace{p.y, p.x, static_cast<int>(std::lround(p.x / 15)) * 60};
    } catch (const FrameError&) {
        return std::nullopt; // a site plan that lies nowhere
    }
}

Telemetry telemetry_at(const Inventory& city, const LampTable& table, const LampIndex& index, const Moment& at,
                       std::int64_t silence_s) {
    Listener listener(city, table, index, at, silence_s);
    for (const auto& reading : city.readings) {
        listener.take(reading);
    }
    return listener.finished();
}

} // namespace kerb::outage
