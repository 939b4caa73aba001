#include <kerb/waterlogging/onset.hpp>

#include <algorithm>
#include <numeric>

namespace kerb::waterlogging {
namespace {

/// Places that the lower load does not reach and the upper one does.
struct Interval {
    double low = 0, high = 0;
    std::vector<std::size_t> asked;
    [[nodiscard]] double middle() const { return low + (high - low) / 2; }
};

bool reaches(const std::vector<double>& level, const WatchedPlace& place) {
    return std::any_of(place.begin(), place.end(),
                       [&level](const Watch& watch) { return level[watch.leaf] >= watch.level_m; });
}

/// Levels under each of some loads, whichever comes first.
std::vector<std::vector<double>> levels_of(const std::vector<double>& loads, const Levels& levels, Threads threads) {
    std::vector<std::vector<double>> found(loads.size());
    for_each_block(loads.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            found[i] = levels(loads[i]);
        }
    });
    return found;
}

/// The halves of an interval that some watch asks for.
std::vector<Interval> halves(const Interval& interval, const std::vector<double>& level,
                             std::span<const WatchedPlace> places) {
    Interval lower{interval.low, interval.middle(), {}}, upper{interval.middle(), interval.high, {}};
    for (const auto i : interval.asked) {
        (reaches(level, places[i]) ? lower : upper).asked.push_back(i);
    }
    std::vector<Interval> made;
    for (auto& half : {lower, upper}) {
        if (!half.asked.empty()) {
            made.push_back(half);
        }
    }
    return made;
}

} // namespace

std::vector<Onset> onsets(std::span<const WatchedPlace> places, std::span<const double> loads, double resolution,
                          const Levels& levels, Threads threads) {
    std::vector<Onset> found(places.size());
    if (places.empty()) {
        return found;
    }
    std::vector<Interval> open(loads.size());
    const auto at_load = levels_of({loads.begin(), loads.end()}, levels, threads);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto first =
            std::find_if(at_load.begin(), at_load.end(), [&](const auto& level) { return reaches(level, places[i]); });
        const auto k = static_cast<std::size_t>(first - at_load.begin());
        found[i].below = k == 0 ? found[i].below : loads[k - 1];
        if (k < loads.size()) {
            found[i].reached = loads[k];
            open[k].high = loads[k];
            open[k].low = found[i].below;
            open[k].asked.push_back(i);
        }
    }
    // What the first load reaches has no interval.
    std::erase_if(open, [&](const Interval& interval) { return interval.asked.empty() || interval.high == loads[0]; });
    while (!open.empty()) {
        std::erase_if(open, [&](const Interval& interval) {
            const double middle = interval.middle();
            return interval.high - interval.low <= resolution || middle <= interval.low || middle >= interval.high;
        });
        std::vector<double> middles(open.size());
        std::transform(open.begin(), open.end(), middles.begin(), [](const Interval& i) { return i.middle(); });
        const auto level = levels_of(middles, levels, threads);
        std::vector<Interval> next;
        for (std::size_t k = 0; k < open.size(); ++k) {
            for (auto& half : halves(open[k], level[k], places)) {
                for (const auto i : half.asked) {
                    found[i] = {half.low, half.high};
                }
                next.push_back(std::move(half));
            }
        }
        open = std::move(next);
    }
    return found;
}

} // namespace kerb::waterlogging
