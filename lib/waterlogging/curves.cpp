// Which cells each depression has, and what it holds.
#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <numeric>

#include "curves.hpp"
#include "height_key.hpp"
#include "let_go.hpp"

namespace kerb::waterlogging::detail {
namespace {

constexpr std::size_t block = 1U << 16U; ///< cells at a time
/// Hollows are handed to threads in groups of about as many cells.
constexpr std::size_t group_cells = 1U << 15U;

/// A cell that can be under water: height and, below it, its leaf basin or node.
using HighAndNode = std::uint64_t;

HighAndNode high_and_node(HeightKey key, std::uint32_t node) {
    return order_of(key, node);
}

void sort_cells(std::vector<HighAndNode>& spare, HighAndNode* begin, HighAndNode* end) {
    const auto count = static_cast<std::size_t>(end - begin);
    if (count < 2048) {
        std::sort(begin, end);
        return;
    }
    // By height alone: cells of one height are alike. Least digit first, 11 bits at a time.
    spare.resize(count);
    HighAndNode *from = begin, *to = spare.data();
    for (const unsigned shift : {32U, 43U, 54U}) {
        std::uint32_t places[2049] = {};
        for (std::size_t i = 0; i < count; ++i) {
            ++places[((from[i] >> shift) & 2047U) + 1];
        }
        std::partial_sum(places, places + 2049, places);
        for (std::size_t i = 0; i < count; ++i) {
            to[places[(from[i] >> shift) & 2047U]++] = from[i];
        }
        std::swap(from, to);
    }
    std::copy(spare.begin(), spare.begin() + static_cast<std::ptrdiff_t>(count), begin);
}

/// Does the hollow that a leaf basin is part of ever cover a cell so high?
class Outermost {
public:
    explicit Outermost(const DepressionTree& tree) : roots_(roots_of(tree)), sill_(tree.leaves + 1, lowest_key) {
        for (std::uint32_t leaf = 1; leaf <= tree.leaves; ++leaf) {
            const auto sill = tree.nodes[roots_[leaf]].sill_m;
            sill_[leaf] = std::isfinite(sill) ? key_of(sill) : highest_key;
        }
    }
    [[nodiscard]] bool covers(std::uint32_t basin, float height) const {
        return basin != no_basin && key_of(height) < sill_[basin];
    }
    [[nodiscard]] std::uint32_t root(std::uint32_t leaf) const { return roots_[leaf]; }

private:
    std::vector<std::uint32_t> roots_;
    std::vector<HeightKey> sill_;
};

class CurveMaker {
public:
    CurveMaker(const Grid& terrain, const std::vector<std::uint32_t>& basin, DepressionTree& tree, Threads threads)
        : terrain_(terrain), basin_(basin), tree_(tree), threads_(threads), outermost_(tree) {}

    void run() {
        bucket();
        sort_and_place();
        total();
        write_own();
    }

private:
    /// Cells that can be under water, hollow by hollow.
    void bucket() {
        const auto nodes = tree_.nodes.size();
        auto next = std::make_unique<std::atomic<std::uint32_t>[]>(nodes + 1);
        for_each_block(basin_.size(), block, threads_, [&](std::size_t begin, std::size_t end) {
            for (auto cell = begin; cell < end; ++cell) {
                if (outermost_.covers(basin_[cell], terrain_.values[cell])) {
                    next[outermost_.root(basin_[cell])].fetch_add(1, std::memory_order_relaxed);
                }
            }
        });
        std::uint32_t sum = 0;
        for (std::uint32_t node = 0; node < nodes; ++node) {
            const auto count = next[node].load(std::memory_order_relaxed);
            next[node].store(sum, std::memory_order_relaxed);
            if (count > 0) {
                hollows_.push_back({sum, sum + count});
            }
            sum += count;
        }
        cells_.resize(sum);
        for_each_block(basin_.size(), block, threads_, [&](std::size_t begin, std::size_t end) {
            for (auto cell = begin; cell < end; ++cell) {
                if (outermost_.covers(basin_[cell], terrain_.values[cell])) {
                    const auto root = outermost_.root(basin_[cell]);
                    cells_[next[root].fetch_add(1, std::memory_order_relaxed)] =
                        high_and_node(key_of(terrain_.values[cell]), basin_[cell]);
                }
            }
        });
    }

