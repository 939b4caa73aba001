#include "edge_waves.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace kerb::network {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// How far a wave is from its source when it is at `x`, whichever way it runs.
double wave_at(const Wave& wave, double x) {
    return wave.distance_m + std::abs(x - wave.at_m);
}

/// The nearer of two waves that run the same way, at `x`; of equal ones the lower item.
const Wave& nearer(const Wave& a, const Wave& b, double x) {
    return std::tuple(wave_at(b, x), b.item) < std::tuple(wave_at(a, x), a.item) ? b : a;
}

} // namespace

Passable passable(const Edge& edge, Walk walk) {
    switch (walk) {
        case Walk::away:
            return {edge.forward, edge.backward};
        case Walk::towards:
            return {edge.backward, edge.forward};
        case Walk::either:
            break;
    }
    return {};
}

void EdgeCover::append(const EdgeWaves& edge, std::span<const PlaceOnEdge> places,
                       std::vector<ReachedStretch>& stretches) {
    edge_ = edge.edge;
    last_slope_ = 2;
    const auto up = edge.passable.up ? edge.from : Wave{};
    const auto down = edge.passable.down ? edge.to : Wave{};
    if (places.empty()) {
        write({0, edge.length_m, up, {}, down}, stretches);
        return;
    }
    const auto first = stretches.size();
    cut(edge.length_m, places);
    if (edge.passable.up) {
        run_up(up, places);
    }
    if (edge.passable.down) {
        run_down(down, places);
    }
    hold_level(places);
    for (const auto& cell : cells_) {
        write(cell, stretches);
    }
    add_points(places, first, stretches);
}

void EdgeCover::cut(double length, std::span<const PlaceOnEdge> places) {
    cuts_.assign({0, length});
    for (const auto& place : places) {
        cuts_.insert(cuts_.end(), {place.from_m, place.to_m});
    }
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
    cells_.clear();
    for (std::size_t i = 1; i < cuts_.size(); ++i) {
        cells_.push_back({cuts_[i - 1], cuts_[i], {}, {}, {}});
    }
}

void EdgeCover::run_up(const Wave& arrived, std::span<const PlaceOnEdge> places) {
    order_.resize(places.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(), [&](auto a, auto b) { return places[a].to_m < places[b].to_m; });
    auto wave = arrived;
    std::size_t next = 0;
    for (auto& cell : cells_) {
        for (; next < order_.size() && places[order_[next]].to_m <= cell.from; ++next) {
            const auto& place = places[order_[next]];
            wave = nearer(wave, {place.to_m, cost(place), place.item}, cell.from);
        }
        cell.up = wave;
    }
}

void EdgeCover::run_down(const Wave& arrived, std::span<const PlaceOnEdge> places) {
    auto wave = arrived;
    auto left = places.size();
    // NOLINTNEXTLINE(modernize-loop-convert): clang 14 cannot reverse a range of libstdc++ 12
    for (auto at = cells_.rbegin(); at != cells_.rend(); ++at) {
        auto& cell = *at;
        for (; left > 0 && places[left - 1].from_m >= cell.to; --left) {
            const auto& place = places[left - 1];
            wave = nearer(wave, {place.from_m, cost(place), place.item}, cell.to);
        }
        cell.down = wave;
    }
}

/// Sources that take up a stretch: the nearest one at hand in each cell.
void EdgeCover::hold_level(std::span<const PlaceOnEdge> places) {
    const auto later = [&](auto a, auto b) {
        return std::tuple(cost(places[a]), places[a].item) > std::tuple(cost(places[b]), places[b].item);
    };
    held_.clear();
    std::uint32_t next = 0;
    for (auto& cell : cells_) {
        for (; next < places.size() && places[next].from_m <= cell.from; ++next) {
            held_.push_back(next);
            std::push_heap(held_.begin(), held_.end(), later);
        }
        while (!held_.empty() && places[held_.front()].to_m <= cell.from) {
            std::pop_heap(held_.begin(), held_.end(), later);
            held_.pop_back();
        }
        if (!held_.empty()) {
            cell.level = {0, cost(places[held_.front()]), places[held_.front()].item};
        }
    }
}

