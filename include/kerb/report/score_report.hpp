// A score sheet as JSON and CSV.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/scorecard/snapshot.hpp>

namespace kerb::report {

/// What a score sheet is told with; nothing is copied.
struct ScoreFound {
    const scorecard::Profile& profile;
    const scorecard::Snapshot& now;
    const scorecard::Snapshot* previous = nullptr;
    std::vector<scorecard::SnapshotDifference> differences = {}; ///< since the previous one
};

/// Positions of the zones: the ranked ones by rank, the others by score, those without one last; then by key.
[[nodiscard]] std::vector<std::size_t> ranking(const scorecard::ScoreSheet& sheet);

/// The number that values of an indicator are held against: that for all groups, else its only one.
[[nodiscard]] std::optional<double> reference_of(const scorecard::Indicator& indicator);
/// Is it met? nullopt without a value, a number, or a better side.
[[nodiscard]] std::optional<bool> meets_reference(const scorecard::Indicator& indicator, const scorecard::Value& value);

/// Unit of an indicator's numerator or denominator: `m`, `m2`, or `count`.
[[nodiscard]] const char* quantity_unit(const scorecard::Indicator& indicator, bool numerator);
/// A quantity as people read it, by such a unit: `4.2 km`, `1.3 ha`, `12,345`.
[[nodiscard]] std::string quantity_text(std::string_view unit, double value);

/// Names of what the score is made of now and was not then (`now`), or the reverse: no value, then no share in the
/// score.
struct MadeOf {
    std::vector<std::string> now_only, then_only; ///< ids
};
[[nodiscard]] MadeOf made_of(const scorecard::Snapshot& then, const scorecard::Snapshot& now);

/// `+1.5`, `−0.3`, `0.0`; a dash for none.
[[nodiscard]] std::string signed_text(const std::optional<double>& points);
/// `▲2`, `▼1`, `=`: by how many ranks a zone rose.
[[nodiscard]] std::string rise_text(std::int64_t ranks);

/// Stable word of a difference, `boundary`.
[[nodiscard]] const char* word_of(scorecard::Difference what);

/// `{"profile":{…},"snapshot":{…},"zone_kind","full_points","indicators":[…],"parts":[…],"all":{…},"zones":[…],
/// "previous":…}`; zones by rank, see `ranking`. \par Complexity O(zones · indicators)
[[nodiscard]] std::string score_json(const ScoreFound& found);

/// A row for each zone by rank, then all together: rank, change, score, causes, and of each indicator `id`, `id k`, `id
/// n`, `id points`, of each part `id`, `id points`. Shares are shares. \param bom with the mark by which spreadsheets
/// know UTF-8
[[nodiscard]] std::string score_csv(const ScoreFound& found, bool bom = false);

} // namespace kerb::report
