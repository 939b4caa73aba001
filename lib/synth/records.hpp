// What the parts of the records share: who stands where, and when the records were made.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "parts.hpp"

namespace kerb::synth {

/// What a random stream of the records is for. Never renumbered.
enum RecordPurpose : std::uint32_t {
    district_habit = first_record_purpose,
    lamp_life,
    cable_life,
    lamp_age,
    lamp_report,
    census_look,
    patrol_ticket,
    patrol_look,
    telemetry_cabinet,
    telemetry_night,
    other_case,
    case_course,
    permit_draw,
    road_age,
    cleaning,
    project_draw,
    contract_draw,
    added_since,
    moved_since,
    changed_since,
    removed_since,
    billboard_course
};

constexpr std::int64_t hour = 3600, day = 24 * hour;

/// A random number of one purpose and item.
class Draw {
public:
    Draw(std::uint64_t seed, std::uint32_t purpose, std::uint64_t item) : stream_(seed, purpose, item) {}
    [[nodiscard]] double uniform() { return stream_.uniform(); }
    [[nodiscard]] double uniform(double low, double high) { return stream_.uniform(low, high); }
    [[nodiscard]] std::uint32_t below(std::uint32_t bound) { return stream_.below(bound); }
    [[nodiscard]] bool chance(double share) { return stream_.uniform() < share; }
    [[nodiscard]] double exponential(double mean) { return -mean * std::log1p(-stream_.uniform()); }
    [[nodiscard]] double lognormal(double median, double sigma);

private:
    RandomStream stream_;
};

/// Seconds of the two years: 2023-01-01 … 2025-01-01, the census night before the patrol.
struct Calendar {
    Moment from = Moment::day(2023, 1, 1), as_of = Moment::day(2025, 1, 1);
    std::int64_t patrol = Moment::day(2024, 11, 19).seconds + 20 * hour;
    std::int64_t census = Moment::day(2024, 12, 10).seconds + 20 * hour;
};

[[nodiscard]] inline Moment at(std::int64_t seconds) {
    Moment moment;
    moment.seconds = seconds;
    moment.has_time = true;
    return moment;
}
[[nodiscard]] inline Moment day_of(std::int64_t seconds) {
    Moment moment = at(seconds);
    moment.seconds = moment.days() * day;
    moment.has_time = false;
    return moment;
}

/// A time when something is dark, of a lamp or a circuit.
struct Outage {
    std::uint32_t target = 0; ///< position of the streetlight or circuit
    std::int64_t onset = 0, found = 0, fixed = 0;
    ReportSource source = ReportSource::patrol;
    EventKind kind = EventKind::off;
    [[nodiscard]] bool covers(std::int64_t time) const { return onset <= time && time < fixed; }
};

/// The times of all lamps or all circuits, in the order of their targets and of time.
struct Outages {
    std::vector<Outage> all;
    std::vector<std::uint32_t> begin; ///< of each target, and one past the last
    [[nodiscard]] bool dark(std::uint32_t target, std::int64_t time) const;
};

/// A citizen's report of a dark lamp.
struct Report {
    std::uint32_t outage = 0; ///< position among the lamps' outages
    std::int64_t time = 0;
    bool first = true;
};

struct Habits {
    double reports_per_day = 0, patrol_days = 0, repair_days = 0;
};

/// The finished city as the records see it.
struct Desk {
    Desk(Inventory& the_city, Truth& the_truth, const SampleCityOptions& the_options);

    [[nodiscard]] Draw draw(std::uint32_t purpose, std::uint64_t item) const { return {options.seed, purpose, item}; }
    /// Are records kept lamp by lamp? Not at size l.
    [[nodiscard]] bool by_lamp() const { return options.size != Size::l; }
    /// How many of a thing of which size s has `count`; size l has as many as m.
    [[nodiscard]] std::uint32_t times(std::uint32_t count) const {
        return synth::times(scale_of(std::min(options.size, Size::m)), count);
    }
    [[nodiscard]] bool lamp_dark(std::uint32_t lamp, std::int64_t time) const {
        return lamps.dark(lamp, time) || cables.dark(circuit_of[lamp], time);
    }

    Inventory& city;
    Truth& truth;
    RecordTruth& told;
    SampleCityOptions options;
    Calendar calendar;
    std::vector<std::uint32_t> districts;                        ///< positions of the zones
    std::vector<Habits> habits;                                  ///< by district
    std::vector<std::uint32_t> road_of, district_of, circuit_of; ///< by streetlight
    std::vector<std::uint32_t> first_head;                       ///< by streetlight, and one past the last
    std::vector<std::uint8_t> heard;                             ///< by circuit: its cabinet has telemetry
    std::vector<std::uint32_t> since; ///< by streetlight: day since 1970 on which its lamp was put up; 0: before 2023
    Outages lamps, cables;
    std::vector<Report> reports;
};

/// District of a place, position in Desk::districts.
class DistrictFinder {
public:
    DistrictFinder(const Inventory& city, const std::vector<std::uint32_t>& districts);
    [[nodiscard]] std::uint32_t at(Point p) const;

private:
    static constexpr double cell_m = 400;
    [[nodiscard]] std::size_t column(double x) const;
    [[nodiscard]] std::size_t row(double y) const;

    const Inventory& city_;
    const std::vector<std::uint32_t>& districts_;
    Box box_;
    std::size_t columns_ = 0;
    std::vector<Box> boxes_;
    std::vector<std::vector<std::uint32_t>> cells_;
};

/// The next moment of a working day (Monday to Friday, 8:30–12:00 and 14:00–17:30) at or after `time`.
[[nodiscard]] std::int64_t next_working(std::int64_t time);
/// `hours` of working time after `time`.
[[nodiscard]] std::int64_t after_working_hours(std::int64_t time, double hours);

void date_additions(Desk& desk);  ///< what was not there two years before
void find_telemetry(Desk& desk);  ///< circuits whose cabinet reports its current
void share_masts(Desk& desk);     ///< poles in one place
void live_lamps(Desk& desk);      ///< outages of lamps and cables, and who reported them
void add_events(Desk& desk);      ///< what the lighting department wrote down of them
void add_inspections(Desk& desk); ///< the census and the sampled patrol
void add_readings(Desk& desk);    ///< what the circuits' telemetry said
void add_cases(Desk& desk);       ///< what citizens and patrols reported
void add_permits(Desk& desk);     ///< excavations, and when roads were built
void add_duties(Desk& desk);      ///< responsibilities and contracts
void add_projects(Desk& desk);    ///< projects and milestones

} // namespace kerb::synth
