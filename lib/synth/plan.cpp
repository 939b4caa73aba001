#include <algorithm>
#include <cmath>
#include <numeric>

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

} // namespace

Scale scale_of(Size size) {
    switch (size) {
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
