#include "zone_clip.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/geometry/segment_grid.hpp>

#include "vectors.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr std::size_t block = 64;

template <class Visit>
void each_edge(const MultiPolygon& area, Visit&& visit) {
    const auto along = [&visit](const Points& ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            visit(ring[i], ring[(i + 1) % ring.size()]);
        }
    };
    for (const auto& polygon : area) {
        along(open_ring(polygon.outer, true));
        for (const auto& hole : polygon.holes) {
            along(open_ring(hole, false));
        }
    }
}

double typical_length(const std::vector<Segment>& edges) {
    double sum = 0;
    for (const auto& edge : edges) {
        sum += std::hypot(edge.b.x - edge.a.x, edge.b.y - edge.a.y);
    }
    return std::max(1.0, 4 * sum / static_cast<double>(std::max<std::size_t>(1, edges.size())));
}

/// Where a piece crosses, or runs along, the border of a zone. Parameters: metres of a straight piece, angle from the
/// start of an arc.
struct Cut {
    std::uint32_t zone;
    double at;
};
struct Along {
    std::uint32_t zone;
    double from, to;
};

void cut_straight(const BorderPiece& piece, const Segment& edge, std::vector<Cut>& cuts, std::vector<Along>& alongs) {
    const Point d = piece.end - piece.start;
    const double length = std::hypot(d.x, d.y);
    const Point u = {d.x / length, d.y / length};
    const Point a = edge.a - piece.start, b = edge.b - piece.start;
    const double off_a = cross(u, a), off_b = cross(u, b);
    const bool near_a = std::abs(off_a) < same_line_m, near_b = std::abs(off_b) < same_line_m;
    if (near_a && near_b) {
        const double from = dot(u, a), to = dot(u, b);
        cuts.push_back({edge.line, from});
        cuts.push_back({edge.line, to});
        alongs.push_back({edge.line, std::min(from, to), std::max(from, to)});
    } else if (near_a || near_b || (off_a > 0) != (off_b > 0)) {
        const double share = off_a / (off_a - off_b);
        cuts.push_back({edge.line, dot(u, a) + share * dot(u, b - a)});
    }
}

void cut_arc(const BorderPiece& piece, const Segment& edge, std::vector<Cut>& cuts) {
    const Point d = edge.b - edge.a, c = piece.centre - edge.a;
    const double length = std::hypot(d.x, d.y);
    const Point u = {d.x / length, d.y / length};
    const double off = std::abs(cross(u, c));
    if (off >= piece.radius) {
        return;
    }
    constexpr double rim = 1e-6;
    const double middle = dot(u, c), half = std::sqrt((piece.radius - off) * (piece.radius + off));
    for (const double t : {middle - half, middle + half}) {
        if (t > -rim && t < length + rim) {
            const Point p = edge.a + t * u - piece.centre;
            const double turns = (std::atan2(p.y, p.x) - piece.from) / (2 * std::numbers::pi);
            cuts.push_back({edge.line, (turns - std::floor(turns)) * 2 * std::numbers::pi});
        }
    }
}

/// Part of a piece by its parameters.
BorderPiece part_of(const BorderPiece& piece, double from, double to) {
    if (!piece.straight()) {
        return arc_piece(piece.centre, piece.radius, piece.from + from, piece.from + to);
    }
    const Point d = piece.end - piece.start;
    const double length = std::hypot(d.x, d.y);
    return {piece.start + (from / length) * d, piece.start + (to / length) * d, {}, 0, 0, 0};
}

struct InZone {
    std::uint32_t zone;
    BorderPiece piece;
};

/// Cuts the pieces of the reaches' border.
class PieceCutter {
public:
    PieceCutter(const AreaIndex& zones, const SegmentGrid& edges) : zones_(zones), edges_(edges) {}

