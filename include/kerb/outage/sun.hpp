// When is it night at a place, and how much of a stretch of time is?
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/base/moment.hpp>

namespace kerb::outage {

/// A place, in degrees (north and east positive), and how far its clock is ahead of UTC. The clock keeps one offset all
/// year, as records of one city do; with a summer time give what the record's clock shows.
struct SunPlace {
    double latitude = 0, longitude = 0;
    int clock_min = 0;
};

/// The sun's centre 34′ of refraction and 16′ of its radius below the horizon: sunset as almanacs print it.
inline constexpr double sunset_zenith = 90.833;
/// End of civil twilight.
inline constexpr double civil_zenith = 96;

/// From when to when lamps are to be lit.
struct NightRules {
    double zenith = sunset_zenith; ///< of the sun's centre when night begins and ends
    int begins_min = 0;            ///< minutes after the sun sets (below 0: before)
    int ends_min = 0;              ///< minutes after the sun rises
};

/// The sun's declination in degrees and the equation of time in minutes (what a sundial is ahead of the clock).
struct SunPosition {
    double declination = 0, equation_min = 0;
};
/// Meeus 1998, chapters 25 and 28, of low accuracy (0.01 degrees). \param utc_seconds since 1970-01-01T00:00:00 UTC
[[nodiscard]] SunPosition sun_position(double utc_seconds);

/// A day's sun, in seconds on the city's clock since 1970-01-01T00:00:00.
struct SunDay {
    double noon = 0;                 ///< when it stands highest
    std::optional<double> rise, set; ///< of the half days before and after noon; none where it does not cross
    bool up = false;                 ///< at noon, if it does not cross: polar day; otherwise polar night
};

/// Sunrise, noon and sunset of the day that `moment` lies in (NOAA's solar calculator after Meeus 1998, chapters 15 and
/// 25; within a minute of the almanac where the sun does not graze the horizon).
/// \pre −90 ≤ latitude ≤ 90, −180 ≤ longitude ≤ 180, clock within 18 h of UTC, 0 < zenith < 180 \throws UsageError
/// otherwise
[[nodiscard]] SunDay sun_day(const SunPlace& place, const Moment& moment, double zenith = sunset_zenith);

/// The nights of a place over a stretch of time, in whole seconds. A night lies between two noons: from sunset to
/// sunrise, all of it where the sun stays below, none where it stays above.
class Nights {
public:
    /// \pre as for `sun_day`; from ≤ to, not more than 500 years; offsets within 12 hours \throws UsageError otherwise
    /// \par Complexity O(days)
    Nights(const SunPlace& place, const Moment& from, const Moment& to, const NightRules& rules = {});

    /// Seconds of night in [from, to) on the city's clock; additive to the second. \pre within the stretch given
    /// \throws UsageError otherwise \par Complexity O(1)
    [[nodiscard]] std::int64_t seconds(std::int64_t from, std::int64_t to) const;
    [[nodiscard]] std::int64_t seconds(const Moment& from, const Moment& to) const {
        return seconds(from.seconds, to.seconds);
    }

private:
    [[nodiscard]] std::int64_t before(std::int64_t time) const;

    struct Night {
        std::int64_t begins = 0, ends = 0; ///< on the city's clock
        std::int64_t earlier = 0;          ///< seconds of night before it
    };
    std::int64_t from_ = 0, to_ = 0, first_noon_ = 0; ///< the noon before the first night, about
    std::vector<Night> nights_;                       ///< one for each pair of noons, ascending
};

} // namespace kerb::outage
