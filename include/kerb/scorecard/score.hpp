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

/// Points for a value by a rule; nullopt without a value (or with NaN). A value that misses `at` by no more than a
/// rounding (1e-9 of `at`, or of a step where that is more) meets it, and so with whole steps; 94.9999999 is not 95.
/// Without a step, what misses `at` gets `floor`. \pre `better` is not `neither` \par Complexity O(1)
[[nodiscard]] std::optional<double> points(const Scoring& rule, Better better, std::optional<double> value);

/// Does a value meet a number, by the same tolerance? Always, where neither way is better.
[[nodiscard]] bool meets(double value, double number, Better better);

/// Marks of a part that comes from elsewhere: of one zone.
struct ExternalMark {
    std::string part, zone;
    double value = 0; ///< of the part's `full`
};

/// What one indicator, external part or group gave a zone.
struct PointsGiven {
    std::optional<double> points; ///< weighted; nullopt: no data, and the zone's possible points are less
    double possible = 0;          ///< weighted
    bool small_n = false, vetoed = false, unverified = false;
    std::optional<std::int64_t> rank; ///< among the zones by this indicator alone; not where n is small
    friend bool operator==(const PointsGiven&, const PointsGiven&) = default;
};

/// One of the reasons for a change of the score: the indicator (or external part) and the points of 100 that it cost or
/// brought.
struct Cause {
    std::string indicator;
    double points = 0;
    friend bool operator==(const Cause&, const Cause&) = default;
};

struct ZoneScore {
    std::string zone;
    std::optional<double> score; ///< of 100: points by possible points; nullopt: no data, or vetoed
    double points = 0, possible = 0, completeness = 0; ///< completeness: possible points by all that the profile gives
    std::vector<PointsGiven> of_indicator, of_part, of_group; ///< in the order of the sheet
    bool vetoed = false;
    bool small_n = false; ///< more than half of its possible points stand on too few: it is not ranked
    std::optional<std::int64_t> rank;
    std::optional<std::pair<std::int64_t, std::int64_t>> rank_interval; ///< where the intervals of its values allow
    std::optional<double> previous_score;
    std::optional<std::int64_t> previous_rank;
    std::vector<Cause> causes; ///< of the change since then, the strongest first; at most three
    double rest = 0;           ///< of the change, what the causes leave

    [[nodiscard]] std::optional<double> change() const; ///< of the score; nullopt where one of the two has none
    friend bool operator==(const ZoneScore&, const ZoneScore&) = default;
};

struct ScoreSheet {
    std::vector<std::string> indicators, parts, groups; ///< ids; groups in the order in which indicators name them
    double full = 0;                                    ///< points that the profile gives
    std::vector<ZoneScore> zones;                       ///< in the order of MeasuredCity
    /// All zones together: the mean of their points by the mean of what was possible, of every item and in all; vetoed
    /// zones count with their points. (The rules on the city's own values would not do: what is allowed to one zone is
    /// not much for a city.) Without zones, the rules on the city's values. Its key is empty, it has no rank.
    ZoneScore all;
    friend bool operator==(const ScoreSheet&, const ScoreSheet&) = default;
};

/// The score sheet.
///
/// An indicator that is scored gives weight · points / full, of `weight` possible ones; an external part weight · mark
/// / full. Weights of both are points of the whole sheet. What has no value gives and takes nothing: the possible
/// points shrink, and `completeness` tells. A veto is judged by the value, not by its interval. Scores that agree to
/// 1e-9 tie. Ties go to the zone with more points possible, then with the larger N in all, then by key; zones that tie
/// in all but the key share a rank. A rank interval is what the intervals of all zones' values allow at once: the best
/// rank is that of the zone at its best with all others at their worst. It holds the rank for certain where all the
/// intervals hold their values, so it is a wide one; only ranked zones have it, and none where no value has an
/// interval.
///
/// Causes: with p of s points possible then and now, the score moves by Σ 100 (Δp_i S̄ − Δs_i P̄) / (S₀ S₁), where S̄ and
/// P̄ are the means of both sheets' sums. Where what is possible has not changed that is each item's difference in
/// points; where an item came or went, it is by how much it was above or below the zone's level. The terms add up to
/// the change.
///
/// \param previous the sheet that it is compared with, or nullptr; items are found by their ids \throws UsageError when
/// marks name an unknown part or zone, come twice or lie outside of 0 … full, a rule's full points are not above 0, or
/// the sheets' zones differ. \par Source domain practice of 千分制考评 \par Complexity O(zones · (indicators + log
/// zones))
[[nodiscard]] ScoreSheet score(const Profile& profile, const MeasuredCity& city,
                               const std::vector<ExternalMark>& marks = {}, const ScoreSheet* previous = nullptr);

} // namespace kerb::scorecard
