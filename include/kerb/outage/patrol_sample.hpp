// Which roads does the next patrol visit, so that its estimate is unbiased?
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace kerb::outage {

/// What is drawn as a whole: a road, a circuit.
struct PatrolCluster {
    std::string key;           ///< differs from all others of its stratum
    std::uint32_t stratum = 0; ///< from 0
    std::int64_t lamps = 0;
};

enum class PatrolDraw : std::uint8_t {
    simple, ///< each cluster of a stratum with the same chance, without replacement
    by_size ///< in proportion to its lamps: systematic along a shuffled order; large ones for sure
};

struct DrawnCluster {
    std::uint32_t cluster = 0; ///< its position
    double inclusion = 0;      ///< chance of being drawn; a lamp's weight is 1 over it
    friend bool operator==(const DrawnCluster&, const DrawnCluster&) = default;
};

struct PatrolSample {
    std::vector<DrawnCluster> drawn;   ///< by stratum, then key
    std::vector<double> inclusion;     ///< of each cluster, drawn or not, in their order
    std::vector<double> sampled_share; ///< of the clusters of each stratum: `SurveyOptions::sampled_share`
    friend bool operator==(const PatrolSample&, const PatrolSample&) = default;
};

/// Draws `take[h]` clusters of stratum h. What is drawn depends on the seed, the stratum and the keys, not on the order
/// of the rows; keys are sorted byte by byte. By size a cluster with m·lamps above its stratum's is drawn for sure and
/// the rest by size again, and clusters without lamps never are (fewer are drawn when no others are left); chances are
/// ratios of whole numbers, so they hold exactly (Madow 1949; Hartley & Rao 1962). `sampled_share` is of the stratum's
/// clusters for a simple draw and 0, which is on the safe side, by size.
/// \pre keys differ within a stratum, lamps ≥ 0 and fewer than 2³² in a stratum, 0 ≤ take ≤ clusters of the
/// stratum, a take for each stratum \throws UsageError otherwise \par Complexity O(n log n)
[[nodiscard]] PatrolSample draw_patrol(std::span<const PatrolCluster> clusters, std::span<const std::int64_t> take,
                                       PatrolDraw draw, std::uint64_t seed);

/// A stratum to which clusters are allotted.
struct PatrolStratum {
    std::int64_t clusters = 0, lamps = 0;
    double rate = 0.02; ///< expected to be out; for Neyman's allotment
};

/// So many clusters in all, by lamps. At least two of each stratum (a variance takes two) where there are two and where
/// so many can be given, at most all; rounded by largest remainder, ties to the lower stratum.
/// \pre 0 ≤ total ≤ all clusters, numbers ≥ 0 \throws UsageError otherwise \par Complexity O(total × strata)
[[nodiscard]] std::vector<std::int64_t> allot_by_lamps(std::span<const PatrolStratum> strata, std::int64_t total);

/// The same by lamps × √(p (1 − p)), which gives the least variance for strata that are alike within (Neyman 1934).
/// \pre as above, 0 ≤ rate ≤ 1 \throws UsageError otherwise
[[nodiscard]] std::vector<std::int64_t> allot_neyman(std::span<const PatrolStratum> strata, std::int64_t total);

} // namespace kerb::outage
