// Shapes in one form, whichever way they were drawn: what tells two records of the same thing.
#pragma once

#include <cstdint>

#include <kerb/geometry/types.hpp>

namespace kerb::detail {

/// A form that two lines have in common when they differ in direction or order of parts only.
[[nodiscard]] Points form_of(const MultiLineString& lines);
/// A form that two areas have in common when they differ in the start or direction of rings, or order of parts only.
[[nodiscard]] Points form_of(const MultiPolygon& area);
/// A number that equal forms have in common.
[[nodiscard]] std::uint64_t hash_of(const Points& form);

} // namespace kerb::detail
