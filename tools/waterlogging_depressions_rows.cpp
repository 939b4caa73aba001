// kerb waterlogging depressions on a terrain that is larger than memory.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_shapes.hpp>
#include <kerb/waterlogging/depression_sheets.hpp>

#include "limits.hpp"
#include "terrain_rows.hpp"
#include "waterlogging_depressions.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

constexpr std::int64_t unlimited = std::int64_t{1} << 60;

std::int64_t limit_of_memory(const Session& session) {
    return session.options.memory.empty() ? unlimited : memory_option("--memory", session.options.memory);
}

void check_list(std::size_t count, double needed, std::int64_t limit) {
    if (needed > static_cast<double>(limit)) {
        throw ResourceError({"depressions.list_memory",
                             {{"count", static_cast<std::int64_t>(count)},
                              {"needed", static_cast<std::int64_t>(needed * 0x1p-20) + 1},
                              {"limit", limit >> 20}}});
    }
}

/// Smaller tiles where rows would take more than half of the memory; the result does not depend on them.
DepressionPlan plan_for(const DepressionsCommand& options, const TerrainRows& rows, std::int64_t limit) {
    constexpr std::size_t smallest = 64;
    const auto rim = rim_of(options.terrain);
    auto size = options.terrain.tile_size;
    DepressionPlan plan(rows.columns, rows.rows, rim, size);
    const auto taken = [&](const DepressionPlan& p) {
        return sheet_memory(p, rows, Threads(options.terrain.threads)).rows;
    };
    while (size > smallest && taken(plan) > (limit - program_bytes) / 2) {
        size /= 2;
        const DepressionPlan smaller(rows.columns, rows.rows, rim, size);
        if (taken(smaller) >= taken(plan)) {
            break; // many tiles have much border
        }
        plan = smaller;
    }
    return plan;
}

/// Between the filled surface and the terrain, in whole numbers.
Volume filled_volume(const SheetRows& rows, const DepressionSheets& sheets) {
    Volume volume = 0;
    for (std::size_t cell = 0; cell < rows.sheet.size(); ++cell) {
        if (rows.sheet[cell] != 0) {
            volume += height_quanta(sheets.sill_m[rows.sheet[cell] - 1]) - height_quanta(rows.elevation_m[cell]);
        }
    }
    return volume;
}

/// Bytes for a row of the list: itself; its line of a table and of CSV; or its outline, which grows with its shore.
double listed_bytes(const Session& session, std::uint32_t cells) {
    constexpr double own = 2 * sizeof(Depression), text = 600, feature = 900, vertex = 48;
    const auto shore = 6 * std::sqrt(static_cast<double>(cells));
    return own + (session.options.format == "csv" ? text : 0) +
           (session.options.output.empty() ? 0 : feature + vertex * shore);
}

/// Besides rows and sheets.
std::int64_t held_by(const TerrainFile& file, const DepressionsCommand& options) {
    const auto rasters = (options.filled.empty() ? 0 : 1) + (options.depth_raster.empty() ? 0 : 1);
    return program_bytes + file.reading_bytes() + rasters * TerrainRasters::bytes_for(file.head().columns);
}

class InRows {
public:
    InRows(const Session& session, const DepressionsCommand& options)
        : session_(session),
          options_(options),
          limit_(limit_of_memory(session)),
          file_(session, options.terrain),
          rows_(file_.rows()),
          plan_(plan_for(options, rows_, limit_)),
          threads_(options.terrain.threads) {}

    std::optional<DepressionsRun> run() {
        warn_about_scale(session_, file_.frame());
        if (session_.options.dry_run) {
            print(dry_run_text(session_, file_.frame(), {}));
            return std::nullopt;
        }
        sheets_ = find_sheets(plan_, rows_, {threads_, limit_, held()}, session_.progress());
        file_.check_voids();
        if (sheets_.with_value == 0) {
            throw SourceError({"dem.empty", {{"file", options_.terrain.dem}}});
        }
        DepressionsRun run{file_.frame(), file_.take_issues(), {}, {}, {}, {}};
        session_.summarise(run.issues);
        TerrainRasters rasters(session_, file_.head(), threads_);
        rasters.add(options_.filled, fill_rows);
        rasters.add(options_.depth_raster, depth_rows);
        Volume volume = 0;
        measure_rows(
            plan_, rows_, sheets_, threads_,
            [&](const SheetRows& some) {
                volume += filled_volume(some, sheets_);
                rasters.write(some, sheets_);
            },
            session_.progress());
        run.figures.tree = sheets_.summary;
        run.figures.nodata_cells = cells() - sheets_.with_value;
        complete(run, file_.head(), static_cast<double>(volume) * height_quantum_m);
        list(run);
        run.rasters = rasters.take();
        return run;
    }

private:
    [[nodiscard]] std::int64_t cells() const { return static_cast<std::int64_t>(rows_.columns * rows_.rows); }

