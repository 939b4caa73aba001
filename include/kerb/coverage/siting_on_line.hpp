// How few assets light a whole straight line, when they may stand anywhere along it?
#pragma once

#include <span>
#include <vector>

#include <kerb/base/units.hpp>

namespace kerb::coverage {

/// A stretch of a line that nothing covers, metres from its beginning.
struct OpenStretch {
    double from_m = 0, to_m = 0;
    friend bool operator==(const OpenStretch&, const OpenStretch&) = default;
};

/// Half of what an asset with this reach covers of a straight line that it stands beside at `offset`: √(R² − d²);
/// negative when the line is out of reach. \throws UsageError when either is no length.
[[nodiscard]] double covered_half_m(Metres reach, Metres offset = Metres{0});

/// What assets at `at_m` (chainages of their feet, in any order, also beyond the ends) leave uncovered of 0 … length,
/// ascending. Stretches below 1 µm are none. \par Complexity O(n log n)
[[nodiscard]] std::vector<OpenStretch> uncovered_on_line(Metres length, std::span<const double> at_m, double half_m);

/// Chainages of the fewest new assets that cover all `gaps` of a straight line, ascending: each covers what is at most
/// `half_m` away along the line. Without gaps it is none; on a line with one gap all along it is ⌈length / 2·half⌉.
/// What is left uncovered is below 1 µm. \param gaps in any order, cut to 0 … length; they may overlap
///
/// \par Why no fewer do From the left: the next asset is put so that its reach begins at the first point p that is not
/// covered yet (at most at the line's end), and p moves on to the first uncovered point behind its reach. Let p₁ < … <
/// pₙ be these points. The reach of p_k's asset, placed at p_k + h, ends at p_k + 2h, and p_{k+1} lies beyond it, so
/// any two of the points are more than 2h apart, and no asset, wherever it stands, covers two of them. Each point lies
/// in a gap and needs an asset; so n are needed, and n were used.
///
/// \throws UsageError when a length is none, or when half_m is not above 0 while something is uncovered; ResourceError
/// for more than 10 million assets. \par Complexity O(gaps log gaps + n)
[[nodiscard]] std::vector<double> sites_on_line(Metres length, std::span<const OpenStretch> gaps, double half_m);

} // namespace kerb::coverage
