// Two years of lamps: when they were dark, who noticed, and what the lighting department wrote down.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "records.hpp"

namespace kerb::synth {
namespace {

struct Life {
    double shape, scale_years;
};
constexpr Life led_life = {1.0, 7.0}, other_life = {1.6, 1.7};
constexpr double year = 365.25 * 24 * 3600, cable_faults_per_year = 0.25, cable_days = 1.0;

std::int64_t days(double count) {
    return static_cast<std::int64_t>(count * static_cast<double>(day));
}

/// Age at which a lamp of age `now` fails.
double fails_at(Draw& random, const Life& life, double now) {
    const double passed = std::pow(now / life.scale_years, life.shape);
    return life.scale_years * std::pow(passed + random.exponential(1), 1 / life.shape);
}

EventKind kind_of(Draw& random) {
    const double u = random.uniform();
    return u < 0.86 ? EventKind::off : u < 0.91 ? EventKind::flicker : u < 0.95 ? EventKind::day_on : EventKind::pole;
}

bool darkens(EventKind kind) {
    return kind == EventKind::off || kind == EventKind::pole || kind == EventKind::cable;
}

ReportSource found_by(Draw& random) {
    const double u = random.uniform();
    return u < 0.8 ? ReportSource::patrol : u < 0.95 ? ReportSource::app : ReportSource::other;
}

/// The outages of all lamps, one after the other.
class LampLives {
public:
    explicit LampLives(Desk& desk) : desk_(desk) {}
    void live(std::uint32_t lamp);

private:
    [[nodiscard]] bool out_alone(std::uint32_t lamp) const;
    /// When the records of this lamp begin.
    [[nodiscard]] std::int64_t starts(std::uint32_t lamp) const {
        return std::max(desk_.calendar.from.seconds, desk_.since[lamp] * day);
    }
    void date_heads(std::uint32_t lamp, std::int64_t built);
    void course(Outage& outage, Draw& random) const;
    void settle_census(std::uint32_t lamp, std::vector<Outage>& life, Draw& random) const;
    void hold(const Outage& outage, Draw& random);

