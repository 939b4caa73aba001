// The steps from values to a score sheet.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/scorecard/score.hpp>

namespace kerb::scorecard {

/// What decides between zones, and what their values' intervals allow it to be.
struct Contest {
    std::optional<double> lowest, highest; ///< score at the worse, and at the better end of every interval
    double n = 0;                          ///< N of all scored indicators
    bool any_interval = false;
};

/// Marks of each zone, by part; nullopt where nobody marked. \throws UsageError
[[nodiscard]] std::vector<std::vector<std::optional<double>>> marks_of(const Profile& profile, const MeasuredCity& city,
                                                                       const std::vector<ExternalMark>& marks);

/// Points of one zone, or of the city. \param values of each indicator \param marks of each part
/// \param contest is filled
[[nodiscard]] ZoneScore award(const Profile& profile, const ScoreSheet& sheet, const std::vector<const Value*>& values,
                              const std::vector<std::optional<double>>& marks, Contest& contest);

/// Makes the sheet of all zones together their mean. \pre there are zones
void average(ScoreSheet& sheet);

/// Ranks of the zones, by the score and by each indicator.
void rank_zones(const Profile& profile, const MeasuredCity& city, const std::vector<Contest>& contests,
                ScoreSheet& sheet);

/// Earlier score and rank, and what moved them. \throws UsageError when the sheets' zones differ
void compare(const ScoreSheet& previous, ScoreSheet& sheet);

} // namespace kerb::scorecard
