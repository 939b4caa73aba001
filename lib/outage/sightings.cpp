#include <kerb/outage/sightings.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/outage/telemetry.hpp>

namespace kerb::outage {
namespace {

constexpr double most_weight = 1e9;

/// A time that says its offset, on the city's clock.
Moment on_clock(Moment time, const std::optional<SunPlace>& city) {
    if (city && time.has_time && time.offset_min != Moment::no_offset) {
        time.seconds += std::int64_t{60} * (city->clock_min - time.offset_min);
        time.offset_min = static_cast<std::int16_t>(city->clock_min);
    }
    return time;
}

/// A patrol's evening lasts until noon. Empty: neither a round nor a time is known.
std::string round_name(const Inspection& look, const std::optional<SunPlace>& city) {
    const auto stated = ascii::trimmed(look.round.str());
    if (!stated.empty() || !look.time) {
        return std::string(stated);
    }
    Moment evening = on_clock(*look.time, city);
    evening.seconds -= evening.has_time ? 43200 : 0;
    evening.seconds -= (evening.seconds % 86400 + 86400) % 86400;
    evening.has_time = false;
    evening.offset_min = Moment::no_offset;
    return to_text(evening);
}

void widen(Round& round, const std::optional<Moment>& time) {
    if (time) {
        round.from = !round.from || *time < *round.from ? *time : *round.from;
        round.to = !round.to || *round.to < *time ? *time : *round.to;
    }
}

bool after_midnight(const Moment& time) {
    return time.has_time && (time.seconds % 86400 + 86400) % 86400 < 21600;
}

bool weighs(const Inspection& look) {
    return !look.weight || (*look.weight > 0 && *look.weight <= most_weight);
}

Issue look_issue(Severity severity, const Inspection& look, const char* reason, const std::string& value) {
    return {severity, reason,         "inspections",
            -1,       look.about.key, 0,
            0,        false,          {reason, {{"key", look.about.key}, {"value", value}}}};
}

class Reader {
public:
    Reader(const LampTable& table, const LampIndex& index, const StateWords& words, const std::optional<SunPlace>& city,
           std::vector<Issue>& issues)
        : table_(table), index_(index), words_(words), city_(city), issues_(issues) {
        made_.state.assign(table.size(), LampState::unknown);
        made_.looked.assign(table.size(), 0);
        made_.weight.assign(table.size(), 1);
        made_.stratum.assign(table.size(), 0);
        made_.cluster.assign(table.size(), 0);
    }

    void take(const Inspection& look) {
        const auto found = index_.find(look.asset.str());
        if (found.named == Named::nothing && index_.other_asset(look.asset.str())) {
            return; // a bridge's test
        }
        ++made_.accounting.read;
        const auto state = words_.of(look.result.str());
        if (found.named == Named::nothing) {
            refuse(look, "sighting.no_lamp", look.asset.str());
        } else if (found.lamps.empty()) {
            refuse(look, "sighting.not_counted", look.asset.str());
        } else if (!state) {
            refuse(look, "sighting.no_word", look.result.str());
        } else if (!weighs(look)) {
            refuse(look, "sighting.bad_weight", fmt::format("{}", *look.weight));
        } else {
            ++made_.accounting.used;
            widen(made_.round, look.time);
            ++made_.round.looks;
            set(look, found, *state);
        }
    }

    /// One that belongs to this round as little as to any other.
    void leave_out(const Inspection& look) {
        if (index_.find(look.asset.str()).named != Named::nothing) {
            ++made_.accounting.read;
            refuse(look, "sighting.no_round", look.asset.str());
        }
    }

    Sightings finished() {
        settle_heads();
        number(stratum_of_, made_.stratum, made_.strata);
        number(cluster_of_, made_.cluster, made_.clusters);
        return std::move(made_);
    }

private:
    void refuse(const Inspection& look, const char* reason, const std::string& value) {
        made_.accounting.skip(reason);
        issues_.push_back(look_issue(Severity::warning, look, reason, value));
    }

    void set(const Inspection& look, const LampIndex::Answer& found, LampState state) {
        const auto repeated = made_.repeated, contradicted = made_.contradicted;
        for (const auto lamp : found.lamps) {
            auto seen = state;
            if (seen == LampState::out && table_.half_night[lamp] != 0 && look.time &&
                after_midnight(on_clock(*look.time, city_))) {
                ++made_.half_night;
                seen = LampState::unknown;
            }
            if (found.named == Named::head) { // one of the heads of a pole
                auto& head = heads_.try_emplace(look.asset.str(), Head{lamp}).first->second;
                merge(head.state, head.looked, seen);
            } else {
                merge(made_.state[lamp], made_.looked[lamp], seen);
            }
            design(lamp, look);
        }
        if (made_.repeated > repeated) {
            const bool other = made_.contradicted > contradicted;
            issues_.push_back(look_issue(Severity::info, look, other ? "sighting.contradicted" : "sighting.repeated",
                                         look.asset.str()));
        }
    }

