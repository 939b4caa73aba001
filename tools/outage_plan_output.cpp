// What `kerb outage plan` shows, and its layers.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "outage_plan.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

std::string percent(double share) {
    return fmt::format("{:.2f} %", share * 100);
}

/// A share as it was written.
std::string given(double share) {
    return fmt::format("{:.6g} %", share * 100);
}

std::string cluster_word(const Session& session, const PlanRun& run) {
    const bool circuits = run.plan.frame && run.plan.frame->cluster_level == Level::circuit;
    return session.text(!run.plan.frame ? "outage_plan.unit.group"
                        : circuits      ? "outage_plan.unit.circuit"
                                        : "outage_plan.unit.road");
}

std::string line(const Session& session, const Message& message) {
    return session.text(message) + "\n";
}

/// What is expected, and by whom.
std::string expected_lines(const Session& session, const PlanRun& run) {
    const auto& plan = run.plan;
    const auto& seen = plan.told ? plan.told->seen : Count{};
    return line(session, Message{std::string("outage_plan.rate.") + plan.rate_source,
                                 {{"rate", percent(plan.rate)},
                                  {"out", count_text(seen.out)},
                                  {"of", count_text(seen.of)},
                                  {"round", plan.round.empty() ? std::string("–") : plan.round},
                                  {"as_of", plan.as_of.empty() ? std::string("–") : plan.as_of}}}) +
           line(session, Message{std::string("outage_plan.alike.") + plan.correlation_source,
                                 {{"rho", fmt::format("{:.4f}", plan.correlation)},
                                  {"deff", fmt::format("{:.2f}", plan.need.deff)},
                                  {"size", fmt::format("{:.1f}", plan.sizes.by_size)},
                                  {"unit", cluster_word(session, run)}}});
}

std::string rest_line(const Session& session, const PlanRun& run) {
    if (!run.plan.need_of_rest) {
        return {};
    }
    return line(session, Message{"outage_plan.rest",
                                 {{"dead", count_text(run.plan.told->dead_circuits)},
                                  {"rate", percent(run.plan.told->rest_rate)},
                                  {"rho", fmt::format("{:.4f}", run.plan.told->rest_correlation)},
                                  {"lamps", count_text(run.plan.need_of_rest->lamps)},
                                  {"clusters", count_text(run.plan.need_of_rest->clusters)},
                                  {"unit", cluster_word(session, run)}}});
}

std::string rule_lines(const Session& session, const PlanRun& run) {
    const auto& plan = run.plan;
    auto text = line(session, Message{"outage_plan.all_lit",
                                      {{"lamps_good", count_text(plan.all_lit_good)},
                                       {"good", given(plan.good)},
                                       {"lamps_bad", count_text(plan.all_lit_bad)},
                                       {"bad", given(plan.bad)}}});
    text += plan.rule ? line(session, Message{"outage_plan.rule",
                                              {{"most", count_text(plan.rule->most_out)},
                                               {"lamps", count_text(plan.rule->lamps)},
                                               {"good", given(plan.good)},
                                               {"bad", given(plan.bad)}}})
                      : line(session, {"outage_plan.no_rule", {}});
    text +=
        line(session, Message{"outage_plan.in_clusters",
                              {{"deff", fmt::format("{:.2f}", plan.need.deff)}, {"unit", cluster_word(session, run)}}});
    const auto code = std::isinf(plan.best_take) ? "outage_plan.take_whole" : "outage_plan.take";
    return text + line(session, Message{code,
                                        {{"lamps", fmt::format("{:.1f}", plan.best_take)},
                                         {"cluster_cost", fmt::format("{:g}", plan.cluster_cost)},
                                         {"lamp_cost", fmt::format("{:g}", plan.lamp_cost)},
                                         {"unit", cluster_word(session, run)}}});
}

std::string stratum_name(const Session& session, const PatrolFrame& frame, std::size_t h) {
    const auto& key = frame.strata[h];
    return frame.stratum_level == Level::city         ? session.text("outage_plan.whole_city")
           : key.empty()                              ? session.text("outage_plan.no_stratum")
           : frame.stratum_level == Level::road_class ? session.text("code.road_class." + key)
                                                      : key;
}

