// First pass: from the rows of a terrain to its sheets.
#include <kerb/waterlogging/depression_sheets.hpp>

#include <algorithm>
#include <thread>

#include <kerb/base/error.hpp>

#include "descent.hpp"
#include "let_go.hpp"
#include "seam_basins.hpp"
#include "sheet_forest.hpp"
#include "spilled_passes.hpp"
#include "strip_reader.hpp"

namespace kerb::waterlogging {
namespace {

constexpr double megabyte = 0x1p-20;

/// Tiles that are worked on at once.
std::size_t at_once(Threads threads) {
    const auto available = std::max(std::thread::hardware_concurrency(), 1U);
    return threads.count > 0 ? std::min<std::size_t>(static_cast<std::size_t>(threads.count), available) : available;
}

/// Rounded up, for a person to give.
[[noreturn]] void too_much(double needed, std::int64_t limit) {
    throw ResourceError({"depressions.memory",
                         {{"needed", static_cast<std::int64_t>(needed * megabyte) + 1},
                          {"limit", static_cast<std::int64_t>(static_cast<double>(limit) * megabyte)}}});
}

class FirstPass {
public:
    FirstPass(const DepressionPlan& plan, const TerrainRows& terrain, const SheetOptions& options)
        : plan_(plan),
          terrain_(terrain),
          options_(options),
          memory_(sheet_memory(plan, terrain, options.threads)),
          seams_(plan) {
        memory_.rows += options.held;
        leaves_.add(0, 0, 0, false); // off the map
        check_memory(0);
    }

    void run(const Progress& progress) {
        detail::StripReader reader(plan_, terrain_);
        const auto across = (plan_.columns() + plan_.tile_size() - 1) / plan_.tile_size();
        std::vector<TileSummary> strip(across);
        std::vector<std::int64_t> values(across);
        for (std::size_t first = 0; first < plan_.tiles(); first += across) {
            report_progress(progress, "progress.basins", 0.4 * share_of(first));
            reader.see(first);
            for_each_block(across, 1, options_.threads, [&](std::size_t begin, std::size_t end) {
                for (auto i = begin; i < end; ++i) {
                    auto made = tile_basins(plan_, first + i, reader.cells(first + i));
                    strip[i] = std::move(made.summary);
                    values[i] = std::count_if(made.basin.begin(), made.basin.end(),
                                              [](std::uint32_t basin) { return basin != no_basin; });
                }
            });
            for (std::size_t i = 0; i < across; ++i) {
                take(strip[i]);
                with_value_ += values[i];
            }
            check_memory(first + across);
        }
    }

    DepressionSheets finish(const Progress& progress) {
        report_progress(progress, "progress.basins", 0.4);
        seams_.resolve(leaves_);
        detail::SheetForest forest(std::move(leaves_));
        auto& leaf_of = seams_.leaf_of();
        passes_.visit([&](std::size_t tile, const detail::SpilledPass& pass) {
            forest.join(pass.order, leaf_of[tile][pass.here], leaf_of[tile][pass.there]);
        });
        report_progress(progress, "progress.basins", 0.5);
        DepressionSheets sheets;
        const auto sheet = forest.finish(sheets);
        for (auto& tile : leaf_of) {
            std::transform(tile.begin(), tile.end(), tile.begin(),
                           [&sheet](std::uint32_t leaf) { return sheet[leaf]; });
        }
        sheets.sheet_of = std::move(leaf_of);
        sheets.with_value = with_value_;
        return sheets;
    }

private:
    void take(TileSummary& summary) {
        passes_.add(summary.tile, summary.passes);
        detail::let_go(summary.passes);
        seams_.add(summary, leaves_);
    }

    [[nodiscard]] double share_of(std::size_t tiles) const {
        return static_cast<double>(tiles) / static_cast<double>(plan_.tiles());
    }

    /// What has been seen of the terrain tells what all of it will take.
    void check_memory(std::size_t tiles) const {
        const auto leaves = static_cast<std::int64_t>(leaves_.size());
        if (memory_.with(leaves) > options_.memory_limit) {
            constexpr double usual_leaves = 1.0 / 29, reserve = 1.1; // of a lidar survey, before anything is known
            const auto cells = static_cast<double>(plan_.columns()) * static_cast<double>(plan_.rows());
            const auto expected = tiles == 0 ? cells * usual_leaves : static_cast<double>(leaves) / share_of(tiles);
            too_much(static_cast<double>(memory_.rows) + reserve * static_cast<double>(memory_.leaf) * expected,
                     options_.memory_limit);
        }
    }

    const DepressionPlan& plan_;
    const TerrainRows& terrain_;
    SheetOptions options_;
    SheetMemory memory_;
    detail::SeamBasins seams_;
    detail::SpilledPasses passes_;
    detail::Leaves leaves_;
    std::int64_t with_value_ = 0;
};

} // namespace

SheetMemory sheet_memory(const DepressionPlan& plan, const TerrainRows& terrain, Threads threads) {
    const auto held = detail::StripReader::capacity(plan, terrain) * terrain.columns * sizeof(float);
    // What covers the rows of a strip of tiles.
    const auto made = std::min(plan.tile_size(), terrain.rows) * terrain.columns * sizeof(std::uint32_t);
    // Heights, basins twice, and the passes of a tile.
    const auto working = plan.tile_size() * plan.tile_size() * 24 * at_once(threads);
    // Of every tile its border, and passes read ahead.
    const auto seams = plan.tiles() * (plan.tile_size() * 16 + 450);
    // Basins of the tile, twice over: one more in ten lies at a seam.
    return {static_cast<std::int64_t>(held + made + working + seams), detail::SheetForest::leaf_bytes + 6};
}

DepressionSheets find_sheets(const DepressionPlan& plan, const TerrainRows& terrain, const SheetOptions& options,
                             const Progress& progress) {
    if (plan.columns() != terrain.columns || plan.rows() != terrain.rows) {
        throw UsageError({"depressions.unsound", {}});
    }
    FirstPass pass(plan, terrain, options);
    pass.run(progress);
    return pass.finish(progress);
}

} // namespace kerb::waterlogging
