#include "diff_distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/segment_grid.hpp>

namespace kerb::detail {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double precision_m = 1e-4;
/// Corners that lie so near to each other are where they were: what a way through another frame and back leaves.
constexpr double rounding_m = 1e-6;

struct Piece {
    Point a, b;
};

std::vector<Piece> pieces_of(const Chains& chains) {
    std::vector<Piece> pieces;
    for (const auto& chain : chains) {
        if (chain.size() == 1) {
            pieces.push_back({chain[0], chain[0]});
        }
        for (std::size_t i = 1; i < chain.size(); ++i) {
            pieces.push_back({chain[i - 1], chain[i]});
        }
    }
    return pieces;
}

/// How far at most corners lie from their like; infinite when the chains do not correspond.
double corner_shift(const Chains& a, const Chains& b) {
    double shift = a.size() == b.size() ? 0 : infinity;
    for (std::size_t c = 0; c < a.size() && shift < infinity; ++c) {
        if (a[c].size() != b[c].size()) {
            return infinity;
        }
        for (std::size_t i = 0; i < a[c].size(); ++i) {
            shift = std::max(shift, distance(a[c][i], b[c][i]));
        }
    }
    return shift;
}

/// Pieces among which the nearest to a point is found.
class Nearest {
public:
    explicit Nearest(const std::vector<Piece>& pieces) : pieces_(pieces) {
        if (pieces.size() <= few) {
            return;
        }
        std::vector<Segment> segments;
        segments.reserve(pieces.size());
        Box box;
        for (const auto& piece : pieces) {
            segments.push_back({piece.a, piece.b, 0});
            box.add(piece.a);
            box.add(piece.b);
        }
        const double cell =
            std::max(box.max_x - box.min_x, box.max_y - box.min_y) / std::sqrt(static_cast<double>(pieces.size()));
        grid_.emplace(std::move(segments), std::max(cell, precision_m));
    }

    struct Found {
        double distance = infinity;
        Piece piece;
    };
    [[nodiscard]] Found to(Point p) const {
        Found found;
        const auto look = [&](Point a, Point b) {
            if (const double apart = distance_to_segment(p, a, b); apart < found.distance) {
                found = {apart, {a, b}};
            }
        };
        if (grid_) {
            grid_->visit_outwards(
                p, [&](double least) { return least < found.distance; }, [&](const Segment& s) { look(s.a, s.b); });
        } else {
            for (const auto& piece : pieces_) {
                look(piece.a, piece.b);
            }
        }
        return found;
    }

private:
    static constexpr std::size_t few = 32; ///< that are looked through faster than sorted
    const std::vector<Piece>& pieces_;
    std::optional<SegmentGrid> grid_;
};

/// What is known of how far the points of a piece are from others.
struct Bounds {
    double least = 0, most = infinity;
    bool at_a = true; ///< `least` is found at its first end
};

/// The distance to one segment is greatest at an end of the piece, so either end's nearest segment gives a bound.
Bounds bounds_of(const Piece& piece, const Nearest& others) {
    const auto from_a = others.to(piece.a), from_b = others.to(piece.b);
    const double by_a = std::max(from_a.distance, distance_to_segment(piece.b, from_a.piece.a, from_a.piece.b));
    const double by_b = std::max(from_b.distance, distance_to_segment(piece.a, from_b.piece.a, from_b.piece.b));
    return {std::max(from_a.distance, from_b.distance), std::min(by_a, by_b), from_a.distance >= from_b.distance};
}

/// A point and its distance to the nearest of others.
struct Farthest {
    Point place;
    double distance = 0;
};

/// The point of `pieces` that is farthest from the nearest of `others`.
Farthest farthest(const std::vector<Piece>& pieces, const Nearest& others) {
    Farthest found{pieces.front().a};
    std::vector<Piece> open;
    for (const auto& piece : pieces) {
        open.assign(1, piece);
        while (!open.empty()) {
            const auto next = open.back();
            open.pop_back();
            const auto bounds = bounds_of(next, others);
            if (bounds.least > found.distance) {
                found = {bounds.at_a ? next.a : next.b, bounds.least};
            }
            if (bounds.most > found.distance + precision_m) {
                const Point middle{next.a.x + (next.b.x - next.a.x) / 2, next.a.y + (next.b.y - next.a.y) / 2};
                open.push_back({next.a, middle});
                open.push_back({middle, next.b});
            }
        }
    }
    return found;
}

/// The point of `pieces` that is nearest to `p`.
Point nearest_place(Point p, const std::vector<Piece>& pieces) {
    Point found = pieces.front().a;
    double least = infinity;
    for (const auto& piece : pieces) {
        const Point d{piece.b.x - piece.a.x, piece.b.y - piece.a.y};
        const double square = d.x * d.x + d.y * d.y;
        const double share = square > 0 ? ((p.x - piece.a.x) * d.x + (p.y - piece.a.y) * d.y) / square : 0;
        const double t = std::clamp(share, 0.0, 1.0);
        const Point foot{piece.a.x + t * d.x, piece.a.y + t * d.y};
        if (const double apart = distance(p, foot); apart < least) {
            least = apart;
            found = foot;
        }
    }
    return found;
}

void add_chain(Chains& chains, std::span<const Point> chain) {
    if (!chain.empty()) {
        chains.push_back(chain);
    }
}

/// How far the corners of the lesser of two shapes lie off the other.
double off(const Chains& lesser, const AssetRef& other, const Chains& border) {
    const auto pieces = pieces_of(border);
    double found = 0;
    for (const auto& chain : lesser) {
        for (const auto corner : chain) {
            if (const auto* area = other.area(); area != nullptr && covers(*area, corner)) {
                continue;
            }
            double nearest = infinity;
            for (const auto& piece : pieces) {
                nearest = std::min(nearest, distance_to_segment(corner, piece.a, piece.b));
            }
            found = std::max(found, nearest);
        }
    }
    return found;
}

/// The stretch of a segment, as shares of it, that lies within reach of another; first > second: none.
std::pair<double, double> stretch_beside(const Piece& piece, const Piece& other, double within) {
    double from = infinity, to = -infinity;
    const double length = distance(piece.a, piece.b);
    const Point u{(piece.b.x - piece.a.x) / length, (piece.b.y - piece.a.y) / length};
    const auto add = [&](double low, double high) {
        if (low <= high) {
            from = std::min(from, low);
            to = std::max(to, high);
        }
    };
    for (const auto end : {other.a, other.b}) { // the discs around its ends
        const Point d{end.x - piece.a.x, end.y - piece.a.y};
        const double along = d.x * u.x + d.y * u.y, across = std::abs(d.x * u.y - d.y * u.x);
        if (across <= within) {
            const double half = std::sqrt((within - across) * (within + across));
            add(along - half, along + half);
        }
    }
    const double other_length = distance(other.a, other.b);
    if (other_length > 0) { // and the strip between them
        const Point v{(other.b.x - other.a.x) / other_length, (other.b.y - other.a.y) / other_length};
        const Point d{piece.a.x - other.a.x, piece.a.y - other.a.y};
        double low = 0, high = length;
        const auto clip = [&](double start, double slope, double least, double most) { // least ≤ start + slope·t ≤ most
            if (slope == 0) {
                high = start < least || start > most ? -infinity : high;
                return;
            }
            const double a = (least - start) / slope, b = (most - start) / slope;
            low = std::max(low, std::min(a, b));
            high = std::min(high, std::max(a, b));
        };
        clip(d.x * v.x + d.y * v.y, u.x * v.x + u.y * v.y, 0, other_length);
        clip(d.x * v.y - d.y * v.x, u.x * v.y - u.y * v.x, -within, within);
        add(low, high);
    }
    return {std::max(0.0, from), std::min(length, to)};
}

} // namespace

