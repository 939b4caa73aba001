#include "scan_circles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include <kerb/geometry/point_grid.hpp>

#include "scan_balls.hpp"

namespace kerb::outage {
namespace {

double squared(Point a, Point b) {
    const double dx = a.x - b.x, dy = a.y - b.y;
    return dx * dx + dy * dy;
}

std::uint64_t spread_bits(std::uint64_t x) {
    x = (x | (x << 16U)) & 0x0000ffff0000ffffULL;
    x = (x | (x << 8U)) & 0x00ff00ff00ff00ffULL;
    x = (x | (x << 4U)) & 0x0f0f0f0f0f0f0f0fULL;
    x = (x | (x << 2U)) & 0x3333333333333333ULL;
    return (x | (x << 1U)) & 0x5555555555555555ULL;
}

/// Morton's order: bits of x and y in turn, so neighbours mostly stay near.
std::uint64_t morton(Point p) {
    return spread_bits(static_cast<std::uint64_t>(p.x)) | (spread_bits(static_cast<std::uint64_t>(p.y)) << 1U);
}

/// Sorts by (distance, place), as far as windows go: dealt out to as many slots as there are values, since squares of
/// distances of places spread over ground are spread evenly; then each slot by itself.
class DistanceSort {
public:
    /// Afterwards `values` holds the nearest ones, up to the first few that make more population than `most`.
    void sort(std::vector<NearPlace>& values, std::span<const Quanta> size_of, Quanta most) {
        deal(values);
        Quanta size = 0;
        std::size_t to = 0;
        for (std::size_t slot = 0; slot < values.size() && size <= most; ++slot) {
            const auto from = to;
            to = begin_[slot];
            sort_slot(from, to);
            for (auto i = from; i < to; ++i) {
                size += size_of[sorted_[i].place];
            }
        }
        sorted_.resize(to);
        values.swap(sorted_);
    }

private:
    /// Slot by slot; what was the begin of a slot becomes its end.
    void deal(const std::vector<NearPlace>& values) {
        double furthest = 0;
        for (const auto& value : values) {
            furthest = std::max(furthest, value.distance);
        }
        const auto slots = values.size();
        const double scale = furthest > 0 ? static_cast<double>(slots - 1) / furthest : 0;
        begin_.assign(slots + 1, 0);
        for (const auto& value : values) {
            ++begin_[static_cast<std::size_t>(value.distance * scale) + 1];
        }
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
        sorted_.resize(slots);
        for (const auto& value : values) {
            sorted_[begin_[static_cast<std::size_t>(value.distance * scale)]++] = value;
        }
    }

    void sort_slot(std::size_t from, std::size_t to) {
        constexpr std::size_t few = 12;
        if (to - from > few) {
            std::sort(sorted_.begin() + static_cast<std::ptrdiff_t>(from),
                      sorted_.begin() + static_cast<std::ptrdiff_t>(to));
            return;
        }
        for (auto i = from + 1; i < to; ++i) {
            const auto value = sorted_[i];
            auto at = i;
            for (; at > from && value < sorted_[at - 1]; --at) {
                sorted_[at] = sorted_[at - 1];
            }
            sorted_[at] = value;
        }
    }

    std::vector<std::uint32_t> begin_;
    std::vector<NearPlace> sorted_;
};

class CircleSource : public BallSource {
public:
    CircleSource(const Pass& pass, std::vector<Point> places, double unit_m)
        : pass_(pass), places_(std::move(places)), unit_m_(unit_m), most_(pass.most_m / unit_m * (1 + 1e-12)) {
        if (std::isfinite(most_)) {
            grid_.emplace_back(places_, std::max(most_, 1.0));
        }
    }

    [[nodiscard]] std::vector<std::uint32_t> centres() const override {
        std::vector<std::uint32_t> made;
        for (std::uint32_t i = 0; i < places_.size(); ++i) {
            if (i == 0 || !(places_[i] == places_[i - 1])) {
                made.push_back(i);
            }
        }
        return made;
    }

