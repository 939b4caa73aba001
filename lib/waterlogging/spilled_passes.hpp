// Passes between basins that wait in a temporary file.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

#include <kerb/waterlogging/depression_tiles.hpp>

namespace kerb::waterlogging::detail {

/// A tile's pass, its basins by their numbers in the tile.
struct SpilledPass {
    std::uint64_t order = 0;
    std::uint32_t here = 0, there = 0;
};

class SpilledPasses {
public:
    /// \throws ResourceError without a temporary file
    SpilledPasses();
    /// \pre tiles come in their order \throws ResourceError when the disk is full
    void add(std::size_t tile, const std::vector<TilePass>& passes);
    /// All passes of all tiles, ascending. Passes over one cell are all of one tile and keep their order.
    void visit(const std::function<void(std::size_t tile, const SpilledPass&)>& take);

    [[nodiscard]] std::size_t size() const { return written_; }

private:
    /// What is left of a tile's passes.
    struct Run {
        std::size_t tile = 0, next = 0, end = 0; ///< places in the file
        std::vector<SpilledPass> ahead;
        std::size_t at = 0; ///< in `ahead`
    };
    /// False when nothing is left.
    bool advance(Run& run, std::size_t ahead);

    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    std::vector<Run> runs_;
    std::vector<SpilledPass> out_;
    std::size_t written_ = 0;
};

} // namespace kerb::waterlogging::detail
