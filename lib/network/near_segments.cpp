#include "near_segments.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "courses.hpp"

namespace kerb::network::detail {
namespace {

constexpr double at_node_m = 1e-6; ///< nearer to a node than this is at it

/// Squares of the plane that lie near an item.
class NearItems {
public:
    NearItems(std::span<const Box> items, double reach) {
        for (const auto& box : items) {
            if (!box.empty()) {
                all_.add(box.grown(reach));
            }
        }
        if (all_.empty()) {
            return;
        }
        constexpr double most = 2048;
        const double width = all_.max_x - all_.min_x, height = all_.max_y - all_.min_y;
        const double cell = std::max({reach, width / most, height / most, 1e-3});
        per_cell_ = 1 / cell;
        columns_ = static_cast<std::size_t>(width * per_cell_) + 1;
        marks_.assign(columns_ * (static_cast<std::size_t>(height * per_cell_) + 1), 0);
        for (const auto& box : items) {
            if (!box.empty()) {
                each_row(box.grown(reach), [](std::span<std::uint8_t> row) {
                    std::fill(row.begin(), row.end(), std::uint8_t{1});
                    return false;
                });
            }
        }
    }
    [[nodiscard]] bool meet(const Box& box) {
        return !marks_.empty() && box.intersects(all_) && each_row(box, [](std::span<std::uint8_t> row) {
            return std::find(row.begin(), row.end(), 1) != row.end();
        });
    }

private:
    [[nodiscard]] std::size_t slot(double v, double origin, std::size_t count) const {
        return static_cast<std::size_t>(std::clamp((v - origin) * per_cell_, 0.0, static_cast<double>(count - 1)));
    }
    /// True once `visit(row of cells)` is.
    template <class Visit>
    bool each_row(const Box& box, const Visit& visit) {
        const auto rows = marks_.size() / columns_;
        const auto left = slot(box.min_x, all_.min_x, columns_), right = slot(box.max_x, all_.min_x, columns_);
        const auto top = slot(box.max_y, all_.min_y, rows);
        for (auto row = slot(box.min_y, all_.min_y, rows); row <= top; ++row) {
            if (visit(std::span(marks_).subspan(row * columns_ + left, right - left + 1))) {
                return true;
            }
        }
        return false;
    }

    Box all_;
    double per_cell_ = 1;
    std::size_t columns_ = 1;
    std::vector<std::uint8_t> marks_;
};

Box box_of(Point a, Point b) {
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
}

bool any_near(const Lines& lines, std::size_t line, NearItems& items) {
    for (auto part = lines.feature_begin[line]; part < lines.feature_begin[line + 1]; ++part) {
        const auto points = lines.part(part);
        for (std::size_t i = 1; i < points.size(); ++i) {
            if (items.meet(box_of(points[i - 1], points[i]))) {
                return true;
            }
        }
    }
    return false;
}

/// Appends the segments of a line that are near an item; chainages are summed as street_graph() does.
void push_near(const Lines& lines, std::size_t line, NearItems& items, std::vector<StreetSegment>& segments) {
    double chainage = 0;
    for (auto part = lines.feature_begin[line]; part < lines.feature_begin[line + 1]; ++part) {
        const auto points = lines.part(part);
        for (std::size_t i = 1; i < points.size(); ++i) {
            const auto a = points[i - 1], b = points[i];
            const double from = chainage;
            chainage += std::sqrt(squared(a, b));
            if (!(a == b) && items.meet(box_of(a, b))) {
                segments.push_back({a, b, static_cast<std::uint32_t>(line), part, from, chainage});
            }
        }
    }
}

std::vector<StreetSegment> collect(const Graph& graph, const Lines& lines, NearItems items, Threads threads) {
    constexpr std::size_t block = 4096;
    std::vector<std::vector<StreetSegment>> found(lines.size() / block + 1);
    for_each_block(lines.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto line = begin; line < end; ++line) {
            if (!graph.edges_of(line).empty() && any_near(lines, line, items)) {
                push_near(lines, line, items, found[begin / block]);
            }
        }
    });
    std::vector<StreetSegment> all;
    for (const auto& list : found) {
        all.insert(all.end(), list.begin(), list.end());
    }
    return all;
}

SegmentGrid grid_of(std::span<const StreetSegment> segments) {
    std::vector<Segment> plain;
    plain.reserve(segments.size());
    double sum = 0;
    for (const auto& segment : segments) {
        plain.push_back({segment.a, segment.b, static_cast<std::uint32_t>(plain.size())});
        sum += segment.to_m - segment.from_m;
    }
    const double mean = plain.empty() ? 1 : sum / static_cast<double>(plain.size());
    return {std::move(plain), std::max(mean, 1.0)};
}

} // namespace

