#include "shape_form.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>

namespace kerb::detail {
namespace {

bool less(Point a, Point b) {
    return a.x < b.x || (a.x == b.x && a.y < b.y);
}

bool chain_less(const Points& a, const Points& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less);
}

/// Ends each part of a form, so that parts cannot run into each other.
constexpr Point end_of_part{std::numeric_limits<double>::infinity(), 1};
constexpr Point end_of_polygon{std::numeric_limits<double>::infinity(), 2};

Points lesser(Points a) {
    Points b(a.rbegin(), a.rend());
    return chain_less(b, a) ? b : a;
}

/// The ring from its least point on, without the repeated end; of several least points the one that gives the least
/// ring.
Points turned(const Points& open) {
    const auto least = *std::min_element(open.begin(), open.end(), less);
    Points best;
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (open[i] == least) {
            Points ring(open.begin() + static_cast<std::ptrdiff_t>(i), open.end());
            ring.insert(ring.end(), open.begin(), open.begin() + static_cast<std::ptrdiff_t>(i));
            if (best.empty() || chain_less(ring, best)) {
                best = std::move(ring);
            }
        }
    }
    return best;
}

Points ring_form(const Points& ring) {
    const bool closed = ring.size() > 1 && ring.front() == ring.back();
    Points open(ring.begin(), ring.end() - (closed ? 1 : 0));
    if (open.empty()) {
        return open;
    }
    auto one = turned(open), other = turned(Points(open.rbegin(), open.rend()));
    return chain_less(other, one) ? other : one;
}

void append(Points& form, const Points& part, Point end) {
    form.insert(form.end(), part.begin(), part.end());
    form.push_back(end);
}

Points joined(std::vector<Points> parts, Point end) {
    std::sort(parts.begin(), parts.end(), chain_less);
    Points form;
    for (const auto& part : parts) {
        append(form, part, end);
    }
    return form;
}

} // namespace

Points form_of(const MultiLineString& lines) {
    std::vector<Points> parts;
    parts.reserve(lines.size());
    for (const auto& chain : lines) {
        const bool loop = chain.size() > 3 && chain.front() == chain.back();
        parts.push_back(loop ? ring_form(chain) : lesser(chain));
    }
    return joined(std::move(parts), end_of_part);
}

Points form_of(const MultiPolygon& area) {
    std::vector<Points> polygons;
    polygons.reserve(area.size());
    for (const auto& polygon : area) {
        std::vector<Points> holes;
        std::transform(polygon.holes.begin(), polygon.holes.end(), std::back_inserter(holes), ring_form);
        Points form;
        append(form, ring_form(polygon.outer), end_of_part);
        append(form, joined(std::move(holes), end_of_part), end_of_part);
        polygons.push_back(std::move(form));
    }
    return joined(std::move(polygons), end_of_polygon);
}

std::uint64_t hash_of(const Points& form) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto mix = [&hash](double value) {
        // 0 and −0 are equal; a 64-bit finaliser spreads the bits that neighbouring coordinates share.
        hash ^= std::bit_cast<std::uint64_t>(value + 0.0);
        hash *= 0xff51afd7ed558ccdU;
        hash ^= hash >> 32;
    };
    for (const auto p : form) {
        mix(p.x);
        mix(p.y);
    }
    return hash;
}

} // namespace kerb::detail
