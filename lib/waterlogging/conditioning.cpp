#include <kerb/waterlogging/conditioning.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace kerb::waterlogging {
namespace {

/// Columns and rows of a step.
using Way = std::pair<int, int>;

class Deck {
public:
    Deck(const Grid& terrain, std::span<const std::uint32_t> cells)
        : terrain_(terrain), cells_(cells.begin(), cells.end()) {
        std::sort(cells_.begin(), cells_.end());
    }

    /// The direction in which the ground on both sides is lowest, summed over the cells: that of the low road.
    [[nodiscard]] Way low_way() const {
        constexpr std::array<Way, 4> ways = {{{1, 0}, {0, 1}, {1, 1}, {1, -1}}};
        Way best = ways[0];
        double lowest = std::numeric_limits<double>::infinity();
        for (const auto& way : ways) {
            double sum = 0;
            std::size_t count = 0;
            for (const auto cell : cells_) {
                if (const auto ends = ends_of(cell, way)) {
                    sum += std::max(ends->first.height, ends->second.height);
                    ++count;
                }
            }
            if (count > 0 && sum / static_cast<double>(count) < lowest) {
                lowest = sum / static_cast<double>(count);
                best = way;
            }
        }
        return best;
    }

    /// Height between the ground on both sides; none where there is none.
    [[nodiscard]] std::optional<double> height_at(std::uint32_t cell, const Way& way) const {
        const auto ends = ends_of(cell, way);
        if (!ends) {
            return std::nullopt;
        }
        const auto& [a, b] = *ends;
        return (a.height * b.steps + b.height * a.steps) / (a.steps + b.steps);
    }

private:
    /// The first cell beyond the deck.
    struct End {
        double steps = 0, height = 0;
    };
    [[nodiscard]] std::optional<std::pair<End, End>> ends_of(std::uint32_t cell, const Way& way) const {
        const auto a = end(cell, way.first, way.second), b = end(cell, -way.first, -way.second);
        return a && b ? std::optional(std::pair(*a, *b)) : std::nullopt;
    }
    [[nodiscard]] std::optional<End> end(std::uint32_t cell, int dx, int dy) const {
        auto column = static_cast<std::int64_t>(cell % terrain_.columns);
        auto row = static_cast<std::int64_t>(cell / terrain_.columns);
        for (double steps = 1;; ++steps) {
            column += dx;
            row += dy;
            if (column < 0 || row < 0 || column >= static_cast<std::int64_t>(terrain_.columns) ||
                row >= static_cast<std::int64_t>(terrain_.rows)) {
                return std::nullopt;
            }
            const auto at = terrain_.index({static_cast<std::size_t>(column), static_cast<std::size_t>(row)});
            if (!std::binary_search(cells_.begin(), cells_.end(), static_cast<std::uint32_t>(at))) {
                const auto z = terrain_.values[at];
                return terrain_.is_value(z) ? std::optional(End{steps, z}) : std::nullopt;
            }
        }
    }

    const Grid& terrain_;
    std::vector<std::uint32_t> cells_;
};

} // namespace

DeckRemoved remove_deck(Grid& terrain, std::span<const std::uint32_t> cells) {
    DeckRemoved removed;
    std::vector<std::pair<std::uint32_t, float>> heights;
    const Deck deck(terrain, cells);
    const auto way = deck.low_way();
    for (const auto cell : cells) {
        if (const auto height = deck.height_at(cell, way)) {
            heights.emplace_back(cell, static_cast<float>(*height));
        }
    }
    double most = 0;
    for (const auto& [cell, height] : heights) {
        auto& z = terrain.values[cell];
        if (terrain.is_value(z) && !(height < z)) {
            continue;
        }
        const bool known = terrain.is_value(z);
        ++removed.cells;
        if (known && double{z} - height > most) {
            most = double{z} - height;
            removed.before_m = z;
            removed.after_m = height;
            removed.place = centre_of(terrain.place, {cell % terrain.columns, cell / terrain.columns});
        }
        z = height;
    }
    return removed;
}

std::optional<DepressionTree> with_lower_sill(const DepressionTree& tree, std::uint32_t node, double by_m) {
    const auto& old = tree.nodes[node];
    if (old.parent != off_map || !std::isfinite(old.sill_m) || !(old.floor_m < old.sill_m)) {
        return std::nullopt;
    }
    auto lower = tree;
    auto& n = lower.nodes[node];
    n.sill_m = std::max(n.floor_m, static_cast<float>(double{n.sill_m} - by_m));
    n.capacity = volume_at(tree, node, n.sill_m);
    n.cells = stand_of(tree, node, n.capacity).cells;
    return lower;
}

} // namespace kerb::waterlogging
