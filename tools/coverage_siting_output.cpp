// What `kerb coverage siting` shows and writes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage_siting.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_sites = 20, table_left = 10;

/// Metres of line, a number of points, or weight.
std::string amount_text(const CoverageSitingRun& run, double amount) {
    return run.asked.unit == "m" ? length_text(amount) : count_text(static_cast<std::int64_t>(std::llround(amount)));
}

std::string number_text(double number) {
    return number == std::floor(number) ? count_text(static_cast<std::int64_t>(number)) : fmt::format("{:.2f}", number);
}

std::string line_of(const Session& session, const Message& message) {
    return session.text(message) + "\n";
}

std::string answer_text(const Session& session, const CoverageSitingRun& run) {
    const auto& result = run.result;
    return line_of(session, Message{"siting.answer",
                                    {{"count", count_text(static_cast<std::int64_t>(result.steps.size()))},
                                     {"before", percent_text(result.share_of(result.before))},
                                     {"share", percent_text(result.share_of(result.served()))},
                                     {"served", amount_text(run, result.served())},
                                     {"total", amount_text(run, result.total)}}});
}

std::string miss_text(const Session& session, const CoverageSitingRun& run) {
    const auto& result = run.result;
    if (!run.asked.goal.share || result.reached) {
        return {};
    }
    const bool none = *run.asked.goal.share > result.share_of(result.reachable).value_or(0);
    return line_of(session, Message{none ? "siting.not_reachable" : "siting.not_reached",
                                    {{"wanted", percent_text(run.asked.goal.share)},
                                     {"reachable", percent_text(result.share_of(result.reachable))},
                                     {"candidates", count_text(static_cast<std::int64_t>(result.candidates))}}});
}

std::string gap_text(const CoverageSitingRun& run) {
    const auto gap = report::siting_gap(run.result, run.asked.goal);
    return gap ? fmt::format("{:.1f} %", 100 * std::max(0.0, *gap)) : "–";
}

/// How sure it is that nothing better can be chosen.
std::string proof_text(const Session& session, const CoverageSitingRun& run) {
    const auto& result = run.result;
    if (result.method == coverage::SitingMethod::none) {
        return line_of(session, Message{"siting.nothing_to_choose", {}});
    }
    const auto method = session.text(std::string("siting.method.") + report::siting_method_name(result.method));
    if (result.proven) {
        return line_of(session, Message{run.asked.goal.share ? "siting.proven_fewest" : "siting.proven_best",
                                        {{"method", method}}});
    }
    std::string text;
    if (run.asked.goal.share && !result.reached) {
        text = line_of(session, Message{"siting.bound_unreached", {{"method", method}}});
    } else if (run.asked.goal.share) {
        text = line_of(session,
                       Message{run.asked.with_costs ? "siting.bound_cost" : "siting.bound_count",
                               {{"bound", number_text(result.bound)}, {"gap", gap_text(run)}, {"method", method}}});
    } else {
        text = line_of(session, Message{"siting.bound_best",
                                        {{"bound", percent_text(result.share_of(result.bound))},
                                         {"amount", amount_text(run, result.bound)},
                                         {"gap", gap_text(run)},
                                         {"method", method}}});
    }
    return coverage::siting_solver().empty() ? text + line_of(session, Message{"siting.no_solver", {}}) : text;
}

std::string candidates_text(const Session& session, const CoverageSitingRun& run) {
    const auto& asked = run.asked;
    return line_of(session, Message{"siting.candidates_line",
                                    {{"count", count_text(static_cast<std::int64_t>(run.result.candidates))},
                                     {"forbidden", count_text(asked.in_forbidden)},
                                     {"near", count_text(asked.near_existing)},
                                     {"reachable", percent_text(run.result.share_of(run.result.reachable))}}});
}

std::string sites_table(const Session& session, const CoverageSitingRun& run, std::size_t top) {
    const auto& steps = run.result.steps;
    if (steps.empty()) {
        return {};
    }
    const bool costs = run.asked.with_costs;
    std::vector<std::string> header = {session.text("siting.column.site"), session.text("siting.column.rank"),
                                       session.text("siting.column.adds"), session.text("siting.column.share")};
    if (costs) {
        header.push_back(session.text("siting.column.cost"));
    }
    TextTable table(header);
    const auto count = std::min(steps.size(), top == 0 ? table_sites : top);
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::string> row = {run.place_of(steps[i].site).id, std::to_string(i + 1),
                                        amount_text(run, steps[i].adds),
                                        percent_text(run.result.share_of(steps[i].served))};
        if (costs) {
            row.push_back(number_text(steps[i].cost));
        }
        table.add(row);
    }
    auto text = "\n" + table.text();
    if (count < steps.size()) {
        text += line_of(session, Message{"report.more", {{"count", static_cast<std::int64_t>(steps.size() - count)}}});
    }
    return text;
}

