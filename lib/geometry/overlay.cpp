#include <kerb/geometry/overlay.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <kerb/geometry/validity.hpp>

#include "geos.hpp"

namespace kerb {
namespace {

namespace bg = boost::geometry;
using Corner = bg::model::point<double, 2, bg::cs::cartesian>;
using Entry = std::pair<bg::model::box<Corner>, std::uint32_t>;
using Tree = bg::index::rtree<Entry, bg::index::rstar<16>>;

bool fit(const MultiPolygon& area) {
    return !area.empty() && !find_defect(area);
}

bg::model::box<Corner> corners(const Box& box) {
    return {Corner(box.min_x, box.min_y), Corner(box.max_x, box.max_y)};
}

/// Area that two boxes share: no less than what is in them does.
double shared(const Box& a, const Box& b) {
    const double width = std::min(a.max_x, b.max_x) - std::max(a.min_x, b.min_x);
    const double height = std::min(a.max_y, b.max_y) - std::max(a.min_y, b.min_y);
    return width > 0 && height > 0 ? width * height : 0;
}

/// Areas with their boxes, ready to be asked who is near.
class Neighbours {
public:
    explicit Neighbours(std::span<const MultiPolygon* const> areas) : boxes_(areas.size()) {
        std::vector<Entry> entries;
        for (std::uint32_t i = 0; i < areas.size(); ++i) {
            boxes_[i] = bounds(*areas[i]);
            if (std::isfinite(boxes_[i].max_x - boxes_[i].min_x) && std::isfinite(boxes_[i].max_y - boxes_[i].min_y)) {
                entries.emplace_back(corners(boxes_[i]), i);
            } else {
                boxes_[i] = {};
            }
        }
        tree_ = Tree(entries);
    }
    /// Those before `i` whose box shares more than `least` with its box, in their order.
    [[nodiscard]] std::vector<std::uint32_t> before(std::uint32_t i, double least) const {
        std::vector<std::uint32_t> near;
        if (boxes_[i].empty()) {
            return near;
        }
        for (auto it = tree_.qbegin(bg::index::intersects(corners(boxes_[i]))); it != tree_.qend(); ++it) {
            if (it->second < i && shared(boxes_[i], boxes_[it->second]) >= least) {
                near.push_back(it->second);
            }
        }
        std::sort(near.begin(), near.end());
        return near;
    }

private:
    std::vector<Box> boxes_;
    Tree tree_;
};

} // namespace

std::optional<Patch> common_area(const MultiPolygon& a, const MultiPolygon& b) {
    return fit(a) && fit(b) ? detail::geos_common_area(a, b) : std::nullopt;
}

std::vector<AreaOverlap> find_overlaps(std::span<const MultiPolygon* const> areas, double least_m2, Threads threads) {
    constexpr std::size_t block = 512;
    const Neighbours neighbours(areas);
    std::vector<std::vector<AreaOverlap>> found((areas.size() + block - 1) / block);
    for_each_block(areas.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = static_cast<std::uint32_t>(begin); i < end; ++i) {
            for (const auto other : neighbours.before(i, least_m2)) {
                auto common = common_area(*areas[other], *areas[i]);
                if (common && common->area_m2 >= least_m2) {
                    found[begin / block].push_back({other, i, std::move(*common)});
                }
            }
        }
    });
    std::vector<AreaOverlap> all;
    for (auto& part : found) {
        std::move(part.begin(), part.end(), std::back_inserter(all));
    }
    return all;
}

std::vector<Patch> gaps_between(std::span<const MultiPolygon* const> areas, std::span<const MultiPolygon* const> whole,
                                double least_m2) {
    const auto fit_ones = [](std::span<const MultiPolygon* const> all) {
        std::vector<const MultiPolygon*> good;
        std::copy_if(all.begin(), all.end(), std::back_inserter(good), [](const auto* area) { return fit(*area); });
        return good;
    };
    auto gaps = detail::geos_gaps(fit_ones(areas), fit_ones(whole));
    std::erase_if(gaps, [least_m2](const Patch& gap) { return gap.area_m2 < least_m2; });
    std::sort(gaps.begin(), gaps.end(), [](const Patch& a, const Patch& b) {
        return std::tie(a.place.y, a.place.x) < std::tie(b.place.y, b.place.x);
    });
    return gaps;
}

} // namespace kerb
