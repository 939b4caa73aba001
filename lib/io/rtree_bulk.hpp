// An R-tree as SQLite keeps it, built whole from sorted boxes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::io::detail {

/// One box of the index.
struct IndexedBox {
    std::int64_t id;
    float min_x, max_x, min_y, max_y; ///< rounded outwards, as SQLite does
};

/// \pre the box is not empty and finite
[[nodiscard]] IndexedBox indexed(std::int64_t id, const Box& box);

/// The shadow tables of a two-dimensional R-tree (sqlite.org/rtree.html, clause 6): nodes, the leaf of each row, the
/// parent of each node. Packed by sort-tile-recursive (Leutenegger, Lopez, Edgington 1997); ties by id.
struct BulkTree {
    struct Node {
        std::int64_t number, parent; ///< the root is 1 and its own parent
        std::string data;
    };
    std::vector<Node> nodes;
    std::vector<std::pair<std::int64_t, std::int64_t>> leaf_of; ///< id → leaf, by id
};

/// \param page_size of the database; it bounds a node. \par Complexity O(n log n).
[[nodiscard]] BulkTree bulk_tree(std::vector<IndexedBox> boxes, std::int64_t page_size);

} // namespace kerb::io::detail
