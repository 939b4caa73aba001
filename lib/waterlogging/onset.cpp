#include <kerb/waterlogging/onset.hpp>

#include <numeric>

namespace kerb::waterlogging {
namespace {

bool reaches(const std::vector<double>& level, const Watch& watch) {
    return level[watch.leaf] >= watch.level_m;
}

class Halving {
public:
    Halving(std::span<const Watch> watches, double resolution, const Levels& levels, std::vector<Onset>& found)
        : watches_(watches), resolution_(resolution), levels_(levels), found_(found) {}

    /// Watches that `low` does not reach and `high` does.
    void between(double low, double high, const std::vector<std::size_t>& asked) {
        if (asked.empty()) {
            return;
        }
        const double middle = low + (high - low) / 2;
        if (high - low <= resolution_ || middle <= low || middle >= high) {
            for (const auto i : asked) {
                found_[i] = {low, high};
            }
            return;
        }
        const auto level = levels_(middle);
        std::vector<std::size_t> lower, upper;
        for (const auto i : asked) {
            (reaches(level, watches_[i]) ? lower : upper).push_back(i);
        }
        between(low, middle, lower);
        between(middle, high, upper);
    }

private:
    std::span<const Watch> watches_;
    double resolution_;
    const Levels& levels_;
    std::vector<Onset>& found_;
};

} // namespace

std::vector<Onset> onsets(std::span<const Watch> watches, std::span<const double> loads, double resolution,
                          const Levels& levels) {
    std::vector<Onset> found(watches.size());
    std::vector<std::size_t> open(watches.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    Halving halving(watches, resolution, levels, found);
    for (std::size_t k = 0; k < loads.size() && !open.empty(); ++k) {
        const auto level = levels(loads[k]);
        std::vector<std::size_t> reached, rest;
        for (const auto i : open) {
            (reaches(level, watches[i]) ? reached : rest).push_back(i);
        }
        if (k == 0) {
            for (const auto i : reached) {
                found[i].reached = loads[0];
            }
        } else {
            halving.between(loads[k - 1], loads[k], reached);
        }
        for (const auto i : rest) {
            found[i].below = loads[k];
        }
        open = std::move(rest);
    }
    return found;
}

} // namespace kerb::waterlogging
