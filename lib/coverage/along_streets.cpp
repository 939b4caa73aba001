#include <kerb/coverage/along_streets.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>

namespace kerb::coverage {

std::vector<LineStretch> line_stretches(const network::Graph& graph,
                                        std::span<const network::ReachedStretch> stretches) {
    constexpr double touching_m = 1e-9;
    std::vector<LineStretch> joined;
    for (const auto& stretch : stretches) {
        const auto& edge = graph.edges[stretch.edge];
        const auto from = edge.from_m + stretch.from_m;
        const auto to = stretch.to_m == edge.length_m() ? edge.to_m : edge.from_m + stretch.to_m;
        if (!joined.empty() && joined.back().line == edge.line && from - joined.back().to_m <= touching_m) {
            joined.back().to_m = std::max(joined.back().to_m, to);
        } else if (from < to) {
            joined.push_back({edge.line, from, to});
        }
    }
    return joined;
}

AlongLinesResult along_streets(const AlongStreetsInput& input, const AlongStreetsOptions& options,
                               const Progress& progress) {
    if (input.lines == nullptr || input.graph == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    if (input.graph->line_begin.size() != input.lines->size() + 1) {
        throw UsageError({"coverage.other_graph", {}});
    }
    const auto covered = line_stretches(*input.graph, input.stretches);
    AlongLinesInput lines;
    lines.lines = input.lines;
    lines.line_scale = input.line_scale;
    lines.line_group = input.line_group;
    lines.groups = input.groups;
    lines.zones = input.zones;
    lines.covered = covered;
    return along_lines(lines,
                       {.reach = Metres{0},
                        .ignore_gaps_below = options.ignore_gaps_below,
                        .threads = options.threads,
                        .partition = options.partition},
                       progress);
}

} // namespace kerb::coverage
