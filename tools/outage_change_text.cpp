// What `kerb outage change` shows and writes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "outage_change.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

std::string points_text(double difference) {
    return fmt::format("{:+.2f}", difference * 100);
}

std::string points_between(const Interval& bounds) {
    return points_text(bounds.lo) + " – " + points_text(bounds.hi);
}

std::string chance_text(double chance) {
    return chance > 0.999 ? "> 99.9 %" : chance < 0.001 ? "< 0.1 %" : fmt::format("{:.1f} %", chance * 100);
}

std::string rate_text(const report::RoundRate& rate) {
    return rate.rate ? fmt::format("{:.2f} %", *rate.rate * 100) : "–";
}

std::string round_line(const Session& session, const char* which, const report::RoundTold& round,
                       const report::RoundRate& rate) {
    return session.text(Message{std::string("outage_change.round.") + which,
                                {{"round", round.round.empty() ? std::string("–") : round.round},
                                 {"as_of", round.as_of.empty() ? std::string("–") : round.as_of},
                                 {"source", session.text("outage.source." + round.source)},
                                 {"basis", session.text("outage.basis." + round.basis)},
                                 {"deff", fmt::format("{:.1f}", rate.deff)},
                                 {"n_eff", count_text(std::llround(rate.n_eff))}}}) +
           "\n";
}

std::string paired_lines(const Session& session, const ChangeRun& run) {
    const auto& result = run.result;
    if (!result.paired) {
        return session.text("outage_change.no_pairs") + "\n";
    }
    const auto& counts = result.paired->counts;
    return session.text(
               Message{"outage_change.paired",
                       {{"lamps", count_text(counts.lamps())},
                        {"newly_out", count_text(counts.newly_out)},
                        {"repaired", count_text(counts.repaired)},
                        {"still_out", count_text(counts.still_out)},
                        {"difference", points_text(result.paired->difference)},
                        {"interval", points_between(result.paired->bounds)},
                        {"clustered", points_between(result.clustered->bounds)},
                        {"p", result.paired->p_value < 1e-4 ? std::string("< 0.0001")
                                                            : fmt::format("{:.4f}", result.paired->p_value)}}}) +
           "\n";
}

std::string level_table(const Session& session, const ChangeRun& run, const std::string& level) {
    std::vector<const report::ChangeRow*> rows;
    for (const auto& row : run.result.units) {
        if (row.level == level && row.difference) {
            rows.push_back(&row);
        }
    }
    if (rows.empty()) {
        return {};
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto* a, const auto* b) { return *a->difference > *b->difference; });
    const auto column = [&](const char* name) { return session.text(std::string("outage_change.column.") + name); };
    TextTable table({session.text("outage.level." + level), column("before"), column("now"), column("difference"),
                     session.text("outage.column.interval"), column("chance"), column("newly_out"), column("repaired"),
                     column("still_out")});
    constexpr std::size_t table_rows = 20;
    for (const auto* row : std::span(rows).first(std::min(rows.size(), table_rows))) {
        FaultGroups one;
        one.level = level;
        one.keys = {row->unit};
        one.names_zh = {row->name_zh};
        one.names_en = {row->name_en};
        table.add({group_label(session, one, 0), rate_text(row->before), rate_text(row->now),
                   points_text(*row->difference), points_between(row->bounds), chance_text(*row->chance_fell),
                   count_text(row->pairs.newly_out), count_text(row->pairs.repaired),
                   count_text(row->pairs.still_out)});
    }
    auto text = "\n" + table.text();
    if (rows.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(rows.size() - table_rows)}}}) +
                "\n";
    }
    return text;
}

} // namespace

std::string change_sentence(const Session& session, const ChangeRun& run) {
    const auto& all = run.result.overall;
    if (!all.difference) {
        return session.text("outage_change.no_data");
    }
    const auto code = std::string("outage_change.sentence.") + (all.bounds.hi < 0   ? "fell"
                                                                : all.bounds.lo > 0 ? "rose"
                                                                                    : "cannot_tell");
    return session.text(Message{code,
                                {{"before", rate_text(all.before)},
                                 {"now", rate_text(all.now)},
                                 {"difference", points_text(*all.difference)},
                                 {"confidence", fmt::format("{:g} %", run.result.confidence * 100)},
                                 {"interval", points_between(all.bounds)},
                                 {"before_out", count_text(all.before.seen.out)},
                                 {"before_of", count_text(all.before.seen.of)},
                                 {"out", count_text(all.now.seen.out)},
                                 {"of", count_text(all.now.seen.of)},
                                 {"chance", chance_text(*all.chance_fell)}}});
}

std::string change_text(const Session& session, const ChangeRun& run) {
    const auto& result = run.result;
    auto text = result.summary + "\n" + round_line(session, "before", result.before, result.overall.before) +
                round_line(session, "now", result.now, result.overall.now) + paired_lines(session, run);
    for (const auto& level : run.levels) {
        text += level_table(session, run, level);
    }
    return text + "\n" + left_out_text(session, *run.input) + skipped_text(session, run.input->accounts());
}

FeatureTable change_layer(const ChangeRun& run) {
    const auto& table = run.input->table;
    FeatureTable layer;
    layer.name = "lamp_changes";
    layer.frame = run.input->city().frame;
    Points points;
    Column id("id", ColumnType::text), change("change", ColumnType::text), district("district", ColumnType::text),
        road("road", ColumnType::text), circuit("circuit", ColumnType::text);
    const auto key = [&](Level level, std::uint64_t lamp) {
        const auto& groups = table.groups(level);
        return groups.of_lamp[lamp] == no_group ? std::string() : groups.keys[groups.of_lamp[lamp]];
    };
    const auto add = [&](const std::vector<std::uint64_t>& lamps, const char* what) {
        for (const auto lamp : lamps) {
            points.push_back(table.places[lamp]);
            layer.rows.push_back(static_cast<std::int64_t>(points.size()));
            id.push(table.keys[lamp]);
            change.push(std::string(what));
            push_text(district, key(Level::district, lamp));
            push_text(road, key(Level::road, lamp));
            push_text(circuit, key(Level::circuit, lamp));
        }
    };
    add(run.changes.newly_out, "newly_out");
    add(run.changes.repaired, "repaired");
    add(run.changes.still_out, "still_out");
    layer.geometry = std::move(points);
    layer.columns = {id, change, district, road, circuit};
    return layer;
}

} // namespace kerb::tools
