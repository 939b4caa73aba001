#include <kerb/outage/sun.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

constexpr double day_s = 86400;
constexpr double to_radians = std::numbers::pi / 180;

double sine(double degrees) {
    return std::sin(degrees * to_radians);
}
double cosine(double degrees) {
    return std::cos(degrees * to_radians);
}

void check(const SunPlace& place, double zenith) {
    const bool sound = std::abs(place.latitude) <= 90 && std::abs(place.longitude) <= 180 &&
                       std::abs(place.clock_min) <= 18 * 60 && zenith > 0 && zenith < 180;
    if (!sound) {
        throw UsageError({"outage.bad_sun",
                          {{"latitude", place.latitude},
                           {"longitude", place.longitude},
                           {"clock", place.clock_min},
                           {"zenith", zenith}}});
    }
}

/// Days since 1970-01-01 of the day and the place in between: all that is needed of a date.
class DayOfPlace {
public:
    DayOfPlace(const SunPlace& place, std::int64_t day, double zenith)
        : place_(place), midnight_(static_cast<double>(day) * day_s), zenith_(zenith) {}

    /// The sun's highest stand, on the clock.
    [[nodiscard]] double noon() const {
        double at = midnight_ + day_s / 2;
        for (int pass = 0; pass < 3; ++pass) {
            at = noon_by(position(at).equation_min);
        }
        return at;
    }

    /// When the sun crosses the zenith distance, before (−1) or after (+1) noon; none where it does not.
    [[nodiscard]] std::optional<double> crossing(double noon, int side) const {
        double at = noon + side * day_s / 4;
        bool crosses = false;
        for (int pass = 0; pass < 12; ++pass) {
            const auto sun = position(at);
            const double cos_angle = cos_hour_angle(sun.declination);
            // Near polar days the sun may cross at its lowest though it would not with its declination of 6 o'clock.
            const double angle = std::acos(std::clamp(cos_angle, -1.0, 1.0)) / to_radians;
            const double next = noon_by(sun.equation_min) + side * angle * 240;
            const bool settled = std::abs(next - at) < 0.1;
            crosses = std::abs(cos_angle) <= 1;
            at = next;
            if (settled) {
                break;
            }
        }
        return crosses ? std::optional(at) : std::nullopt;
    }

    [[nodiscard]] bool up_at(double time) const {
        const double declination = position(time).declination;
        return cosine(place_.latitude - declination) > cosine(zenith_);
    }

private:
    [[nodiscard]] SunPosition position(double on_clock) const { return sun_position(on_clock - place_.clock_min * 60); }
    [[nodiscard]] double noon_by(double equation_min) const {
        return midnight_ + 60 * (720 - 4 * place_.longitude - equation_min + place_.clock_min);
    }
    [[nodiscard]] double cos_hour_angle(double declination) const {
        // Written as a quotient whose denominator is never 0: at a pole it is beyond 1 either way.
        const double flat = std::max(cosine(place_.latitude) * cosine(declination), 1e-12);
        return (cosine(zenith_) - sine(place_.latitude) * sine(declination)) / flat;
    }

    SunPlace place_;
    double midnight_, zenith_;
};

SunDay sun_of(const SunPlace& place, std::int64_t day, double zenith) {
    const DayOfPlace here(place, day, zenith);
    SunDay made;
    made.noon = here.noon();
    made.rise = here.crossing(made.noon, -1);
    made.set = here.crossing(made.noon, 1);
    made.up = here.up_at(made.noon);
    return made;
}

std::int64_t whole(double seconds) {
    return std::llround(seconds);
}

constexpr std::int64_t most_span_s = std::int64_t{500} * 366 * 86400;

} // namespace

