// Which assets stand in, on or too near what they should keep out of, and when?
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Assets of one shape, in metres of a plane. Nothing is copied; keep it alive.
using Shapes = std::variant<std::span<const Point>, const Lines*, std::span<const MultiPolygon>>;

/// From `from` to `to`, both included, in seconds on the city's clock; open where nothing is known.
struct Period {
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t to = std::numeric_limits<std::int64_t>::max();
    friend bool operator==(const Period&, const Period&) = default;
};

struct ConflictsInput {
    Shapes of, against;
    bool same = false; ///< `against` is the same layer as `of`: each pair once, never an asset with itself
    /// Whose each entry of `of` is, where an asset has several (a feature of many points); empty: each its own.
    std::span<const std::int64_t> owner;
    /// When each asset is there; both empty: always. Pairs whose periods do not meet are no conflict.
    std::span<const Period> of_period, against_period;
    std::span<const double> of_scale; ///< local scale factor of each: distances are divided by it; empty: 1
};

/// Is touching a conflict?
enum class Border : std::uint8_t { open, closed };

struct ConflictsOptions {
    Metres buffer = Metres{0}; ///< distance to be kept
    Border border = Border::open;
    Threads threads = Threads{1};
};

enum class ConflictKind : std::uint8_t {
    overlap, ///< they have more than a border in common; two that are no areas overlap where they meet
    touch,   ///< within 1 µm
    near     ///< only the buffer reaches
};

/// One measure by the shapes of the pair: area and area share `overlap_m2`; of a line and an area `length_m` is inside,
/// of two lines it runs on both; a point lies `depth_m` from the border of the area that it is in.
struct Conflict {
    std::uint32_t of = 0, against = 0;
    ConflictKind kind = ConflictKind::overlap;
    std::optional<double> overlap_m2, length_m, depth_m;
    double distance_m = 0; ///< between the two; 0 unless `near`
    Period period;         ///< when both are there
    /// That of the three which the pair has, else 0.
    [[nodiscard]] double measure() const { return overlap_m2.value_or(length_m.value_or(depth_m.value_or(0))); }
    friend bool operator==(const Conflict&, const Conflict&) = default;
};

struct ConflictsResult {
    /// Overlaps first, greatest measure first; then what touches; then what is near, nearest first; then by positions.
    std::vector<Conflict> conflicts;
    std::int64_t of_count = 0, against_count = 0; ///< assets of each side that have a conflict; `same`: of both
    std::int64_t of_total = 0, against_total = 0; ///< assets that were looked at
    std::vector<std::uint32_t> of_left_out, against_left_out; ///< areas that are not valid
};

/// Pairs that overlap or come nearer than the buffer. A pair at exactly the buffer (within 1 µm; without one: that
/// touches) is a conflict when the border is closed, not when it is open. No buffer is drawn: distances are exact.
/// Areas overlap when what they share is wider than 1 µm on average, a line and an area when more than 1 µm is inside.
/// Same bytes for any number of threads. \throws UsageError when spans do not fit each other, the buffer is negative or
/// a coordinate is not finite; Cancelled. \par Complexity O(n log n + pairs whose boxes come near); a pair costs the
/// edges at the same heights, two areas an overlay by GEOS. Memory about 48 B per edge of both sides.
[[nodiscard]] ConflictsResult conflicts(const ConflictsInput& input, const ConflictsOptions& options,
                                        const Progress& progress = {});

} // namespace kerb::coverage