    void cut(const BorderPiece& piece, std::vector<InZone>& found) {
        const auto box = box_of(piece).grown(same_line_m);
        near_.clear();
        zones_.gather(box, near_);
        if (near_.empty()) {
            return;
        }
        cuts_.clear();
        alongs_.clear();
        edges_.visit(box, [&](const Segment& edge) {
            if (piece.straight()) {
                cut_straight(piece, edge, cuts_, alongs_);
            } else {
                cut_arc(piece, edge, cuts_);
            }
        });
        std::sort(cuts_.begin(), cuts_.end(),
                  [](const Cut& a, const Cut& b) { return a.zone != b.zone ? a.zone < b.zone : a.at < b.at; });
        for (const auto zone : near_) {
            cut_in(zone, piece, found);
        }
    }

private:
    void cut_in(std::uint32_t zone, const BorderPiece& piece, std::vector<InZone>& found) {
        const double whole = piece.straight() ? std::hypot(piece.end.x - piece.start.x, piece.end.y - piece.start.y)
                                              : piece.to - piece.from;
        const double least = piece.straight() ? least_piece_m : least_piece_m / piece.radius;
        double at = 0;
        const auto take = [&](double to) {
            if (to - at > least && holds(zone, piece, at, to)) {
                found.push_back({zone, part_of(piece, at, to)});
            }
            at = std::max(at, to);
        };
        auto cut = std::lower_bound(cuts_.begin(), cuts_.end(), zone,
                                    [](const Cut& c, std::uint32_t z) { return c.zone < z; });
        for (; cut != cuts_.end() && cut->zone == zone; ++cut) {
            // Parts that are too short to be made stay with the part before.
            if (cut->at - at > least && whole - cut->at > least) {
                take(cut->at);
            }
        }
        take(whole);
    }

    [[nodiscard]] bool holds(std::uint32_t zone, const BorderPiece& piece, double from, double to) const {
        const double at = from + inner_share * (to - from);
        const bool along = std::any_of(alongs_.begin(), alongs_.end(),
                                       [&](const Along& a) { return a.zone == zone && at > a.from && at < a.to; });
        return !along && zones_.inside(zone, inner_point(part_of(piece, from, to)));
    }

    const AreaIndex& zones_;
    const SegmentGrid& edges_;
    std::vector<std::uint32_t> near_;
    std::vector<Cut> cuts_;
    std::vector<Along> alongs_;
};

void cut_border(std::span<const BorderPiece> border, std::span<const MultiPolygon> zones, Threads threads,
                std::vector<ZoneBorder>& borders) {
    const AssetEdges edges({{}, nullptr, zones});
    const AreaIndex finder(edges);
    const SegmentGrid grid(edges.segments, typical_length(edges.segments));
    std::vector<std::vector<InZone>> found((border.size() + block - 1) / block);
    for_each_block(border.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        PieceCutter cutter(finder, grid);
        for (auto i = begin; i < end; ++i) {
            cutter.cut(border[i], found[begin / block]);
        }
    });
    for (const auto& part : found) {
        for (const auto& [zone, piece] : part) {
            borders[zone].covered.push_back(piece);
            borders[zone].open.push_back(reversed(piece));
        }
    }
}

/// Adds the stretches of a zone's own border.
void add_own_border(const ReachIndex& index, const MultiPolygon& zone, ZoneBorder& border) {
    Cover cover;
    each_edge(zone, [&](Point a, Point b) {
        const Point d = b - a;
        const double length = std::hypot(d.x, d.y);
        const Straight line{a, {d.x / length, d.y / length}, length, no_outline};
        const auto piece = [&](double from, double to) {
            const auto at = [&](double t) { return t == length ? b : a + t * line.along; };
            return BorderPiece{at(from), at(to), {}, 0, 0, 0};
        };
        cover.start(length);
        index.cover(line, cover);
        cover.finish(
            least_piece_m, [&](double from, double to) { border.covered.push_back(piece(from, to)); },
            [&](double from, double to) {
                const auto open = piece(from, to);
                (index.inside(inner_point(open)) ? border.covered : border.open).push_back(open);
            });
    });
}

} // namespace

std::vector<ZoneBorder> clip(const ReachIndex& index, std::span<const BorderPiece> border,
                             std::span<const MultiPolygon> zones, Threads threads) {
    std::vector<ZoneBorder> borders(zones.size());
    cut_border(border, zones, threads, borders);
    for_each_block(zones.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto z = begin; z < end; ++z) {
            add_own_border(index, zones[z], borders[z]);
        }
    });
    return borders;
}

} // namespace kerb::coverage::detail
