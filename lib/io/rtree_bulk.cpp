#include "rtree_bulk.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace kerb::io::detail {
namespace {

constexpr std::size_t cell_bytes = 8 + 4 * 4; // an id and four floats
constexpr std::size_t most_cells = 51;        // SQLite's limit on a node

float rounded_down(double value) {
    const auto near = static_cast<float>(value);
    return near > value ? std::nextafter(near, -std::numeric_limits<float>::infinity()) : near;
}

float rounded_up(double value) {
    const auto near = static_cast<float>(value);
    return near < value ? std::nextafter(near, std::numeric_limits<float>::infinity()) : near;
}

template <class Number>
void put_big_endian(std::string& data, Number value) {
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8) {
        data += static_cast<char>(value >> static_cast<unsigned>(shift) & 0xffU);
    }
}

void put_cell(std::string& data, const IndexedBox& box) {
    put_big_endian(data, static_cast<std::uint64_t>(box.id));
    for (const float side : {box.min_x, box.max_x, box.min_y, box.max_y}) {
        put_big_endian(data, std::bit_cast<std::uint32_t>(side));
    }
}

IndexedBox around(std::int64_t id, const IndexedBox* begin, const IndexedBox* end) {
    IndexedBox all = *begin;
    all.id = id;
    for (const auto* box = begin; box < end; ++box) {
        all.min_x = std::min(all.min_x, box->min_x);
        all.max_x = std::max(all.max_x, box->max_x);
        all.min_y = std::min(all.min_y, box->min_y);
        all.max_y = std::max(all.max_y, box->max_y);
    }
    return all;
}

/// Sorted so that runs of `capacity` boxes lie together: slices by x, in a slice by y.
void tile(std::vector<IndexedBox>& boxes, std::size_t capacity) {
    const auto x = [](const IndexedBox& b) { return static_cast<double>(b.min_x) + b.max_x; };
    const auto y = [](const IndexedBox& b) { return static_cast<double>(b.min_y) + b.max_y; };
    const auto by = [](const auto& value) {
        return [&value](const IndexedBox& a, const IndexedBox& b) {
            return std::pair(value(a), a.id) < std::pair(value(b), b.id);
        };
    };
    std::sort(boxes.begin(), boxes.end(), by(x));
    const auto leaves = (boxes.size() + capacity - 1) / capacity;
    const auto slice = static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(leaves)))) * capacity;
    for (std::size_t begin = 0; begin < boxes.size(); begin += slice) {
        const auto end = std::min(begin + slice, boxes.size());
        std::sort(boxes.begin() + static_cast<std::ptrdiff_t>(begin), boxes.begin() + static_cast<std::ptrdiff_t>(end),
                  by(y));
    }
}

/// Builds level upon level until one node holds all.
class Builder {
public:
    explicit Builder(std::size_t node_bytes) : node_bytes_(node_bytes), capacity_((node_bytes - 4) / cell_bytes) {}

    BulkTree build(std::vector<IndexedBox> level) {
        const auto rows = level.size();
        tree_.leaf_of.reserve(rows);
        int depth = 0;
        for (; level.size() > capacity_; ++depth) {
            tile(level, capacity_);
            level = parents_of(level, depth);
        }
        const auto root = make_node(1, level.data(), level.data() + level.size(), depth);
        adopt(level.data(), level.data() + level.size(), 1, depth);
        tree_.nodes.push_back({1, 1, root});
        std::sort(tree_.leaf_of.begin(), tree_.leaf_of.end());
        return std::move(tree_);
    }

private:
    std::vector<IndexedBox> parents_of(const std::vector<IndexedBox>& level, int depth) {
        std::vector<IndexedBox> parents;
        for (std::size_t begin = 0; begin < level.size(); begin += capacity_) {
            const auto* first = level.data() + begin;
            const auto* last = level.data() + std::min(begin + capacity_, level.size());
            const auto number = next_++;
            tree_.nodes.push_back({number, 1, make_node(number, first, last, 0)});
            adopt(first, last, number, depth);
            parents.push_back(around(number, first, last));
        }
        return parents;
    }

    std::string make_node(std::int64_t, const IndexedBox* begin, const IndexedBox* end, int depth) const {
        std::string data;
        data.reserve(node_bytes_);
        put_big_endian(data, static_cast<std::uint16_t>(depth)); // read at the root only
        put_big_endian(data, static_cast<std::uint16_t>(end - begin));
        std::for_each(begin, end, [&data](const IndexedBox& box) { put_cell(data, box); });
        data.resize(node_bytes_, '\0');
        return data;
    }

    /// Rows learn their leaf, nodes their parent.
    void adopt(const IndexedBox* begin, const IndexedBox* end, std::int64_t parent, int depth) {
        for (const auto* box = begin; box < end; ++box) {
            if (depth == 0) {
                tree_.leaf_of.emplace_back(box->id, parent);
            } else {
                tree_.nodes[static_cast<std::size_t>(box->id - 2)].parent = parent; // numbered from 2, in order
            }
        }
    }

    std::size_t node_bytes_, capacity_;
    BulkTree tree_;
    std::int64_t next_ = 2;
};

} // namespace

IndexedBox indexed(std::int64_t id, const Box& box) {
    return {id, rounded_down(box.min_x), rounded_up(box.max_x), rounded_down(box.min_y), rounded_up(box.max_y)};
}

BulkTree bulk_tree(std::vector<IndexedBox> boxes, std::int64_t page_size) {
    const auto node_bytes = std::min(static_cast<std::size_t>(page_size) - 64, 4 + cell_bytes * most_cells);
    return Builder(node_bytes).build(std::move(boxes));
}

} // namespace kerb::io::detail
