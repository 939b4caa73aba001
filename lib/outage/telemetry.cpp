#include <kerb/outage/telemetry.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>
#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

constexpr double dead_share = 0.05; ///< of the reference: what a controller and its losses draw

/// What a reading is of; in small letters, Chinese words by ours.
std::string quantity_of(const Reading& reading) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> chinese = {{{"开关", "on"},
                                                                                       {"开灯", "on"},
                                                                                       {"状态", "state"},
                                                                                       {"亮灯状态", "state"},
                                                                                       {"功率", "power"},
                                                                                       {"有功功率", "power"},
                                                                                       {"电流", "current"},
                                                                                       {"回路电流", "current"}}};
    auto name = ascii::lower(reading.quantity.str());
    const auto* known =
        std::find_if(chinese.begin(), chinese.end(), [&](const auto& one) { return one.first == name; });
    return known == chinese.end() ? name : std::string(known->second);
}

bool tells_of_light(std::string_view quantity) {
    constexpr std::array words = {"on", "state", "power", "current"};
    return std::any_of(words.begin(), words.end(), [&](const char* word) { return quantity == word; });
}

/// Amperes per unit of a current; none for a unit that is none.
std::optional<double> amperes(const Text& unit) {
    constexpr std::array<std::pair<std::string_view, double>, 8> known = {
        {{"", 1}, {"a", 1}, {"安", 1}, {"安培", 1}, {"ma", 1e-3}, {"毫安", 1e-3}, {"ka", 1e3}, {"千安", 1e3}}};
    const auto name = ascii::lower(unit.str());
    const auto* found = std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.first == name; });
    return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// What could not be used, once for each thing and reason, with how many readings it was.
class LeftOut {
public:
    void add(const char* reason, const std::string& value) { ++count_[{reason, value}]; }

    [[nodiscard]] std::vector<Issue> issues() const {
        std::vector<Issue> made;
        for (const auto& [what, count] : count_) {
            const auto& [reason, value] = what;
            const auto severity = reason == "reading.other_quantity" ? Severity::info : Severity::warning;
            made.push_back({severity,
                            reason,
                            "readings",
                            -1,
                            value,
                            0,
                            0,
                            false,
                            {reason, {{"key", value}, {"value", value}, {"count", count}}}});
        }
        return made;
    }

private:
    std::map<std::pair<std::string, std::string>, std::int64_t> count_;
};

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
        const auto& asset = reading.asset.str();
        const auto found = index_.find(asset);
        const auto quantity = quantity_of(reading);
        if (found.named == Named::nothing) {
            if (!index_.other_asset(asset)) { // a river's gauge
                left_out_.add("reading.no_lamp", asset);
            }
        } else if (!tells_of_light(quantity)) {
            left_out_.add("reading.other_quantity", reading.quantity.str());
        } else if (!reading.time) {
            left_out_.add("reading.no_time", asset);
        } else if (!found.lamps.empty()) {
            sort(reading, found, quantity);
        }
    }

    [[nodiscard]] Telemetry finished() const {
        Telemetry made;
        merge(made);
        add_currents(made);
        made.issues = left_out_.issues();
        return made;
    }

private:
    struct Thing { ///< a lamp, a pole, a head, or a controller
        std::span<const std::uint32_t> lamps;
        Latest latest;
    };

    /// Whatever spoke has a controller, even where what it said is of no use.
    void sort(const Reading& reading, const LampIndex::Answer& found, std::string_view quantity) {
        const auto& asset = reading.asset.str();
        if (found.named == Named::circuit) {
            if (quantity == "current") {
                hear(of_circuit_[table_.groups(Level::circuit).of_lamp[found.lamps.front()]], reading,
                     amperes(reading.unit));
            }
        } else if (found.named != Named::cabinet) {
            auto& thing = of_thing_[asset];
            thing.lamps = found.lamps;
            hear(thing.latest, reading, 1);
        }
    }

    void hear(Latest& latest, const Reading& reading, std::optional<double> unit) {
        const auto& time = *reading.time;
        if (!reading.value || !std::isfinite(*reading.value) || *reading.value < 0) {
            left_out_.add("reading.bad_value", reading.asset.str());
        } else if (!unit) {
            left_out_.add("reading.no_unit", reading.asset.str());
        } else if (!(at_ < time) && at_.seconds - time.seconds <= silence_s_) {
            latest.take(time, *reading.value * *unit, daylight_.at(time));
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
    LeftOut left_out_;
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
