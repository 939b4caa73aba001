#include "area_index.hpp"

#include <numeric>

namespace kerb::coverage {
namespace {

/// How many bins an area's edges pay for: long edges that stand in many bins get fewer.
std::size_t bins_for(std::span<const Segment> edges, double height) {
    double heights = 0;
    for (const auto& edge : edges) {
        heights += std::abs(edge.b.y - edge.a.y);
    }
    const auto count = static_cast<double>(edges.size());
    const auto most = heights > 0 ? 2 * count * (height / heights) : 1.0; // about 3 entries per edge
    return static_cast<std::size_t>(std::clamp(std::min(count / 2, most), 1.0, 1e6));
}

} // namespace

AreaIndex::AreaIndex(const AssetEdges& edges) : edges_(&edges) {
    Box all;
    double extents = 0;
    for (std::size_t a = 0; a < edges.areas(); ++a) {
        Box box;
        for (const auto& edge : edges.of_area(a)) {
            box.add(edge.a);
        }
        boxes_.push_back(box);
        if (!box.empty()) {
            all.add(box);
            extents += std::max(box.max_x - box.min_x, box.max_y - box.min_y);
        }
    }
    if (all.empty()) {
        return;
    }
    lay_bins();
    fill_bins();
    grid_ = RingGrid(all, 4 * boxes_.size(), extents / static_cast<double>(boxes_.size()) / 4);
    grid_.fill(boxes_.size(), [this](std::size_t area, auto&& visit) {
        if (!boxes_[area].empty()) {
            grid_.each_cell(boxes_[area], visit);
        }
    });
}

void AreaIndex::lay_bins() {
    first_bin_.push_back(0);
    for (std::size_t a = 0; a < boxes_.size(); ++a) {
        const auto height = boxes_[a].empty() ? 0 : boxes_[a].max_y - boxes_[a].min_y;
        first_bin_.push_back(first_bin_.back() + static_cast<std::uint32_t>(bins_for(edges_->of_area(a), height)));
    }
    bin_begin_.assign(first_bin_.back() + 1, 0);
}

void AreaIndex::fill_bins() {
    const auto each_bin = [this](std::uint32_t area, const Segment& edge, auto&& visit) {
        const auto last = bin(area, std::max(edge.a.y, edge.b.y));
        for (auto b = bin(area, std::min(edge.a.y, edge.b.y)); b <= last; ++b) {
            visit(b);
        }
    };
    for (std::uint32_t a = 0; a < boxes_.size(); ++a) {
        for (const auto& edge : edges_->of_area(a)) {
            each_bin(a, edge, [this](std::size_t b) { ++bin_begin_[b]; });
        }
    }
    std::partial_sum(bin_begin_.begin(), bin_begin_.end(), bin_begin_.begin());
    bin_members_.resize(bin_begin_.back());
    for (std::uint32_t a = 0; a < boxes_.size(); ++a) {
        for (auto i = edges_->area_begin[a]; i < edges_->area_begin[a + 1]; ++i) {
            each_bin(a, edges_->segments[i], [&](std::size_t b) { bin_members_[--bin_begin_[b]] = i; });
        }
    }
}

std::size_t AreaIndex::bin(std::uint32_t area, double y) const {
    const auto& box = boxes_[area];
    const auto first = first_bin_[area], count = first_bin_[area + 1] - first;
    const auto height = box.max_y - box.min_y;
    const auto place = height > 0 ? (y - box.min_y) / height * count : 0.0;
    return first + static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(count - 1)));
}

void AreaIndex::gather(const Box& box, std::vector<std::uint32_t>& areas) const {
    if (grid_.empty()) {
        return;
    }
    const auto begin = areas.size();
    grid_.each_cell(box, [&](std::size_t cell) {
        for (const auto area : grid_.members_of(cell)) {
            if (boxes_[area].intersects(box)) {
                areas.push_back(area);
            }
        }
    });
    const auto first = areas.begin() + static_cast<std::ptrdiff_t>(begin);
    std::sort(first, areas.end());
    areas.erase(std::unique(first, areas.end()), areas.end());
}

bool AreaIndex::any_inside(Point p) const {
    bool found = false;
    each_near(p, [&](std::uint32_t area) { found = found || inside(area, p); });
    return found;
}

bool AreaIndex::inside(std::uint32_t area, Point p) const {
    bool inside = false;
    each_edge(area, p.y, p.y, [&](const Segment& edge) {
        const auto cross = (edge.b.x - edge.a.x) * (p.y - edge.a.y) - (edge.b.y - edge.a.y) * (p.x - edge.a.x);
        const bool crossed = (edge.a.y > p.y) != (edge.b.y > p.y) && (cross > 0) == (edge.b.y > edge.a.y);
        inside = inside != crossed;
    });
    return inside;
}

/// Between two crossings of the border the segment is inside or outside as a whole.
void AreaIndex::append_inside(std::uint32_t area, Point a, Point b, double length, std::vector<double>& cuts,
                              std::vector<Interval>& intervals) const {
    const Point u{(b.x - a.x) / length, (b.y - a.y) / length};
    const auto along = [&](Point p) { return (p.x - a.x) * u.x + (p.y - a.y) * u.y; };
    const auto across = [&](Point p) { return (p.x - a.x) * u.y - (p.y - a.y) * u.x; };
    cuts.assign({0.0, length});
    each_edge(area, std::min(a.y, b.y), std::max(a.y, b.y), [&](const Segment& edge) {
        const auto c = across(edge.a), d = across(edge.b);
        if (c == d) { // parallel; cuts of its ends where it lies on the segment
            cuts.push_back(c == 0 ? along(edge.a) : 0);
            cuts.push_back(c == 0 ? along(edge.b) : 0);
        } else if ((c <= 0) != (d <= 0) || c == 0 || d == 0) {
            cuts.push_back(along(edge.a) + (along(edge.b) - along(edge.a)) * (c / (c - d)));
        }
    });
    std::erase_if(cuts, [&](double t) { return !(t >= 0 && t <= length); });
    std::sort(cuts.begin(), cuts.end());
    for (std::size_t i = 1; i < cuts.size(); ++i) {
        const auto middle = (cuts[i - 1] + cuts[i]) / 2;
        if (cuts[i - 1] < cuts[i] && inside(area, {a.x + u.x * middle, a.y + u.y * middle})) {
            intervals.push_back({cuts[i - 1], cuts[i]});
        }
    }
}

} // namespace kerb::coverage
