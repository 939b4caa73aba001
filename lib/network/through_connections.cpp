#include <kerb/network/through_connections.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>

#include <kerb/base/error.hpp>
#include <kerb/network/components.hpp>

#include "link_choice.hpp"

namespace kerb::network {
namespace {

void check_length(double value) {
    if (!(value >= 0 && value <= 1e12)) {
        throw UsageError({"street_graph.bad_within", {{"value", value}}});
    }
}

void check(const Graph& graph, const Lines& lines, const ThroughOptions& options) {
    check_length(options.within.value());
    check_length(options.walk.value());
    if (!(options.least_detour >= 1 && std::isfinite(options.least_detour))) {
        throw UsageError({"street_graph.bad_detour", {{"value", options.least_detour}}});
    }
    if (graph.line_begin.size() != lines.size() + 1 && !(graph.line_begin.empty() && lines.size() == 0)) {
        throw UsageError({"street_graph.foreign_lines",
                          {{"edges", static_cast<std::int64_t>(graph.line_begin.size()) - 1},
                           {"lines", static_cast<std::int64_t>(lines.size())}}});
    }
    if (!options.line_scale.empty() && options.line_scale.size() != lines.size()) {
        throw UsageError({"street_graph.size_differs",
                          {{"name", "line_scale"},
                           {"size", static_cast<std::int64_t>(options.line_scale.size())},
                           {"expected", static_cast<std::int64_t>(lines.size())}}});
    }
}

using Found = std::vector<std::optional<ThroughConnection>>;

/// The best link of each dead end.
Found find_links(const Graph& graph, const Lines& lines, const DeadEnds& ends, const ThroughOptions& options,
                 const Progress& progress) {
    constexpr std::size_t block = 256, wave = 16 * block;
    std::vector<Box> places(ends.items.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        places[i].add(graph.nodes[ends.items[i].node]);
    }
    const detail::NearSegments streets(graph, lines, options.line_scale, places, options.within.value(),
                                       options.threads);
    const detail::Barriers barriers(options.barrier_areas, options.barrier_lines);
    const auto parts = components(graph);
    Found found(ends.items.size());
    for (std::size_t first = 0; first < found.size(); first += wave) {
        report_progress(progress, "street_graph.linking",
                        static_cast<double>(first) / static_cast<double>(found.size()));
        for_each_block(
            std::min(wave, found.size() - first), block, options.threads, [&](std::size_t begin, std::size_t end) {
                detail::LinkWorth worth(graph, parts);
                for (auto i = first + begin; i < first + end; ++i) {
                    const auto& one = ends.items[i];
                    found[i] =
                        worth.best(one, visible_ends(graph, streets, barriers, one, options.within.value()), options);
                }
            });
    }
    return found;
}

/// Is this the link of the dead end that it runs to, too, and told there?
bool told_there(const Graph& graph, const DeadEnds& ends, const Found& found,
                const std::unordered_map<std::uint32_t, std::uint32_t>& number, std::uint32_t i) {
    const auto node_at_end = [&](const ThroughConnection& link) {
        const auto& edge = graph.edges[link.edge];
        return link.at_m <= 0 ? edge.from : link.at_m >= edge.length_m() ? edge.to : no_node;
    };
    const auto other = number.find(node_at_end(*found[i]));
    if (other == number.end() || !found[other->second] || node_at_end(*found[other->second]) != ends.items[i].node) {
        return false;
    }
    return std::tuple(-found[other->second]->gained_m, other->second) < std::tuple(-found[i]->gained_m, i);
}

} // namespace

std::vector<ThroughConnection> through_connections(const Graph& graph, const Lines& lines, const DeadEnds& ends,
                                                   const ThroughOptions& options, const Progress& progress) {
    check(graph, lines, options);
    const auto found = find_links(graph, lines, ends, options, progress);
    std::unordered_map<std::uint32_t, std::uint32_t> number;
    for (std::uint32_t i = 0; i < ends.items.size(); ++i) {
        number.emplace(ends.items[i].node, i);
    }
    std::vector<ThroughConnection> all;
    for (std::uint32_t i = 0; i < found.size(); ++i) {
        if (found[i] && !told_there(graph, ends, found, number, i)) {
            all.push_back(*found[i]);
            all.back().dead_end = i;
        }
    }
    std::sort(all.begin(), all.end(), [](const ThroughConnection& a, const ThroughConnection& b) {
        return std::tuple(-a.gained_m, a.link_m, a.dead_end) < std::tuple(-b.gained_m, b.link_m, b.dead_end);
    });
    report_progress(progress, "street_graph.linking", 1);
    return all;
}

} // namespace kerb::network
