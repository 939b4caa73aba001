// How much of every street lies within a distance along the streets, and where are the gaps?
#pragma once

#include <span>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/network/reach.hpp>

namespace kerb::coverage {

/// Lines, their graph and what a search reached on it, as plain spans. Nothing is copied; keep it alive.
struct AlongStreetsInput {
    const Lines* lines = nullptr;
    const network::Graph* graph = nullptr;                ///< of these lines
    std::span<const network::ReachedStretch> stretches;   ///< by edge, then along it: network::Reach::stretches
    std::span<const double> line_scale;                   ///< as the graph was made with; empty: 1
    std::span<const std::uint32_t> line_group;            ///< as AlongLinesInput
    std::uint32_t groups = 0;
    const ZoneMap* zones = nullptr;
};

struct AlongStreetsOptions {
    Metres ignore_gaps_below = Metres{0}; ///< shorter gaps count as covered
    Threads threads = Threads{1};
    std::size_t partition = 4096; ///< lines; any value gives the same bytes
};

/// Stretches of edges as stretches of their lines, those that touch joined. By line, ascending. \par Complexity O(n)
[[nodiscard]] std::vector<LineStretch> line_stretches(const network::Graph& graph,
                                                      std::span<const network::ReachedStretch> stretches);

/// Covered length by line, class and zone, and the gaps, as along_lines() measures them: what is covered is what was
/// reached. Parts of lines that are in no edge (they have no length) count nothing. \throws UsageError as along_lines(),
/// and when the graph is not of the lines; Cancelled \par Complexity O(S + stretches), S segments
[[nodiscard]] AlongLinesResult along_streets(const AlongStreetsInput& input, const AlongStreetsOptions& options,
                                             const Progress& progress = {});

} // namespace kerb::coverage
