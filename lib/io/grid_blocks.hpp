// A grid's blocks as they are written, and as they are read again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kerb/io/grid_windows.hpp>

#include "grid_dataset.hpp"

namespace kerb::io::detail {

constexpr std::size_t block_side = 256; ///< cells

/// What cells hold, in the order of their block; all cells without a value are alike.
class CellHash {
public:
    void add(std::uint32_t bits) { hash_ = ((hash_ << 29U | hash_ >> 35U) ^ bits) * 0x9e3779b97f4a7c15U; }
    void add_none() { add(0x7fc00001U); } // of no finite number
    friend bool operator==(const CellHash&, const CellHash&) = default;

private:
    std::uint64_t hash_ = 0;
};

/// Writes rows of blocks and remembers what was in them.
class GridBlocks {
public:
    explicit GridBlocks(const GridHeader& header);
    /// The next row of blocks: `rows` rows, fewer than a block has only at the end. False when GDAL fails.
    [[nodiscard]] bool write(GDALRasterBand& band, const float* values, std::size_t rows);

    [[nodiscard]] std::size_t across() const { return across_; }
    [[nodiscard]] const std::vector<CellHash>& hashes() const { return hashes_; }

private:
    void fill_block(const float* values, std::size_t column, std::size_t rows);

    GridHeader header_;
    std::size_t across_;
    std::vector<CellHash> hashes_; ///< block by block
    std::vector<float> block_;
};

/// A file that was written.
struct GridAgain {
    std::string file; ///< in the workshop
    std::string path; ///< what it will be called
    const GridHeader& header;
    Threads threads;
};
/// Reads every block once more. \throws OutputError when the placement, the frame or a block is not what was written
void compare(const GridAgain& again, const GridBlocks& blocks);

} // namespace kerb::io::detail
