// What was seen: one night of every lamp, one sampled patrol, and what the circuits' telemetry said.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "records.hpp"

namespace kerb::synth {
namespace {

constexpr double unseen_share = 0.004; ///< behind trees, scaffolds, parked lorries
constexpr double silent_share = 0.03, current_noise = 0.01;
constexpr std::int64_t nights = 31;

constexpr std::array<const char*, 7> class_names = {"unknown", "expressway", "arterial", "collector",
                                                    "local",   "lane",       "other"};

struct Look {
    Text lit = "lit", out = "out", unknown = "unknown";
    [[nodiscard]] const Text& of(bool dark, bool seen) const { return !seen ? unknown : dark ? out : lit; }
};

void take_census(Desk& desk) {
    const Look look;
    const Text round = "census-2024-12", inspector = "照明管理处";
    auto& told = *desk.told.inspections;
    auto& city = desk.city;
    city.inspections.reserve(city.streetlights.size());
    for (std::uint32_t i = 0; i < city.streetlights.size(); ++i) {
        auto random = desk.draw(census_look, i);
        const bool seen = !random.chance(unseen_share), dark = city.streetlights[i].state == LightState::out;
        Inspection one;
        one.about.key = fmt::format("IC-{:07}", i + 1);
        one.asset = city.streetlights[i].about.key;
        one.time = at(desk.calendar.census + static_cast<std::int64_t>(random.below(3600)) - 1800);
        one.round = round;
        one.inspector = inspector;
        one.result = look.of(dark, seen);
        one.weight = 1;
        ++told.census_lamps;
        told.census_out += seen && dark ? 1 : 0;
        told.census_unknown += seen ? 0 : 1;
        city.inspections.push_back(std::move(one));
    }
}

/// The lamps of every road, in order.
std::vector<std::pair<std::uint32_t, std::uint32_t>> lamps_of_roads(const Desk& desk) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges(desk.city.roads.size(), {0, 0});
    for (std::uint32_t i = 0; i < desk.road_of.size(); ++i) {
        auto& [first, last] = ranges[desk.road_of[i]];
        first = last == 0 ? i : first;
        last = i + 1;
    }
    return ranges;
}

/// One stratum: roads of a class, drawn without putting back, every lamp of a road drawn.
class Patrol {
public:
    explicit Patrol(Desk& desk) : desk_(desk), lamps_(lamps_of_roads(desk)) {}
    void visit(RoadClass road_class);

private:
    void walk(std::uint32_t road, double weight, StratumTruth& told);
    [[nodiscard]] std::vector<std::uint32_t> drawn(std::vector<std::uint32_t> roads, std::size_t count) const;

