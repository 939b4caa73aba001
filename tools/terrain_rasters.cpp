#include "terrain_rasters.hpp"

#include <algorithm>

namespace kerb::tools {

void TerrainRasters::add(const std::string& path, Make make) {
    if (!path.empty()) {
        const io::GridSinkOptions sink{session_.options.overwrite, threads_};
        outputs_.push_back({path, make, io::GridWriter(path, io::header_of(head_), sink)});
    }
}

void TerrainRasters::write(const waterlogging::SheetRows& rows, const waterlogging::DepressionSheets& sheets) {
    for (auto& output : outputs_) {
        for (std::size_t row = 0; row < rows.rows; row += rows_at_once) {
            const auto count = std::min(rows_at_once, rows.rows - row);
            const auto first = row * head_.columns, cells = count * head_.columns;
            values_.resize(cells);
            output.make(
                {rows.first_row + row, count, rows.elevation_m.subspan(first, cells), rows.sheet.subspan(first, cells)},
                sheets, values_);
            output.writer.write(values_);
        }
    }
}

void TerrainRasters::finish() {
    std::vector<float>().swap(values_);
    for (auto& output : outputs_) {
        output.writer.finish();
        session_.note(session_.text(Message{"tools.wrote", {{"file", output.path}}}));
    }
}

} // namespace kerb::tools
