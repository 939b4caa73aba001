#include "ground.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/geometry/measures.hpp>

namespace kerb::synth {
namespace {

constexpr double fall_north = 0.003, fall_east = -0.0002, level_south = 33, bed_below = 9.5;
constexpr double crown = 0.02, kerb = 0.15, gutter_m = 1.5, footway_m = 12, block_rise = 0.35;
constexpr double river_half = 22, bank_slope = 1.0 / 3, river_off = 85, grid_off = 160;
constexpr double dip_depth = 5, dip_flat = 18, dip_end = 90;
constexpr double most_off_line = 21; // of a street from its line of the lattice: jitter and bend

double plane(double x) {
    return level_south + fall_east * (x - corner.x);
}

/// Level of the ground at `d` from the centreline of a street of `half` its width; `base` is that of its gutters. They
/// are level with those of every other street, so that water runs on across a junction.
double across(double base, double d, double half, double dip) {
    if (d <= half) {
        return base + crown * std::max(0.0, half - gutter_m - d) - dip;
    }
    return base + kerb + (block_rise - kerb) * std::min(1.0, (d - half) / footway_m);
}

struct Foot {
    double off = INFINITY, chainage = 0, whole = 0;
};

/// The nearest point of the line, as distance and chainage.
Foot foot_on(const std::array<Point, 4>& line, Point p) {
    Foot best;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto a = line[i], b = line[i + 1];
        const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
        const double share = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0);
        const double ex = a.x + share * dx - p.x, ey = a.y + share * dy - p.y;
        const double off = std::sqrt(ex * ex + ey * ey), size = std::sqrt(square);
        if (off < best.off) {
            best.off = off;
            best.chainage = best.whole + share * size;
        }
        best.whole += size;
    }
    return best;
}

double round_level(double z) {
    return std::nearbyint(z * 512) / 512;
}

} // namespace

double Hollow::floor_at(Point p) const {
    const double dx = p.x - centre.x, dy = p.y - centre.y;
    return level - depth + depth * (dx * dx + dy * dy) / (radius * radius);
}

Ground::Ground(const Plan& plan)
    : nodes_(plan.scale.nodes),
      cell_(plan.size <= Size::s   ? 2
            : plan.size == Size::m ? 5
                                   : 10) {
    auto random = plan.stream(hill, 0);
    for (auto& phase : phase_) {
        phase = random.uniform(0, 2 * std::numbers::pi);
    }
    list_sections(plan);
    hollows_at_.resize(std::size_t{nodes_} * nodes_);
    choose_dip(plan);
    choose_hollows(plan);
}

// Where the lattice has no street the trough of one is kept, and in the south it goes on to the river: water that runs
// down a street is not held up at its end.
void Ground::list_sections(const Plan& plan) {
    sections_.resize(std::size_t{2} * nodes_ * nodes_);
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const auto& street = plan.streets[i];
        auto& section = sections_[edge(street.column, street.row, street.east)];
        const auto line = plan.bent(street, std::uint64_t{i} + 1);
        std::copy(line.begin(), line.end(), section.line.begin());
        section.half_width = width_of(class_of_line(street.line())) / 2;
        section.street = true;
    }
    const auto straight = [](Section& section, Point a, Point b, std::uint32_t line) {
        section.line = {
            a, {a.x + (b.x - a.x) / 3, a.y + (b.y - a.y) / 3}, {b.x + (a.x - b.x) / 3, b.y + (a.y - b.y) / 3}, b};
        section.half_width = width_of(class_of_line(line)) / 2;
    };
    for (std::uint32_t row = 0; row < nodes_; ++row) {
        for (std::uint32_t column = 0; column < nodes_; ++column) {
            const auto node = plan.node_at(column, row);
            auto& east = sections_[edge(column, row, true)];
            auto& north = sections_[edge(column, row, false)];
            if (!east.street && column + 1 < nodes_) {
                straight(east, node, plan.node_at(column + 1, row), row);
            }
            if (!north.street && row + 1 < nodes_) {
                straight(north, node, plan.node_at(column, row + 1), column);
            }
        }
    }
    southern_.resize(nodes_);
    for (std::uint32_t column = 0; column < nodes_; ++column) {
        const auto node = plan.node_at(column, 0);
        straight(southern_[column], node, {node.x, river_axis(node.x)}, column);
    }
}

