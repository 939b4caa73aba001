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

bool sound(const Points& ring) {
    return ring.size() >= 4 && ring.front() == ring.back() && std::all_of(ring.begin(), ring.end(), [](Point p) {
        return std::isfinite(p.x) && std::isfinite(p.y);
    });
}

/// Fit to be given to GEOS, which would not survive anything else.
bool sound(const MultiPolygon& area) {
    return !area.empty() && std::all_of(area.begin(), area.end(), [](const Polygon& polygon) {
        return sound(polygon.outer) &&
               std::all_of(polygon.holes.begin(), polygon.holes.end(), [](const Points& hole) { return sound(hole); });
    });
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
            if (sound(*areas[i])) {
                boxes_[i] = bounds(*areas[i]);
                entries.emplace_back(corners(boxes_[i]), i);
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

std::vector<AreaOverlap> find_overlaps(std::span<const MultiPolygon* const> areas, double least_m2, Threads threads) {
    constexpr std::size_t block = 512;
    const Neighbours neighbours(areas);
    std::vector<std::vector<AreaOverlap>> found((areas.size() + block - 1) / block);
    for_each_block(areas.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = static_cast<std::uint32_t>(begin); i < end; ++i) {
            for (const auto other : neighbours.before(i, least_m2)) {
                const auto overlap = detail::geos_overlap(*areas[other], *areas[i]);
                if (overlap && overlap->area >= least_m2 && overlap->area > 0) {
                    found[begin / block].push_back({other, i, overlap->area, overlap->place});
                }
            }
        }
    });
    std::vector<AreaOverlap> all;
    for (const auto& part : found) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::vector<UncoveredArea> find_uncovered(std::span<const MultiPolygon* const> areas,
                                          std::span<const MultiPolygon* const> whole, double least_m2) {
    const auto valid = [](std::span<const MultiPolygon* const> all) {
        std::vector<const MultiPolygon*> kept;
        std::copy_if(all.begin(), all.end(), std::back_inserter(kept),
                     [](const MultiPolygon* area) { return !find_defect(*area); });
        return kept;
    };
    std::vector<UncoveredArea> free;
    for (auto& part : detail::geos_uncovered(valid(areas), valid(whole))) {
        if (part.area >= least_m2) {
            free.push_back({std::move(part.outline), part.area, part.place});
        }
    }
    std::sort(free.begin(), free.end(), [](const UncoveredArea& a, const UncoveredArea& b) {
        return std::tie(a.place.y, a.place.x) < std::tie(b.place.y, b.place.x);
    });
    return free;
}

} // namespace kerb