std::string strata_table(const Session& session, const PlanRun& run) {
    const auto& frame = *run.plan.frame;
    const auto text = [&](const char* code) { return session.text(std::string("outage_plan.column.") + code); };
    TextTable table({text("stratum"), text(frame.cluster_level == Level::road ? "road" : "circuit"), text("lamps"),
                     text("rate"), text("drawn"), text("drawn_lamps"), text("share")});
    for (std::size_t h = 0; h < frame.strata.size(); ++h) {
        std::int64_t clusters = 0, lamps = 0, drawn = 0, drawn_lamps = 0;
        for (const auto& cluster : frame.clusters) {
            clusters += cluster.stratum == h ? 1 : 0;
            lamps += cluster.stratum == h ? cluster.lamps : 0;
        }
        for (const auto& one : run.plan.sample.drawn) {
            drawn += frame.clusters[one.cluster].stratum == h ? 1 : 0;
            drawn_lamps += frame.clusters[one.cluster].stratum == h ? frame.clusters[one.cluster].lamps : 0;
        }
        table.add({stratum_name(session, frame, h), count_text(clusters), count_text(lamps),
                   percent(run.plan.stratum_rates[h]), count_text(drawn), count_text(drawn_lamps),
                   percent(static_cast<double>(drawn) / static_cast<double>(clusters))});
    }
    return "\n" + table.text();
}

std::string drawn_text(const Session& session, const PlanRun& run) {
    const auto& plan = run.plan;
    if (!plan.frame) {
        return {};
    }
    auto text =
        "\n" + line(session, Message{"outage_plan.drawn",
                                     {{"clusters", count_text(std::ssize(plan.sample.drawn))},
                                      {"unit", cluster_word(session, run)},
                                      {"lamps", count_text(plan.drawn_lamps())},
                                      {"width", fmt::format("{:.2f}", plan.expected_half_width.value_or(0) * 100)},
                                      {"seed", static_cast<std::int64_t>(plan.seed)}}});
    if (plan.frame->not_in_frame > 0) {
        text += line(session,
                     Message{"outage_plan.not_in_frame",
                             {{"count", count_text(plan.frame->not_in_frame)}, {"unit", cluster_word(session, run)}}});
    }
    return text + strata_table(session, run);
}

/// From lamp to lamp in their order, not across town.
MultiLineString course_of(const LampTable& table, const std::vector<std::uint32_t>& lamps) {
    constexpr double farthest_m = 300;
    MultiLineString course;
    for (const auto lamp : lamps) {
        const auto place = table.places[lamp];
        if (course.empty() || distance(course.back().back(), place) > farthest_m) {
            course.emplace_back();
        }
        course.back().push_back(place);
    }
    std::erase_if(course, [](const auto& chain) { return chain.size() < 2; });
    return course;
}

/// Lamps of each drawn cluster in the order in which one walks by.
std::vector<std::vector<std::uint32_t>> drawn_lamps(const PlanRun& run) {
    const auto& table = run.input->table;
    std::vector<std::vector<std::uint32_t>> of_cluster(run.plan.frame->clusters.size());
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        if (const auto cluster = run.plan.frame->cluster_of_lamp[i]; cluster != no_group) {
            of_cluster[cluster].push_back(i);
        }
    }
    std::vector<std::vector<std::uint32_t>> drawn;
    for (const auto& one : run.plan.sample.drawn) {
        auto& lamps = of_cluster[one.cluster];
        std::sort(lamps.begin(), lamps.end(), [&](auto a, auto b) { return table.along[a] < table.along[b]; });
        drawn.push_back(std::move(lamps));
    }
    return drawn;
}

/// A road's centreline, a circuit's cable; where the records have none, from lamp to lamp.
MultiLineString line_of(const PlanRun& run, const std::string& key, const KeyIndex& index,
                        const std::vector<std::uint32_t>& lamps) {
    const auto& city = run.input->city();
    const auto at = index.find(key);
    if (at != no_asset && run.plan.frame->cluster_level == Level::road) {
        return city.roads[at].centreline;
    }
    const auto* cable = at == no_asset ? nullptr : std::get_if<MultiLineString>(&city.circuits[at].place);
    return cable != nullptr ? *cable : course_of(run.input->table, lamps);
}

