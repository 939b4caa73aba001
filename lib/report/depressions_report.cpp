#include <kerb/report/depressions_report.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>

namespace kerb::report {
namespace {

using waterlogging::Depression;

std::vector<std::pair<const char*, double>> named(const Depression& d) {
    return {{"x", d.pit.x},
            {"y", d.pit.y},
            {"depth_m", d.depth_m()},
            {"area_m2", d.area_m2},
            {"volume_m3", d.volume_m3},
            {"sill_m", d.sill_m},
            {"pit_m", d.pit_m},
            {"spill_x", d.spill.x},
            {"spill_y", d.spill.y},
            {"catchment_m2", d.catchment_m2}};
}

} // namespace

std::string depressions_json(const DepressionFigures& figures, std::span<const Depression> list, std::size_t top) {
    auto text =
        fmt::format("{{\"depressions\":{},\"nested\":{},\"capacity_m3\":{},\"filled_volume_m3\":{},\n\"largest\":[",
                    figures.tree.outermost, figures.tree.nodes, json_number(figures.capacity_m3),
                    json_number(figures.filled_volume_m3));
    const auto count = std::min(top, list.size());
    for (std::size_t i = 0; i < count; ++i) {
        text += fmt::format("{}\n{{\"id\":{}", i > 0 ? "," : "", i + 1);
        for (const auto& [name, value] : named(list[i])) {
            text += fmt::format(",\"{}\":{}", name, json_number(value));
        }
        text += fmt::format(",\"edge_limited\":{}}}", list[i].edge_limited);
    }
    return text + fmt::format("],\n\"frame\":{},\"cells\":{},\"nodata_cells\":{},\"cell_m2\":{}}}",
                              json_text(figures.frame), figures.cells, figures.nodata_cells,
                              json_number(figures.cell_m2));
}

std::string depressions_csv(std::span<const Depression> list) {
    std::string text = "id";
    for (const auto& [name, value] : named({})) {
        text += fmt::format(",{}", name);
    }
    text += ",edge_limited\r\n";
    for (std::size_t i = 0; i < list.size(); ++i) {
        text += fmt::format("{}", i + 1);
        for (const auto& [name, value] : named(list[i])) {
            text += "," + json_number(value);
        }
        text += list[i].edge_limited ? ",1\r\n" : ",0\r\n";
    }
    return text;
}

} // namespace kerb::report
