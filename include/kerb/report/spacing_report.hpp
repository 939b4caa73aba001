// The result of kerb::coverage::spacing as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <kerb/coverage/spacing.hpp>

namespace kerb::report {

/// Names for the numbers in a result; a function that is absent gives null.
struct SpacingLabels {
    std::function<std::string(std::uint32_t line)> line;
    std::function<std::string(std::uint32_t group)> group;
    std::function<std::string(std::uint32_t line)> class_of_line;
};

/// `both`, `left`, `right`.
[[nodiscard]] const char* side_name(coverage::Side side);

/// `{"asset_total","unplaced",figures…,"classes":[{"id",figures…}],"stretch_count",
/// "stretches":[{"line","from_m","to_m","spacing_m","limit_m","side","end","class"}]}`; figures are those of
/// SpacingFigures and `over_share`. \param top at most so many stretches (0: all); `stretch_count` counts all.
/// \par Complexity O(classes + stretches)
[[nodiscard]] std::string spacing_json(const coverage::SpacingResult& result, const SpacingLabels& labels,
                                       std::size_t top = 0);

/// A row for the whole and for each class: `level,id,figures…`.
[[nodiscard]] std::string spacing_csv(const coverage::SpacingResult& result, const SpacingLabels& labels);

} // namespace kerb::report
