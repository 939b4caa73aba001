#include "tile_passes.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "disjoint_sets.hpp"

namespace kerb::waterlogging::detail {
namespace {

/// A value, not a function: it is compiled into the sort.
constexpr auto lower = [](const TilePass& a, const TilePass& b) {
    return a.order != b.order ? a.order < b.order : a.direction < b.direction;
};

/// The lowest pass of each pair of basins: a hash table with open addressing.
class LowestOfPair {
public:
    LowestOfPair() : slots_(1U << 12U, 0) {}

    void offer(const TilePass& pass) {
        auto& slot = slots_[find(pass.here, pass.there)];
        if (slot == 0) {
            passes_.push_back(pass);
            slot = static_cast<std::uint32_t>(passes_.size());
            if (2 * passes_.size() > slots_.size()) {
                grow();
            }
        } else if (auto& known = passes_[slot - 1]; lower(pass, known)) {
            known = pass;
        }
    }
    [[nodiscard]] std::vector<TilePass> take() { return std::move(passes_); }

private:
    [[nodiscard]] std::size_t find(std::uint32_t a, std::uint32_t b) const {
        const auto low = std::min(a, b), high = std::max(a, b);
        const auto mask = slots_.size() - 1;
        const auto mixed = (std::uint64_t{high} << 32U | low) * 0x9e3779b97f4a7c15U;
        for (auto at = static_cast<std::size_t>(mixed >> 32U) & mask;; at = (at + 1) & mask) {
            if (slots_[at] == 0) {
                return at;
            }
            const auto& pass = passes_[slots_[at] - 1];
            if (std::min(pass.here, pass.there) == low && std::max(pass.here, pass.there) == high) {
                return at;
            }
        }
    }
    void grow() {
        slots_.assign(slots_.size() * 4, 0);
        for (std::size_t i = 0; i < passes_.size(); ++i) {
            slots_[find(passes_[i].here, passes_[i].there)] = static_cast<std::uint32_t>(i + 1);
        }
    }

    std::vector<std::uint32_t> slots_; ///< 1 + position in passes_, 0: free
    std::vector<TilePass> passes_;
};

/// Passes over the cell at a place: to lower neighbours of another basin, one bit each in `ways`. The higher cell of a
/// pair is the pass, and its tile answers for it.
void passes_over(Descent& descent, std::size_t at, std::uint32_t cell, std::uint32_t ways, LowestOfPair& lowest) {
    const auto here = descent.basin[at];
    const auto order = order_of(descent.key[at], cell);
    std::uint32_t last = here;
    for (; ways != 0; ways &= ways - 1) {
        const auto way = static_cast<std::uint32_t>(std::countr_zero(ways));
        const auto next = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + descent.offsets[way]);
        auto there = descent.basin[next];
        if (there == last || there == Descent::none) {
            continue;
        }
        if ((there & Descent::unknown) != 0) {
            there = descent.beyond(next);
        }
        last = there;
        lowest.offer({order, here, there, way});
    }
}

/// Where water stands outside, low cells of the map's edge are filled by it.
void passes_to_outside(const Descent& descent, const DepressionPlan& plan, LowestOfPair& lowest) {
    const auto water = key_of(static_cast<float>(plan.rim().level_m));
    const auto& own = descent.own();
    for (std::size_t row = 0; row < own.rows; ++row) {
        for (std::size_t column = 0; column < own.columns; ++column) {
            const auto at = descent.at(column, row);
            if (descent.at_edge(column, row) && descent.basin[at] != Descent::none && descent.basin[at] != off_map) {
                lowest.offer(
                    {order_of(std::max(water, descent.key[at]), descent.cell(at)), descent.basin[at], off_map, 9});
            }
        }
    }
}

/// Of nine cells around a middle, a bit each: those next to one of a set.
constexpr std::array<std::uint16_t, 512> make_next_to() {
    std::array<std::uint16_t, 512> next_to{};
    for (int set = 0; set < 512; ++set) {
        for (int a = 0; a < 9; ++a) {
            for (int b = 0; b < 9; ++b) {
                const int across = a % 3 - b % 3, along = a / 3 - b / 3;
                const bool near = across * across <= 1 && along * along <= 1;
                const int add = near && ((set >> a) & 1) != 0 ? 1 << b : 0;
                next_to[static_cast<std::size_t>(set)] = static_cast<std::uint16_t>(next_to[set] | add);
            }
        }
    }
    return next_to;
}
constexpr auto next_to = make_next_to();

/// For each cell of a row: a bit for every lower neighbour of another basin and, 16 bits up, of its own.
void mark_ways(const Descent& descent, std::size_t row, std::vector<std::uint32_t>& ways) {
    const auto begin = descent.at(0, row);
    const auto* basin = descent.basin.data() + begin;
    const auto* key = descent.key.data() + begin;
    std::fill(ways.begin(), ways.end(), 0U);
    for (std::uint32_t way = 0; way < 9; ++way) {
        if (way == 4) {
            continue;
        }
        const auto* other_basin = basin + descent.offsets[way];
        const auto* other_key = key + descent.offsets[way];
        const auto other = std::uint32_t{1} << way, own = other << 16U;
        const bool tie = way < 4; // of equal heights, the cell before is the lower
        for (std::size_t c = 0; c < ways.size(); ++c) {
            const bool below = (other_key[c] < key[c]) | (tie & (other_key[c] == key[c]));
            const auto bit = other_basin[c] != basin[c] ? other : own;
            ways[c] |= below ? bit : 0U;
        }
    }
}

/// The lower neighbours of other basins over which no lower pass leads to the same basin: next to none of its own lower
/// neighbours, for from there the way is lower. So of a ridge only its saddles are left.
std::uint32_t saddle_ways(std::uint32_t ways) {
    return ways & 0xffffU & ~std::uint32_t{next_to[ways >> 16U]};
}

} // namespace

std::vector<TilePass> lowest_passes(Descent& descent, const DepressionPlan& plan) {
    LowestOfPair lowest;
    const auto& own = descent.own();
    std::vector<std::uint32_t> ways(own.columns);
    for (std::size_t row = 0; row < own.rows; ++row) {
        mark_ways(descent, row, ways);
        const auto begin = descent.at(0, row);
        const auto first = descent.cell(begin);
        for (std::size_t column = 0; column < own.columns; ++column) {
            const auto over = saddle_ways(ways[column]);
            if (over != 0 && descent.basin[begin + column] != Descent::none) {
                passes_over(descent, begin + column, first + static_cast<std::uint32_t>(column), over, lowest);
            }
        }
    }
    if (plan.rim().edge == Edge::level) {
        passes_to_outside(descent, plan, lowest);
    }
    auto passes = lowest.take();
    std::sort(passes.begin(), passes.end(), lower);
    DisjointSets sets(descent.ends.size());
    std::erase_if(passes, [&sets](const TilePass& pass) {
        const auto a = sets.find(pass.here), b = sets.find(pass.there);
        if (a != b) {
            sets.join(a, b);
        }
        return a == b;
    });
    return passes;
}

} // namespace kerb::waterlogging::detail
