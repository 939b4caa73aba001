#include <kerb/geometry/overlay.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include <kerb/geometry/box_index.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/validity.hpp>

#include "geos.hpp"

namespace kerb {
namespace {

bool fit(const MultiPolygon& area) {
    return !area.empty() && !find_defect(area);
}

/// Area that two boxes share: no less than what is in them does.
double shared(const Box& a, const Box& b) {
    const double width = std::min(a.max_x, b.max_x) - std::max(a.min_x, b.min_x);
    const double height = std::min(a.max_y, b.max_y) - std::max(a.min_y, b.min_y);
    return width > 0 && height > 0 ? width * height : 0;
}

/// Boxes of areas; empty for those that are not wanted. \param wanted of which positions; empty: of all
std::vector<Box> boxes_of(std::span<const MultiPolygon* const> areas, std::span<const std::uint8_t> wanted = {}) {
    std::vector<Box> boxes(areas.size());
    for (std::size_t i = 0; i < areas.size(); ++i) {
        boxes[i] = wanted.empty() || wanted[i] != 0 ? bounds(*areas[i]) : Box{};
    }
    return boxes;
}

template <class Visit>
void each_ring(const MultiPolygon& area, Visit&& visit) {
    for (const auto& polygon : area) {
        visit(polygon.outer, true);
        for (const auto& hole : polygon.holes) {
            visit(hole, false);
        }
    }
}

struct Edge {
    Point a, b;
    friend bool operator==(const Edge&, const Edge&) = default;
};

std::vector<Edge> edges_of(const MultiPolygon& area) {
    std::vector<Edge> edges;
    each_ring(area, [&edges](const Points& ring, bool) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            edges.push_back({ring[i - 1], ring[i]});
        }
    });
    return edges;
}

double side(const Edge& edge, Point p) {
    return (edge.b.x - edge.a.x) * (p.y - edge.a.y) - (edge.b.y - edge.a.y) * (p.x - edge.a.x);
}

bool cross(const Edge& e, const Edge& f) {
    const double fa = side(e, f.a), fb = side(e, f.b), ea = side(f, e.a), eb = side(f, e.b);
    return ((fa > 0 && fb < 0) || (fa < 0 && fb > 0)) && ((ea > 0 && eb < 0) || (ea < 0 && eb > 0));
}

constexpr double on_edge_m = 1e-6; // nearer than this is on an edge

Box around(const Edge& edge) {
    Box box;
    box.add(edge.a);
    box.add(edge.b);
    return box.grown(on_edge_m);
}

/// Edges that come near a box.
std::vector<Edge> near_box(const std::vector<Edge>& edges, const Box& box) {
    std::vector<Edge> found;
    std::copy_if(edges.begin(), edges.end(), std::back_inserter(found),
                 [&](const Edge& edge) { return around(edge).intersects(box); });
    return found;
}

/// Can it be ruled out that `one` reaches into `area`? Its edges either are edges of the area, or lie outside of it and
/// touch it at corners of both only. \param box of the area
bool keeps_out(const std::vector<Edge>& one, const std::vector<Edge>& of_area, const MultiPolygon& area,
               const Box& box) {
    std::size_t in_common = 0;
    for (const auto& edge : one) {
        const auto where = around(edge);
        if (!where.intersects(box)) {
            continue;
        }
        bool common = false, corner = false;
        for (const auto& other : of_area) {
            if (std::max(other.a.x, other.b.x) < where.min_x || std::min(other.a.x, other.b.x) > where.max_x ||
                std::max(other.a.y, other.b.y) < where.min_y || std::min(other.a.y, other.b.y) > where.max_y) {
                continue;
            }
            common = common || edge == other || edge == Edge{other.b, other.a};
            corner = corner || edge.a == other.a;
            const bool at_end = edge.a == other.a || edge.a == other.b;
            if (cross(edge, other) || (!at_end && distance_to_segment(edge.a, other.a, other.b) <= on_edge_m)) {
                return false;
            }
        }
        const Point middle = {(edge.a.x + edge.b.x) / 2, (edge.a.y + edge.b.y) / 2};
        if ((!corner && covers(area, edge.a)) || (!common && covers(area, middle))) {
            return false;
        }
        in_common += common ? 1 : 0;
    }
    return in_common < one.size();
}

/// Can it be ruled out, without an overlay, that two areas have more than borders in common? Most neighbours in a
/// tiling are told apart so.
bool surely_apart(const MultiPolygon& a, const MultiPolygon& b) {
    constexpr std::size_t most = 4096; // pairs of edges, beyond which the overlay is quicker
    const auto one = edges_of(a), two = edges_of(b);
    if (one.size() * two.size() > most) {
        return false;
    }
    const auto box_a = bounds(a), box_b = bounds(b);
    const auto of_a = near_box(one, box_b), of_b = near_box(two, box_a);
    // NOLINTNEXTLINE(readability-suspicious-call-argument): both ways
    return keeps_out(one, of_b, b, box_b) && keeps_out(two, of_a, a, box_a);
}

