#include "terrain_rasters.hpp"

#include <algorithm>
#include <utility>

namespace kerb::tools {

MadeRaster make_raster(const Session& session, const std::string& path, const Grid& grid, Threads threads) {
    MadeRaster made{path, io::GridWriter(path, io::header_of(grid), {session.options.overwrite, threads})};
    made.writer.write(grid.values);
    return made;
}

void deliver_rasters(const Session& session, std::vector<MadeRaster>& rasters,
                     const std::function<void()>& write_layers) {
    for (auto& raster : rasters) {
        raster.writer.close();
    }
    write_layers();
    for (auto& raster : rasters) {
        raster.writer.finish();
        session.note(session.text(Message{"tools.wrote", {{"file", raster.path}}}));
    }
}

void TerrainRasters::add(const std::string& path, Make make) {
    if (!path.empty()) {
        const io::GridSinkOptions sink{session_.options.overwrite, threads_};
        made_.push_back({path, io::GridWriter(path, io::header_of(head_), sink)});
        makes_.push_back(make);
    }
}

void TerrainRasters::write(const waterlogging::SheetRows& rows, const waterlogging::DepressionSheets& sheets) {
    for (std::size_t i = 0; i < made_.size(); ++i) {
        for (std::size_t row = 0; row < rows.rows; row += rows_at_once) {
            const auto count = std::min(rows_at_once, rows.rows - row);
            const auto first = row * head_.columns, cells = count * head_.columns;
            values_.resize(cells);
            makes_[i](
                {rows.first_row + row, count, rows.elevation_m.subspan(first, cells), rows.sheet.subspan(first, cells)},
                sheets, values_);
            made_[i].writer.write(values_);
        }
    }
}

std::vector<MadeRaster> TerrainRasters::take() {
    std::vector<float>().swap(values_);
    return std::move(made_);
}

} // namespace kerb::tools
