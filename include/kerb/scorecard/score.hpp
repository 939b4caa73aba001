// Points, ranks and what moved them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/scorecard/measured.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {

/// Points for a value by a rule; nullopt without a value. \pre `better` is not `neither` \par Complexity O(1)
[[nodiscard]] std::optional<double> points(const Scoring& rule, Better better, std::optional<double> value);

/// Marks of a part that comes from elsewhere: of one zone.
struct ExternalMark {
    std::string part, zone;
    double value = 0; ///< of the part's `full`
};

/// What one indicator gave a zone.
struct Points {
    std::optional<double> points; ///< weighted; nullopt: no data, and the zone's possible points are less
    double possible = 0;          ///< weighted
    bool small_n = false, vetoed = false, unverified = false;
    std::optional<std::int64_t> rank; ///< among the zones by this indicator alone; not where n is small
    friend bool operator==(const Points&, const Points&) = default;
};

/// One of the reasons for a change of the score: the indicator (or external part) and the points it cost or brought.
struct Cause {
    std::string indicator;
    double points = 0;
    friend bool operator==(const Cause&, const Cause&) = default;
};

struct ZoneScore {
    std::string zone;
    std::optional<double> score; ///< of 100: points by possible points; nullopt: no data, or vetoed
    double points = 0, possible = 0, completeness = 0; ///< completeness: possible points by all that the profile gives
    std::vector<Points> of_indicator;
    bool vetoed = false, small_n = false;
    std::optional<std::int64_t> rank;
    std::optional<std::pair<std::int64_t, std::int64_t>> rank_interval; ///< where the intervals of its values allow
    std::optional<double> previous_score;
    std::optional<std::int64_t> previous_rank;
    std::vector<Cause> causes; ///< of the change since then, the strongest first; at most three
};

struct ScoreSheet {
    std::vector<ZoneScore> zones; ///< in the order of MeasuredCity
};

/// The score sheet. Ties go to the zone with more points possible, then with the larger N in all, then by key; zones
/// that tie in all but the key share a rank. \param previous the sheet that it is compared with, or nullptr
/// \throws UsageError when marks name an unknown part or zone, or the sheets' zones differ. \par Source domain practice
/// of 千分制考评 \par Complexity O(zones · indicators + draws for the rank intervals)
[[nodiscard]] ScoreSheet score(const Profile& profile, const MeasuredCity& city,
                               const std::vector<ExternalMark>& marks = {}, const ScoreSheet* previous = nullptr);

} // namespace kerb::scorecard
