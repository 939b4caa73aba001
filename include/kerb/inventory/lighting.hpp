// Street lighting: luminaire → pole → circuit → cabinet.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// Working state of a luminaire.
enum class LightState : std::uint8_t { unknown, working, out, day_on };

enum class LightSource : std::uint8_t { unknown, led, hps, mh, fluorescent, other };

/// 全夜灯, 半夜灯.
enum class LightSchedule : std::uint8_t { unknown, all_night, half_night };

enum class Phase : std::uint8_t { unknown, a, b, c, three };

/// What the lamp is for: the road, or the looks of the city (景观照明), which is counted apart.
enum class LightPurpose : std::uint8_t { unknown, functional, landscape };

/// A pole (基) with its place; its luminaires (盏) are rows of their own.
struct Streetlight {
    Attributes about;
    Point position;
    std::optional<double> height_m;
    std::optional<double> reach_m; ///< how far it lights, where the inventory says
    Text circuit, cabinet;         ///< keys
    Text road;                     ///< key of the road it stands on, where the record says
    std::optional<int> luminaire_count;
    LightState state = LightState::unknown;
    LightPurpose purpose = LightPurpose::unknown;
    Text group; ///< poles that share a mast (合杆)
    friend bool operator==(const Streetlight&, const Streetlight&) = default;
};

/// A lamp head (盏).
struct Luminaire {
    Attributes about;
    std::string pole; ///< key of its streetlight
    Text circuit;     ///< key, where it differs from the pole's
    LightSource source_type = LightSource::unknown;
    std::optional<double> power_w;
    LightState state = LightState::unknown;
    LightSchedule schedule = LightSchedule::unknown;
    Text telemetry; ///< id of its controller
    friend bool operator==(const Luminaire&, const Luminaire&) = default;
};

/// A lighting circuit 回路.
struct Circuit {
    Attributes about;
    Place place;  ///< its cable as a line, where surveyed
    Text cabinet; ///< key
    Phase phase = Phase::unknown;
    std::optional<double> current_a; ///< reference current with every lamp on
    friend bool operator==(const Circuit&, const Circuit&) = default;
};

/// A control cabinet or feeder pillar 配电箱.
struct Cabinet {
    Attributes about;
    Point position;
    std::optional<double> rating_kva;
    Text telemetry;
    friend bool operator==(const Cabinet&, const Cabinet&) = default;
};

} // namespace kerb
