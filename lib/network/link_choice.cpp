#include "link_choice.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <kerb/geometry/measures.hpp>

#include "courses.hpp"
#include "orientation.hpp"

namespace kerb::network::detail {
namespace {

constexpr double touch_m = 1e-6;

/// The node that a place on an edge is at, else no_node.
std::uint32_t node_of(const Graph& graph, const PlaceOnEdge& place) {
    const auto& edge = graph.edges[place.edge];
    return place.from_m <= 0 ? edge.from : place.from_m >= edge.length_m() ? edge.to : no_node;
}

bool meet(Point a, Point b, const StreetSegment& s) {
    if (side_of(a, b, s.a) * side_of(a, b, s.b) < 0 && side_of(s.a, s.b, a) * side_of(s.a, s.b, b) < 0) {
        return true;
    }
    return distance_to_segment(a, s.a, s.b) <= touch_m || distance_to_segment(b, s.a, s.b) <= touch_m ||
           distance_to_segment(s.a, a, b) <= touch_m || distance_to_segment(s.b, a, b) <= touch_m;
}

/// Is there a street on the way, a millimetre at both ends left out?
bool street_between(const NearSegments& streets, std::span<const std::uint32_t> near, Point a, Point b) {
    const double size = distance(a, b);
    if (size <= 3 * one_place_m) {
        return false;
    }
    const double share = one_place_m / size;
    const Point from{a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
    const Point to{b.x - share * (b.x - a.x), b.y - share * (b.y - a.y)};
    const Box box{std::min(from.x, to.x), std::min(from.y, to.y), std::max(from.x, to.x), std::max(from.y, to.y)};
    return std::any_of(near.begin(), near.end(), [&](std::uint32_t number) {
        const auto& s = streets[number];
        const Box own{std::min(s.a.x, s.b.x), std::min(s.a.y, s.b.y), std::max(s.a.x, s.b.x), std::max(s.a.y, s.b.y)};
        return own.intersects(box.grown(touch_m)) && meet(from, to, s);
    });
}

/// Length of an edge that is reached when so much of it is from its two ends.
double covered(double from, double to, double length) {
    return std::min(length, std::max(from, 0.0) + std::max(to, 0.0));
}

/// The same with a stretch `reach` to both sides of a place on it.
double covered(double from, double to, double length, double at, double reach) {
    const double low = std::max(0.0, at - reach), high = std::min(length, at + reach);
    const double head = std::clamp(from, 0.0, length), tail = length - std::clamp(to, 0.0, length);
    if (head >= tail) {
        return length;
    }
    const double between = std::max(0.0, std::min(high, tail) - std::max(low, head));
    return head + (length - tail) + between;
}

} // namespace

Barriers::Barriers(std::span<const MultiPolygon> areas, const Lines* lines) {
    for (const auto& area : areas) {
        shapes_.push_back(Shape::of(area));
    }
    for (std::size_t f = 0; lines != nullptr && f < lines->size(); ++f) {
        shapes_.push_back(Shape::of(*lines, f));
    }
    std::vector<Box> boxes;
    for (const auto& shape : shapes_) {
        boxes.push_back(shape.box);
    }
    index_.emplace(boxes);
}

bool Barriers::between(Point a, Point b) const {
    constexpr double end = 1e-9;
    Box box;
    box.add(a);
    box.add(b);
    const auto near = index_->find(box);
    return std::any_of(near.begin(), near.end(), [&](std::uint32_t number) {
        const auto met = contacts(shapes_[number], a, b);
        return std::any_of(met.begin(), met.end(),
                           [](const auto& share) { return share.second > end && share.first < 1 - end; });
    });
}

std::vector<LinkEnd> visible_ends(const Graph& graph, const NearSegments& streets, const Barriers& barriers,
                                  const DeadEnd& end, double within) {
    const auto from = graph.nodes[end.node];
    Box box;
    box.add(from);
    std::vector<std::uint32_t> near;
    streets.grid().visit(box.grown(within * streets.greatest_scale()),
                         [&near](const Segment& segment) { near.push_back(segment.line); });
    std::sort(near.begin(), near.end());
    near.erase(std::unique(near.begin(), near.end()), near.end());
    std::vector<LinkEnd> ends;
    for (const auto number : near) {
        const auto& s = streets[number];
        const auto found = nearest_share(from, s.a, s.b);
        const double at = found.share >= 1 ? s.to_m : s.from_m + found.share * (s.to_m - s.from_m);
        auto place = streets.place_on_edge({s.line, s.part, at, at, found.share <= 0});
        place.access_m = found.distance / streets.scale_of(s.line);
        if (place.access_m <= within && place.edge != end.edge && node_of(graph, place) != end.node) {
            ends.push_back({place, found.share >= 1 ? s.b : s.at(found.share)});
        }
    }
    std::sort(ends.begin(), ends.end(), [](const LinkEnd& a, const LinkEnd& b) {
        return std::tie(a.place.edge, a.place.access_m, a.place.from_m) <
               std::tie(b.place.edge, b.place.access_m, b.place.from_m);
    });
    ends.erase(std::unique(ends.begin(), ends.end(),
                           [](const LinkEnd& a, const LinkEnd& b) { return a.place.edge == b.place.edge; }),
               ends.end());
    std::sort(ends.begin(), ends.end(), [](const LinkEnd& a, const LinkEnd& b) {
        return std::tie(a.place.access_m, a.place.edge) < std::tie(b.place.access_m, b.place.edge);
    });
    std::vector<LinkEnd> visible;
    for (const auto& one : ends) {
        const auto node = node_of(graph, one.place);
        const bool known = node != no_node && std::any_of(visible.begin(), visible.end(), [&](const LinkEnd& other) {
                               return node_of(graph, other.place) == node;
                           });
        if (!known && !street_between(streets, near, from, one.at) && !barriers.between(from, one.at)) {
            visible.push_back(one);
        }
    }
    return visible;
}

void LinkWorth::walk(const DeadEnd& end, std::span<const LinkEnd> links, double least) {
    std::vector<std::uint32_t> open;
    const auto own = components_.of_node[end.node];
    for (const auto& link : links) {
        const auto& edge = graph_.edges[link.place.edge];
        if (components_.of_node[edge.from] == own) {
            open.insert(open.end(), {edge.from, edge.to});
        }
    }
    from_end_.begin();
    from_end_.start(end.node, 0);
    from_end_.run(BoundedSearch::unreached, [&] {
        while (!open.empty() && from_end_.distance(open.back()) < BoundedSearch::unreached) {
            open.pop_back();
        }
        return open.empty();
    });
    from_end_.run(least);
}

std::optional<double> LinkWorth::walk_to(const LinkEnd& link) const {
    const auto& edge = graph_.edges[link.place.edge];
    const double at = link.place.from_m;
    const double way = std::min(from_end_.distance(edge.from) + at, from_end_.distance(edge.to) + edge.length_m() - at);
    return way < BoundedSearch::unreached ? std::optional(way) : std::nullopt;
}

double LinkWorth::gained(const LinkEnd& link, double walk) {
    const auto& target = graph_.edges[link.place.edge];
    const double at = link.place.from_m, rest = walk - link.place.access_m;
    if (!(rest > 0)) {
        return 0;
    }
    from_link_.begin();
    from_link_.start(target.from, at);
    from_link_.start(target.to, target.length_m() - at);
    from_link_.run(rest);
    edges_.assign(1, link.place.edge);
    for (const auto node : from_link_.order()) {
        for (const auto& other : graph_.links_of(node)) {
            edges_.push_back(other.edge);
        }
    }
    std::sort(edges_.begin(), edges_.end());
    edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
    double sum = 0;
    for (const auto e : edges_) {
        const auto& edge = graph_.edges[e];
        const double size = edge.length_m();
        const double from = walk - from_end_.distance(edge.from), to = walk - from_end_.distance(edge.to);
        const double from_now = std::max(from, rest - from_link_.distance(edge.from));
        const double to_now = std::max(to, rest - from_link_.distance(edge.to));
        sum += e == link.place.edge ? covered(from_now, to_now, size, at, rest) : covered(from_now, to_now, size);
        sum -= covered(from, to, size);
    }
    return sum;
}

std::optional<ThroughConnection> LinkWorth::best(const DeadEnd& end, std::span<const LinkEnd> links,
                                                 const ThroughOptions& options) {
    constexpr double nothing_m = 1e-6;
    std::optional<ThroughConnection> best;
    if (links.empty()) {
        return best;
    }
    const double walk_m = options.walk.value();
    walk(end, links, walk_m);
    for (const auto& link : links) {
        const auto way = walk_to(link);
        if (way && *way < options.least_detour * link.place.access_m) {
            continue;
        }
        const double gain = gained(link, walk_m);
        const auto& place = link.place;
        const ThroughConnection found{0,       place.edge,     place.from_m, graph_.nodes[end.node],
                                      link.at, place.access_m, way,          gain};
        const auto key = [](const ThroughConnection& c) { return std::tuple(-c.gained_m, c.link_m, c.edge); };
        if (gain > nothing_m && (!best || key(found) < key(*best))) {
            best = found;
        }
    }
    return best;
}

} // namespace kerb::network::detail