/// An edge, whichever way it is drawn, and the way that its area lies.
struct Side {
    std::uint64_t edge;
    std::uint32_t area;
    bool forward;
    friend bool operator<(const Side& s, const Side& t) { return std::tie(s.edge, s.area) < std::tie(t.edge, t.area); }
};

std::uint64_t hash_of(const Edge& edge) {
    std::uint64_t hash = 0;
    for (const double value : {edge.a.x, edge.a.y, edge.b.x, edge.b.y}) {
        hash ^= std::bit_cast<std::uint64_t>(value + 0.0); // 0 and −0 are one place
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53U;
    }
    return hash;
}

double signed_area(const Points& ring) {
    double twice = 0;
    for (std::size_t i = 2; i < ring.size(); ++i) {
        twice += side({ring[0], ring[i - 1]}, ring[i]);
    }
    return twice;
}

std::vector<Side> sides_of(std::span<const MultiPolygon* const> areas) {
    std::vector<Side> sides;
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        each_ring(*areas[i], [&](const Points& ring, bool outer) {
            const bool left = (signed_area(ring) > 0) == outer; // of the ring lies the area
            for (std::size_t k = 1; k < ring.size(); ++k) {
                const bool upward = std::tie(ring[k - 1].x, ring[k - 1].y) < std::tie(ring[k].x, ring[k].y);
                const Edge edge = upward ? Edge{ring[k - 1], ring[k]} : Edge{ring[k], ring[k - 1]};
                sides.push_back({hash_of(edge), i, upward == left});
            }
        });
    }
    std::sort(sides.begin(), sides.end());
    return sides;
}

/// Which areas have a neighbour at each of their edges, with the same edge and on its other side? No ground is left out
/// beside those.
std::vector<std::uint8_t> enclosed(std::span<const MultiPolygon* const> areas) {
    const auto sides = sides_of(areas);
    std::vector<std::uint8_t> all(areas.size(), 1);
    for (std::size_t i = 0; i < sides.size();) {
        auto end = i + 1;
        while (end < sides.size() && sides[end].edge == sides[i].edge) {
            ++end;
        }
        const bool met = end == i + 2 && sides[i].forward != sides[i + 1].forward;
        for (; i < end; ++i) {
            all[sides[i].area] = met ? all[sides[i].area] : 0;
        }
    }
    return all;
}

} // namespace

std::optional<Patch> common_area(const MultiPolygon& a, const MultiPolygon& b) {
    return fit(a) && fit(b) ? detail::geos_common_area(a, b) : std::nullopt;
}

double shared_area(const MultiPolygon& a, const MultiPolygon& b) {
    return detail::geos_shared_area(a, b);
}

std::vector<AreaOverlap> find_overlaps(std::span<const MultiPolygon* const> areas, double least_m2, Threads threads) {
    constexpr std::size_t block = 512;
    const auto boxes = boxes_of(areas);
    const BoxIndex index(boxes);
    std::vector<std::vector<AreaOverlap>> found((areas.size() + block - 1) / block);
    for_each_block(areas.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = static_cast<std::uint32_t>(begin); i < end; ++i) {
            for (const auto other : index.find(boxes[i])) {
                if (other >= i || shared(boxes[i], boxes[other]) < least_m2 || surely_apart(*areas[other], *areas[i])) {
                    continue;
                }
                auto common = common_area(*areas[other], *areas[i]);
                if (common && common->area_m2 >= least_m2) {
                    found[begin / block].push_back({other, i, std::move(*common)});
                }
            }
        }
    });
    std::vector<AreaOverlap> all;
    for (auto& part : found) {
        std::move(part.begin(), part.end(), std::back_inserter(all));
    }
    return all;
}

namespace {

std::vector<const MultiPolygon*> good_of(std::span<const MultiPolygon* const> areas) {
    std::vector<const MultiPolygon*> good;
    std::copy_if(areas.begin(), areas.end(), std::back_inserter(good), [](const auto* area) { return fit(*area); });
    return good;
}

} // namespace

MultiPolygon united(std::span<const MultiPolygon* const> areas) {
    return detail::geos_united(good_of(areas));
}

