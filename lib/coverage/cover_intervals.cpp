#include "cover_intervals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "vectors.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr double pi = std::numbers::pi;

/// Adds the angles from … to, which may lie any number of turns away, to an arc that begins at `begin`.
void add_angles(double from, double to, const Round& arc, Cover& cover) {
    const double turns = std::floor((from - arc.from) / (2 * pi));
    const double first = from - arc.from - turns * 2 * pi; // 0 … 2π
    cover.add(first, first + to - from);
    cover.add(first - 2 * pi, first - 2 * pi + to - from);
}

/// Cuts low … high to where `at + slope·t` lies between 0 and `end`.
void clip(double at, double slope, double end, double& low, double& high) {
    if (slope == 0) {
        high = at > 0 && at < end ? high : low;
        return;
    }
    const double one = -at / slope, other = (end - at) / slope;
    low = std::max(low, std::min(one, other));
    high = std::min(high, std::max(one, other));
}

/// Both on one border line of the slab: `right` or `left` of its middle.
void cover_along(const Straight& line, const Slab& slab, bool left, double low, double high, Cover& cover) {
    const auto other = left ? slab.left : slab.right;
    const bool same_way = dot(line.along, slab.along) > 0;
    const bool same_side = same_way != left; // the ground to the left of the line is the slab
    bool covered = false;
    if (line.side == no_outline) {
        covered = same_side || other == no_outline;
    } else {
        covered = !same_side || other == no_outline || other < line.side;
    }
    const bool own = line.side != no_outline && line.side == other;
    if (covered && !own) {
        cover.add(low, high);
    }
}

} // namespace

void Cover::add(double from, double to) {
    from = std::max(from, 0.0);
    to = std::min(to, length_);
    if (from < to) {
        whole_ = whole_ || (from <= 0 && to >= length_);
        parts_.emplace_back(from, to);
    }
}

void Cover::merge() {
    std::sort(parts_.begin(), parts_.end());
    std::size_t kept = 0;
    for (const auto& part : parts_) {
        if (kept > 0 && part.first <= parts_[kept - 1].second) {
            parts_[kept - 1].second = std::max(parts_[kept - 1].second, part.second);
        } else {
            parts_[kept++] = part;
        }
    }
    parts_.resize(kept);
}

void add_cover(const Straight& line, const Disc& disc, Cover& cover) {
    const Point d = disc.centre - line.from;
    const double x = std::abs(cross(line.along, d));
    if (x < disc.radius) {
        const double t = dot(line.along, d), s = std::sqrt((disc.radius - x) * (disc.radius + x));
        cover.add(t - s, t + s);
    }
}

void add_cover(const Straight& line, const Slab& slab, Cover& cover) {
    const Point d = line.from - slab.from;
    const double along = dot(slab.along, d), along_slope = dot(slab.along, line.along);
    const double beside = cross(slab.along, d), beside_slope = cross(slab.along, line.along);
    const double end = beside + beside_slope * line.length;
    if (std::min(std::abs(beside), std::abs(end)) > slab.radius && (beside > 0) == (end > 0)) {
        const bool near = std::min(std::abs(beside), std::abs(end)) < slab.radius + same_line_m;
        if (!near) {
            return;
        }
    }
    double low = 0, high = line.length;
    clip(along, along_slope, slab.length, low, high);
    if (low >= high) {
        return;
    }
    for (const double border : {slab.radius, -slab.radius}) {
        if (std::abs(beside - border) < same_line_m && std::abs(end - border) < same_line_m) {
            cover_along(line, slab, border > 0, low, high, cover);
            return;
        }
    }
    clip(beside + slab.radius, beside_slope, 2 * slab.radius, low, high);
    cover.add(low, high);
}

void add_cover(const Round& arc, const Disc& disc, std::span<const OutlineArc> arcs, Cover& cover) {
    const Point d = disc.centre - arc.centre;
    if (d == Point{} && disc.radius == arc.radius) {
        if (disc.arc < arc.arc) {
            add_angles(arcs[disc.arc].from, arcs[disc.arc].to, arc, cover);
        }
        return;
    }
    const double apart = std::hypot(d.x, d.y);
    if (apart >= arc.radius + disc.radius || apart <= arc.radius - disc.radius) {
        return;
    }
    if (apart <= disc.radius - arc.radius) {
        cover.add(0, arc.to - arc.from);
        return;
    }
    // (d² + r² − R²) / 2dr, without the difference of squares.
    const double excess = (arc.radius - disc.radius) * (arc.radius + disc.radius);
    const double cosine = (apart + excess / apart) / (2 * arc.radius);
    const double half = std::acos(std::clamp(cosine, -1.0, 1.0));
    const double middle = std::atan2(d.y, d.x);
    add_angles(middle - half, middle + half, arc, cover);
}

void add_cover(const Round& arc, const Slab& slab, Cover& cover) {
    const Point d = arc.centre - slab.from;
    const double along = dot(slab.along, d), beside = cross(slab.along, d), r = arc.radius;
    if (std::abs(beside) >= r + slab.radius || along <= -r || along >= slab.length + r) {
        return;
    }
    // Seen from the slab, a point of the circle lies at along + r cos ψ, beside + r sin ψ.
    std::array<double, 10> turns = {-pi, pi};
    std::size_t count = 2;
    for (const double limit : {-along / r, (slab.length - along) / r}) {
        if (std::abs(limit) < 1) {
            const double angle = std::acos(limit);
            turns[count++] = angle;
            turns[count++] = -angle;
        }
    }
    for (const double limit : {(-slab.radius - beside) / r, (slab.radius - beside) / r}) {
        if (std::abs(limit) < 1) {
            const double angle = std::asin(limit);
            turns[count++] = angle;
            turns[count++] = angle > 0 ? pi - angle : -pi - angle;
        }
    }
    std::sort(turns.begin(), turns.begin() + static_cast<std::ptrdiff_t>(count));
    const double direction = std::atan2(slab.along.y, slab.along.x);
    for (std::size_t i = 0; i + 1 < count; ++i) {
        // Not the middle: there the circle may touch a side of the slab.
        const double inner = turns[i] + 0.381966 * (turns[i + 1] - turns[i]);
        const double at = along + r * std::cos(inner), off = beside + r * std::sin(inner);
        if (at > 0 && at < slab.length && std::abs(off) < slab.radius) {
            add_angles(direction + turns[i], direction + turns[i + 1], arc, cover);
        }
    }
}

} // namespace kerb::coverage::detail
