#include "area_finder.hpp"

namespace kerb::coverage::detail {

AreaFinder::AreaFinder(std::span<const MultiPolygon> areas) : areas_(areas.begin(), areas.end()) {
    double sizes = 0;
    for (const auto& area : areas_) {
        const auto& box = area.box();
        all_.add(box);
        sizes += area.box().empty() ? 0 : std::max(box.max_x - box.min_x, box.max_y - box.min_y);
    }
    if (all_.empty()) {
        return;
    }
    const double extent = std::max(all_.max_x - all_.min_x, all_.max_y - all_.min_y);
    cell_ = std::max({sizes / static_cast<double>(areas_.size()), extent / 2048, 1.0});
    columns_ = slot(all_.max_x - all_.min_x) + 1;
    cells_.resize(columns_ * (slot(all_.max_y - all_.min_y) + 1));
    for (std::uint32_t i = 0; i < areas_.size(); ++i) {
        const auto& box = areas_[i].box();
        if (box.empty()) {
            continue;
        }
        for (auto r = slot(box.min_y - all_.min_y); r <= slot(box.max_y - all_.min_y); ++r) {
            for (auto c = slot(box.min_x - all_.min_x); c <= slot(box.max_x - all_.min_x); ++c) {
                cells_[r * columns_ + c].push_back(i);
            }
        }
    }
}

bool AreaFinder::any_holds(Point p) const {
    if (!all_.contains(p)) {
        return false;
    }
    const auto& near = at(slot(p.x - all_.min_x), slot(p.y - all_.min_y));
    return std::any_of(near.begin(), near.end(), [&](auto i) { return areas_[i].holds(p); });
}

void AreaFinder::near(const Box& box, std::vector<std::uint32_t>& found) const {
    found.clear();
    if (all_.empty() || !all_.intersects(box)) {
        return;
    }
    const double right = std::min(box.max_x, all_.max_x), top = std::min(box.max_y, all_.max_y);
    for (auto r = slot(box.min_y - all_.min_y); r <= slot(top - all_.min_y); ++r) {
        for (auto c = slot(box.min_x - all_.min_x); c <= slot(right - all_.min_x); ++c) {
            for (const auto i : at(c, r)) {
                if (areas_[i].box().intersects(box)) {
                    found.push_back(i);
                }
            }
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
}

} // namespace kerb::coverage::detail
