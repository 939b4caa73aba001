// Which things belong together, as they are joined one pair after the other.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace kerb::waterlogging::detail {

class DisjointSets {
public:
    explicit DisjointSets(std::size_t count) : up_(count) { std::iota(up_.begin(), up_.end(), 0U); }

    [[nodiscard]] std::uint32_t find(std::uint32_t item) {
        while (up_[item] != item) {
            up_[item] = up_[up_[item]];
            item = up_[item];
        }
        return item;
    }
    /// The set of `b` becomes part of that of `a`. \pre both are representatives
    void join(std::uint32_t a, std::uint32_t b) { up_[b] = a; }

private:
    std::vector<std::uint32_t> up_;
};

} // namespace kerb::waterlogging::detail
