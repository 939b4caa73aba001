// kerb waterlogging depressions: what its two ways, all at once and in rows, have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/report/depressions_report.hpp>
#include <kerb/waterlogging/depression_list.hpp>

#include "coverage.hpp"
#include "terrain.hpp"
#include "terrain_rasters.hpp"

namespace kerb::tools {

struct DepressionsCommand {
    TerrainOptions terrain;
    CoverageOptions output; ///< command, --top and --fail-if
    std::string filled, depth_raster, deeper_than, larger_than;
};

struct DepressionsRun {
    WorkingFrame frame;
    std::vector<Issue> issues;
    std::vector<waterlogging::Depression> list; ///< in rows and without a file to write: only those that are shown
    std::vector<MultiPolygon> outlines;         ///< of all in `list`, with -o
    report::DepressionFigures figures;
    std::optional<Frame> plane;           ///< of the terrain
    std::size_t listed = 0;               ///< as large as asked for
    std::size_t left_out = 0;             ///< smaller
    double deepest_m = 0;                 ///< of those listed
    std::vector<MadeRaster> rasters = {}; ///< not yet in their places
};

/// What --deeper-than and --larger-than ask for.
struct Sizes {
    double depth_m = 0, area_m2 = 0;
    [[nodiscard]] bool operator()(const waterlogging::Depression& d) const {
        return !(d.depth_m() < depth_m || d.area_m2 < area_m2);
    }
};
[[nodiscard]] Sizes sizes_of(const DepressionsCommand& options);
/// What --top asks for.
[[nodiscard]] std::size_t rows_listed(const DepressionsCommand& options);
/// The figures that follow from the terrain. \param filled_volume metres × cells
void complete(DepressionsRun& run, const Grid& terrain, double filled_volume);

/// Is all of the terrain in memory within --memory? True without a limit.
[[nodiscard]] bool fits_at_once(const Session& session, const DepressionsCommand& options);
/// What either way takes.
[[nodiscard]] std::string estimate_text(const Session& session, const DepressionsCommand& options);
/// The terrain's rows pass by; same bytes as all at once. None for --dry-run. \throws ResourceError when even so it
/// takes more than --memory
[[nodiscard]] std::optional<DepressionsRun> run_in_rows(const Session& session, const DepressionsCommand& options);

} // namespace kerb::tools
