// What `kerb outage unreported` shows, and its layers.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/inventory/relations.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "outage_unreported.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

std::string rounded(double number) {
    return count_text(std::llround(number));
}

std::string percent(double share) {
    return fmt::format("{:.1f} %", share * 100);
}

std::string between(const Interval& bounds, std::int64_t less = 0) {
    return rounded(bounds.lo - static_cast<double>(less)) + "–" + rounded(bounds.hi - static_cast<double>(less));
}

std::string line(const Session& session, const Message& message) {
    return session.text(message) + "\n";
}

std::string all_names(const Session& session, const UnreportedRun& run) {
    std::vector<std::string> names;
    for (const auto& list : run.found.lists) {
        names.push_back(list_name(session, list.name));
    }
    return fmt::format("{}", fmt::join(names, session.text("outage_unreported.and")));
}

/// Of each list what it has, and which share of all that is.
std::string list_lines(const Session& session, const UnreportedRun& run) {
    std::string text;
    const auto& all = run.found.overall;
    for (std::size_t l = 0; l < run.found.lists.size(); ++l) {
        const auto& list = run.found.lists[l];
        const auto on = static_cast<double>(all.on_list(l));
        text += line(session, Message{all.total ? "outage_unreported.list" : "outage_unreported.list_alone",
                                      {{"list", list_name(session, list.name)},
                                       {"outages", count_text(all.on_list(l))},
                                       {"share", all.total ? percent(on / all.total->total) : std::string("–")},
                                       {"lo", all.total ? percent(on / all.total->bounds.hi) : std::string("–")},
                                       {"hi", all.total ? percent(on / all.total->bounds.lo) : std::string("–")},
                                       {"by_key", count_text(list.by_key)},
                                       {"by_place", count_text(list.by_place)},
                                       {"repeats", count_text(list.repeats)}}});
    }
    return text;
}

std::string window_line(const Session& session, const UnreportedRun& run) {
    const auto& found = run.found;
    return line(session, Message{found.round.empty() ? "outage_unreported.window" : "outage_unreported.at_round",
                                 {{"from", to_text(found.from)},
                                  {"to", to_text(found.to)},
                                  {"round", found.round},
                                  {"lamps", count_text(found.frame_lamps)},
                                  {"outside", count_text(found.outside_window)},
                                  {"not_in_frame", count_text(found.not_in_frame)}}});
}

std::string notes(const Session& session, const UnreportedRun& run) {
    std::string text;
    for (const auto& [code, words] : run.found.warnings) {
        text += words + "\n";
    }
    if (run.found.wide > 0 || run.found.of_wide > 0) {
        text +=
            line(session, Message{"outage_unreported.wide",
                                  {{"count", count_text(run.found.wide)}, {"records", count_text(run.found.of_wide)}}});
    }
    if (run.found.other_sources > 0) {
        text +=
            line(session, Message{"outage_unreported.other_sources", {{"count", count_text(run.found.other_sources)}}});
    }
    return text;
}

std::string unit_name(const Session& session, const UnreportedRun& run, const report::UnreportedRow& row) {
    if (row.group == no_group) {
        return session.text("outage_unreported.no_district");
    }
    const auto& groups = run.input->table.groups(Level::district);
    const auto& names = session.language == Language::zh ? groups.names_zh : groups.names_en;
    const auto& key = groups.keys[row.group];
    return row.group < names.size() && !names[row.group].empty() ? key + " " + names[row.group] : key;
}

std::string units_table(const Session& session, const UnreportedRun& run) {
    const auto& found = run.found;
    if (found.units.empty()) {
        return {};
    }
    const auto text = [&](const char* code) { return session.text(std::string("outage_unreported.column.") + code); };
    std::vector<std::string> head = {text("district")};
    for (const auto& list : found.lists) {
        head.push_back(list_name(session, list.name));
    }
    for (const auto* code : {"in_common", "seen", "total", "interval", "unseen"}) {
        head.push_back(text(code));
    }
    TextTable table(head);
    for (const auto& row : found.units) {
        std::vector<std::string> cells = {unit_name(session, run, row)};
        for (std::size_t l = 0; l < found.lists.size(); ++l) {
            cells.push_back(count_text(row.on_list(l)));
        }
        cells.push_back(count_text(row.in_common()));
        cells.push_back(count_text(row.seen()));
        cells.push_back(row.total ? rounded(row.total->total) : "–");
        cells.push_back(row.total ? between(row.total->bounds) : "–");
        cells.push_back(row.total ? rounded(row.total->unseen()) : "–");
        table.add(cells);
    }
    return "\n" + table.text();
}

