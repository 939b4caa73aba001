// Straight links from a dead end: where to, past what, and what they would open.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/geometry/box_index.hpp>
#include <kerb/network/components.hpp>
#include <kerb/network/through_connections.hpp>

#include "bounded_search.hpp"
#include "near_segments.hpp"
#include "shape_contact.hpp"

namespace kerb::network::detail {

/// What a link must not cross. Read-only, thread-safe.
class Barriers {
public:
    Barriers(std::span<const MultiPolygon> areas, const Lines* lines);
    /// Does anything stand between the two, their very places left out?
    [[nodiscard]] bool between(Point a, Point b) const;

private:
    std::vector<Shape> shapes_;
    std::optional<BoxIndex> index_;
};

/// A place that a link could run to.
struct LinkEnd {
    PlaceOnEdge place; ///< access_m: length of the link
    Point at;
};

/// Places of streets that can be seen from a dead end, the nearest first: of each edge the nearest, of each node one.
[[nodiscard]] std::vector<LinkEnd> visible_ends(const Graph& graph, const NearSegments& streets,
                                                const Barriers& barriers, const DeadEnd& end, double within);

/// What links of one dead end would be good for. One for each thread.
class LinkWorth {
public:
    LinkWorth(const Graph& graph, const Components& components)
        : graph_(graph), components_(components), from_end_(graph), from_link_(graph) {}
    /// The best of the links; nullopt where none spares the detour or gains anything.
    [[nodiscard]] std::optional<ThroughConnection> best(const DeadEnd& end, std::span<const LinkEnd> links,
                                                        const ThroughOptions& options);

private:
    void walk(const DeadEnd& end, std::span<const LinkEnd> links, double least);
    [[nodiscard]] std::optional<double> walk_to(const LinkEnd& link) const;
    [[nodiscard]] double gained(const LinkEnd& link, double walk);

    const Graph& graph_;
    const Components& components_;
    BoundedSearch from_end_, from_link_;
    std::vector<std::uint32_t> edges_;
};

} // namespace kerb::network::detail