SunPosition sun_position(double utc_seconds) {
    const double t = (utc_seconds / day_s + 2440587.5 - 2451545) / 36525; // centuries since J2000
    const double longitude = std::fmod(280.46646 + t * (36000.76983 + t * 0.0003032), 360.0);
    const double anomaly = 357.52911 + t * (35999.05029 - t * 0.0001537);
    const double eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
    const double centre = sine(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014)) +
                          sine(2 * anomaly) * (0.019993 - t * 0.000101) + sine(3 * anomaly) * 0.000289;
    const double node = 125.04 - 1934.136 * t;
    const double apparent = longitude + centre - 0.00569 - 0.00478 * sine(node);
    const double mean_tilt = 23 + (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60;
    const double tilt = mean_tilt + 0.00256 * cosine(node);
    const double tangent = std::tan(tilt / 2 * to_radians), y = tangent * tangent;
    const double equation = y * sine(2 * longitude) - 2 * eccentricity * sine(anomaly) +
                            4 * eccentricity * y * sine(anomaly) * cosine(2 * longitude) -
                            y * y / 2 * sine(4 * longitude) - 1.25 * eccentricity * eccentricity * sine(2 * anomaly);
    return {std::asin(sine(tilt) * sine(apparent)) / to_radians, 4 * equation / to_radians};
}

SunDay sun_day(const SunPlace& place, const Moment& moment, double zenith) {
    check(place, zenith);
    return sun_of(place, moment.days(), zenith);
}

Nights::Nights(const SunPlace& place, const Moment& from, const Moment& to, const NightRules& rules)
    : from_(from.seconds), to_(to.seconds) {
    check(place, rules.zenith);
    if (to_ < from_ || to_ - from_ > most_span_s || std::abs(rules.begins_min) > 720 ||
        std::abs(rules.ends_min) > 720) {
        throw UsageError({"outage.bad_nights", {{"from", to_text(from)}, {"to", to_text(to)}}});
    }
    // A place far from its clock's meridian has its noon up to a day and a half away from the clock's.
    const auto first = from.days() - 2, last = to.days() + 2;
    auto today = sun_of(place, first, rules.zenith);
    first_noon_ = whole(today.noon);
    std::int64_t sum = 0;
    for (auto day = first; day < last; ++day) {
        const auto tomorrow = sun_of(place, day + 1, rules.zenith);
        const double midnight = today.noon + (tomorrow.noon - today.noon) / 2;
        const double begins = today.set ? *today.set + rules.begins_min * 60.0 : today.up ? midnight : today.noon;
        const double ends = tomorrow.rise ? *tomorrow.rise + rules.ends_min * 60.0
                            : tomorrow.up ? midnight
                                          : tomorrow.noon;
        const auto low = whole(today.noon), high = whole(tomorrow.noon);
        Night night{std::clamp(whole(begins), low, high), std::clamp(whole(ends), low, high), sum};
        night.ends = std::max(night.begins, night.ends);
        sum += night.ends - night.begins;
        nights_.push_back(night);
        today = tomorrow;
    }
}

std::int64_t Nights::before(std::int64_t time) const {
    const auto count = static_cast<std::int64_t>(nights_.size());
    // Noons are a day apart but for half a minute, and wander by less than an hour: one step to either side is enough.
    auto i = std::clamp<std::int64_t>((time - first_noon_) / 86400, 0, count - 1);
    while (i > 0 && nights_[static_cast<std::size_t>(i)].begins > time) {
        --i;
    }
    while (i + 1 < count && nights_[static_cast<std::size_t>(i + 1)].begins <= time) {
        ++i;
    }
    const auto& night = nights_[static_cast<std::size_t>(i)];
    return night.earlier + std::clamp(time, night.begins, night.ends) - night.begins;
}

std::int64_t Nights::seconds(std::int64_t from, std::int64_t to) const {
    if (from < from_ || to > to_ || to < from) {
        throw UsageError(
            {"outage.bad_nights", {{"from", to_text(Moment{from, true})}, {"to", to_text(Moment{to, true})}}});
    }
    return before(to) - before(from);
}

} // namespace kerb::outage