    Desk& desk_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> lamps_;
    Look look_;
    Text round_ = "patrol-2024-11", inspector_ = "巡查一队";
};

std::vector<std::uint32_t> Patrol::drawn(std::vector<std::uint32_t> roads, std::size_t count) const {
    std::vector<std::pair<double, std::uint32_t>> tickets;
    tickets.reserve(roads.size());
    for (const auto road : roads) {
        tickets.emplace_back(desk_.draw(patrol_ticket, road).uniform(), road);
    }
    std::sort(tickets.begin(), tickets.end());
    roads.clear();
    for (std::size_t i = 0; i < count; ++i) {
        roads.push_back(tickets[i].second);
    }
    std::sort(roads.begin(), roads.end());
    return roads;
}

void Patrol::walk(std::uint32_t road, double weight, StratumTruth& told) {
    const Text stratum = told.road_class, cluster = desk_.city.roads[road].about.key;
    for (auto lamp = lamps_[road].first; lamp < lamps_[road].second; ++lamp) {
        auto random = desk_.draw(patrol_look, lamp);
        const auto time = desk_.calendar.patrol + static_cast<std::int64_t>(random.below(3600)) - 1800;
        const bool seen = !random.chance(unseen_share), dark = desk_.lamp_dark(lamp, time);
        Inspection one;
        one.about.key = fmt::format("IP-{:07}", lamp + 1);
        one.asset = desk_.city.streetlights[lamp].about.key;
        one.time = at(time);
        one.round = round_;
        one.inspector = inspector_;
        one.result = look_.of(dark, seen);
        one.weight = weight;
        one.stratum = stratum;
        one.cluster = cluster;
        ++told.lamps_seen;
        told.lamps_out += seen && dark ? 1 : 0;
        told.lamps_unknown += seen ? 0 : 1;
        desk_.city.inspections.push_back(std::move(one));
    }
}

void Patrol::visit(RoadClass road_class) {
    StratumTruth told;
    told.road_class = class_names[static_cast<std::size_t>(road_class)];
    std::vector<std::uint32_t> roads;
    for (std::uint32_t i = 0; i < desk_.city.roads.size(); ++i) {
        if (desk_.city.roads[i].road_class == road_class && lamps_[i].second != 0) {
            roads.push_back(i);
            told.lamps += lamps_[i].second - lamps_[i].first;
        }
    }
    if (roads.empty()) {
        return;
    }
    const auto wanted = std::max<std::size_t>(roads.size() / (desk_.options.size <= Size::s ? 16 : 40), 30);
    const auto count = std::min(wanted, roads.size());
    told.roads = static_cast<std::int64_t>(roads.size());
    told.roads_visited = static_cast<std::int64_t>(count);
    const double weight = static_cast<double>(roads.size()) / static_cast<double>(count);
    for (const auto road : drawn(std::move(roads), count)) {
        walk(road, weight, told);
    }
    desk_.told.inspections->strata.push_back(std::move(told));
}

/// The lamps of every circuit are consecutive: where each begins, and one past the last.
std::vector<std::uint32_t> first_lamps(const Desk& desk) {
    std::vector<std::uint32_t> first;
    for (std::uint32_t i = 0; i < desk.circuit_of.size(); ++i) {
        if (first.size() == desk.circuit_of[i]) {
            first.push_back(i);
        }
    }
    first.push_back(static_cast<std::uint32_t>(desk.circuit_of.size()));
    return first;
}

double current_at(const Desk& desk, std::uint32_t first, std::uint32_t last, std::int64_t time) {
    double watts = 0;
    for (auto lamp = first; lamp < last; ++lamp) {
        const bool dark = time == desk.calendar.census ? desk.city.streetlights[lamp].state == LightState::out
                                                       : desk.lamp_dark(lamp, time);
        for (auto head = desk.first_head[lamp]; head < desk.first_head[lamp + 1] && !dark; ++head) {
            watts += desk.city.luminaires[head].power_w.value_or(0);
        }
    }
    return watts / (220 * 0.9);
}

} // namespace

void add_inspections(Desk& desk) {
    desk.told.inspections = InspectionTruth{};
    desk.told.inspections->census = at(desk.calendar.census);
    desk.told.inspections->patrol = at(desk.calendar.patrol);
    take_census(desk);
    Patrol patrol(desk);
    for (const auto road_class : {RoadClass::expressway, RoadClass::arterial, RoadClass::collector, RoadClass::local,
                                  RoadClass::lane, RoadClass::other}) {
        patrol.visit(road_class);
    }
}

void add_readings(Desk& desk) {
    const Text quantity = "current", unit = "A";
    auto& told = desk.told.telemetry.emplace();
    told.nights = nights;
    const auto first = first_lamps(desk);
    for (std::uint32_t i = 0; i < desk.city.circuits.size() && i + 1 < first.size(); ++i) {
        if (desk.heard[i] == 0) {
            continue;
        }
        ++told.circuits;
        const auto& circuit = desk.city.circuits[i].about.key;
        for (std::int64_t night = 0; night < nights; ++night) {
            auto random = desk.draw(telemetry_night, std::uint64_t{i} * 64 + static_cast<std::uint64_t>(night));
            const auto time = desk.calendar.census - (nights - 1 - night) * day;
            const bool silent = random.chance(silent_share);
            const double noise = 1 + current_noise * (2 * random.uniform() - 1);
            if (silent) {
                ++told.silent;
                if (time == desk.calendar.census) {
                    told.silent_at_census.push_back(circuit);
                }
                continue;
            }
            Reading reading;
            reading.about.key = fmt::format("TM-{:07}", desk.city.readings.size() + 1);
            reading.asset = circuit;
            reading.time = at(time);
            reading.quantity = quantity;
            reading.value = std::round(current_at(desk, first[i], first[i + 1], time) * noise * 100) / 100;
            reading.unit = unit;
            desk.city.readings.push_back(std::move(reading));
            ++told.readings;
        }
    }
}

} // namespace kerb::synth
