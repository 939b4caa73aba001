#include "box_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kerb::detail {
namespace {

/// Strips of the plane as wide as a usual box is, so that a sweep in each looks at few others.
class Strips {
public:
    explicit Strips(const std::vector<Box>& boxes) {
        double heights = 0;
        std::size_t count = 0;
        for (const auto& box : boxes) {
            if (!box.empty()) {
                all_.add(box);
                heights += box.max_y - box.min_y;
                ++count;
            }
        }
        const double usual = count == 0 ? 1 : heights / static_cast<double>(count);
        // No more strips than boxes, so that a city of dots does not ask for millions of them.
        height_ = std::max(
            {1e-9, 2 * usual, (all_.max_y - all_.min_y) / static_cast<double>(std::max<std::size_t>(count, 1))});
    }
    [[nodiscard]] std::size_t first(const Box& box) const { return strip(box.min_y); }
    [[nodiscard]] std::size_t last(const Box& box) const { return strip(box.max_y); }
    [[nodiscard]] std::size_t size() const { return all_.empty() ? 0 : strip(all_.max_y) + 1; }

private:
    [[nodiscard]] std::size_t strip(double y) const { return static_cast<std::size_t>((y - all_.min_y) / height_); }
    Box all_;
    double height_ = 1;
};

} // namespace

std::vector<std::pair<std::uint32_t, std::uint32_t>> meeting_boxes(const std::vector<Box>& boxes) {
    const Strips strips(boxes);
    std::vector<std::vector<std::uint32_t>> members(strips.size());
    std::vector<std::uint32_t> order(boxes.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(boxes[a].min_x, a) < std::pair(boxes[b].min_x, b); });
    for (const auto i : order) {
        for (auto s = boxes[i].empty() ? 1 : strips.first(boxes[i]); !boxes[i].empty() && s <= strips.last(boxes[i]);
             ++s) {
            members[s].push_back(i);
        }
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t s = 0; s < members.size(); ++s) {
        std::vector<std::uint32_t> open;
        for (const auto i : members[s]) {
            std::erase_if(open, [&](auto k) { return boxes[k].max_x < boxes[i].min_x; });
            for (const auto k : open) {
                // A pair that shares several strips is told in the first of them.
                if (boxes[k].intersects(boxes[i]) && std::max(strips.first(boxes[k]), strips.first(boxes[i])) == s) {
                    pairs.emplace_back(std::min(i, k), std::max(i, k));
                }
            }
            open.push_back(i);
        }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

} // namespace kerb::detail
