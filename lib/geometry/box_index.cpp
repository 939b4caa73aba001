#include <kerb/geometry/box_index.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>

namespace kerb {
namespace {

namespace bg = boost::geometry;
using Corner = bg::model::point<double, 2, bg::cs::cartesian>;
using Corners = bg::model::box<Corner>;
using Entry = std::pair<Corners, std::uint32_t>;

Corners corners(const Box& box) {
    return {Corner(box.min_x, box.min_y), Corner(box.max_x, box.max_y)};
}

bool usable(const Box& box) {
    return !box.empty() && std::isfinite(box.max_x - box.min_x) && std::isfinite(box.max_y - box.min_y);
}

} // namespace

struct BoxIndex::State {
    bg::index::rtree<Entry, bg::index::rstar<16>> tree;
};

BoxIndex::BoxIndex(std::span<const Box> boxes) {
    std::vector<Entry> entries;
    entries.reserve(boxes.size());
    for (std::uint32_t i = 0; i < boxes.size(); ++i) {
        if (usable(boxes[i])) {
            entries.emplace_back(corners(boxes[i]), i);
        }
    }
    auto state = std::make_unique<State>();
    state->tree = decltype(state->tree)(entries);
    state_ = std::move(state);
}

BoxIndex::~BoxIndex() = default;
BoxIndex::BoxIndex(BoxIndex&&) noexcept = default;
BoxIndex& BoxIndex::operator=(BoxIndex&&) noexcept = default;

std::vector<std::uint32_t> BoxIndex::find(const Box& where) const {
    std::vector<std::uint32_t> found;
    if (!usable(where)) {
        return found;
    }
    const auto meets = bg::index::intersects(corners(where));
    for (auto it = state_->tree.qbegin(meets); it != state_->tree.qend(); ++it) {
        found.push_back(it->second);
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace kerb
