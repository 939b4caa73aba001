// The layers that `kerb diff` writes.
#include <algorithm>

#include <kerb/geometry/measures.hpp>

#include "diff.hpp"

namespace kerb::tools {
namespace {

FeatureTable stretch_table(const DiffRun& run, const char* name, const std::vector<coverage::Gap>& gaps) {
    const auto& lit = *run.lit;
    FeatureTable table;
    table.name = name;
    table.frame = run.before.read.city.frame;
    Column line("line", ColumnType::text), part("road_part", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    const auto& now = run.now.read.city.roads;
    const auto* roads = run.part("roads");
    Lines geometry;
    for (const auto& gap : gaps) {
        const auto& centreline = gap.line < now.size()
                                     ? now[gap.line].centreline
                                     : run.before.read.city.roads[roads->removed[gap.line - now.size()]].centreline;
        geometry.push(stretch(centreline, gap.from_m, gap.to_m));
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        line.push(lit.road[gap.line]);
        part.push(lit.part[gap.line]);
        from.push(gap.from_m);
        to.push(gap.to_m);
        length.push(gap.length_m());
    }
    table.geometry = std::move(geometry);
    table.columns = {line, part, from, to, length};
    return table;
}

} // namespace

std::vector<FeatureTable> diff_layers(const DiffRun& run) {
    auto tables = diff_tables(run.before.read.city, run.now.read.city, run.diff);
    if (run.lit) { // after the moves, before areas
        auto at = std::find_if(tables.begin(), tables.end(), [](const FeatureTable& table) {
            return table.shape() == Shape::polygon || table.shape() == Shape::none;
        });
        at = tables.insert(at, stretch_table(run, "lost", run.lit->result.lost));
        tables.insert(at, stretch_table(run, "gained", run.lit->result.gained));
    }
    return tables;
}

} // namespace kerb::tools
