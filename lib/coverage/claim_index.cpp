#include "claim_index.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>

#include "vectors.hpp"
#include "zone_shares.hpp"

namespace kerb::coverage {
namespace {

using detail::cross;
using detail::dot;
using detail::operator-;
using detail::operator+;
using detail::operator*;

constexpr double infinite = std::numeric_limits<double>::infinity();

double cosine_of(double degrees) {
    return std::cos(degrees * std::numbers::pi / 180);
}

Box box_of(Point a, Point b) {
    Box box;
    box.add(a);
    box.add(b);
    return box;
}

/// The chain without points that repeat the one before.
Points without_repeats(std::span<const Point> chain) {
    Points kept;
    std::unique_copy(chain.begin(), chain.end(), std::back_inserter(kept));
    return kept;
}

/// What of the border runs along the segment; the border belongs to the area.
void add_border(const AreaIndex& areas, std::uint32_t area, Point a, Point b, double length,
                std::vector<Interval>& intervals) {
    const Point u = (1 / length) * (b - a);
    areas.each_edge(area, std::min(a.y, b.y) - rounding_m, std::max(a.y, b.y) + rounding_m, [&](const Segment& edge) {
        const Point c = edge.a - a, d = edge.b - a;
        if (std::abs(cross(u, c)) <= rounding_m && std::abs(cross(u, d)) <= rounding_m) {
            const auto [from, to] = std::minmax({dot(u, c), dot(u, d)});
            intervals.push_back({std::max(from, 0.0), std::min(to, length)});
        }
    });
}

/// Unites what one owner claims where it touches, within rounding; snaps to the segment's ends, drops what is rounding.
void unite(double length, std::vector<Claimed>& claimed) {
    std::sort(claimed.begin(), claimed.end(), [](const Claimed& a, const Claimed& b) {
        return std::tie(a.owner, a.from, a.to) < std::tie(b.owner, b.from, b.to);
    });
    std::size_t kept = 0;
    for (const auto& one : claimed) {
        if (kept > 0 && claimed[kept - 1].owner == one.owner && one.from <= claimed[kept - 1].to + rounding_m) {
            claimed[kept - 1].to = std::max(claimed[kept - 1].to, one.to);
        } else {
            claimed[kept++] = one;
        }
    }
    claimed.resize(kept);
    for (auto& one : claimed) {
        one.from = one.from <= rounding_m ? 0 : one.from;
        one.to = one.to >= length - rounding_m ? length : one.to;
    }
    std::erase_if(claimed, [length](const Claimed& one) {
        return !(one.to - one.from > rounding_m) && !(one.from == 0 && one.to == length);
    });
}

} // namespace

ClaimIndex::ClaimIndex(const ClaimsAlongLinesInput& input, double most_turn_deg)
    : owner_(input.owner),
      lines_(input.claims.line_count()),
      least_cosine_(cosine_of(most_turn_deg)),
      bend_cosine_(cosine_of(2 * most_turn_deg)),
      edges_(AssetShapes{{}, nullptr, input.claims.areas}),
      areas_(edges_) {
    for (std::size_t i = 0; i < lines_; ++i) {
        add_line(*input.claims.lines, i, owner_[i]);
    }
    double extents = 0;
    std::vector<Segment> segments;
    segments.reserve(pieces_.size());
    for (std::uint32_t i = 0; i < pieces_.size(); ++i) {
        const auto& piece = pieces_[i];
        segments.push_back({piece.a, piece.a + piece.size * piece.u, i});
        extents += piece.size;
    }
    if (!segments.empty()) {
        cell_ = std::max(2 * extents / static_cast<double>(segments.size()), 1.0);
        grid_.emplace(std::move(segments), cell_);
    }
}

void ClaimIndex::add_line(const Lines& lines, std::size_t line, std::uint32_t owner) {
    Points chain;
    for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
        const auto part = lines.part(p);
        if (!chain.empty() && !part.empty() && !(chain.back() == part.front())) {
            add_chain(without_repeats(chain), owner);
            chain.clear();
        }
        chain.insert(chain.end(), part.begin(), part.end());
    }
    add_chain(without_repeats(chain), owner);
}

