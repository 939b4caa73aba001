#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory_resource>
#include <numeric>
#include <utility>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/zone_map.hpp>

namespace kerb {
namespace {

constexpr double border_m = 1e-6;           // nearer than this is on the border
constexpr std::uint32_t mixed = 0xfffffffe; // a cell that a border crosses
constexpr double most_cells = 4e6;
constexpr double farthest_m = 1e12; // beyond any plane; keeps squares and sums in range

struct Edge {
    Point a, b;
    std::uint32_t zone;
};

void check_ranks(std::span<const std::uint32_t> rank, std::size_t zones) {
    if (rank.size() != zones) {
        throw UsageError(
            {"zone_map.rank_size",
             {{"ranks", static_cast<std::int64_t>(rank.size())}, {"zones", static_cast<std::int64_t>(zones)}}});
    }
    std::vector<std::uint32_t> sorted(rank.begin(), rank.end());
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        throw UsageError({"zone_map.rank_twice", {{"rank", static_cast<std::int64_t>(*twice)}}});
    }
}

void check_ring(const Points& ring, std::size_t zone) {
    const auto on_plane = [](Point p) { return std::abs(p.x) <= farthest_m && std::abs(p.y) <= farthest_m; };
    if (!std::all_of(ring.begin(), ring.end(), on_plane)) {
        throw UsageError({"zone_map.not_finite", {{"at", static_cast<std::int64_t>(zone)}}});
    }
}

double cross(Point o, Point a, Point b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

Point along(Point a, Point b, double t) {
    return {a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
}

template <class Visit>
void each_ring(const MultiPolygon& zone, Visit&& visit) {
    for (const auto& polygon : zone) {
        visit(polygon.outer);
        for (const auto& hole : polygon.holes) {
            visit(hole);
        }
    }
}

/// May the point lie on the edge? No where it is beyond the edge's box.
bool may_touch(Point p, Point a, Point b) {
    constexpr double margin = 2 * border_m;
    return p.x >= std::min(a.x, b.x) - margin && p.x <= std::max(a.x, b.x) + margin &&
           p.y >= std::min(a.y, b.y) - margin && p.y <= std::max(a.y, b.y) + margin;
}

// Where segment a–b meets edge c–d, as shares of a–b; both ends of the common stretch when they are collinear.
void meet(Point a, Point b, const Edge& edge, double length, std::pmr::vector<double>& cuts) {
    const double c = cross(a, b, edge.a) / length, d = cross(a, b, edge.b) / length; // distances from the line a–b
    const auto project = [&](Point p) {
        return ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / (length * length);
    };
    if (std::abs(c) <= border_m) {
        cuts.push_back(project(edge.a));
    }
    if (std::abs(d) <= border_m) {
        cuts.push_back(project(edge.b));
    }
    if ((c > border_m && d < -border_m) || (c < -border_m && d > border_m)) {
        cuts.push_back(project(along(edge.a, edge.b, c / (c - d))));
    }
}

/// Of `count` cells that which begins at or before `place`, counted in cells; the nearest where it is outside or
/// endless.
std::size_t cell_at(double place, std::size_t count) {
    if (!(place > 0)) {
        return 0;
    }
    return place < static_cast<double>(count) ? static_cast<std::size_t>(place) : count - 1;
}

/// Square cells over a box; what lies outside counts to the nearest cell.
struct Cells {
    Point origin;
    double cell = 1;
    std::size_t columns = 1, rows = 1;

    Cells() = default;
    Cells(const Box& box, double wanted) : origin{box.min_x, box.min_y} {
        const double width = std::max(box.max_x - box.min_x, 1.0), height = std::max(box.max_y - box.min_y, 1.0);
        cell = std::max({std::sqrt(width * height / wanted), width / 4000, height / 4000});
        columns = static_cast<std::size_t>(width / cell) + 1;
        rows = static_cast<std::size_t>(height / cell) + 1;
    }
    [[nodiscard]] std::size_t size() const { return columns * rows; }
    [[nodiscard]] std::size_t slot(double position, double begin, std::size_t count) const {
        return cell_at((position - begin) / cell, count);
    }
    [[nodiscard]] std::size_t at(Point p) const {
        return slot(p.y, origin.y, rows) * columns + slot(p.x, origin.x, columns);
    }
    [[nodiscard]] Point centre(std::size_t index) const {
        const auto column = index % columns, row = index / columns;
        return {origin.x + (static_cast<double>(column) + 0.5) * cell,
                origin.y + (static_cast<double>(row) + 0.5) * cell};
    }
    template <class Visit>
    void each(const Box& where, Visit&& visit) const {
        const auto c0 = slot(where.min_x, origin.x, columns), c1 = slot(where.max_x, origin.x, columns);
        const auto r0 = slot(where.min_y, origin.y, rows), r1 = slot(where.max_y, origin.y, rows);
        for (auto r = r0; r <= r1; ++r) {
            for (auto c = c0; c <= c1; ++c) {
                visit(r * columns + c);
            }
        }
    }
};

/// Which boxes meet which cell, in two flat arrays.
class CellLists {
public:
    CellLists() = default;
    template <class BoxOf>
    CellLists(const Cells& cells, std::size_t count, BoxOf&& box_of) : begin_(cells.size() + 1, 0) {
        for (std::size_t i = 0; i < count; ++i) {
            cells.each(box_of(i), [&](std::size_t c) { ++begin_[c]; });
        }
        std::inclusive_scan(begin_.begin(), begin_.end(), begin_.begin());
        members_.resize(begin_.back());
        for (auto i = count; i-- > 0;) { // backwards, so that members of a cell keep their order
            cells.each(box_of(i), [&](std::size_t c) { members_[--begin_[c]] = static_cast<std::uint32_t>(i); });
        }
    }
    [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t cell) const {
        return std::span(members_).subspan(begin_[cell], begin_[cell + 1] - begin_[cell]);
    }

private:
    std::vector<std::size_t> begin_;
    std::vector<std::uint32_t> members_;
};

} // namespace

struct ZoneMap::State {
    std::vector<std::uint32_t> rank;
    std::vector<Box> boxes; // each grown by the border's width
    std::vector<Edge> edges;
    std::vector<std::vector<std::vector<std::uint32_t>>> bins; // zone → its edges by y
    Box box;
    Cells fine, coarse;
    CellLists edges_of, zones_of;      // fine cell → edges that may meet it, coarse cell → zones that may
    std::vector<std::uint32_t> labels; // of fine cells: zone, no_zone or mixed

    [[nodiscard]] std::size_t bin(std::uint32_t zone, double y) const {
        const auto& b = boxes[zone];
        const auto count = bins[zone].size();
        return cell_at((y - b.min_y) / (b.max_y - b.min_y) * static_cast<double>(count), count);
    }

    void add_edges(std::span<const MultiPolygon> zones);
    void bin_edges(std::size_t zones);
    void lay_grid();
    void label_cells();
    struct Hit {
        std::uint32_t zone = no_zone;
        bool overlapped = false;
    };
    [[nodiscard]] Hit classify(Point p) const;
    // 0 outside, 1 inside, 2 on the border
    [[nodiscard]] int side(std::uint32_t zone, Point p) const;
    [[nodiscard]] bool one_label(const Box& where, std::uint32_t& label) const;
};

void ZoneMap::State::add_edges(std::span<const MultiPolygon> zones) {
    for (std::uint32_t z = 0; z < zones.size(); ++z) {
        const auto extent = bounds(zones[z]);
        boxes.push_back(extent.grown(border_m));
        box.add(extent);
        each_ring(zones[z], [&](const Points& ring) {
            check_ring(ring, z);
            for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
                edges.push_back({ring[i], ring[i + 1], z});
            }
        });
    }
}

void ZoneMap::State::bin_edges(std::size_t zones) {
    std::vector<std::size_t> counts(zones);
    for (const auto& edge : edges) {
        ++counts[edge.zone];
    }
    bins.resize(zones);
    for (std::size_t z = 0; z < zones; ++z) {
        bins[z].resize(std::max<std::size_t>(1, counts[z] / 4));
    }
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        const auto& edge = edges[e];
        const auto last = bin(edge.zone, std::max(edge.a.y, edge.b.y) + border_m);
        for (auto i = bin(edge.zone, std::min(edge.a.y, edge.b.y) - border_m); i <= last; ++i) {
            bins[edge.zone][i].push_back(e);
        }
    }
}

