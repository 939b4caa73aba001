// The layers of `kerb coverage lighting`.
#include <kerb/geometry/measures.hpp>

#include "coverage_lighting.hpp"

namespace kerb::tools {
namespace {

using coverage::figure;
using coverage::LightFigure;

void push_met(Column& column, const coverage::ClassVerdict& verdict) {
    if (verdict.by == nullptr) {
        column.push(std::monostate{});
    } else {
        column.push(std::int64_t{verdict.met() ? 1 : 0});
    }
}

/// Figures of sections as columns, of tonight and with every lamp lit.
class FigureColumns {
public:
    void add(const coverage::RoadSection& s) {
        for (std::size_t f = 0; f < tonight_.size(); ++f) {
            push_number(tonight_[f], s.tonight[f]);
        }
        push_number(all_[0], figure(s.all, LightFigure::e_av));
        push_number(all_[1], figure(s.all, LightFigure::e_min));
        push_number(all_[2], figure(s.all, LightFigure::l_av));
    }
    [[nodiscard]] const std::vector<Column>& tonight() const { return tonight_; }
    [[nodiscard]] const std::vector<Column>& all() const { return all_; }

private:
    static std::vector<Column> reals(std::initializer_list<const char*> names) {
        std::vector<Column> columns;
        for (const auto* name : names) {
            columns.emplace_back(name, ColumnType::real);
        }
        return columns;
    }
    std::vector<Column> tonight_ =
        reals({"e_av_lx", "e_min_lx", "u_e", "l_av", "u_o", "u_l", "ti_percent"}); // as LightFigure
    std::vector<Column> all_ = reals({"all_lit_e_av_lx", "all_lit_e_min_lx", "all_lit_l_av"});
};

FeatureTable section_table(const CoverageLightingRun& run) {
    const auto& lines = std::get<Lines>(run.lines.table.geometry);
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "sections";
    table.frame = run.frame->frame;
    Column line("line", ColumnType::text), road_class("road_class", ColumnType::text), state("state", ColumnType::text),
        wanted("lighting_class", ColumnType::text), by("judged_by", ColumnType::text), lacks("lacks", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real);
    Column met("met", ColumnType::boolean), all_met("all_lit_met", ColumnType::boolean);
    Column lamps("lamps_on_section", ColumnType::integer), out("lamps_out", ColumnType::integer);
    FigureColumns figures;
    Lines geometry;
    for (std::size_t i = 0; i < run.result.sections.size(); ++i) {
        const auto& s = run.result.sections[i];
        const auto& verdict = run.verdicts.sections[i];
        const double scale = run.scale.empty() ? 1 : run.scale[s.line];
        geometry.push(stretch(lines.feature(s.line), s.from_m * scale, s.to_m * scale));
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        line.push(labels.line(s.line));
        push_text(road_class, labels.road_class ? labels.road_class(s.line) : "");
        from.push(s.from_m);
        to.push(s.to_m);
        state.push(std::string(report::state_name(s.state)));
        push_text(wanted, verdict.wanted == nullptr ? "" : verdict.wanted->name);
        push_text(by, verdict.tonight.by == nullptr ? "" : verdict.tonight.by->name);
        push_met(met, verdict.tonight);
        push_met(all_met, verdict.all);
        push_text(lacks, report::lacks_text(verdict.tonight));
        lamps.push(std::int64_t{s.lamps});
        out.push(std::int64_t{s.out});
        figures.add(s);
    }
    table.geometry = std::move(geometry);
    table.columns = {line, road_class, from, to, state, wanted, by, met, lacks};
    table.columns.insert(table.columns.end(), figures.tonight().begin(), figures.tonight().end());
    table.columns.insert(table.columns.end(), {lamps, out, all_met});
    table.columns.insert(table.columns.end(), figures.all().begin(), figures.all().end());
    return table;
}

FeatureTable grid_table(const CoverageLightingRun& run) {
    FeatureTable table;
    table.name = "grid";
    table.frame = run.frame->frame;
    Column section("section_no", ColumnType::integer), lux("lux", ColumnType::real),
        all("all_lit_lux", ColumnType::real);
    Points places;
    for (const auto& point : run.result.grid) {
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        places.push_back(point.position);
        section.push(std::int64_t{point.section} + 1);
        lux.push(point.tonight_lx);
        all.push(point.all_lx);
    }
    table.geometry = std::move(places);
    table.columns = {section, lux, all};
    return table;
}

} // namespace

std::vector<FeatureTable> lighting_tables(const CoverageLightingRun& run, bool grid) {
    std::vector<FeatureTable> tables = {section_table(run)};
    if (grid) {
        tables.push_back(grid_table(run));
    }
    return tables;
}

} // namespace kerb::tools
