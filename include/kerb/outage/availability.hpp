// For what share of the time were lamps out, by their events?
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/failure_rate.hpp>
#include <kerb/outage/faults.hpp>
#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// Seconds on the city's clock, as `Moment::seconds`: from, and up to but without, to.
struct Stretch {
    std::int64_t from = 0, to = 0;
    friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// A lamp and the time for which it is asked about: in service, and within the record.
struct LampInService {
    Stretch service;
    std::uint32_t circuit = LampSeen::no_circuit; ///< lamps of one circuit fail together; without one it stands alone
    std::uint32_t group = 0;                      ///< from 0: a district, a class, a type
};

/// One outage of a lamp.
struct LampOutage {
    std::uint32_t lamp = 0; ///< position of the lamp
    std::int64_t down = 0;
    std::optional<std::int64_t> up; ///< none: still out
};

/// A stretch in which nothing is known of a lamp, as its controller was silent.
struct LampSilence {
    std::uint32_t lamp = 0;
    Stretch silent;
};

enum class ClusterBy : std::uint8_t { circuit, lamp };

struct AvailabilityOptions {
    double confidence = 0.95;
    ClusterBy clusters = ClusterBy::circuit;
    std::uint32_t groups = 0; ///< how many there are; 0: results for all lamps only, and their groups are not read
    std::vector<std::int64_t> bins; ///< edges of a series, ascending, such as `week_edges`; empty: no series
    /// Seconds that count in [from, to), such as `Nights::seconds`; it has to be additive. Empty: all of them.
    std::function<std::int64_t(std::int64_t, std::int64_t)> counted;
    /// Counted seconds of an outage in past rounds, for when none is seen.
    std::optional<double> usual_outage_s;
};

/// What bounds of the share of time are made of.
enum class DowntimeBounds : std::uint8_t {
    no_data,
    linearised, ///< Taylor's variance over clusters, on the logit scale, Student's t of clusters − 1 degrees
    poisson,    ///< one cluster, or no spread between them: Garwood's bounds of the number of outages, times their mean
    usual_outage, ///< none out: Garwood's upper bound for no outage (3.69 at 95 %), times the usual one
    rule_of_three ///< none out (or all, all the time): Clopper–Pearson's of 0 in as many as there are clusters
};

struct AvailabilityBin {
    Stretch stretch;
    std::int64_t service_s = 0, down_s = 0, unknown_s = 0;
    /// None without service that is known.
    [[nodiscard]] std::optional<double> share() const;
    friend bool operator==(const AvailabilityBin&, const AvailabilityBin&) = default;
};

struct Availability {
    std::int64_t lamps = 0, clusters = 0; ///< with service that is known
    std::int64_t service_s = 0;           ///< counted seconds in service and known
    std::int64_t down_s = 0;              ///< of these out
    std::int64_t unknown_s = 0;           ///< counted seconds in service of which nothing is known; in no other figure
    std::int64_t outages = 0;             ///< with counted downtime
    std::optional<double> share;          ///< out: Σ down / Σ service; none without service
    double standard_error = 0;            ///< of it, linearised; 0 with fewer than two clusters
    Interval bounds;                      ///< of it; never without width
    DowntimeBounds bounds_by = DowntimeBounds::no_data;
    std::int64_t failures_in_silence = 0; ///< began while nothing was known; not among the failures
    FailureRate failures; ///< that began in known service, by lamp-years of known service (all hours, not counted ones)
    std::vector<AvailabilityBin> bins;
    friend bool operator==(const Availability&, const Availability&) = default;
};

struct AvailabilityReport {
    Availability all;
    std::vector<Availability> groups;
    std::int64_t duplicates = 0;   ///< the same outage of the same lamp again
    std::int64_t negative = 0;     ///< over before they began: not used
    std::int64_t merged = 0;       ///< outages that began while (or just as) another of their lamp lasted
    std::int64_t before = 0;       ///< over before the lamp's service began
    std::int64_t after = 0;        ///< begun when it had ended
    std::int64_t begun_before = 0; ///< reach into it: their time counts, their beginning is no failure
    std::int64_t open = 0;         ///< of those used, still out
    std::int64_t negative_silences = 0;
    friend bool operator==(const AvailabilityReport&, const AvailabilityReport&) = default;
};

/// Ratio estimator Σ down / Σ service with Taylor's linearised variance over clusters (Särndal, Swensson & Wretman
/// 1992), m/(m − 1) Σ (D_c − r S_c)² / S². Outages are clipped to a lamp's service, those of one lamp that overlap or
/// touch are one, and silence leaves both sums. Nothing depends on the order of rows. A year has 365.25 days. \pre
/// lamps of outages and silences are given; groups below their number; bins ascend; 0 < confidence < 1 \throws
/// UsageError otherwise \par Complexity O(n log n) and, with bins, those that each stretch reaches
[[nodiscard]] AvailabilityReport availability(std::span<const LampInService> lamps, std::span<const LampOutage> outages,
                                              std::span<const LampSilence> silences = {},
                                              const AvailabilityOptions& options = {});

/// Midnights of the Mondays that hold [from, to) between them; none for an empty stretch.
[[nodiscard]] std::vector<std::int64_t> week_edges(const Stretch& stretch);

} // namespace kerb::outage