void ZoneMap::State::lay_grid() {
    fine = Cells(box, std::clamp(16.0 * static_cast<double>(edges.size()), 64.0, most_cells));
    edges_of = CellLists(fine, edges.size(), [this](std::size_t e) {
        Box where;
        where.add(edges[e].a);
        where.add(edges[e].b);
        return where.grown(2 * border_m);
    });
    coarse = Cells(box, 4.0 * static_cast<double>(boxes.size()));
    zones_of = CellLists(coarse, boxes.size(), [this](std::size_t z) { return boxes[z]; });
}

// A cell without a border lies in the zones of its centre, and in those of its neighbour if that has none either.
void ZoneMap::State::label_cells() {
    labels.assign(fine.size(), mixed);
    for (std::size_t c = 0; c < labels.size(); ++c) {
        if (!edges_of[c].empty()) {
            continue;
        }
        const auto left = c % fine.columns != 0 ? labels[c - 1] : mixed;
        const auto below = c >= fine.columns ? labels[c - fine.columns] : mixed;
        if (left != mixed || below != mixed) {
            labels[c] = left != mixed ? left : below;
            continue;
        }
        const auto hit = classify(fine.centre(c));
        labels[c] = hit.overlapped ? mixed : hit.zone;
    }
}

int ZoneMap::State::side(std::uint32_t zone, Point p) const {
    bool inside = false;
    for (const auto e : bins[zone][bin(zone, p.y)]) {
        const auto& [a, b, owner] = edges[e];
        if (may_touch(p, a, b) && distance_to_segment(p, a, b) <= border_m) {
            return 2;
        }
        if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)) {
            inside = !inside;
        }
    }
    return inside ? 1 : 0;
}

