#include <kerb/waterlogging/conditioning.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace kerb::waterlogging {
namespace {

/// Columns and rows of a step.
using Way = std::pair<int, int>;

class Deck {
public:
    /// \param covered the cells under any deck, ascending
    Deck(const Grid& terrain, std::span<const std::uint32_t> cells, std::span<const std::uint32_t> covered)
        : terrain_(terrain), cells_(cells), covered_(covered) {}

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
            if (!std::binary_search(covered_.begin(), covered_.end(), static_cast<std::uint32_t>(at))) {
                const auto z = terrain_.values[at];
                return terrain_.is_value(z) ? std::optional(End{steps, z}) : std::nullopt;
            }
        }
    }

    const Grid& terrain_;
    std::span<const std::uint32_t> cells_, covered_;
};

using Heights = std::vector<std::pair<std::uint32_t, float>>;

/// Lowers cells to heights, and fills those without a value.
DeckRemoved lower(Grid& terrain, const Heights& heights) {
    DeckRemoved removed;
    double most = -1;
    for (const auto& [cell, height] : heights) {
        auto& z = terrain.values[cell];
        const bool known = terrain.is_value(z);
        if (known && !(height < z)) {
            continue;
        }
        ++removed.cells;
        const double by = known ? double{z} - height : 0;
        if (by > most) {
            most = by;
            removed.before_m = known ? z : height;
            removed.after_m = height;
            removed.place = centre_of(terrain.place, {cell % terrain.columns, cell / terrain.columns});
        }
        z = height;
    }
    return removed;
}

} // namespace

std::vector<DeckRemoved> remove_decks(Grid& terrain, std::span<const std::vector<std::uint32_t>> decks) {
    std::vector<std::uint32_t> covered;
    for (const auto& cells : decks) {
        covered.insert(covered.end(), cells.begin(), cells.end());
    }
    std::sort(covered.begin(), covered.end());
    std::vector<Heights> heights;
    for (const auto& cells : decks) {
        const Deck deck(terrain, cells, covered);
        const auto way = deck.low_way();
        auto& own = heights.emplace_back();
        for (const auto cell : cells) {
            if (const auto height = deck.height_at(cell, way)) {
                own.emplace_back(cell, static_cast<float>(*height));
            }
        }
    }
    std::vector<DeckRemoved> removed;
    std::transform(heights.begin(), heights.end(), std::back_inserter(removed),
                   [&terrain](const Heights& own) { return lower(terrain, own); });
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
