#include "grid_blocks.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>

#include <kerb/base/error.hpp>

namespace kerb::io::detail {
namespace {

/// Rows of blocks that one thread reads again at a time.
constexpr std::size_t blocks_at_once = 4;

/// The frame as the file states it; a frame that cannot be read again is none.
std::optional<Frame> frame_again(GDALDataset& dataset) {
    try {
        return stated_frame(dataset);
    } catch (const FrameError&) {
        return std::nullopt;
    }
}

bool same_size(GDALDataset& dataset, const GridAgain& again) {
    const auto& header = again.header;
    return static_cast<std::size_t>(dataset.GetRasterXSize()) == header.columns &&
           static_cast<std::size_t>(dataset.GetRasterYSize()) == header.rows &&
           placement_of(dataset, again.path) == header.place;
}

/// Cells of the blocks from one row of blocks to another that hold what they held. The scope is this thread's own.
std::size_t same_cells(const GridAgain& again, const GridBlocks& blocks, std::size_t first, std::size_t end) {
    GdalScope scope;
    const auto dataset = open_grid({again.file, "GTiff"}, scope);
    auto& band = *dataset->GetRasterBand(1);
    const auto meaning = meaning_of(band);
    const auto& header = again.header;
    const auto row = first * block_side, rows = std::min(header.rows, end * block_side) - row;
    std::vector<CellHash> hashes((end - first) * blocks.across());
    std::vector<std::size_t> cells(hashes.size());
    for_each_run(band, {0, row, header.columns, rows}, again.path, scope, [&](Cell at, std::span<const double> stored) {
        const auto block = (at.row / block_side - first) * blocks.across() + at.column / block_side;
        for (const auto number : stored) {
            if (meaning.is_nodata(number)) {
                hashes[block].add_none();
            } else {
                hashes[block].add(std::bit_cast<std::uint32_t>(static_cast<float>(number)));
            }
        }
        cells[block] += stored.size();
    });
    std::size_t same = 0;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        same += hashes[i] == blocks.hashes()[first * blocks.across() + i] ? cells[i] : 0;
    }
    return same;
}

} // namespace

GridBlocks::GridBlocks(const GridHeader& header)
    : header_(header), across_((header.columns + block_side - 1) / block_side), block_(block_side * block_side) {}

void GridBlocks::fill_block(const float* values, std::size_t column, std::size_t rows) {
    Grid meaning;
    meaning.nodata = header_.nodata;
    const float none = header_.nodata.value_or(std::numeric_limits<float>::quiet_NaN());
    const auto columns = std::min(block_side, header_.columns - column);
    std::fill(block_.begin(), block_.end(), 0.0F);
    CellHash hash;
    for (std::size_t r = 0; r < rows; ++r) {
        const auto* from = values + r * header_.columns + column;
        auto* to = block_.data() + r * block_side;
        for (std::size_t c = 0; c < columns; ++c) {
            if (meaning.is_value(from[c])) {
                to[c] = from[c];
                hash.add(std::bit_cast<std::uint32_t>(from[c]));
            } else {
                to[c] = none;
                hash.add_none();
            }
        }
    }
    hashes_.push_back(hash);
}

bool GridBlocks::write(GDALRasterBand& band, const float* values, std::size_t rows) {
    const auto down = static_cast<int>(hashes_.size() / across_);
    for (std::size_t block = 0; block < across_; ++block) {
        fill_block(values, block * block_side, rows);
        // By the way of no cache: it would hold as much as it likes.
        if (band.WriteBlock(static_cast<int>(block), down, block_.data()) != CE_None) {
            return false;
        }
    }
    return true;
}

void compare(const GridAgain& again, const GridBlocks& blocks) {
    const auto down = blocks.hashes().size() / blocks.across();
    std::atomic<std::size_t> same = 0;
    bool sized = false;
    {
        GdalScope scope;
        const auto dataset = open_grid({again.file, "GTiff"}, scope);
        if (frame_again(*dataset) != again.header.frame) {
            const auto& frame = again.header.frame;
            throw OutputError(
                Message{"grid.frame_lost", {{"file", again.path}, {"frame", frame ? frame->name() : ""}}});
        }
        sized = same_size(*dataset, again) && (again.header.rows + block_side - 1) / block_side == down;
    }
    if (sized) {
        for_each_block(down, blocks_at_once, again.threads,
                       [&](std::size_t begin, std::size_t end) { same += same_cells(again, blocks, begin, end); });
    }
    const auto cells = again.header.columns * again.header.rows;
    if (same != cells) {
        throw OutputError(Message{"grid.incomplete",
                                  {{"file", again.path},
                                   {"found", static_cast<std::int64_t>(same.load())},
                                   {"count", static_cast<std::int64_t>(cells)}}});
    }
}

} // namespace kerb::io::detail
