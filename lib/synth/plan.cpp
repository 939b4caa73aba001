#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

std::vector<Street> all_streets(std::uint32_t nodes) {
    std::vector<Street> all;
    all.reserve(std::size_t{2} * nodes * (nodes - 1));
    for (std::uint32_t r = 0; r < nodes; ++r) {
        for (std::uint32_t c = 0; c < nodes; ++c) {
            if (c + 1 < nodes) {
                all.push_back({c, r, true});
            }
            if (r + 1 < nodes) {
                all.push_back({c, r, false});
            }
        }
    }
    return all;
}

Point unit(Point from, Point to) {
    const double size = distance(from, to);
    return {(to.x - from.x) / size, (to.y - from.y) / size};
}

/// Where two lines through `p` cross, after each was moved to its left by its `side`.
Point crossing(Point p, Point first, double first_side, Point second, double second_side) {
    const double turn = first.x * second.y - first.y * second.x, along = first.x * second.x + first.y * second.y;
    const double forward = std::abs(turn) < 1e-9 ? 0 : (first_side * along - second_side) / turn;
    return {p.x - first.y * first_side + first.x * forward, p.y + first.x * first_side + first.y * forward};
}

// A cut beside a bend would fold the inner edge; it moves `way` along the line to the other side of the bend.
double clear_of_bends(const LineString& line, double at, double side, double way) {
    double bend = 0;
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
        bend += distance(line[i - 1], line[i]);
        const auto before = unit(line[i - 1], line[i]), after = unit(line[i], line[i + 1]);
        const double turn =
            std::atan2(before.x * after.y - before.y * after.x, before.x * after.x + before.y * after.y);
        const double reach = side * std::tan(std::abs(turn) / 2) + 0.5;
        if (std::abs(at - bend) < reach) {
            return bend + way * reach;
        }
    }
    return at;
}

} // namespace

Scale scale_of(Size size) {
    switch (size) {
        case Size::xs:
            return {23, 1'000, 3'300, 2, 2, 20, 1'000};
        case Size::m:
            return {225, 100'000, 330'000, 16, 10, 2'000, 100'000};
        case Size::l:
            return {708, 1'000'000, 3'300'000, 40, 40, 20'000, 1'000'000};
        case Size::s:
            break;
    }
    return {72, 10'000, 33'000, 4, 4, 200, 10'000};
}

Plan::Plan(const SampleCityOptions& options) : seed(options.seed), size(options.size), scale(scale_of(options.size)) {
    const auto all = all_streets(scale.nodes);
    // The surplus goes by lot: the streets with the lowest tickets.
    auto order = by_lot(static_cast<std::uint32_t>(all.size()), removal, 0);
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(all.size() - scale.roads));
    std::sort(order.begin(), order.end());
    streets.reserve(order.size());
    for (const auto i : order) {
        streets.push_back(all[i]);
    }
    blocks = by_lot((scale.nodes - 1) * (scale.nodes - 1), park, 1ULL << 40);
}

std::vector<std::uint32_t> Plan::by_lot(std::uint32_t count, Purpose purpose, std::uint64_t first) const {
    std::vector<std::uint32_t> order(count), ticket(count);
    std::iota(order.begin(), order.end(), 0U);
    std::transform(order.begin(), order.end(), ticket.begin(),
                   [&](auto i) { return stream(purpose, first + i).next_u32(); });
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return std::pair(ticket[a], a) < std::pair(ticket[b], b); });
    return order;
}

Point Plan::node_at(std::uint32_t column, std::uint32_t row) const {
    auto random = stream(node, std::uint64_t{row} * scale.nodes + column);
    const double dx = random.uniform(-15, 15), dy = random.uniform(-15, 15);
    return {corner.x + block_m * column + dx, corner.y + block_m * row + dy};
}

Point Plan::node_of(const Street& street, bool end) const {
    return node_at(street.column + (end && street.east ? 1 : 0), street.row + (end && !street.east ? 1 : 0));
}