void ClaimIndex::add_chain(std::span<const Point> chain, std::uint32_t owner) {
    std::vector<Piece> straight;
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const auto d = chain[i] - chain[i - 1];
        const auto size = std::hypot(d.x, d.y);
        if (size > 0) { // else too near for a double to tell
            straight.push_back({chain[i - 1], size, (1 / size) * d, {}, owner});
        }
    }
    pieces_.insert(pieces_.end(), straight.begin(), straight.end());
    for (std::size_t i = 1; i < straight.size(); ++i) {
        add_bend(straight[i].a, straight[i - 1].u, straight[i].u, owner);
    }
    if (straight.size() > 2 && chain.front() == chain.back()) {
        add_bend(chain.front(), straight.back().u, straight.front().u, owner);
    }
}

void ClaimIndex::add_bend(Point at, Point u, Point w, std::uint32_t owner) {
    if (!(u == w) && dot(u, w) >= bend_cosine_) {
        pieces_.push_back({at, 0, u, w, owner});
    }
}

bool ClaimIndex::along(const Piece& piece, Point direction) const {
    constexpr double rounding = 1e-12;
    const auto least = least_cosine_ - rounding;
    return std::abs(dot(piece.u, direction)) >= least ||
           (piece.size == 0 && std::abs(dot(piece.w, direction)) >= least);
}

/// Long segments piece by piece: the box of a diagonal would hold half the city.
void ClaimIndex::gather(Point a, Point b, double length, double beside, std::vector<std::uint32_t>& pieces) const {
    pieces.clear();
    if (!grid_) {
        return;
    }
    const auto steps = std::clamp(std::ceil(length / (4 * std::max(cell_, beside))), 1.0,
                                  std::floor(static_cast<double>(pieces_.size()) / 8 + 1));
    const auto margin = beside * (1 + 1e-9) + rounding_m;
    auto from = a;
    for (double i = 1; i <= steps; ++i) {
        const auto to = i < steps ? a + (i / steps) * (b - a) : b;
        grid_->visit(box_of(from, to).grown(margin), [&](const Segment& segment) { pieces.push_back(segment.line); });
        from = to;
    }
    std::sort(pieces.begin(), pieces.end());
    pieces.erase(std::unique(pieces.begin(), pieces.end()), pieces.end());
}

void ClaimIndex::add_areas(Point a, Point b, double length, Scratch& scratch, std::vector<Claimed>& claimed) const {
    scratch.areas.clear();
    areas_.gather(box_of(a, b).grown(rounding_m), scratch.areas);
    for (const auto area : scratch.areas) {
        scratch.inside.clear();
        areas_.append_inside(area, a, b, length, scratch.cuts, scratch.inside);
        add_border(areas_, area, a, b, length, scratch.inside);
        for (const auto& [from, to] : scratch.inside) {
            claimed.push_back({owner_[lines_ + area], from, to});
        }
    }
}

void ClaimIndex::find(Point a, Point b, double length, double beside, Scratch& scratch,
                      std::vector<Claimed>& claimed) const {
    claimed.clear();
    const Point direction = (1 / length) * (b - a);
    gather(a, b, length, beside, scratch.pieces);
    for (const auto number : scratch.pieces) {
        const auto& piece = pieces_[number];
        if (!along(piece, direction)) {
            continue;
        }
        const Point from = a - piece.a;
        Interval found{0, length};
        const auto cut = [&](Point axis, double low, double high) {
            clip(dot(axis, from), dot(axis, direction), low, high, length, found);
        };
        if (piece.size > 0) {
            cut(piece.u, 0, piece.size);
            cut({-piece.u.y, piece.u.x}, -beside, beside);
        } else {
            cut(piece.u, 0, infinite);
            cut(piece.w, -infinite, 0);
            const auto across = std::abs(cross(direction, from)), middle = -dot(direction, from);
            const auto half = across <= beside ? std::sqrt((beside - across) * (beside + across)) : -infinite;
            found = {std::max(found.from, middle - half), std::min(found.to, middle + half)};
        }
        if (found.from <= found.to) {
            claimed.push_back({piece.owner, found.from, found.to});
        }
    }
    add_areas(a, b, length, scratch, claimed);
    unite(length, claimed);
}

} // namespace kerb::coverage