std::string left_table(const Session& session, const CoverageSitingRun& run, std::size_t top) {
    const auto all = run.of_lines ? run.lines_left.gaps.size() : run.points_left.unserved.size();
    const auto count = std::min(all, top == 0 ? table_left : top);
    if (all == 0) {
        return {};
    }
    TextTable table({session.text(run.of_lines ? "siting.column.gap" : "siting.column.unserved"),
                     session.text(run.of_lines ? "siting.column.from" : "siting.column.distance"),
                     session.text(run.of_lines ? "siting.column.length" : "siting.column.weight")});
    for (std::size_t i = 0; i < count; ++i) {
        if (run.of_lines) {
            const auto& gap = run.lines_left.gaps[i];
            table.add(
                {run.lines.id(gap.line), fmt::format("{:.1f} m", gap.from_m), fmt::format("{:.1f} m", gap.length_m())});
        } else {
            const auto point = run.points_left.unserved[i];
            const auto away = run.points_left.nearest[point].distance_m;
            table.add({run.points.id(point), std::isfinite(away) ? fmt::format("{:.1f} m", away) : "–",
                       run.weights.empty() || std::isnan(run.weights[point]) ? "–" : number_text(run.weights[point])});
        }
    }
    return "\n" + table.text() +
           line_of(session, Message{run.of_lines ? "siting.left_gaps" : "siting.left_points",
                                    {{"count", count_text(static_cast<std::int64_t>(all))}}});
}

FeatureTable site_table(const CoverageSitingRun& run) {
    FeatureTable table;
    table.name = "sites";
    table.frame = run.frame->frame;
    Column rank("rank", ColumnType::integer), id("id", ColumnType::text), line("line", ColumnType::text);
    Column at("at_m", ColumnType::real), share("served_share", ColumnType::real), cost("cost_so_far", ColumnType::real);
    Column adds(run.asked.unit == "m" ? "adds_m" : "adds_weight", ColumnType::real);
    Points places;
    for (std::size_t i = 0; i < run.result.steps.size(); ++i) {
        const auto& step = run.result.steps[i];
        const auto site = run.place_of(step.site);
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        places.push_back(site.place);
        rank.push(static_cast<std::int64_t>(i) + 1);
        push_text(id, site.id);
        push_text(line, site.line);
        push_number(at, site.at_m);
        adds.push(step.adds);
        push_number(share, run.result.share_of(step.served));
        push_number(cost, run.asked.with_costs ? std::optional(step.cost) : std::nullopt);
    }
    table.geometry = std::move(places);
    table.columns = {rank, id, line, at, adds, share, cost};
    return table;
}

FeatureTable gap_table(const CoverageSitingRun& run) {
    FeatureTable table;
    table.name = "gaps";
    table.frame = run.frame->frame;
    Column rank("rank", ColumnType::integer), line("line", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Lines geometry;
    for (std::size_t i = 0; i < run.lines_left.gaps.size(); ++i) {
        const auto& gap = run.lines_left.gaps[i];
        const auto k = run.scale_of(gap.line);
        geometry.push(stretch(run.geometry().feature(gap.line), gap.from_m * k, gap.to_m * k));
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        rank.push(static_cast<std::int64_t>(i) + 1);
        line.push(run.lines.id(gap.line));
        from.push(gap.from_m);
        to.push(gap.to_m);
        length.push(gap.length_m());
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, line, from, to, length};
    return table;
}

FeatureTable unserved_table(const CoverageSitingRun& run) {
    FeatureTable table;
    table.name = "unserved";
    table.frame = run.frame->frame;
    Column rank("rank", ColumnType::integer), id("id", ColumnType::text);
    Column weight("weight", ColumnType::real), away("distance_m", ColumnType::real);
    Points places;
    for (std::size_t i = 0; i < run.points_left.unserved.size(); ++i) {
        const auto point = run.points_left.unserved[i];
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        places.push_back(run.places[point]);
        rank.push(static_cast<std::int64_t>(i) + 1);
        id.push(run.points.id(point));
        push_number(weight, run.weights.empty() ? std::nullopt : std::optional(run.weights[point]));
        push_number(away, run.points_left.nearest[point].distance_m);
    }
    table.geometry = std::move(places);
    table.columns = {rank, id, weight, away};
    return table;
}

} // namespace

std::vector<FeatureTable> siting_tables(const CoverageSitingRun& run) {
    return {site_table(run), run.of_lines ? gap_table(run) : unserved_table(run)};
}

std::string siting_text(const Session& session, const CoverageSitingRun& run, std::size_t top) {
    auto text = answer_text(session, run) + miss_text(session, run) + proof_text(session, run);
    text += session.text(describe(*run.frame)) + "\n" + candidates_text(session, run);
    if (const auto& off = run.asked.off_streets) {
        text += line_of(session, Message{"siting.streets_line",
                                         {{"points", count_text(off->points)},
                                          {"existing", count_text(off->existing)},
                                          {"candidates", count_text(off->candidates)}}});
    }
    text += sites_table(session, run, top) + left_table(session, run, top);
    return text + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