std::size_t Ground::edge(std::int64_t column, std::int64_t row, bool east) const {
    return (static_cast<std::size_t>(row) * nodes_ + static_cast<std::size_t>(column)) * 2 + (east ? 1 : 0);
}

double Ground::river_axis(double x) {
    return corner.y - margin_m - river_off + 15 * std::sin(2 * std::numbers::pi * (x - corner.x) / 1900);
}

double Ground::river_bed(double x) {
    return plane(x) - bed_below;
}

// Long waves: 1.5 m over 2.6 km to the east, and two of both directions. None of them makes the ground fall northwards.
Ground::Waves Ground::along_x(double x) const {
    const double t = 2 * std::numbers::pi * (x - corner.x);
    return {plane(x) + 1.5 * std::sin(t / 2600 + phase_[0]), 0.5 * std::sin(t / 1700 + phase_[1]),
            0.15 * std::sin(t / 900 + phase_[2])};
}

Ground::Waves Ground::along_y(double y) const {
    const double t = 2 * std::numbers::pi * (y - corner.y);
    return {fall_north * (y - corner.y), std::sin(t / 2300 + phase_[3]), std::sin(t / 1300 + phase_[4])};
}

double Ground::at(Point p, const Waves& x, const Waves& y) const {
    const double base = x[0] + y[0] + x[1] * y[1] + x[2] * y[2];
    double z = plain(p, base);
    const auto column = static_cast<std::int64_t>(std::floor((p.x - corner.x) / block_m));
    const auto row = static_cast<std::int64_t>(std::floor((p.y - corner.y) / block_m));
    if (column >= 0 && row >= 0 && column < nodes_ && row < nodes_) {
        for (const auto i : hollows_at_[static_cast<std::size_t>(row) * nodes_ + static_cast<std::size_t>(column)]) {
            z = std::min(z, hollows_[i].floor_at(p));
        }
    }
    return z;
}

double Ground::plain(Point p) const {
    const auto x = along_x(p.x), y = along_y(p.y);
    return plain(p, x[0] + y[0] + x[1] * y[1] + x[2] * y[2]);
}

// A street comes no nearer to the middle between two lines of the lattice than its footways end, so only the nearest
// line of each direction counts, and of that the two nearest streets.
double Ground::plain(Point p, double base) const {
    double z = base + block_rise;
    const double u = (p.x - corner.x) / block_m, v = (p.y - corner.y) / block_m;
    const auto column = static_cast<std::int64_t>(std::lround(u)), row = static_cast<std::int64_t>(std::lround(v));
    const auto last = static_cast<std::int64_t>(nodes_) - 1;
    const auto near = [](std::int64_t line, double at) {
        return std::abs(at - static_cast<double>(line)) * block_m <
               width_of(class_of_line(static_cast<std::uint32_t>(line))) / 2 + footway_m + most_off_line;
    };
    const auto beside = [&](std::int64_t c, std::int64_t r, bool east) {
        if (c >= 0 && r >= 0 && c + (east ? 1 : 0) <= last && r + (east ? 0 : 1) <= last) {
            const auto at = edge(c, r, east);
            lower(z, p, base, sections_[at], at);
        }
    };
    if (column >= 0 && column <= last && near(column, u)) {
        if (row <= 0) {
            lower(z, p, base, southern_[static_cast<std::size_t>(column)], sections_.size());
        }
        beside(column, row - 1, false);
        beside(column, row, false);
    }
    if (row >= 0 && row <= last && near(row, v)) {
        beside(column - 1, row, true);
        beside(column, row, true);
    }
    if (p.y < corner.y - margin_m / 2) {
        const double off = std::abs(p.y - river_axis(p.x));
        z = std::min(z, river_bed(p.x) + std::max(0.0, off - river_half) * bank_slope);
    }
    return z;
}

