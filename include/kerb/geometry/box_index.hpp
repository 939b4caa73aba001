// An R-tree over boxes: whose box is near here?
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// Boxes of features of any size and shape, packed (sort-tile-recursive). Read-only, thread-safe. Empty boxes, and
/// those that are not finite, are never found. \par Third party Boost's R-tree. \par Memory 48 bytes per box.
class BoxIndex {
public:
    explicit BoxIndex(std::span<const Box> boxes);
    ~BoxIndex();
    BoxIndex(BoxIndex&&) noexcept;
    BoxIndex& operator=(BoxIndex&&) noexcept;

    /// Positions of the boxes that meet `where` (touching is enough), in ascending order. \par Complexity O(log n + k
    /// log k), k found
    [[nodiscard]] std::vector<std::uint32_t> find(const Box& where) const;

private:
    struct State;
    std::unique_ptr<const State> state_;
};

} // namespace kerb
