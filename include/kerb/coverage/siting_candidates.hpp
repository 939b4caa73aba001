// Where could a new asset stand, and which places are too close to each other?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/units.hpp>
#include <kerb/coverage/along_lines.hpp>
#include <kerb/coverage/assets.hpp>
#include <kerb/coverage/siting.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// A place on a line. Chainage runs on across a line's parts.
struct LinePlace {
    std::uint32_t line = 0;
    double at_m = 0;
    Point place;
    friend bool operator==(const LinePlace&, const LinePlace&) = default;
};

/// Places every `step` along each line from its first point on, and at its last; by line and chainage. Lines without
/// length have one. \param scale local scale factor of each line: a chainage is divided by it; empty: 1
/// \throws UsageError when the step is not above 1 mm; ResourceError for more than 20 million places
[[nodiscard]] std::vector<LinePlace> places_along(const Lines& lines, Metres step, std::span<const double> scale = {});

/// Places from which gaps are closed from their ends: `reach` behind the begin of each gap and then every 2·reach, the
/// same from its end backwards, and the middle of a gap that one asset closes; cut to the line, by line and chainage,
/// each once. The fewest assets that close the gaps of one straight line are among them. \throws as above
[[nodiscard]] std::vector<LinePlace> places_at_gaps(const Lines& lines, std::span<const Gap> gaps, Metres reach,
                                                    std::span<const double> scale = {});

/// Places of a square grid whose lines are whole multiples of `step`, from the box's lower left to its upper right, row
/// by row. \throws as above
[[nodiscard]] std::vector<Point> places_on_grid(const Box& box, Metres step);

/// Pairs of assets nearer to each other than `spacing`; at exactly the spacing (within 1 µm) they are not. Ascending.
/// \throws UsageError when the spacing is no length \par Complexity as conflicts
[[nodiscard]] std::vector<SitePair> too_close(const AssetShapes& shapes, Metres spacing, Threads threads = Threads{1});

/// Which of `shapes` (1: yes) are nearer than `spacing` to one of `others`?
[[nodiscard]] std::vector<std::uint8_t> too_close_to(const AssetShapes& shapes, const AssetShapes& others,
                                                     Metres spacing, Threads threads = Threads{1});

} // namespace kerb::coverage
