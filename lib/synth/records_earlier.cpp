// The same city two years before: what was added, moved and changed since, and what is gone.
#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include <kerb/synth/earlier_city.hpp>

#include "records.hpp"

namespace kerb::synth {
namespace {

constexpr double roads_added = 0.01, greens_added = 0.03, lamps_added = 0.015;
constexpr double lamps_moved = 0.005, lamps_changed = 0.02, lamps_removed = 0.008;
constexpr std::uint32_t days_of_change = 600; ///< the last changes are some months before the patrol

Moment date_of(const Desk& desk, Draw& random) {
    return day_of(desk.calendar.from.seconds + random.below(days_of_change) * day);
}

void add_road_dates(Desk& desk, std::vector<std::uint32_t>& since) {
    std::unordered_set<std::string> carried;
    for (const auto& bridge : desk.city.bridges) {
        carried.insert(bridge.road);
    }
    for (std::uint32_t i = 0; i < desk.city.roads.size(); ++i) {
        auto& road = desk.city.roads[i];
        auto random = desk.draw(added_since, i);
        if (!random.chance(roads_added) || carried.contains(road.about.key)) {
            continue;
        }
        const auto built = date_of(desk, random);
        road.about.more.edit().build_date = built;
        road.about.more.edit().valid_from = built;
        since[i] = static_cast<std::uint32_t>(built.days());
        desk.told.earlier.roads_added.push_back(road.about.key);
    }
}

bool changed_in(const Desk& desk, std::uint32_t lamp) {
    const auto first = desk.first_head[lamp], last = desk.first_head[lamp + 1];
    const auto led = [&](std::uint32_t head) { return desk.city.luminaires[head].source_type == LightSource::led; };
    return first < last && led(first) && desk.draw(changed_since, lamp).chance(lamps_changed);
}

void date_lamp(Desk& desk, std::uint32_t lamp, std::uint32_t road_since) {
    auto& light = desk.city.streetlights[lamp];
    auto& told = desk.told.earlier;
    auto random = desk.draw(moved_since, lamp);
    const bool added = road_since != 0 || random.chance(lamps_added);
    if (added) {
        const auto since = road_since != 0 ? road_since : static_cast<std::uint32_t>(date_of(desk, random).days());
        desk.since[lamp] = since;
        if (desk.by_lamp()) { // at size l a column of dates for three million lamps would cost too much
            light.about.more.edit().valid_from = day_of(since * day);
        }
        told.lamps_added.push_back(light.about.key);
        return;
    }
    if (random.chance(lamps_moved)) {
        told.lamps_moved.push_back(light.about.key);
    }
    if (changed_in(desk, lamp)) {
        desk.since[lamp] = static_cast<std::uint32_t>(date_of(desk, random).days());
        for (auto head = desk.first_head[lamp]; head < desk.first_head[lamp + 1]; ++head) {
            if (desk.city.luminaires[head].source_type == LightSource::led) {
                told.luminaires_changed.push_back(desk.city.luminaires[head].about.key);
            }
        }
    }
    if (desk.draw(removed_since, lamp).chance(lamps_removed)) {
        told.lamps_removed.push_back(fmt::format("SX-{:07}", lamp + 1));
    }
}

void date_greens(Desk& desk) {
    for (std::size_t i = 0; i < desk.city.green_spaces.size(); ++i) {
        auto& green = desk.city.green_spaces[i];
        auto random = desk.draw(added_since, (1ULL << 40) + i);
        if (random.chance(greens_added)) {
            green.opened = date_of(desk, random);
            green.about.more.edit().valid_from = green.opened;
            desk.told.earlier.greens_added.push_back(green.about.key);
        }
    }
}

using Keys = std::unordered_set<std::string>;

Keys keys_of(const std::vector<std::string>& list) {
    return {list.begin(), list.end()};
}

/// Drops what `keys` name by `key_of`.
template <class Assets, class KeyOf>
void drop(Assets& assets, const Keys& keys, KeyOf key_of) {
    std::erase_if(assets, [&](const auto& asset) { return keys.contains(key_of(asset)); });
}

template <class Asset>
const std::string& own_key(const Asset& asset) {
    return asset.about.key;
}

void take_away_additions(Inventory& city, const EarlierTruth& told) {
    const auto roads = keys_of(told.roads_added), lamps = keys_of(told.lamps_added);
    drop(city.roads, roads, own_key<Road>);
    drop(city.road_areas, roads, [](const auto& area) -> const std::string& { return area.road; });
    drop(city.green_spaces, keys_of(told.greens_added), own_key<GreenSpace>);
    drop(city.streetlights, lamps, own_key<Streetlight>);
    drop(city.luminaires, lamps, [](const auto& head) -> const std::string& { return head.pole; });
}

/// Poles stood two to five metres from where they are.
void move_back(Inventory& city, const EarlierTruth& told, std::uint64_t seed) {
    const auto moved = keys_of(told.lamps_moved);
    for (std::size_t i = 0; i < city.streetlights.size(); ++i) {
        auto& light = city.streetlights[i];
        if (moved.contains(light.about.key)) {
            Draw random(seed, moved_since, (1ULL << 40) + i);
            for (auto* coordinate : {&light.position.x, &light.position.y}) {
                const double step = random.uniform(2, 3.5);
                *coordinate += random.chance(0.5) ? step : -step;
            }
        }
    }
}

void change_back(Inventory& city, const EarlierTruth& told) {
    const auto changed = keys_of(told.luminaires_changed);
    for (auto& head : city.luminaires) {
        if (changed.contains(head.about.key)) {
            head.source_type = LightSource::hps;
            head.power_w = 250;
            head.about.more.edit().build_date.reset();
        }
    }
}

/// Poles that are gone stood near the one whose number they have.
void put_back(Inventory& city, const EarlierTruth& told) {
    const auto gone = keys_of(told.lamps_removed);
    const auto lamps = city.streetlights.size();
    for (std::size_t i = 0; i < lamps; ++i) {
        const auto key = "SX" + city.streetlights[i].about.key.substr(2);
        if (!gone.contains(key)) {
            continue;
        }
        auto light = city.streetlights[i];
        light.about.key = key;
        light.position.x += 3;
        light.position.y += 2;
        light.luminaire_count = 1;
        light.state = LightState::working;
        Luminaire head;
        head.about.key = key + "-1";
        head.pole = key;
        head.source_type = LightSource::hps;
        head.power_w = 250;
        head.state = light.state;
        city.streetlights.push_back(std::move(light));
        city.luminaires.push_back(std::move(head));
    }
}

} // namespace

void date_additions(Desk& desk) {
    desk.told.earlier.taken_on = Moment::day(2022, 12, 31);
    std::vector<std::uint32_t> road_since(desk.city.roads.size(), 0);
    add_road_dates(desk, road_since);
    desk.since.assign(desk.city.streetlights.size(), 0);
    for (std::uint32_t i = 0; i < desk.city.streetlights.size(); ++i) {
        date_lamp(desk, i, road_since[desk.road_of[i]]);
    }
    date_greens(desk);
}

Inventory earlier_city(SampleCity made, const SampleCityOptions& options) {
    auto& city = made.city;
    city.excavation_permits.clear();
    city.responsibilities.clear();
    city.projects.clear();
    city.cases.clear();
    city.events.clear();
    city.readings.clear();
    city.inspections.clear();
    city.milestones.clear();
    std::erase_if(city.others, [](const auto& other) { return other.class_name == "contract"; });
    const auto& told = made.truth.records.earlier;
    take_away_additions(city, told);
    move_back(city, told, options.seed);
    change_back(city, told);
    put_back(city, told);
    return std::move(city);
}

} // namespace kerb::synth