NearSegments::NearSegments(const Graph& graph, const Lines& lines, std::span<const double> scale,
                           std::span<const Box> items, double reach, Threads threads)
    : graph_(graph),
      scale_(scale),
      greatest_scale_(scale.empty() ? 1 : *std::max_element(scale.begin(), scale.end())),
      segments_(collect(graph, lines, NearItems(items, reach * greatest_scale_), threads)),
      grid_(grid_of(segments_)) {}

PlaceOnEdge NearSegments::place_on_edge(const LineStretch& place) const {
    const auto edges = graph_.edges_of(place.line);
    const double at = place.from_m / scale_of(place.line);
    // The last edge that begins before the place, or at it when its segment does.
    auto edge =
        place.from_start
            ? std::upper_bound(edges.begin(), edges.end(), at, [](double m, const Edge& e) { return m < e.from_m; })
            : std::lower_bound(edges.begin(), edges.end(), at, [](const Edge& e, double m) { return e.from_m < m; });
    edge -= edge == edges.begin() ? 0 : 1;
    double offset = std::clamp(at - edge->from_m, 0.0, edge->length_m());
    if (offset <= at_node_m) {
        offset = 0;
    } else if (offset >= edge->length_m() - at_node_m) {
        offset = edge->length_m();
    }
    return {0, graph_.line_begin[place.line] + static_cast<std::uint32_t>(edge - edges.begin()), offset, offset, 0};
}

void NearSegments::push_place(std::uint32_t item, double access_m, const LineStretch& place,
                              std::vector<PlaceOnEdge>& places) const {
    const auto found = place_on_edge(place);
    const auto& edge = graph_.edges[found.edge];
    if (found.from_m > 0 && found.from_m < edge.length_m()) {
        places.push_back({item, found.edge, found.from_m, found.to_m, access_m});
        return;
    }
    const auto node = found.from_m > 0 ? edge.to : edge.from;
    for (const auto& link : graph_.links_of(node)) {
        const auto& at = graph_.edges[link.edge];
        if (at.from == node) {
            places.push_back({item, link.edge, 0, 0, access_m});
        }
        if (at.to == node) {
            places.push_back({item, link.edge, at.length_m(), at.length_m(), access_m});
        }
    }
}

void NearSegments::push_stretch(std::uint32_t item, double access_m, const LineStretch& stretch,
                                std::vector<PlaceOnEdge>& places) const {
    const auto edges = graph_.edges_of(stretch.line);
    const double scale = scale_of(stretch.line), from = stretch.from_m / scale, to = stretch.to_m / scale;
    auto edge = std::upper_bound(edges.begin(), edges.end(), from,
                                 [](double m, const Edge& e) { return m < e.to_m; }); // the first that ends behind it
    for (; edge != edges.end() && edge->from_m < to; ++edge) {
        const double begin = std::max(0.0, from - edge->from_m), end = std::min(to - edge->from_m, edge->length_m());
        if (begin < end) {
            const auto number = graph_.line_begin[stretch.line] + static_cast<std::uint32_t>(edge - edges.begin());
            places.push_back({item, number, begin, end, access_m});
        }
    }
}

void NearSegments::push(std::uint32_t item, double access_m, std::span<const LineStretch> found,
                        std::vector<PlaceOnEdge>& places) const {
    const auto first = places.size();
    for (const auto& one : found) {
        if (one.from_m < one.to_m) {
            push_stretch(item, access_m, one, places);
        } else {
            push_place(item, access_m, one, places);
        }
    }
    const auto begin = places.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, places.end(), [](const PlaceOnEdge& a, const PlaceOnEdge& b) {
        return std::tie(a.edge, a.from_m, a.to_m) < std::tie(b.edge, b.from_m, b.to_m);
    });
    // What lies in another stretch says nothing new; where two meet they are one.
    auto last = begin;
    for (auto place = begin; place != places.end(); ++place) {
        if (place != begin && place->edge == last->edge && place->from_m <= last->to_m) {
            last->to_m = std::max(last->to_m, place->to_m);
        } else if (place != begin) {
            *++last = *place;
        }
    }
    if (begin != places.end()) {
        places.erase(last + 1, places.end());
    }
}

} // namespace kerb::network::detail