/// A place on the edge by its distance from the cell's start; the end is the end to the last bit.
double EdgeCover::place_at(const Cell& cell, double along) {
    return along < cell.to - cell.from ? cell.from + along : cell.to;
}

void EdgeCover::write(const Cell& cell, std::vector<ReachedStretch>& stretches) {
    const auto length = cell.to - cell.from;
    const auto up = wave_at(cell.up, cell.from), down = wave_at(cell.down, cell.to);
    const auto level = cell.level.distance_m;
    if (level < never) {
        const auto until = up < level ? snapped(std::min(level - up, length), length) : 0.0;
        const auto since = down < level ? length - snapped(std::min(level - down, length), length) : length;
        if (until <= since) {
            write_piece(1, cell.up, cell.from, place_at(cell, until), stretches);
            write_piece(0, cell.level, place_at(cell, until), place_at(cell, since), stretches);
            write_piece(-1, cell.down, place_at(cell, since), cell.to, stretches);
            return;
        }
    }
    if (up == never && down == never) {
        return;
    }
    const auto middle = place_at(cell, meeting(up, down, length));
    write_piece(1, cell.up, cell.from, middle, stretches);
    write_piece(-1, cell.down, middle, cell.to, stretches);
}

/// What of a piece is within reach; it continues the one before when it is of the same wave.
void EdgeCover::write_piece(int slope, const Wave& wave, double from, double to,
                            std::vector<ReachedStretch>& stretches) {
    if (wave.distance_m > within_) {
        return;
    }
    if (slope > 0 && wave_at(wave, to) > within_) {
        to = std::min(to, wave.at_m + (within_ - wave.distance_m));
    }
    if (slope < 0 && wave_at(wave, from) > within_) {
        from = std::max(from, wave.at_m - (within_ - wave.distance_m));
    }
    if (!(from < to)) {
        return;
    }
    const auto at = [&](double x) { return slope == 0 ? wave.distance_m : std::min(wave_at(wave, x), within_); };
    if (slope == last_slope_ && wave == last_ && stretches.back().to_m == from) {
        stretches.back().to_m = to;
        stretches.back().end_m = at(to);
        return;
    }
    stretches.push_back({edge_, from, to, wave.item, at(from), at(to)});
    last_slope_ = slope;
    last_ = wave;
}

/// Sources that reach no farther than the point where they are, unless that is nearer to another one.
void EdgeCover::add_points(std::span<const PlaceOnEdge> places, std::size_t first,
                           std::vector<ReachedStretch>& stretches) {
    const auto end = stretches.size();
    const auto known = [&](double x) { // distance of what is written there
        const auto begin = stretches.begin() + static_cast<std::ptrdiff_t>(first);
        const auto last = stretches.begin() + static_cast<std::ptrdiff_t>(end);
        auto after = std::partition_point(begin, last, [&](const auto& stretch) { return stretch.from_m <= x; });
        auto least = never;
        for (int i = 0; i < 2 && after != begin; ++i) {
            --after;
            if (after->to_m >= x) {
                least = std::min(least, distance_at(*after, x));
            }
        }
        return least;
    };
    const PlaceOnEdge* before = nullptr;
    for (const auto& place : places) { // of one place the nearest comes first
        const bool repeated = before != nullptr && before->from_m == place.from_m && before->to_m == place.to_m;
        before = &place;
        if (place.from_m == place.to_m && !repeated && cost(place) <= within_ &&
            cost(place) < known(place.from_m) - same_place_m) {
            stretches.push_back({edge_, place.from_m, place.to_m, place.item, cost(place), cost(place)});
        }
    }
    if (stretches.size() > end) {
        std::sort(
            stretches.begin() + static_cast<std::ptrdiff_t>(first), stretches.end(),
            [](const auto& a, const auto& b) { return std::tuple(a.from_m, a.to_m) < std::tuple(b.from_m, b.to_m); });
    }
}

} // namespace kerb::network
