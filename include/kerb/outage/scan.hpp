// Where are more lamps out than chance would put there?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/outage/near_lamps.hpp>

namespace kerb::outage {

enum class ScanModel : std::uint8_t {
    bernoulli, ///< each lamp is out or not; replicas deal the same number out among the lamps
    poisson    ///< cases at a place in proportion to its population; replicas deal all cases anew
};

/// What was seen at each place. \pre cases ≥ 0, of a lamp (Bernoulli) at most 1; a place with cases has a population
struct ScanCounts {
    ScanModel model = ScanModel::bernoulli;
    std::span<const std::int64_t> cases;
    std::span<const double> population = {}; ///< Poisson only: ≥ 0, in any unit (lamps, people, expected cases)
};

struct ScanOptions {
    /// Of the population in a window, 0 … 1; ½ in the papers. A lamp by itself always may be one (Bernoulli); a place
    /// with a larger population is in none (Poisson).
    double most_share = 0.10;
    std::optional<Metres> most_radius; ///< of a circle or ball, or length of a run
    std::uint32_t replicas = 999;      ///< 0: nothing is tested, and one pass is all
    std::uint32_t most_clusters = 10;
    double level = 0.05; ///< the first cluster is always listed, others while p is not above it
    std::uint64_t seed = 1;
    Threads threads{0};
};

/// A window with more cases than its population would lead to expect.
struct Cluster {
    std::uint32_t rank = 1;
    std::uint32_t centre = 0;         ///< circles and balls: the lamp in the middle; runs: the first lamp
    std::uint32_t last = 0;           ///< circles and balls: the furthest lamp; runs: the last one
    double radius_m = 0;              ///< circles and balls; runs: the length
    std::vector<std::uint32_t> lamps; ///< inside, ascending
    std::int64_t cases = 0;
    double population = 0;               ///< Bernoulli: number of lamps
    double expected = 0;                 ///< cases, if those of its pass were spread evenly
    std::optional<double> relative_risk; ///< inside to outside, in its pass; none when no case is outside
    double log_likelihood_ratio = 0;
    std::optional<double> p;        ///< (1 + replicas that reach as much)/(replicas + 1); none without replicas
    std::optional<double> gumbel_p; ///< tail of a Gumbel distribution with the replicas' mean and variance; an extra
    friend bool operator==(const Cluster&, const Cluster&) = default;
};

struct ScanResult {
    std::vector<Cluster> clusters; ///< by rank
    std::int64_t cases = 0;        ///< in all
    double population = 0;
    std::uint32_t passes = 0; ///< how often the whole was scanned
};

/// Circles about every lamp: Kulldorff 1997, "A spatial scan statistic", high rates only. A window holds all lamps
/// within a distance: those at one distance enter together. Places are held to a millimetre (2 mm from 67 km on, and so
/// on), so equal distances are equal.
///
/// The most likely cluster is tested against the greatest ratio of each replica, ties counted against it. Windows of
/// the same ratio that share no lamp are clusters of one pass and have one p; of those that overlap, the one with more
/// cases stands, then the one whose centre comes first by place. Then the clusters' lamps are taken out and the rest is
/// scanned again with new replicas (Zhang, Assunção & Kulldorff 2010), until nothing is left that is likely enough.
/// Gumbel tail: Abrams, Kleinman & Kulldorff 2010, by moments.
///
/// The same bytes for any number of threads. Replicas are dealt to places in an order that only the places themselves
/// give, so the order of the lamps changes nothing but their numbers.
///
/// How it is fast: of windows with the same cases the smallest is the most likely, so only those that end at a case are
/// looked at, and centres that no count of cases within reach can bring above the replica's best are passed over, 64 at
/// a time. Exact: nothing is left out that could be greater.
/// \pre see ScanCounts and ScanOptions; coordinates are finite \throws UsageError otherwise; Cancelled
/// \par Complexity O(lamps × lamps in a window) and at most O(replicas × lamps × cases within a window)
/// \par Memory O(64 × lamps in windows of 64 neighbours + lamps + replicas), and at most 64 MiB of dealt cases
[[nodiscard]] ScanResult scan_circles(std::span<const Point> places, const ScanCounts& counts,
                                      const ScanOptions& options = {}, const Progress& progress = {});

/// The same with distances along streets. Clusters that tie go by their centre's street and offset.
[[nodiscard]] ScanResult scan_network(const LampNetwork& lamps, const ScanCounts& counts,
                                      const ScanOptions& options = {}, const Progress& progress = {});

/// A lamp in its circuit.
struct LampOnCircuit {
    static constexpr std::uint32_t no_circuit = 0xffffffffU; ///< counts among all lamps, and is in no run
    std::uint32_t circuit = no_circuit;
    double along_m = 0; ///< lamps at one place enter together
};

/// The same over all runs of neighbours along circuits: a broken cable is a run. Only runs that begin and end with a
/// case are looked at, which loses nothing. Clusters that tie go by circuit, then along it. \par Complexity O(replicas
/// × (cases + Σ cases² of a circuit))
[[nodiscard]] ScanResult scan_runs(std::span<const LampOnCircuit> places, const ScanCounts& counts,
                                   const ScanOptions& options = {}, const Progress& progress = {});

} // namespace kerb::outage
