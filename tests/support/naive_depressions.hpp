// Depressions the slow way: water that rises cell by cell, and the textbook's flood from the rim.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <queue>
#include <tuple>
#include <vector>

#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depression_tree.hpp>
#include <kerb/waterlogging/terrain.hpp>

namespace kerb::test {

using waterlogging::Edge;
using waterlogging::TerrainRim;
using waterlogging::Voids;

/// Neighbours of a cell inside the grid, in the order of their indices.
inline std::vector<std::size_t> neighbours(const Grid& grid, std::size_t cell) {
    std::vector<std::size_t> found;
    const auto c = static_cast<std::ptrdiff_t>(cell % grid.columns),
               r = static_cast<std::ptrdiff_t>(cell / grid.columns);
    for (std::ptrdiff_t dr = -1; dr <= 1; ++dr) {
        for (std::ptrdiff_t dc = -1; dc <= 1; ++dc) {
            const auto nc = c + dc, nr = r + dr;
            if ((dr != 0 || dc != 0) && nc >= 0 && nr >= 0 && nc < static_cast<std::ptrdiff_t>(grid.columns) &&
                nr < static_cast<std::ptrdiff_t>(grid.rows)) {
                found.push_back(static_cast<std::size_t>(nr) * grid.columns + static_cast<std::size_t>(nc));
            }
        }
    }
    return found;
}

inline bool has_value(const Grid& grid, std::size_t cell) {
    return grid.is_value(grid.values[cell]);
}

inline bool at_edge(const Grid& grid, std::size_t cell) {
    const auto c = cell % grid.columns, r = cell / grid.columns;
    return c == 0 || r == 0 || c + 1 == grid.columns || r + 1 == grid.rows;
}

/// Level of the water outside next to a cell; none where nothing is outside or no water passes.
inline std::optional<double> outside_level(const Grid& grid, std::size_t cell, const TerrainRim& rim) {
    std::optional<double> level;
    if (at_edge(grid, cell) && rim.edge != Edge::wall) {
        level = rim.edge == Edge::open ? -std::numeric_limits<double>::infinity() : rim.level_m;
    }
    if (rim.voids == Voids::open) {
        for (const auto next : neighbours(grid, cell)) {
            if (!has_value(grid, next)) {
                level = -std::numeric_limits<double>::infinity();
            }
        }
    }
    return level;
}

/// Priority-flood (Barnes, Lehman & Mulla 2014, algorithm 1): NaN without a value, +∞ where nothing drains.
inline std::vector<float> flooded(const Grid& grid, const TerrainRim& rim) {
    using Entry = std::pair<float, std::size_t>;
    std::vector<float> level(grid.values.size(), std::numeric_limits<float>::infinity());
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    for (std::size_t cell = 0; cell < level.size(); ++cell) {
        if (!has_value(grid, cell)) {
            level[cell] = std::numeric_limits<float>::quiet_NaN();
        } else if (const auto outside = outside_level(grid, cell, rim)) {
            level[cell] = std::max(grid.values[cell], static_cast<float>(*outside));
            open.emplace(level[cell], cell);
        }
    }
    while (!open.empty()) {
        const auto [height, cell] = open.top();
        open.pop();
        if (height > level[cell]) {
            continue;
        }
        for (const auto next : neighbours(grid, cell)) {
            const auto reached = std::max(height, grid.values[next]);
            if (has_value(grid, next) && reached < level[next]) {
                level[next] = reached;
                open.emplace(reached, next);
            }
        }
    }
    return level;
}

/// The hierarchy as water that rises everywhere at once would show it: cells are wetted from the lowest to the highest,
/// and each joins the waters beside it.
class NaiveHierarchy {
public:
    struct Node {
        int parent = 0, first = 0, second = 0, spills_to = 0;
        std::size_t pit = 0, pass = 0;
        double floor = 0, sill = std::numeric_limits<double>::infinity();
        std::vector<std::size_t> catchment; ///< all cells of its leaf basins
    };