FeatureTable line_layer(const PlanRun& run) {
    const auto& frame = *run.plan.frame;
    const auto index =
        frame.cluster_level == Level::road ? KeyIndex(run.input->city().roads) : KeyIndex(run.input->city().circuits);
    FeatureTable layer;
    layer.name = "patrol";
    layer.frame = run.input->city().frame;
    Lines lines;
    Column cluster("cluster", ColumnType::text), stratum("stratum", ColumnType::text),
        lamps("lamps", ColumnType::integer), inclusion("inclusion", ColumnType::real),
        weight("weight", ColumnType::real);
    const auto members = drawn_lamps(run);
    for (std::size_t d = 0; d < members.size(); ++d) {
        const auto& one = run.plan.sample.drawn[d];
        const auto& drawn = frame.clusters[one.cluster];
        auto course = line_of(run, drawn.key, index, members[d]);
        if (course.empty()) { // a single lamp without a road
            continue;
        }
        lines.push(course);
        layer.rows.push_back(static_cast<std::int64_t>(layer.rows.size()) + 1);
        cluster.push(drawn.key);
        push_text(stratum, frame.strata[drawn.stratum]);
        lamps.push(drawn.lamps);
        inclusion.push(one.inclusion);
        weight.push(1 / one.inclusion);
    }
    layer.geometry = std::move(lines);
    layer.columns = {cluster, stratum, lamps, inclusion, weight};
    return layer;
}

} // namespace

std::string plan_sentence(const Session& session, const PlanRun& run) {
    const auto& plan = run.plan;
    return session.text(Message{"outage_plan.sentence",
                                {{"width", fmt::format("{:g}", plan.half_width * 100)},
                                 {"confidence", fmt::format("{:g} %", plan.confidence * 100)},
                                 {"lamps", count_text(plan.need.lamps)},
                                 {"clusters", count_text(plan.need.clusters)},
                                 {"unit", cluster_word(session, run)},
                                 {"single", count_text(plan.need.single_lamps)}}});
}

std::string plan_text(const Session& session, const PlanRun& run) {
    auto text = plan_sentence(session, run) + "\n" + expected_lines(session, run) + rest_line(session, run) +
                rule_lines(session, run) + drawn_text(session, run);
    return run.input ? text + left_out_text(session, *run.input) + skipped_text(session, run.input->accounts()) : text;
}

FeatureTable plan_sheet(const PlanRun& run) {
    const auto& table = run.input->table;
    const auto& frame = *run.plan.frame;
    FeatureTable layer;
    layer.name = "patrol_lamps";
    layer.frame = run.input->city().frame;
    Points places;
    Column lamp("lamp", ColumnType::text), stratum("stratum", ColumnType::text), cluster("cluster", ColumnType::text),
        weight("weight", ColumnType::real), time("time", ColumnType::text), state("state", ColumnType::text),
        round("round", ColumnType::text), road("road", ColumnType::text);
    const auto& roads = table.groups(Level::road);
    const auto members = drawn_lamps(run);
    for (std::size_t d = 0; d < members.size(); ++d) {
        const auto& one = run.plan.sample.drawn[d];
        for (const auto row : members[d]) {
            places.push_back(table.places[row]);
            layer.rows.push_back(static_cast<std::int64_t>(layer.rows.size()) + 1);
            lamp.push(table.keys[row]);
            push_text(stratum, frame.strata[frame.clusters[one.cluster].stratum]);
            cluster.push(frame.clusters[one.cluster].key);
            weight.push(1 / one.inclusion);
            push_text(road, roads.of_lamp[row] == no_group ? "" : roads.keys[roads.of_lamp[row]]);
            for (auto* empty : {&time, &state, &round}) {
                empty->push(std::monostate{});
            }
        }
    }
    layer.geometry = std::move(places);
    layer.columns = {lamp, road, stratum, cluster, weight, time, state, round};
    return layer;
}

std::vector<FeatureTable> plan_tables(const PlanRun& run) {
    std::vector<FeatureTable> tables;
    for (auto table : {line_layer(run), plan_sheet(run)}) {
        if (table.size() > 0) {
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

} // namespace kerb::tools
