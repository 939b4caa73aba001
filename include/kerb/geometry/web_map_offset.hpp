// Coordinates of Chinese web maps: does a layer look as if it were shifted like theirs?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <kerb/geometry/frame.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb {

/// GCJ-02 moves places in China by some 100 to 700 m, BD-09 those of GCJ-02 by as much again. Neither is a datum, and
/// no file states it. What stands here is the published reconstruction, good to a metre or so: enough to suspect, not
/// to convert a city's records, which kerb never does.
enum class WebMapOffset : std::uint8_t { gcj02, bd09 };

/// Where a web map shows a place of WGS 84, degrees of longitude and latitude. Outside of China (72.004–137.8347° E,
/// 0.8293–55.8271° N) GCJ-02 is WGS 84.
[[nodiscard]] Point shifted(WebMapOffset offset, Point place);
/// The place that a web map shows there, to 1e-9°.
[[nodiscard]] Point unshifted(WebMapOffset offset, Point shown);

/// What speaks for a shift between places and lines that they should lie beside.
struct OffsetSuspicion {
    WebMapOffset offset = WebMapOffset::gcj02;
    bool of_lines = false;          ///< the lines are shifted; else the places
    std::size_t looked_at = 0;      ///< places
    std::size_t near = 0;           ///< of these within 15 m of a line, as the layers state their frames
    std::size_t near_unshifted = 0; ///< and with the shift taken back
};

/// Looks at up to 500 places, evenly out of all. A suspicion wants 30 of them in China, half of them near a line once
/// the shift is taken back, and twice as many as before. \param frame of both, in metres \par Complexity O(vertices +
/// 2,500 times what is near a place)
[[nodiscard]] std::optional<OffsetSuspicion> suspect_offset(std::span<const Point> places, const Lines& lines,
                                                            const Frame& frame);

} // namespace kerb