    [[nodiscard]] std::int64_t held() const { return held_by(file_, options_); }

    /// As many of the list as are shown or written.
    void list(DepressionsRun& run) {
        const auto keep = sizes_of(options_);
        const auto& place = file_.head().place;
        std::vector<std::uint32_t> kept;
        auto bytes = static_cast<double>(memory_of_sheets());
        for (std::uint32_t sheet = 0; sheet < sheets_.size(); ++sheet) {
            const auto d = depression_of(sheets_, sheet, place, rows_.columns);
            if (!keep(d)) {
                continue;
            }
            run.deepest_m = std::max(run.deepest_m, d.depth_m());
            kept.push_back(sheet);
            bytes += listed_bytes(session_, sheets_.cells[sheet]);
        }
        run.listed = kept.size();
        run.left_out = sheets_.size() - kept.size();
        const bool all = session_.options.format == "csv" || !session_.options.output.empty();
        if (all) {
            check_list(kept.size(), bytes, limit_);
        }
        const auto shown = all ? kept.size() : std::min(kept.size(), rows_listed(options_));
        std::partial_sort(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(shown), kept.end(),
                          [this](std::uint32_t a, std::uint32_t b) { return comes_before(sheets_, a, b); });
        for (std::size_t i = 0; i < shown; ++i) {
            run.list.push_back(depression_of(sheets_, kept[i], place, rows_.columns));
        }
        if (!session_.options.output.empty()) {
            run.outlines = outlines_of(kept, bytes);
        }
    }

    /// What is held when the list is made.
    [[nodiscard]] std::int64_t memory_of_sheets() const {
        constexpr std::int64_t sheet_bytes = 37;
        return held() + sheet_memory(plan_, rows_, threads_).rows +
               sheet_bytes * static_cast<std::int64_t>(sheets_.size()) + 5 * static_cast<std::int64_t>(sheets_.leaves);
    }

    /// One more pass, for the cells of those that are listed. \param bytes that are taken already
    std::vector<MultiPolygon> outlines_of(const std::vector<std::uint32_t>& kept, double bytes) {
        std::vector<std::uint32_t> label(sheets_.size() + 1);
        for (std::size_t i = 0; i < kept.size(); ++i) {
            label[kept[i] + 1] = static_cast<std::uint32_t>(i + 1);
        }
        io::RunOutlines outlines(file_.head().place, kept.size());
        visit_rows(plan_, rows_, sheets_, threads_, [&](const SheetRows& some) {
            for (std::size_t row = 0; row < some.rows; ++row) {
                const auto* at = some.sheet.data() + row * rows_.columns;
                for (std::size_t first = 0, end = 0; first < rows_.columns; first = end) {
                    while (end < rows_.columns && at[end] == at[first]) {
                        ++end;
                    }
                    if (label[at[first]] != 0) {
                        outlines.add(label[at[first]], some.first_row + row, first, end);
                    }
                }
            }
        });
        check_list(kept.size(), bytes + static_cast<double>(outlines.memory()), limit_);
        return outlines.finish();
    }

    const Session& session_;
    const DepressionsCommand& options_;
    std::int64_t limit_;
    TerrainFile file_;
    TerrainRows rows_;
    DepressionPlan plan_;
    Threads threads_;
    DepressionSheets sheets_;
};

} // namespace

bool fits_at_once(const Session& session, const DepressionsCommand& options) {
    if (session.options.memory.empty()) {
        return true;
    }
    const auto limit = limit_of_memory(session);
    const auto header = io::GridReader(options.terrain.dem, grid_source(session, options.terrain)).header();
    if (whole_terrain_bytes(header.columns, header.rows) <= limit) {
        return true;
    }
    // Values are interpolated from all of the terrain; it is refused there.
    return options.terrain.voids == "fill";
}

std::string estimate_text(const Session& session, const DepressionsCommand& options) {
    const auto limit = limit_of_memory(session);
    TerrainFile file(session, options.terrain);
    const auto rows = file.rows();
    const auto memory = sheet_memory(plan_for(options, rows, limit), rows, Threads(options.terrain.threads));
    constexpr std::int64_t cells_of_leaf = 29; // see bench/README.md
    const auto held = held_by(file, options);
    const auto taken = held + memory.with(static_cast<std::int64_t>(rows.columns * rows.rows) / cells_of_leaf);
    return session.text(Message{"depressions.estimate",
                                {{"whole", whole_terrain_bytes(rows.columns, rows.rows) >> 20},
                                 {"rows", (held + memory.rows) >> 20},
                                 {"leaf", (memory.leaf * 1000000) >> 20},
                                 {"town", taken >> 20}}}) +
           "\n";
}

std::optional<DepressionsRun> run_in_rows(const Session& session, const DepressionsCommand& options) {
    return InRows(session, options).run();
}

} // namespace kerb::tools