void Ground::lower(double& z, Point p, double base, const Section& section, std::size_t edge) const {
    const auto foot = foot_on(section.line, p);
    if (foot.off < section.half_width + footway_m) {
        z = std::min(z, across(base, foot.off, section.half_width, dip_below(edge, foot.chainage, foot.whole)));
    }
}

double Ground::dip_below(std::size_t edge, double chainage, double whole) const {
    if (!dip_ || (edge != dip_edges_[0] && edge != dip_edges_[1])) {
        return 0;
    }
    const double from_node = edge == dip_edges_[0] ? whole - chainage : chainage;
    return dip_depth * std::clamp((dip_end - from_node) / (dip_end - dip_flat), 0.0, 1.0);
}

std::vector<std::uint32_t> Ground::road_of_edge(const Plan& plan) const {
    std::vector<std::uint32_t> roads(sections_.size(), 0);
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const auto& street = plan.streets[i];
        roads[edge(street.column, street.row, street.east)] = i;
    }
    return roads;
}

// The crossing of an arterial road northwards and an expressway eastwards that is nearest to the middle of the city.
void Ground::choose_dip(const Plan& plan) {
    const auto roads = road_of_edge(plan);
    double nearest = INFINITY;
    for (std::uint32_t row = 12; row + 2 < nodes_; row += 24) {
        for (std::uint32_t column = 24; column + 2 < nodes_; column += 24) {
            const std::array<std::size_t, 4> arms = {edge(column, row - 1, false), edge(column, row, false),
                                                     edge(column - 1, row, true), edge(column, row, true)};
            const double off = std::hypot(column - nodes_ / 2.0, row - nodes_ / 2.0);
            if (off < nearest &&
                std::all_of(arms.begin(), arms.end(), [this](auto arm) { return sections_[arm].street; })) {
                nearest = off;
                dip_edges_ = {arms[0], arms[1]};
                dip_ = Dip{column, row, {roads[arms[0]], roads[arms[1]]}, roads[arms[3]]};
            }
        }
    }
    if (dip_) {
        measure_dip();
    }
}

// Water runs over where the lowest way along the road is highest, at the lower of its two ends.
void Ground::measure_dip() {
    constexpr double step = 0.5;
    dip_->level = INFINITY;
    const auto node = sections_[dip_edges_[1]].line[0];
    std::vector<double> levels;
    for (const double way : {-1.0, 1.0}) {
        double sill = -INFINITY;
        for (double t = 0; t < 105; t += step) {
            double lowest = INFINITY;
            for (double d = -50; d <= 50; d += step) {
                const Point p = {node.x + d, node.y + way * t};
                lowest = std::min(lowest, plain(p));
                levels.push_back(plain(p));
            }
            sill = std::max(sill, lowest);
        }
        dip_->level = std::min(dip_->level, sill);
    }
    for (const double z : levels) {
        dip_->depth = std::max(dip_->depth, dip_->level - z);
        dip_->volume += std::max(0.0, dip_->level - z) * step * step;
        dip_->area += z < dip_->level ? step * step : 0;
    }
}

bool Ground::fits_hollow(const Plan& plan, std::uint32_t road) const {
    const auto& street = plan.streets[road];
    const auto road_class = class_of_line(street.line());
    const auto inside = [this](std::uint32_t at) { return at >= 3 && at + 4 < nodes_; };
    if (road_class == RoadClass::expressway || road_class == RoadClass::lane || !inside(street.column) ||
        !inside(street.row)) {
        return false;
    }
    const auto middle = plan.node_of(street, false);
    if (dip_ && distance(middle, plan.node_at(dip_->column, dip_->row)) < 600) {
        return false;
    }
    return std::all_of(hollows_.begin(), hollows_.end(),
                       [&](const auto& other) { return distance(other.centre, middle) > 600; });
}