    /// A later look counts, unless it knows less.
    void merge(LampState& state, std::uint8_t& looked, LampState seen) {
        if (looked != 0) {
            ++made_.repeated;
            made_.contradicted += state != seen && state != LampState::unknown && seen != LampState::unknown ? 1 : 0;
        }
        looked = 1;
        state = seen == LampState::unknown ? state : seen;
    }

    void design(std::uint32_t lamp, const Inspection& look) {
        if (look.weight) {
            made_.weight[lamp] = *look.weight;
            made_.designed = made_.designed || *look.weight != 1;
        }
        made_.designed = made_.designed || !look.stratum.empty() || !look.cluster.empty();
        stratum_of_[lamp] = look.stratum;
        cluster_of_[lamp] = look.cluster;
    }

    void settle_heads() {
        const auto direct = made_.looked; // a look at the pole itself counts before those at its heads
        for (const auto& [key, head] : heads_) {
            if (direct[head.lamp] == 0) {
                made_.looked[head.lamp] = 1;
                made_.state[head.lamp] = std::max(made_.state[head.lamp], head.state); // unknown < lit < out
            }
        }
    }

    /// Texts as numbers in the order of their names.
    static void number(const std::map<std::uint32_t, Text>& texts, std::vector<std::uint32_t>& of_lamp,
                       std::vector<std::string>& names) {
        std::map<std::string, std::uint32_t> numbers;
        for (const auto& [lamp, text] : texts) {
            numbers.try_emplace(text.str(), 0);
        }
        for (auto& [name, value] : numbers) {
            value = static_cast<std::uint32_t>(names.size());
            names.push_back(name);
        }
        for (const auto& [lamp, text] : texts) {
            of_lamp[lamp] = numbers[text.str()];
        }
    }

    struct Head {
        std::uint32_t lamp = 0;
        LampState state = LampState::unknown;
        std::uint8_t looked = 0;
    };
    const LampTable& table_;
    const LampIndex& index_;
    const StateWords& words_;
    const std::optional<SunPlace>& city_;
    std::vector<Issue>& issues_;
    Sightings made_;
    std::map<std::string, Head> heads_;
    std::map<std::uint32_t, Text> stratum_of_, cluster_of_;
};

std::int64_t seconds_of(const std::optional<Moment>& time) {
    return time ? time->seconds : INT64_MIN;
}

/// A look and what tells it from others, so that the order of rows does not matter: time, then what it saw (unknown,
/// lit, out), then its design.
struct Placed {
    std::int64_t seconds = 0;
    LampState state = LampState::unknown;
    const Inspection* look = nullptr;

    friend bool operator<(const Placed& a, const Placed& b) {
        const auto rest = [](const Inspection& one) {
            return std::tuple(one.stratum.str(), one.cluster.str(), one.weight.value_or(0));
        };
        return std::tie(a.seconds, a.state) != std::tie(b.seconds, b.state)
                   ? std::tie(a.seconds, a.state) < std::tie(b.seconds, b.state)
                   : rest(*a.look) < rest(*b.look);
    }
};

} // namespace

std::vector<Round> rounds_of(const Inventory& city, const LampIndex& index) {
    const auto place = place_of(city);
    std::map<std::string, Round> by_name;
    for (const auto& look : city.inspections) {
        if (index.find(look.asset.str()).named != Named::nothing) {
            const auto name = round_name(look, place);
            auto& round = by_name[ascii::lower(name)];
            round.name = round.looks == 0 ? name : std::min(round.name, name); // `N1` is `n1`
            widen(round, look.time);
            ++round.looks;
        }
    }
    std::vector<Round> rounds;
    std::transform(by_name.begin(), by_name.end(), std::back_inserter(rounds),
                   [](const auto& one) { return one.second; });
    std::stable_sort(rounds.begin(), rounds.end(),
                     [](const auto& a, const auto& b) { return seconds_of(a.to) < seconds_of(b.to); });
    return rounds;
}

Sightings sightings_of(const Inventory& city, const LampTable& table, const LampIndex& index, const StateWords& words,
                       const Round& round, std::vector<Issue>& issues) {
    const auto place = place_of(city);
    const auto wanted = ascii::lower(round.name);
    std::vector<Placed> looks;
    Reader reader(table, index, words, place, issues);
    for (const auto& look : city.inspections) {
        const auto name = ascii::lower(round_name(look, place));
        if (name.empty() && !wanted.empty()) {
            reader.leave_out(look);
        }
        if (name == wanted) {
            const auto time = look.time ? std::optional(on_clock(*look.time, place)) : std::nullopt;
            looks.push_back({seconds_of(time), words.of(look.result.str()).value_or(LampState::unknown), &look});
        }
    }
    std::stable_sort(looks.begin(), looks.end());
    for (const auto& one : looks) {
        reader.take(*one.look);
    }
    auto made = reader.finished();
    made.round.name = round.name;
    return made;
}

} // namespace kerb::outage
