#include <algorithm>
#include <atomic>
#include <compare>

#include "street_edges.hpp"

namespace kerb::network::detail {
namespace {

/// A course with its level, whichever way it was drawn.
struct Trace {
    std::int32_t level = 0;
    Points points;
};

bool before(Point a, Point b) {
    return a.x != b.x ? a.x < b.x : a.y < b.y;
}

bool before(const Trace& a, const Trace& b) {
    return a.level != b.level
               ? a.level < b.level
               : std::lexicographical_compare(a.points.begin(), a.points.end(), b.points.begin(), b.points.end(),
                                              [](Point p, Point q) { return before(p, q); });
}

Trace trace_of(const Courses& courses, const CutStreets& streets, std::uint32_t e) {
    const auto& edge = streets.graph.edges[e];
    const auto [first, last] = streets.course[e];
    Points points = {streets.graph.nodes[edge.from]};
    for (auto i = first + 1; i < last; ++i) {
        if (!(courses.points[i] == points.back())) {
            points.push_back(courses.points[i]);
        }
    }
    points.push_back(streets.graph.nodes[edge.to]);
    Points back(points.rbegin(), points.rend());
    const bool turn = std::lexicographical_compare(back.begin(), back.end(), points.begin(), points.end(),
                                                   [](Point p, Point q) { return before(p, q); });
    return {courses.level_of(edge.line), turn ? std::move(back) : std::move(points)};
}

/// How many of these edges, all between the same two nodes, repeat an earlier one?
std::int64_t repeated_among(const Courses& courses, const CutStreets& streets, std::vector<std::uint32_t> edges) {
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end()); // a loop stands at its node twice
    std::vector<Trace> traces;
    traces.reserve(edges.size());
    for (const auto e : edges) {
        traces.push_back(trace_of(courses, streets, e));
    }
    std::sort(traces.begin(), traces.end(), [](const Trace& a, const Trace& b) { return before(a, b); });
    std::int64_t repeated = 0;
    for (std::size_t i = 1; i < traces.size(); ++i) {
        repeated += traces[i].level == traces[i - 1].level && traces[i].points == traces[i - 1].points ? 1 : 0;
    }
    return repeated;
}

/// Do two links lead to one node of at least this number?
bool any_parallel(std::span<const Link> links, std::uint32_t node) {
    constexpr std::size_t few = 8;
    if (links.size() > few) {
        return true;
    }
    for (std::size_t i = 1; i < links.size(); ++i) {
        for (std::size_t j = 0; j < i && links[i].to >= node; ++j) {
            if (links[i].to == links[j].to && links[i].edge != links[j].edge) {
                return true;
            }
        }
    }
    return false;
}

std::int64_t repeated_from(const Courses& courses, const CutStreets& streets, std::uint32_t node) {
    const auto all = streets.graph.links_of(node);
    if (!any_parallel(all, node)) {
        return 0;
    }
    std::vector<Link> links(all.begin(), all.end());
    std::stable_sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.to < b.to; });
    std::int64_t repeated = 0;
    for (std::size_t begin = 0, end = 0; begin < links.size(); begin = end) {
        std::vector<std::uint32_t> edges;
        for (end = begin; end < links.size() && links[end].to == links[begin].to; ++end) {
            edges.push_back(links[end].edge);
        }
        if (edges.size() > 1 && links[begin].to >= node) {
            repeated += repeated_among(courses, streets, std::move(edges));
        }
    }
    return repeated;
}

} // namespace

std::int64_t count_repeated(const Courses& courses, const CutStreets& streets, Threads threads) {
    std::atomic<std::int64_t> repeated = 0;
    for_each_block(streets.graph.nodes.size(), std::size_t{1} << 14U, threads, [&](std::size_t begin, std::size_t end) {
        std::int64_t sum = 0;
        for (auto node = begin; node < end; ++node) {
            sum += repeated_from(courses, streets, static_cast<std::uint32_t>(node));
        }
        repeated += sum;
    });
    return repeated;
}

} // namespace kerb::network::detail