    Desk& desk_;
};

// A whole circuit that is out is one outage of the cable, not sixty of lamps.
bool LampLives::out_alone(std::uint32_t lamp) const {
    const auto& out = desk_.truth.circuits_out;
    const auto& light = desk_.city.streetlights[lamp];
    return light.state == LightState::out &&
           std::none_of(out.begin(), out.end(), [&](const auto& key) { return light.circuit == key; });
}

void LampLives::date_heads(std::uint32_t lamp, std::int64_t built) {
    for (auto head = desk_.first_head[lamp]; head < desk_.first_head[lamp + 1]; ++head) {
        desk_.city.luminaires[head].about.more.edit().build_date = day_of(built);
    }
}

/// When an outage that began is found and mended.
void LampLives::course(Outage& outage, Draw& random) const {
    const auto& habit = desk_.habits[desk_.district_of[outage.target]];
    outage.found = outage.onset + hour + days(random.exponential(habit.patrol_days));
    outage.source = found_by(random);
    outage.fixed = outage.found + hour + days(random.lognormal(habit.repair_days, 0.8));
}

// The inventory says what was dark at the census night: an outage that contradicts it gives way.
void LampLives::settle_census(std::uint32_t lamp, std::vector<Outage>& life, Draw& random) const {
    const auto census = desk_.calendar.census;
    std::erase_if(life, [census](const Outage& o) { return o.onset <= census + hour && census - hour < o.fixed; });
    if (!out_alone(lamp)) {
        return;
    }
    const auto after = std::find_if(life.begin(), life.end(), [census](const Outage& o) { return o.onset > census; });
    const auto earliest = after == life.begin() ? starts(lamp) : std::prev(after)->fixed;
    Outage now;
    now.target = lamp;
    now.kind = random.chance(0.95) ? EventKind::off : EventKind::pole;
    now.onset = std::max(earliest + hour, census - 2 * hour - days(random.exponential(25)));
    now.found =
        now.onset + static_cast<std::int64_t>(random.uniform(0.1, 0.9) * static_cast<double>(census - now.onset));
    now.source = found_by(random);
    now.fixed = census + 12 * hour + days(random.lognormal(desk_.habits[desk_.district_of[lamp]].repair_days, 0.8));
    std::erase_if(life, [&now, census](const Outage& o) { return o.onset > census && o.onset <= now.fixed; });
    life.push_back(now);
    std::sort(life.begin(), life.end(), [](const Outage& a, const Outage& b) { return a.onset < b.onset; });
}

// Citizens report a dark lamp at their district's rate until it is lit; the first of them may find it.
void LampLives::hold(const Outage& outage, Draw& random) {
    const auto& habit = desk_.habits[desk_.district_of[outage.target]];
    auto& told = desk_.told.districts[desk_.district_of[outage.target]];
    const auto number = static_cast<std::uint32_t>(desk_.lamps.all.size());
    desk_.lamps.all.push_back(outage);
    auto& kept = desk_.lamps.all.back();
    if (!darkens(outage.kind)) {
        return;
    }
    ++told.outages;
    const auto until = std::min(outage.fixed, desk_.calendar.as_of.seconds);
    bool first = true;
    for (auto time = outage.onset;;) {
        time += 60 + days(random.exponential(1 / habit.reports_per_day));
        if (time >= until) {
            break;
        }
        if (first && time < kept.found) {
            kept.found = time;
            kept.source = ReportSource::hotline;
        }
        told.outages_reported += first ? 1 : 0;
        ++told.reports;
        desk_.reports.push_back({number, time, first});
        first = false;
    }
}

void LampLives::live(std::uint32_t lamp) {
    auto random = desk_.draw(lamp_life, lamp);
    const auto head = desk_.first_head[lamp];
    const auto& life = desk_.city.luminaires[head].source_type == LightSource::led ? led_life : other_life;
    auto time = starts(lamp);
    double age = desk_.since[lamp] != 0 ? 0 : random.uniform(0, 1.5 * life.scale_years);
    date_heads(lamp, time - static_cast<std::int64_t>(age * year));
    std::vector<Outage> outages;
    for (;;) {
        Outage outage;
        outage.target = lamp;
        outage.onset = time + static_cast<std::int64_t>((fails_at(random, life, age) - age) * year) + 1;
        if (outage.onset >= desk_.calendar.as_of.seconds) {
            break;
        }
        outage.kind = kind_of(random);
        course(outage, random);
        outages.push_back(outage);
        time = outage.fixed;
        age = 0;
    }
    settle_census(lamp, outages, random);
    auto citizens = desk_.draw(lamp_report, lamp);
    for (const auto& outage : outages) {
        hold(outage, citizens);
    }
    desk_.lamps.begin.push_back(static_cast<std::uint32_t>(desk_.lamps.all.size()));
}

void live_cable(Desk& desk, std::uint32_t circuit) {
    auto random = desk.draw(cable_life, circuit);
    const auto& key = desk.city.circuits[circuit].about.key;
    const auto& out = desk.truth.circuits_out;
    const auto census = desk.calendar.census;
    const auto add = [&](std::int64_t onset, std::int64_t fixed) {
        const auto last = onset < census ? std::min(fixed, census) : fixed; // a dead circuit is known by the census
        const auto found =
            onset + hour + static_cast<std::int64_t>(random.uniform(0, 0.3 * static_cast<double>(last - onset)));
        const auto source = desk.heard[circuit] != 0 ? ReportSource::telemetry : ReportSource::hotline;
        desk.cables.all.push_back({circuit, onset, found, fixed, source, EventKind::cable});
    };
    const bool dead = std::find(out.begin(), out.end(), key) != out.end();
    auto time = desk.calendar.from.seconds;
    for (;;) {
        const auto onset = time + static_cast<std::int64_t>(random.exponential(year / cable_faults_per_year));
        auto fixed = onset + 4 * hour + days(random.lognormal(cable_days, 0.6));
        if (onset >= desk.calendar.as_of.seconds || (dead && onset >= census - 10 * day)) {
            break;
        }
        time = fixed;
        if (fixed < census - 12 * day || onset > census + day) {
            add(onset, fixed);
        }
    }
    if (dead) {
        const auto end = census + days(random.uniform(1, 30)), begin = census - days(random.uniform(1, 9));
        add(begin, end);
    }
    desk.cables.begin.push_back(static_cast<std::uint32_t>(desk.cables.all.size()));
}

/// The lamp's only head, else its pole; a pole's own fault is the pole's.
const std::string& asset_of(const Desk& desk, const Outage& outage) {
    const auto head = desk.first_head[outage.target];
    return outage.kind == EventKind::pole || desk.first_head[outage.target + 1] - head != 1
               ? desk.city.streetlights[outage.target].about.key
               : desk.city.luminaires[head].about.key;
}

Event event_of(Desk& desk, const Outage& outage) {
    Event event;
    event.about.key = fmt::format("E-{:07}", desk.city.events.size() + 1);
    event.asset =
        outage.kind == EventKind::cable ? desk.city.circuits[outage.target].about.key : asset_of(desk, outage);
    event.kind = outage.kind;
    event.report_source = outage.source;
    event.found = at(outage.found);
    if (outage.fixed < desk.calendar.as_of.seconds) {
        event.fixed = at(outage.fixed);
    } else {
        ++desk.told.open_events;
    }
    return event;
}

} // namespace

void find_telemetry(Desk& desk) {
    auto& city = desk.city;
    desk.heard.assign(city.circuits.size(), 0);
    Text last;
    std::uint64_t cabinet = 0;
    for (std::size_t i = 0; i < city.circuits.size(); ++i) {
        cabinet += i > 0 && !(city.circuits[i].cabinet == last) ? 1 : 0;
        last = city.circuits[i].cabinet;
        desk.heard[i] = desk.draw(telemetry_cabinet, cabinet).chance(0.2) ? 1 : 0;
        if (desk.heard[i] != 0 && cabinet < city.cabinets.size()) {
            city.cabinets[cabinet].telemetry = fmt::format("RTU-{:05}", cabinet + 1);
        }
    }
}

// At crossings two roads' lamps may stand within half a metre of each other: they share a mast.
void share_masts(Desk& desk) {
    constexpr double within_m = 0.5;
    auto& lights = desk.city.streetlights;
    Points places;
    places.reserve(lights.size());
    for (const auto& light : lights) {
        places.push_back(light.position);
    }
    const PointGrid grid(places, 10);
    std::uint32_t masts = 0;
    for (std::uint32_t i = 0; i < lights.size(); ++i) {
        Box box;
        box.add(places[i]);
        grid.visit(box.grown(within_m), [&](Point p, std::uint32_t other) {
            if (other < i && distance(p, places[i]) <= within_m) {
                auto& group = lights[other].group;
                group = group.empty() ? Text(fmt::format("MAST-{:04}", ++masts)) : group;
                lights[i].group = group;
            }
        });
    }
}

void live_lamps(Desk& desk) {
    desk.told.lives = {{"led", led_life.shape, led_life.scale_years},
                       {"hps", other_life.shape, other_life.scale_years}};
    desk.cables.begin = {0};
    for (std::uint32_t i = 0; i < desk.city.circuits.size(); ++i) {
        live_cable(desk, i);
    }
    LampLives lives(desk);
    desk.lamps.begin = {0};
    for (std::uint32_t i = 0; i < desk.city.streetlights.size(); ++i) {
        lives.live(i);
    }
}

void add_events(Desk& desk) {
    std::vector<const Outage*> order;
    order.reserve(desk.lamps.all.size() + desk.cables.all.size());
    for (const auto* list : {&desk.cables.all, &desk.lamps.all}) {
        for (const auto& outage : *list) {
            if (outage.found < desk.calendar.as_of.seconds) {
                order.push_back(&outage);
                ++(outage.kind == EventKind::cable ? desk.told.cable_events : desk.told.lamp_events);
            }
        }
    }
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->found < b->found; });
    desk.city.events.reserve(order.size());
    for (const auto* outage : order) {
        desk.city.events.push_back(event_of(desk, *outage));
    }
}

} // namespace kerb::synth