LineString Plan::bent(const Street& street, std::uint64_t number) const {
    auto random = stream(bend, number);
    const auto a = node_of(street, false), b = node_of(street, true);
    const double nx = -(b.y - a.y), ny = b.x - a.x;
    LineString line = {a};
    for (const double share : {1.0 / 3, 2.0 / 3}) {
        const double off = random.uniform(-0.05, 0.05);
        line.push_back({a.x + (b.x - a.x) * share + nx * off, a.y + (b.y - a.y) * share + ny * off});
    }
    line.push_back(b);
    return line;
}

Point Plan::block_centre(std::uint32_t block) const {
    const auto column = block % (scale.nodes - 1), row = block / (scale.nodes - 1);
    return {corner.x + block_m * (column + 0.5), corner.y + block_m * (row + 0.5)};
}

std::optional<std::uint32_t> Plan::block_at(Point p) const {
    const double u = std::floor((p.x - corner.x) / block_m), v = std::floor((p.y - corner.y) / block_m);
    if (u < 0 || v < 0 || u >= scale.nodes - 1 || v >= scale.nodes - 1) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(v) * (scale.nodes - 1) + static_cast<std::uint32_t>(u);
}

Polygon Plan::block_ground(std::uint32_t block, double inset_m) const {
    constexpr double bend_most = 7;
    const auto column = block % (scale.nodes - 1), row = block / (scale.nodes - 1);
    const std::array<Point, 4> nodes = {node_at(column, row), node_at(column + 1, row), node_at(column + 1, row + 1),
                                        node_at(column, row + 1)};
    const std::array<std::uint32_t, 4> lines = {row, column + 1, row + 1, column}; // of the side from node i to i + 1
    Polygon ground;
    for (std::size_t i = 0; i < 4; ++i) {
        const auto before = (i + 3) % 4;
        const double here = width_of(class_of_line(lines[i])) / 2 + bend_most + inset_m;
        const double there = width_of(class_of_line(lines[before])) / 2 + bend_most + inset_m;
        ground.outer.push_back(
            crossing(nodes[i], unit(nodes[before], nodes[i]), there, unit(nodes[i], nodes[(i + 1) % 4]), here));
    }
    ground.outer.push_back(ground.outer.front());
    return ground;
}

std::uint32_t Plan::take_block() {
    const auto block = free_blocks.back();
    free_blocks.pop_back();
    return block;
}

Point beside(const LineString& line, double chainage, double side) {
    std::size_t segment = 0;
    double left = chainage;
    while (segment + 2 < line.size() && left > distance(line[segment], line[segment + 1])) {
        left -= distance(line[segment], line[segment + 1]);
        ++segment;
    }
    const auto a = line[segment], b = line[segment + 1];
    const double size = distance(a, b), share = std::min(1.0, left / size);
    return {a.x + (b.x - a.x) * share - (b.y - a.y) / size * side,
            a.y + (b.y - a.y) * share + (b.x - a.x) / size * side};
}

Points moved(const LineString& line, double side) {
    Points there;
    there.reserve(line.size());
    auto before = unit(line[0], line[1]);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto after = i + 1 < line.size() ? unit(line[i], line[i + 1]) : before;
        there.push_back(crossing(line[i], before, side, after, side));
        before = after;
    }
    return there;
}

Polygon strip(const LineString& line, double from, double to, double right, double left) {
    const double side = std::max(std::abs(right), std::abs(left));
    const auto part = stretch({line}, clear_of_bends(line, from, side, 1), clear_of_bends(line, to, side, -1))[0];
    auto ring = moved(part, right);
    const auto back = moved(part, left);
    ring.insert(ring.end(), back.rbegin(), back.rend());
    ring.push_back(ring.front());
    return {std::move(ring), {}};
}

Polygon rectangle(Point centre, double width, double height, double turn) {
    const double c = std::cos(turn), s = std::sin(turn);
    Points ring;
    for (const auto& [x, y] : {std::pair(-1, -1), {1, -1}, {1, 1}, {-1, 1}, {-1, -1}}) {
        const double dx = x * width / 2, dy = y * height / 2;
        ring.push_back({centre.x + dx * c - dy * s, centre.y + dx * s + dy * c});
    }
    return {std::move(ring), {}};
}

} // namespace kerb::synth
