#include "border_loops.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/geometry/measures.hpp>

#include "vectors.hpp"

namespace kerb::coverage::detail {
namespace {

/// Half the integral of x dy − y dx along a piece, seen from `origin`.
double green(const BorderPiece& piece, Point origin) {
    if (piece.straight()) {
        return cross(piece.start - origin, piece.end - origin) / 2;
    }
    const Point c = piece.centre - origin, chord = piece.end - piece.start;
    return (piece.radius * piece.radius * (piece.to - piece.from) + cross(c, chord)) / 2;
}

/// Direction in which a piece leaves its start, or arrives at its end.
Point direction(const BorderPiece& piece, bool at_end) {
    if (piece.straight()) {
        return piece.end - piece.start;
    }
    const Point r = (at_end ? piece.end : piece.start) - piece.centre;
    return piece.to > piece.from ? Point{-r.y, r.x} : Point{r.y, -r.x};
}

/// Finds for each end the beginning that follows.
class Joiner {
public:
    Joiner(std::span<const BorderPiece> pieces, double within)
        : pieces_(pieces), within_(within), used_(pieces.size()) {
        order_.resize(pieces.size());
        std::iota(order_.begin(), order_.end(), 0U);
        std::stable_sort(order_.begin(), order_.end(),
                         [&](auto a, auto b) { return pieces_[a].start.x < pieces_[b].start.x; });
    }

    /// `count` when there is none.
    std::uint32_t after(const BorderPiece& piece) {
        constexpr double as_near = 1e-6;
        auto best = static_cast<std::uint32_t>(pieces_.size());
        double best_apart = 0, best_turn = 0;
        const auto first = std::lower_bound(order_.begin(), order_.end(), piece.end.x - within_,
                                            [&](auto i, double x) { return pieces_[i].start.x < x; });
        for (auto it = first; it != order_.end() && pieces_[*it].start.x <= piece.end.x + within_; ++it) {
            const double apart = distance(pieces_[*it].start, piece.end);
            if (used_[*it] != 0 || apart > within_) {
                continue;
            }
            const Point in = direction(piece, true), out = direction(pieces_[*it], false);
            const double turn = std::atan2(cross(in, out), dot(in, out));
            const bool nearer = apart < best_apart - as_near, as_far = apart < best_apart + as_near;
            if (best == pieces_.size() || nearer || (as_far && turn > best_turn)) {
                best = *it;
                best_apart = apart;
                best_turn = turn;
            }
        }
        if (best < pieces_.size()) {
            used_[best] = 1;
        }
        return best;
    }

private:
    std::span<const BorderPiece> pieces_;
    double within_;
    std::vector<std::uint32_t> order_;
    std::vector<std::uint8_t> used_;
};

double area_of(std::span<const BorderPiece> pieces, const std::vector<std::uint32_t>& loop) {
    const auto origin = pieces[loop.front()].start;
    double area = 0;
    for (std::size_t i = 0; i < loop.size(); ++i) {
        const auto& piece = pieces[loop[i]];
        const auto& next = pieces[loop[(i + 1) % loop.size()]];
        area += green(piece, origin) + cross(piece.end - origin, next.start - origin) / 2;
    }
    return area;
}

/// Appends the points of a piece but its last.
void stroke_piece(const BorderPiece& piece, const Stroke& stroke, Points& ring) {
    ring.push_back(piece.start);
    if (piece.straight()) {
        return;
    }
    const double turn = piece.to - piece.from;
    const double sagitta = std::min(stroke.sagitta_m, piece.radius / 2);
    const double half =
        std::acos(stroke.tangents ? piece.radius / (piece.radius + sagitta) : 1 - sagitta / piece.radius);
    const auto steps = std::max(1.0, std::ceil(std::abs(turn) / (2 * half)));
    const double step = turn / steps;
    const double out = stroke.tangents ? piece.radius / std::cos(step / 2) : piece.radius;
    const double first = stroke.tangents ? 0.5 : 1.0;
    for (double i = first; i < steps - 0.25; ++i) {
        const double angle = piece.from + i * step;
        ring.push_back(piece.centre + out * Point{std::cos(angle), std::sin(angle)});
    }
}

Points ring_of(std::span<const BorderPiece> pieces, const Loop& loop, const Stroke& stroke) {
    Points ring;
    for (const auto i : loop.pieces) {
        stroke_piece(pieces[i], stroke, ring);
    }
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    ring.push_back(ring.front());
    return ring;
}

constexpr std::size_t fewest_points = 4;

} // namespace

Loops join(std::span<const BorderPiece> pieces, double within_m) {
    Loops result;
    Joiner joiner(pieces, within_m);
    std::vector<std::uint32_t> next(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        next[i] = joiner.after(pieces[i]);
        result.closed = result.closed && next[i] < pieces.size();
    }
    if (!result.closed) {
        return result;
    }
    std::vector<std::uint8_t> seen(pieces.size(), 0);
    for (std::uint32_t first = 0; first < pieces.size(); ++first) {
        Loop loop;
        for (auto i = first; seen[i] == 0; i = next[i]) {
            seen[i] = 1;
            loop.pieces.push_back(i);
        }
        if (!loop.pieces.empty()) {
            loop.area = area_of(pieces, loop.pieces);
            result.area += loop.area;
            result.loops.push_back(std::move(loop));
        }
    }
    return result;
}

std::vector<Drawn> draw(std::span<const BorderPiece> pieces, const Loops& loops, const Stroke& stroke) {
    std::vector<Drawn> drawn;
    std::vector<MultiPolygon> outers;
    std::vector<std::pair<const Loop*, Points>> holes;
    for (const auto& loop : loops.loops) {
        auto ring = ring_of(pieces, loop, stroke);
        if (ring.size() < fewest_points) {
            continue;
        }
        if (loop.area > 0) {
            outers.push_back({{ring, {}}});
            drawn.push_back({{std::move(ring), {}}, loop.area});
        } else {
            holes.emplace_back(&loop, std::move(ring));
        }
    }
    const AssetEdges edges({{}, nullptr, outers});
    const AreaIndex index(edges);
    for (auto& [loop, ring] : holes) {
        std::size_t best = drawn.size();
        const Point in = {(ring[0].x + ring[1].x) / 2, (ring[0].y + ring[1].y) / 2};
        index.each_near(in, [&, &ring = ring](std::uint32_t i) {
            const bool smaller = best == drawn.size() || drawn[i].area < drawn[best].area;
            best = smaller && index.inside(i, in) && ring_area(drawn[i].polygon.outer) > ring_area(ring) ? i : best;
        });
        if (best < drawn.size()) {
            drawn[best].area += loop->area;
            drawn[best].polygon.holes.push_back(std::move(ring));
        }
    }
    return drawn;
}

} // namespace kerb::coverage::detail