ZoneMap::State::Hit ZoneMap::State::classify(Point p) const {
    Hit hit;
    int insides = 0;
    for (const auto z : zones_of[coarse.at(p)]) {
        if (!boxes[z].contains(p)) {
            continue;
        }
        const int where = side(z, p);
        insides += where == 1 ? 1 : 0;
        if (where != 0 && (hit.zone == no_zone || rank[z] < rank[hit.zone])) {
            hit.zone = z;
        }
    }
    hit.overlapped = insides > 1;
    return hit;
}

bool ZoneMap::State::one_label(const Box& where, std::uint32_t& label) const {
    if (where.min_x < box.min_x || where.min_y < box.min_y || where.max_x > box.max_x || where.max_y > box.max_y) {
        label = no_zone;
        return !where.intersects(box.grown(2 * border_m));
    }
    bool first = true, same = true;
    fine.each(where, [&](std::size_t c) {
        same = same && labels[c] != mixed && (first || labels[c] == label);
        label = labels[c];
        first = false;
    });
    return same;
}

ZoneMap::ZoneMap(std::span<const MultiPolygon> zones, std::span<const std::uint32_t> rank) {
    check_ranks(rank, zones.size());
    auto state = std::make_unique<State>();
    state->rank.assign(rank.begin(), rank.end());
    state->add_edges(zones);
    if (!state->edges.empty()) {
        state->bin_edges(zones.size());
        state->lay_grid();
        state->label_cells();
    }
    state_ = std::move(state);
}

ZoneMap::~ZoneMap() = default;
ZoneMap::ZoneMap(ZoneMap&&) noexcept = default;
ZoneMap& ZoneMap::operator=(ZoneMap&&) noexcept = default;

std::size_t ZoneMap::size() const {
    return state_->rank.size();
}
std::uint32_t ZoneMap::rank_of(std::uint32_t zone) const {
    return state_->rank[zone];
}

std::uint32_t ZoneMap::zone_of(Point p) const {
    return state_->edges.empty() ? no_zone : state_->classify(p).zone;
}

void ZoneMap::split(Point a, Point b, std::vector<ZonePiece>& pieces) const {
    Box where;
    where.add(a);
    where.add(b);
    std::uint32_t label = no_zone;
    const bool is_point = a == b;
    if (state_->edges.empty() || is_point || state_->one_label(where, label)) {
        pieces.push_back({0, 1, is_point ? zone_of(a) : label, false});
        return;
    }
    const double length = distance(a, b);
    std::array<std::byte, 512> room; // for the cuts of most segments
    std::pmr::monotonic_buffer_resource memory(room.data(), room.size());
    std::pmr::vector<double> cuts({0, 1}, &memory);
    state_->fine.each(where.grown(2 * border_m), [&](std::size_t c) {
        for (const auto e : state_->edges_of[c]) {
            meet(a, b, state_->edges[e], length, cuts);
        }
    });
    std::erase_if(cuts, [](double t) { return !(t >= 0 && t <= 1); });
    std::sort(cuts.begin(), cuts.end());
    const auto begin = pieces.size();
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        if ((cuts[i + 1] - cuts[i]) * length <= border_m && i + 2 < cuts.size()) {
            cuts[i + 1] = cuts[i]; // a sliver of rounding joins what follows
            continue;
        }
        const auto hit = state_->classify(along(a, b, (cuts[i] + cuts[i + 1]) / 2));
        if (pieces.size() > begin && pieces.back().zone == hit.zone && pieces.back().overlapped == hit.overlapped) {
            pieces.back().to = cuts[i + 1];
        } else {
            pieces.push_back({cuts[i], cuts[i + 1], hit.zone, hit.overlapped});
        }
    }
}

} // namespace kerb
