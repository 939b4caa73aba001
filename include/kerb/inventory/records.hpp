// What happened to assets and when: events, readings, inspections, milestones. Tables without a place.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// Faults of lamps; the last two are those of a pole and a cable.
enum class EventKind : std::uint8_t { unknown, off, day_on, flicker, pole, cable, dredging, repair, other };

enum class ReportSource : std::uint8_t { unknown, patrol, hotline, telemetry, app, other };

/// Something that began, and may have ended.
struct Event {
    Attributes about;
    Text asset; ///< key
    EventKind kind = EventKind::unknown;
    ReportSource report_source = ReportSource::unknown;
    std::optional<Moment> found, fixed;
    std::optional<double> quantity; ///< m³ dredged, for one
    friend bool operator==(const Event&, const Event&) = default;
};

/// What an instrument said once.
struct Reading {
    Attributes about;
    Text asset; ///< key
    std::optional<Moment> time;
    Text quantity; ///< `on`, `current`, `level`, …
    std::optional<double> value;
    Text unit;
    friend bool operator==(const Reading&, const Reading&) = default;
};

/// What somebody saw once: a patrol's look at a lamp, a bridge test.
struct Inspection {
    Attributes about;
    Text asset; ///< key
    std::optional<Moment> time;
    Text round, inspector, result;
    std::optional<double> weight; ///< 1 / chance of being chosen, for samples
    Text stratum, cluster;        ///< of the sample's design
    friend bool operator==(const Inspection&, const Inspection&) = default;
};

/// A dated step of a project.
struct Milestone {
    Attributes about;
    Text project; ///< key
    std::optional<Moment> planned, actual;
    friend bool operator==(const Milestone&, const Milestone&) = default;
};

} // namespace kerb