std::string models_table(const Session& session, const UnreportedRun& run) {
    if (!run.found.models) {
        return {};
    }
    const auto text = [&](const char* code) { return session.text(std::string("outage_unreported.column.") + code); };
    TextTable table({text("model"), text("deviance"), text("degrees"), "AIC", text("total")});
    const auto& models = *run.found.models;
    for (std::size_t m = 0; m < models.models.size(); ++m) {
        const auto& model = models.models[m];
        const auto pairs = report::model_pairs(run.found, model);
        const auto name =
            pairs.empty() ? session.text("outage_unreported.independent") : fmt::format("{}", fmt::join(pairs, ", "));
        table.add({(m == models.best ? "* " : "  ") + name, model.usable ? fmt::format("{:.1f}", model.deviance) : "–",
                   fmt::format("{}", model.degrees), model.usable ? fmt::format("{:.1f}", model.aic) : "–",
                   model.usable ? rounded(model.total.total) : "–"});
    }
    return "\n" + table.text();
}

FeatureTable district_layer(const UnreportedRun& run) {
    const auto& zones = run.input->city().zones;
    const KeyIndex index(zones);
    FeatureTable layer;
    layer.name = "unreported";
    layer.frame = run.input->city().frame;
    std::vector<MultiPolygon> areas;
    Column id("id", ColumnType::text), seen("seen", ColumnType::integer), common("in_common", ColumnType::integer),
        total("total", ColumnType::real), lo("lo", ColumnType::real), hi("hi", ColumnType::real),
        unseen("unseen", ColumnType::real);
    for (const auto& row : run.found.units) {
        const auto at =
            row.group == no_group ? no_asset : index.find(run.input->table.groups(Level::district).keys[row.group]);
        if (at == no_asset) {
            continue;
        }
        areas.push_back(zones[at].area);
        layer.rows.push_back(static_cast<std::int64_t>(layer.rows.size()) + 1);
        id.push(zones[at].about.key);
        seen.push(row.seen());
        common.push(row.in_common());
        push_number(total, row.total ? std::optional(row.total->total) : std::nullopt);
        push_number(lo, row.total ? std::optional(row.total->bounds.lo) : std::nullopt);
        push_number(hi, row.total ? std::optional(row.total->bounds.hi) : std::nullopt);
        push_number(unseen, row.total ? std::optional(row.total->unseen()) : std::nullopt);
    }
    layer.geometry = std::move(areas);
    layer.columns = {id, seen, common, total, lo, hi, unseen};
    return layer;
}

FeatureTable outage_layer(const UnreportedRun& run) {
    FeatureTable layer;
    layer.name = "listed_outages";
    layer.frame = run.input->city().frame;
    Points places;
    Column lamp("lamp", ColumnType::text), on("on_lists", ColumnType::text), from("first_told", ColumnType::text);
    for (const auto& one : run.linked.outages) {
        std::vector<std::string> names;
        for (std::size_t l = 0; l < run.found.lists.size(); ++l) {
            if ((one.lists >> l & 1U) != 0) {
                names.push_back(run.found.lists[l].name);
            }
        }
        layer.rows.push_back(static_cast<std::int64_t>(layer.rows.size()) + 1);
        places.push_back(run.input->table.places[one.lamp]);
        lamp.push(run.input->table.keys[one.lamp]);
        on.push(fmt::format("{}", fmt::join(names, "+")));
        from.push(to_text(one.from));
    }
    layer.geometry = std::move(places);
    layer.columns = {lamp, on, from};
    return layer;
}

} // namespace

std::string list_name(const Session& session, const std::string& name) {
    return session.text(std::string("outage_unreported.list_of.") + name);
}

std::string unreported_sentence(const Session& session, const UnreportedRun& run) {
    const auto& all = run.found.overall;
    const auto names = all_names(session, run);
    if (!all.total) {
        return session.text(
            Message{"outage_unreported.cannot_tell", {{"seen", count_text(all.seen())}, {"lists", names}}});
    }
    return session.text(Message{"outage_unreported.sentence",
                                {{"unseen", rounded(all.total->unseen())},
                                 {"confidence", fmt::format("{:g} %", run.found.confidence * 100)},
                                 {"interval", between(all.total->bounds, all.seen())},
                                 {"total", rounded(all.total->total)},
                                 {"seen", count_text(all.seen())},
                                 {"in_common", count_text(all.in_common())},
                                 {"lists", names}}});
}

std::string unreported_text(const Session& session, const UnreportedRun& run) {
    return unreported_sentence(session, run) + "\n" + list_lines(session, run) + window_line(session, run) +
           notes(session, run) + left_out_text(session, *run.input) + units_table(session, run) +
           models_table(session, run) + skipped_text(session, run.input->accounts());
}

std::vector<FeatureTable> unreported_tables(const UnreportedRun& run) {
    std::vector<FeatureTable> tables;
    for (auto table : {district_layer(run), outage_layer(run)}) {
        if (table.size() > 0) {
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

} // namespace kerb::tools