    NaiveHierarchy(const Grid& grid, const TerrainRim& rim)
        : grid_(grid), rim_(rim), nodes_(1), basin_(grid.values.size(), -1) {
        std::vector<std::size_t> order;
        for (std::size_t cell = 0; cell < grid.values.size(); ++cell) {
            if (has_value(grid, cell)) {
                order.push_back(cell);
            }
        }
        std::stable_sort(order.begin(), order.end(),
                         [&grid](auto a, auto b) { return grid.values[a] < grid.values[b]; });
        for (const auto cell : order) {
            assign(cell);
        }
        struct Event {
            double height;
            std::size_t cell, direction, other;
        };
        std::vector<Event> events;
        for (const auto cell : order) {
            std::size_t direction = 0;
            for (const auto next : neighbours(grid, cell)) {
                if (has_value(grid, next) && before(next, cell)) {
                    events.push_back({grid.values[cell], cell, direction, next});
                }
                ++direction;
            }
            const auto outside = outside_level(grid, cell, rim);
            if (outside && basin_[cell] != 0) {
                events.push_back({std::max<double>(*outside, grid.values[cell]), cell, 99, cell});
            }
        }
        std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
            return std::tie(a.height, a.cell, a.direction) < std::tie(b.height, b.cell, b.direction);
        });
        for (const auto& event : events) {
            join(event.height, event.cell, basin_[event.cell], event.direction == 99 ? 0 : basin_[event.other]);
        }
    }

    [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
    /// Leaf node of a cell (by creation), 0 off the map, −1 without a value.
    [[nodiscard]] int basin(std::size_t cell) const { return basin_[cell]; }

    /// Σ (sill − z) over the cells of a node's catchment below its sill, in quanta.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> cells_and_capacity(const Node& node) const {
        std::int64_t cells = 0, capacity = 0;
        const bool closed = !std::isfinite(node.sill); // it never spills
        for (const auto cell : node.catchment) {
            if (grid_.values[cell] < node.sill) {
                ++cells;
                capacity +=
                    closed ? 0 : std::llrint(node.sill * 0x1p20) - std::llrint(double{grid_.values[cell]} * 0x1p20);
            }
        }
        return {cells, capacity};
    }

private:
    [[nodiscard]] bool before(std::size_t a, std::size_t b) const {
        return std::pair(grid_.values[a], a) < std::pair(grid_.values[b], b);
    }

    void assign(std::size_t cell) {
        const auto outside = outside_level(grid_, cell, rim_);
        if (outside && *outside <= grid_.values[cell]) {
            basin_[cell] = 0;
            return;
        }
        auto lowest = cell;
        for (const auto next : neighbours(grid_, cell)) {
            if (has_value(grid_, next) && before(next, lowest)) {
                lowest = next;
            }
        }
        if (lowest == cell) {
            Node leaf;
            leaf.pit = cell;
            leaf.floor = grid_.values[cell];
            basin_[cell] = static_cast<int>(nodes_.size());
            nodes_.push_back(leaf);
        } else {
            basin_[cell] = basin_[lowest];
        }
        if (basin_[cell] > 0) {
            nodes_[basin_[cell]].catchment.push_back(cell);
        }
    }

    [[nodiscard]] int top(int node) const {
        while (node > 0 && nodes_[node].parent > 0) {
            node = nodes_[node].parent;
        }
        return node > 0 && nodes_[node].sill < std::numeric_limits<double>::infinity() ? 0 : node;
    }

    void join(double height, std::size_t cell, int here, int there) {
        const auto a = top(here), b = top(there);
        if (a == b) {
            return;
        }
        const auto close = [&](int node, int to) {
            nodes_[node].sill = height;
            nodes_[node].pass = cell;
            nodes_[node].spills_to = to;
        };
        if (a == 0 || b == 0) {
            close(a == 0 ? b : a, a == 0 ? here : there);
            return;
        }
        close(a, there);
        close(b, here);
        Node made;
        const bool first = before(nodes_[a].pit, nodes_[b].pit);
        made.first = first ? a : b;
        made.second = first ? b : a;
        made.pit = nodes_[made.first].pit;
        made.floor = height;
        made.catchment = nodes_[a].catchment;
        made.catchment.insert(made.catchment.end(), nodes_[b].catchment.begin(), nodes_[b].catchment.end());
        nodes_[a].parent = nodes_[b].parent = static_cast<int>(nodes_.size());
        nodes_.push_back(made);
    }

    const Grid& grid_;
    const TerrainRim& rim_;
    std::vector<Node> nodes_;
    std::vector<int> basin_;
};

} // namespace kerb::test