// The rim is as low as the lowest ground within it: the water leaves there, and the ground falls from there.
void Ground::add_hollow(const Plan& plan, std::uint32_t road) {
    auto random = plan.stream(low_spot, std::uint64_t{road} + (1ULL << 40));
    const auto& street = plan.streets[road];
    const auto& line = sections_[edge(street.column, street.row, street.east)].line;
    Hollow hollow;
    hollow.centre = {(line[1].x + line[2].x) / 2, (line[1].y + line[2].y) / 2};
    hollow.depth = random.uniform(0.18, 0.75);
    hollow.radius = cell_ * (cell_ < 4 ? random.uniform(6, 9) : random.uniform(4.5, 6));
    hollow.level = INFINITY;
    hollow.road = road;
    constexpr double step = 0.25;
    const auto count = static_cast<int>(hollow.radius / step);
    for (int i = -count; i <= count; ++i) {
        for (int j = -count; j <= count; ++j) {
            if (i * i + j * j <= count * count) {
                hollow.level = std::min(hollow.level, plain({hollow.centre.x + i * step, hollow.centre.y + j * step}));
            }
        }
    }
    const auto number = static_cast<std::uint32_t>(hollows_.size());
    for (auto row = street.row - 1; row <= street.row + 1; ++row) {
        for (auto column = street.column - 1; column <= street.column + 1; ++column) {
            hollows_at_[std::size_t{row} * nodes_ + column].push_back(number);
        }
    }
    hollows_.push_back(hollow);
}

void Ground::choose_hollows(const Plan& plan) {
    const std::size_t wanted = plan.size <= Size::s ? 12 : plan.size == Size::m ? 60 : 240;
    for (const auto road : plan.by_lot(plan.scale.roads, low_spot, 0)) {
        if (hollows_.size() == wanted) {
            break;
        }
        if (fits_hollow(plan, road)) {
            add_hollow(plan, road);
        }
    }
}

void Ground::fill_row(Grid& grid, std::size_t row, const std::vector<Waves>& columns) const {
    const auto start = centre_of(grid.place, {0, row});
    const auto y = along_y(start.y);
    for (std::size_t c = 0; c < grid.columns; ++c) {
        const Point p = {start.x + cell_ * static_cast<double>(c), start.y};
        grid.values[row * grid.columns + c] = static_cast<float>(round_level(at(p, columns[c], y)));
    }
}

Grid Ground::grid(Threads threads) const {
    const double border = margin_m + 40, extent = block_m * (nodes_ - 1);
    const auto columns = static_cast<std::size_t>(std::ceil((extent + 2 * border) / cell_));
    const auto rows = static_cast<std::size_t>(std::ceil((extent + border + margin_m + grid_off) / cell_));
    GridPlacement place;
    place.cell_width = place.cell_height = cell_;
    place.origin = {corner.x - border, corner.y - margin_m - grid_off + cell_ * static_cast<double>(rows)};
    auto grid = Grid::filled(columns, rows, place, Frame::from("EPSG:4547"));
    std::vector<Waves> waves(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        waves[c] = along_x(centre_of(place, {0, 0}).x + cell_ * static_cast<double>(c));
    }
    for_each_block(rows, 16, threads, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row) {
            fill_row(grid, row, waves);
        }
    });
    return grid;
}

double Terrain::elevation(Point p) const {
    return ground_->elevation(p);
}

double Terrain::cell_size() const {
    return ground_->cell_size();
}

Grid Terrain::grid(Threads threads) const {
    return ground_->grid(threads);
}

} // namespace kerb::synth