    void near(std::span<const std::uint32_t> centres, std::span<NearList> lists) const override {
        const auto candidates = candidates_of(centres);
        for_each_block(centres.size(), 8, pass_.threads, [&](std::size_t begin, std::size_t end) {
            DistanceSort sorter;
            std::vector<NearPlace> near;
            for (auto i = begin; i < end; ++i) {
                near.clear();
                for (const auto place : candidates) {
                    const double distance = squared(places_[centres[i]], places_[place]);
                    if (distance <= most_ * most_) {
                        near.push_back({distance, place});
                    }
                }
                sorter.sort(near, pass_.field.size, pass_.most);
                lists[i].take(near, pass_.field.size, pass_.most);
            }
        });
    }

    [[nodiscard]] double metres(double distance) const override { return std::sqrt(distance) * unit_m_; }

private:
    /// All places that can be in a window of these centres. Let r be the distance from their middle at which the
    /// population is reached that no window may exceed, and d that of the furthest centre: each centre reaches it
    /// within r + d, so no place further than r + 2 d from the middle is in a window.
    [[nodiscard]] std::vector<std::uint32_t> candidates_of(std::span<const std::uint32_t> centres) const {
        Box box;
        for (const auto centre : centres) {
            box.add(places_[centre]);
        }
        const auto middle = box.centre();
        std::vector<NearPlace> around;
        if (grid_.empty()) {
            for (std::uint32_t place = 0; place < places_.size(); ++place) {
                around.push_back({squared(middle, places_[place]), place});
            }
        } else {
            grid_.front().visit(box.grown(most_), [&](Point p, std::uint32_t place) {
                around.push_back({squared(middle, p), place});
            });
        }
        auto nearest = around;
        DistanceSort().sort(nearest, pass_.field.size, pass_.most);
        Quanta size = 0;
        std::size_t i = 0;
        while (i < nearest.size() && size <= pass_.most) {
            size += pass_.field.size[nearest[i++].place];
        }
        double limit = std::numeric_limits<double>::infinity();
        if (size > pass_.most) {
            const auto diagonal = std::hypot(box.max_x - box.min_x, box.max_y - box.min_y);
            limit = std::sqrt(nearest[i - 1].distance) + diagonal + 1;
        }
        std::vector<std::uint32_t> made;
        for (const auto& place : around) {
            if (place.distance <= limit * limit) {
                made.push_back(place.place);
            }
        }
        return made;
    }

    const Pass& pass_;
    std::vector<Point> places_;
    double unit_m_, most_;
    std::vector<PointGrid> grid_; ///< one, if windows have a radius
};

} // namespace

CircleScan::CircleScan(std::span<const Point> places) : places_(places.begin(), places.end()) {
    Box box;
    for (const auto& place : places_) {
        box.add(place);
    }
    constexpr double most_units = 0x1p26 - 2;
    while (!places_.empty() && std::max(box.max_x - box.min_x, box.max_y - box.min_y) / unit_m_ > most_units) {
        unit_m_ *= 2;
    }
    for (auto& place : places_) {
        place = {std::round((place.x - box.min_x) / unit_m_), std::round((place.y - box.min_y) / unit_m_)};
    }
}

std::vector<std::uint32_t> CircleScan::order(std::span<const Quanta> sizes) const {
    std::vector<std::uint64_t> keys(places_.size());
    std::transform(places_.begin(), places_.end(), keys.begin(), morton);
    std::vector<std::uint32_t> made(places_.size());
    std::iota(made.begin(), made.end(), 0U);
    std::sort(made.begin(), made.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::tuple(keys[a], sizes[a], a) < std::tuple(keys[b], sizes[b], b);
    });
    return made;
}

PassResult CircleScan::scan(const Pass& pass) const {
    std::vector<Point> places;
    for (const auto lamp : pass.field.lamp) {
        places.push_back(places_[lamp]);
    }
    return scan_balls(pass, CircleSource(pass, std::move(places), unit_m_));
}

} // namespace kerb::outage
