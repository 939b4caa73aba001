#include "records.hpp"

#include <algorithm>
#include <numbers>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

namespace kerb::synth {
namespace {

/// Road of every lamp: lamps stand at even steps of the lit roads laid end to end, see add_lighting().
std::vector<std::uint32_t> roads_of_lamps(const Inventory& city, const Truth& truth) {
    std::vector<double> lengths(city.roads.size());
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        lengths[i] = length(city.roads[i].centreline);
    }
    for (const auto road : truth.roads_unlit) {
        lengths[road] = 0;
    }
    double lit = 0;
    for (const auto one : lengths) {
        lit += one;
    }
    const double step = lit / static_cast<double>(city.streetlights.size());
    std::vector<std::uint32_t> roads;
    roads.reserve(city.streetlights.size());
    double before = 0;
    std::uint32_t last = 0;
    for (std::uint32_t i = 0; i < lengths.size(); ++i) {
        last = lengths[i] > 0 ? i : last;
        while (roads.size() < city.streetlights.size() &&
               (static_cast<double>(roads.size()) + 0.5) * step < before + lengths[i]) {
            roads.push_back(i);
        }
        before += lengths[i];
    }
    roads.resize(city.streetlights.size(), last);
    return roads;
}

std::vector<std::uint32_t> circuits_of_lamps(const Inventory& city) {
    std::vector<std::uint32_t> circuits;
    circuits.reserve(city.streetlights.size());
    std::uint32_t now = 0;
    for (std::size_t i = 0; i < city.streetlights.size(); ++i) {
        now += i > 0 && !(city.streetlights[i].circuit == city.streetlights[i - 1].circuit) ? 1 : 0;
        circuits.push_back(now);
    }
    return circuits;
}

std::vector<std::uint32_t> first_heads(const Inventory& city) {
    std::vector<std::uint32_t> first = {0};
    first.reserve(city.streetlights.size() + 1);
    for (const auto& light : city.streetlights) {
        first.push_back(first.back() + static_cast<std::uint32_t>(light.luminaire_count.value_or(0)));
    }
    return first;
}

/// A richer district reports more, is patrolled more often and repaired sooner.
Habits habits_of(Draw random) {
    const double wealth = random.uniform(-1, 1);
    return {0.006 * std::exp(0.9 * wealth), 20 * std::exp(-0.3 * wealth) * random.uniform(0.9, 1.1),
            6 * std::exp(-0.4 * wealth) * random.uniform(0.9, 1.1)};
}

constexpr std::int64_t morning = 8 * hour + hour / 2, noon = 12 * hour, afternoon = 14 * hour,
                       evening = 17 * hour + hour / 2;

} // namespace

double Draw::lognormal(double median, double sigma) {
    const double radius = std::sqrt(-2 * std::log1p(-stream_.uniform()));
    return median * std::exp(sigma * radius * std::cos(2 * std::numbers::pi * stream_.uniform()));
}

bool Outages::dark(std::uint32_t target, std::int64_t time) const {
    const auto first = all.begin() + begin[target], last = all.begin() + begin[target + 1];
    return std::any_of(first, last, [time](const Outage& outage) { return outage.covers(time); });
}

std::int64_t next_working(std::int64_t time) {
    for (;;) {
        const auto today = time / day, clock = time % day;
        const auto weekday = (today + 4) % 7; // 1970-01-01 was a Thursday; 0 is Sunday
        if (weekday == 0 || weekday == 6 || clock >= evening) {
            time = (today + 1) * day + morning;
        } else if (clock < morning) {
            return today * day + morning;
        } else if (clock >= noon && clock < afternoon) {
            return today * day + afternoon;
        } else {
            return time;
        }
    }
}

std::int64_t after_working_hours(std::int64_t time, double hours) {
    auto left = static_cast<std::int64_t>(std::llround(hours * hour));
    time = next_working(time);
    while (left > 0) {
        const auto clock = time % day, room = (clock < noon ? noon : evening) - clock;
        const auto step = std::min(left, room);
        left -= step;
        time += step;
        time = left > 0 ? next_working(time) : time;
    }
    return time;
}

DistrictFinder::DistrictFinder(const Inventory& city, const std::vector<std::uint32_t>& districts)
    : city_(city), districts_(districts) {
    for (const auto zone : districts) {
        boxes_.push_back(bounds(city.zones[zone].area));
        box_.add(boxes_.back());
    }
    if (districts.empty()) {
        return;
    }
    columns_ = static_cast<std::size_t>((box_.max_x - box_.min_x) / cell_m) + 1;
    cells_.resize(columns_ * (static_cast<std::size_t>((box_.max_y - box_.min_y) / cell_m) + 1));
    for (std::uint32_t d = 0; d < boxes_.size(); ++d) {
        for (auto j = row(boxes_[d].min_y); j <= row(boxes_[d].max_y); ++j) {
            for (auto i = column(boxes_[d].min_x); i <= column(boxes_[d].max_x); ++i) {
                cells_[j * columns_ + i].push_back(d);
            }
        }
    }
}

std::size_t DistrictFinder::column(double x) const {
    return static_cast<std::size_t>((std::clamp(x, box_.min_x, box_.max_x) - box_.min_x) / cell_m);
}

std::size_t DistrictFinder::row(double y) const {
    return static_cast<std::size_t>((std::clamp(y, box_.min_y, box_.max_y) - box_.min_y) / cell_m);
}

std::uint32_t DistrictFinder::at(Point p) const {
    if (districts_.empty()) {
        return 0;
    }
    const auto& near = cells_[row(p.y) * columns_ + column(p.x)];
    for (const auto d : near) {
        if (boxes_[d].contains(p) && covers(city_.zones[districts_[d]].area, p)) {
            return d;
        }
    }
    return near.empty() ? 0 : near.front();
}

Desk::Desk(Inventory& the_city, Truth& the_truth, const SampleCityOptions& the_options)
    : city(the_city), truth(the_truth), told(the_truth.records), options(the_options) {
    told.from = calendar.from;
    told.as_of = calendar.as_of;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        if (city.zones[i].kind == "district") {
            habits.push_back(habits_of(draw(district_habit, districts.size())));
            districts.push_back(i);
        }
    }
    road_of = roads_of_lamps(city, truth);
    circuit_of = circuits_of_lamps(city);
    first_head = first_heads(city);
    const DistrictFinder finder(city, districts);
    district_of.reserve(city.streetlights.size());
    for (const auto& light : city.streetlights) {
        district_of.push_back(finder.at(light.position));
    }
    for (std::size_t d = 0; d < districts.size(); ++d) {
        DistrictTruth one;
        one.key = city.zones[districts[d]].about.key;
        one.reports_per_day = habits[d].reports_per_day;
        one.patrol_days = habits[d].patrol_days;
        one.repair_days = habits[d].repair_days;
        told.districts.push_back(std::move(one));
    }
    for (std::size_t i = 0; i < city.streetlights.size() && !districts.empty(); ++i) {
        auto& one = told.districts[district_of[i]];
        ++one.lamps;
        one.lamps_out += city.streetlights[i].state == LightState::out ? 1 : 0;
    }
}

void add_records(Inventory& city, Truth& truth, const SampleCityOptions& options) {
    Desk desk(city, truth, options);
    date_additions(desk);
    share_masts(desk);
    find_telemetry(desk);
    if (desk.by_lamp()) {
        live_lamps(desk);
        add_events(desk);
        add_inspections(desk);
        add_readings(desk);
        add_cases(desk);
    }
    add_permits(desk);
    add_duties(desk);
    add_projects(desk);
}

} // namespace kerb::synth