    template <typename Body>
    void for_each_hollow(const Body& body) {
        std::vector<std::size_t> groups = {0};
        std::size_t cells = 0;
        for (std::size_t i = 0; i < hollows_.size(); ++i) {
            cells += hollows_[i].end - hollows_[i].begin;
            if (cells >= group_cells || i + 1 == hollows_.size()) {
                groups.push_back(i + 1);
                cells = 0;
            }
        }
        for_each_block(groups.size() - 1, 1, threads_, [&](std::size_t begin, std::size_t end) {
            for (auto i = groups[begin]; i < groups[end]; ++i) {
                body(hollows_[i].begin, hollows_[i].end);
            }
        });
    }

    /// The lowest node around a leaf whose sill is above `key`. Heights ascend, so a node that was passed once is never
    /// asked again.
    std::uint32_t climb(std::uint32_t leaf, HeightKey key) {
        auto node = leaf;
        while (up_[node] != node || !above(node, key)) {
            if (up_[node] == node) {
                up_[node] = tree_.nodes[node].parent;
            }
            up_[node] = up_[up_[node]];
            node = up_[node];
        }
        return node;
    }
    [[nodiscard]] bool above(std::uint32_t node, HeightKey key) const {
        const auto sill = tree_.nodes[node].sill_m;
        return !std::isfinite(sill) || key_of(sill) > key;
    }

    void sort_and_place() {
        up_.resize(tree_.nodes.size());
        std::iota(up_.begin(), up_.end(), 0U);
        for_each_hollow([this](std::size_t begin, std::size_t end) {
            thread_local std::vector<HighAndNode> spare;
            sort_cells(spare, cells_.data() + begin, cells_.data() + end);
            for (auto i = begin; i < end; ++i) {
                const auto key = key_in(cells_[i]);
                const auto node = climb(static_cast<std::uint32_t>(cells_[i]), key);
                cells_[i] = high_and_node(key, node);
                auto& n = tree_.nodes[node];
                ++n.cells;
                n.capacity += quanta_of(height_of(key));
            }
        });
        let_go(up_);
    }

    /// From own cells and sums of heights to cells and capacities of whole hollows.
    void total() {
        auto& nodes = tree_.nodes;
        std::uint32_t begin = 0;
        for (auto& node : nodes) {
            node.own_begin = begin;
            begin += node.cells;
        }
        complete_totals(tree_);
    }

    void write_own() {
        tree_.own_m.resize(cells_.size());
        std::vector<std::uint32_t> next(tree_.nodes.size());
        std::transform(tree_.nodes.begin(), tree_.nodes.end(), next.begin(), [](const auto& n) { return n.own_begin; });
        for_each_hollow([this, &next](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i) {
                tree_.own_m[next[static_cast<std::uint32_t>(cells_[i])]++] = height_of(key_in(cells_[i]));
            }
        });
    }

    const Grid& terrain_;
    const std::vector<std::uint32_t>& basin_;
    DepressionTree& tree_;
    Threads threads_;
    Outermost outermost_;
    struct Range {
        std::uint32_t begin, end;
    };
    std::vector<Range> hollows_;
    std::vector<HighAndNode> cells_;
    std::vector<std::uint32_t> up_;
};

} // namespace

void complete_totals(DepressionTree& tree) {
    auto& nodes = tree.nodes;
    std::vector<std::int64_t> heights(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) { // children come before parents
        auto& node = nodes[i];
        heights[i] += node.capacity;
        const bool closed = !std::isfinite(node.sill_m);
        node.capacity = closed ? std::numeric_limits<Volume>::max()
                               : std::int64_t{node.cells} * quanta_of(node.sill_m) - heights[i];
        if (node.parent != off_map) {
            nodes[node.parent].cells += node.cells;
            heights[node.parent] += heights[i];
        }
    }
}

void add_curves(const Grid& terrain, const std::vector<std::uint32_t>& basin, DepressionTree& tree, Threads threads) {
    CurveMaker(terrain, basin, tree, threads).run();
}

} // namespace kerb::waterlogging::detail
