// The result of kerb::coverage::along_lines as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <kerb/coverage/change_along_lines.hpp>

namespace kerb::report {

/// Names for the numbers in a result; a function that is absent gives null.
struct LengthLabels {
    std::function<std::string(std::uint32_t line)> line;
    std::function<std::string(std::uint32_t zone)> zone;
    std::function<std::string(std::uint32_t group)> group;
    std::function<std::string(std::uint32_t line)> class_of_line;
};

/// `{"total_m","covered_m","share","gap_count","longest_gap_m","zones","outside_zones","overlapped_m","groups","gaps",
/// "change":null}`. Groups of no length are left out. \param top at most so many gaps (0: all); `gap_count` counts all.
/// \par Complexity O(zones + groups + gaps), written as text without a document in memory.
[[nodiscard]] std::string length_json(const coverage::AlongLinesResult& result, const LengthLabels& labels,
                                      std::size_t top = 0);

/// The same of the later date, with `"change":{"before":{"total_m","covered_m","share"},"gained_m","lost_m",
/// "gained_count","lost_count","zones":[{"id","gained_m","lost_m"}],"outside_zones","groups","gained","lost"}`; the
/// lists of stretches are those of gaps, and `top` holds for each.
[[nodiscard]] std::string length_json(const coverage::ChangeAlongLinesResult& result, const LengthLabels& labels,
                                      std::size_t top = 0);

/// The members of length_json() without braces and without "change", for reports that have more of them.
[[nodiscard]] std::string length_members(const coverage::AlongLinesResult& result, const LengthLabels& labels,
                                         std::size_t top = 0);

/// One row for the whole, each zone, what lies outside, and each group: `level,id,total_m,covered_m,share`.
[[nodiscard]] std::string length_csv(const coverage::AlongLinesResult& result, const LengthLabels& labels);

/// The same of the later date with three more columns: `covered_before_m,gained_m,lost_m`.
[[nodiscard]] std::string length_csv(const coverage::ChangeAlongLinesResult& result, const LengthLabels& labels);

/// Length of the longest gap; nullopt when no line was measured.
[[nodiscard]] std::optional<double> longest_gap_m(const coverage::AlongLinesResult& result);

} // namespace kerb::report