std::vector<MultiPolygon> clipped(std::span<const MultiPolygon> areas, std::span<const MultiPolygon* const> land,
                                  Threads threads) {
    const BoxIndex index(boxes_of(land));
    std::vector<MultiPolygon> parts(areas.size());
    for_each_block(areas.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            std::vector<const MultiPolygon*> near;
            for (const auto other : index.find(bounds(areas[i]))) {
                near.push_back(land[other]);
            }
            if (auto common = common_area(areas[i], united(near))) {
                parts[i] = std::move(common->area);
            }
        }
    });
    return parts;
}

namespace {

/// How often a closed ring goes counterclockwise around a point.
int turns_around(const Points& ring, Point p) {
    int turns = 0;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const bool from_below = ring[i - 1].y <= p.y, to_below = ring[i].y <= p.y;
        const double left = from_below != to_below ? side({ring[i - 1], ring[i]}, p) : 0;
        turns += from_below && !to_below && left > 0 ? 1 : !from_below && to_below && left < 0 ? -1 : 0;
    }
    return turns;
}

} // namespace

Polygon untangled(const Polygon& polygon) {
    MultiLineString rings = {polygon.outer};
    rings.insert(rings.end(), polygon.holes.begin(), polygon.holes.end());
    std::erase_if(rings, [](const Points& ring) { return ring.size() < 2; });
    auto faces = detail::geos_faces(rings);
    std::erase_if(faces, [&](const Polygon& face) {
        const auto place = detail::geos_point_inside({face});
        int turns = 0;
        for (const auto& ring : rings) {
            turns += place ? turns_around(ring, *place) : 0;
        }
        return turns <= 0;
    });
    const MultiPolygon* kept = &faces;
    auto parts = detail::geos_united(std::span(&kept, 1));
    const auto largest = std::max_element(parts.begin(), parts.end(),
                                          [](const Polygon& a, const Polygon& b) { return area({a}) < area({b}); });
    return largest == parts.end() ? Polygon{} : std::move(*largest);
}

MultiPolygon without(const MultiPolygon& area, std::span<const MultiPolygon* const> others) {
    const auto good = good_of(others);
    return good.empty() || !fit(area) ? area : detail::geos_without(area, good);
}

std::vector<MultiPolygon> each_once(std::span<const MultiPolygon> areas, std::span<const std::uint32_t> rank,
                                    double least_m2, Threads threads) {
    std::vector<const MultiPolygon*> all;
    std::transform(areas.begin(), areas.end(), std::back_inserter(all), [](const auto& area) { return &area; });
    std::vector<std::vector<const MultiPolygon*>> takers(areas.size());
    for (const auto& overlap : find_overlaps(all, least_m2, threads)) {
        const bool first_wins = rank[overlap.first] < rank[overlap.second];
        takers[first_wins ? overlap.second : overlap.first].push_back(all[first_wins ? overlap.first : overlap.second]);
    }
    std::vector<MultiPolygon> own(areas.begin(), areas.end());
    for_each_block(areas.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            if (!takers[i].empty()) {
                own[i] = without(areas[i], takers[i]);
            }
        }
    });
    return own;
}

std::vector<Patch> gaps_between(std::span<const MultiPolygon* const> areas, std::span<const MultiPolygon* const> whole,
                                double least_m2) {
    // What is enclosed by its like need not be united: it only fills holes that the others leave.
    const auto inner = enclosed(areas);
    std::vector<const MultiPolygon*> outer, good_whole;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (inner[i] == 0 && fit(*areas[i])) {
            outer.push_back(areas[i]);
        }
    }
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(good_whole),
                 [](const auto* area) { return fit(*area); });
    const BoxIndex fillers(boxes_of(areas, inner));
    const auto filled = [&](Point p) {
        const auto near = fillers.find(bounds(std::span(&p, 1)));
        return std::any_of(near.begin(), near.end(), [&](auto i) { return covers(*areas[i], p); });
    };
    auto gaps = detail::geos_gaps(outer, good_whole);
    std::erase_if(gaps, [&](const Patch& gap) { return gap.area_m2 < least_m2 || filled(gap.place); });
    std::sort(gaps.begin(), gaps.end(), [](const Patch& a, const Patch& b) {
        return std::tie(a.place.y, a.place.x) < std::tie(b.place.y, b.place.x);
    });
    return gaps;
}

MultiPolygon grown(const MultiPolygon& area, double by, int quarter_edges) {
    return by > 0 && std::isfinite(by) && fit(area) ? detail::geos_grown(area, by, quarter_edges) : area;
}

ReachOverlay overlay_reach(const MultiPolygon& area, std::span<const Place> assets, std::span<const double> reach_m,
                           int quarter_edges) {
    return detail::geos_overlay_reach(area, assets, reach_m, quarter_edges);
}

} // namespace kerb
