// Who would serve what? A siting problem made of lines or points, existing assets and candidates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>
#include <kerb/coverage/siting.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Demands and who serves them. Sites 0 … n − 1 are the candidates by their numbers in AssetShapes; site n stands for
/// all existing assets together.
struct SitingDemand {
    std::vector<double> weight;
    std::vector<std::size_t> begin = {0};
    std::vector<std::uint32_t> served;
    std::vector<std::uint8_t> existing;

    [[nodiscard]] std::size_t candidates() const { return existing.empty() ? 0 : existing.size() - 1; }
    /// Refers to this and to the spans given. \param cost of each candidate, with one more entry (of any cost) for the
    /// existing assets; empty: 1 each
    [[nodiscard]] SitingProblem problem(std::span<const double> cost = {},
                                        std::span<const SitePair> too_close = {}) const {
        return {weight, begin, served, cost, existing, too_close};
    }
};

/// Lines and assets in metres of one plane. Nothing is copied; keep it alive.
struct SitingLinesInput {
    const Lines* lines = nullptr;
    /// What each line stands for, spread evenly over its length; NaN: not known, and so nothing; empty: its metres.
    std::span<const double> line_weight;
    std::span<const double> line_scale; ///< local scale factor: lengths are divided by it, reaches multiplied; empty: 1
    AssetShapes existing, candidates;
};

/// Points and assets in metres of one plane. Nothing is copied; keep it alive.
struct SitingPointsInput {
    std::span<const Point> points;
    std::span<const double> weight;      ///< of each point; NaN: not known, and so nothing; empty: 1 each
    std::span<const double> point_scale; ///< local scale factor: distances are divided by it; empty: 1
    AssetShapes existing, candidates;
};

struct SitingReach {
    Metres reach; ///< closed: at exactly this distance it is served
    Threads threads = Threads{1};
};

/// Cuts each line where the reach of a candidate or of an existing asset begins or ends, so each piece is served as a
/// whole or not at all by each of them: exact, no samples. Cuts nearer to each other than 1 µm are one. What lies
/// within reach of an existing asset is one demand. Same bytes for any number of threads. \throws UsageError when spans
/// do not fit each other, a weight or the reach is negative or a coordinate is not finite; ResourceError when more than
/// 500 million pairs of piece and candidate would be kept; Cancelled. \par Complexity O(S·k²), S segments, k candidates
/// that reach a segment. Memory 8 B for each pair.
[[nodiscard]] SitingDemand siting_demand(const SitingLinesInput& input, const SitingReach& reach,
                                         const Progress& progress = {});

/// Each point is a demand. \throws as above \par Complexity O(C·k), C candidates, k points near one
[[nodiscard]] SitingDemand siting_demand(const SitingPointsInput& input, const SitingReach& reach,
                                         const Progress& progress = {});

} // namespace kerb::coverage