Chains chains_of(const AssetRef& asset) {
    Chains chains;
    if (const auto* point = asset.point()) {
        add_chain(chains, {point, 1});
    } else if (const auto* lines = asset.lines()) {
        for (const auto& part : *lines) {
            add_chain(chains, part);
        }
    } else if (const auto* area = asset.area()) {
        for (const auto& polygon : *area) {
            add_chain(chains, polygon.outer);
            for (const auto& hole : polygon.holes) {
                add_chain(chains, hole);
            }
        }
    }
    const auto finite = [](std::span<const Point> chain) {
        return std::all_of(chain.begin(), chain.end(),
                           [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
    };
    return std::all_of(chains.begin(), chains.end(), finite) ? chains : Chains{};
}

double hausdorff(const Chains& a, const Chains& b) {
    if (const double shift = corner_shift(a, b); shift <= rounding_m) {
        return shift;
    }
    const auto of_a = pieces_of(a), of_b = pieces_of(b);
    return std::max(farthest(of_a, Nearest(of_b)).distance, farthest(of_b, Nearest(of_a)).distance);
}

Move greatest_move(const Chains& a, const Chains& b) {
    const auto of_a = pieces_of(a), of_b = pieces_of(b);
    const auto from_a = farthest(of_a, Nearest(of_b)), from_b = farthest(of_b, Nearest(of_a));
    return from_a.distance >= from_b.distance ? Move{from_a.place, nearest_place(from_a.place, of_b)}
                                              : Move{nearest_place(from_b.place, of_a), from_b.place};
}

std::optional<double> distance_between(const AssetRef& a, const AssetRef& b) {
    const auto of_a = chains_of(a), of_b = chains_of(b);
    if (of_a.empty() || of_b.empty()) {
        return std::nullopt;
    }
    if (a.shape() == b.shape()) {
        return a.shape() == Shape::point ? distance(*a.point(), *b.point()) : hausdorff(of_a, of_b);
    }
    return a.shape() < b.shape() ? off(of_a, b, of_b) : off(of_b, a, of_a);
}

double length_beside(const Chains& a, const Chains& b, double within) {
    const auto others = pieces_of(b);
    ExactSum sum;
    std::vector<std::pair<double, double>> stretches;
    for (const auto& piece : pieces_of(a)) {
        if (!(distance(piece.a, piece.b) > 0)) {
            continue;
        }
        stretches.clear();
        for (const auto& other : others) {
            if (const auto stretch = stretch_beside(piece, other, within); stretch.first < stretch.second) {
                stretches.push_back(stretch);
            }
        }
        std::sort(stretches.begin(), stretches.end());
        double covered_to = 0;
        for (const auto& [from, to] : stretches) {
            if (to > covered_to) {
                sum.add(to - std::max(from, covered_to));
                covered_to = to;
            }
        }
    }
    return sum.value();
}

} // namespace kerb::detail
