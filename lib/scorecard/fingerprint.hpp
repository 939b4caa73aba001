// What makes an indicator, a rule or a boundary the same as last time.
#pragma once

#include <string>

#include <kerb/geometry/types.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {

/// How an indicator is measured (统计口径), as a text to be hashed: operator, unit, selections, parameters. Names and
/// explanations are no part of it.
[[nodiscard]] std::string definition_text(const Indicator& indicator);
/// What its values are held against and are worth: thresholds, scoring, weight, veto, smallest n.
[[nodiscard]] std::string rule_text(const Indicator& indicator);
[[nodiscard]] std::string rule_text(const ExternalPart& part);

/// A boundary in millimetres of its frame, the same whatever point its rings begin at, whichever way they run, and in
/// whatever order its parts and holes are. \par Complexity O(points log points)
[[nodiscard]] std::string boundary_text(const MultiPolygon& area);

} // namespace kerb::scorecard
