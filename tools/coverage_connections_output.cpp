// What `kerb coverage connections` shows and writes.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage_connections.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 10, table_components = 5;

/// The dead end lies on the street, and only a node is missing.
bool touches(const network::ThroughConnection& link) {
    return link.link_m < 1e-3;
}

std::string metres_text(std::optional<double> metres) {
    return metres ? fmt::format("{:.1f} m", *metres) : "–";
}

std::string place_text(Point p) {
    return fmt::format("{:.1f}, {:.1f}", p.x, p.y);
}

std::string detour_text(const Session& session, const network::ThroughConnection& link) {
    return !link.walk_m    ? session.text("connections.no_way")
           : link.detour() ? fmt::format("{:.1f}", *link.detour())
                           : "–";
}

template <class Count>
std::string count_of(Count count) {
    return count_text(static_cast<std::int64_t>(count));
}

std::string more_text(const Session& session, std::size_t all, std::size_t shown) {
    return all > shown
               ? session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(all - shown)}}}) + "\n"
               : std::string();
}

std::string answer_text(const Session& session, const ConnectionsRun& run) {
    auto text = session.text(Message{"connections.dead_ends_line",
                                     {{"share", percent_text(run.ends.share())},
                                      {"count", count_of(run.ends.items.size())},
                                      {"of", count_text(run.ends.of())}}}) +
                "\n";
    text += session.text(Message{"connections.components_line",
                                 {{"share", percent_text(run.components.largest_share())},
                                  {"length", length_text(run.components.length_m)},
                                  {"count", count_of(run.components.items.size())}}}) +
            "\n";
    text += run.links.empty() ? session.text(Message{"connections.no_links_line",
                                                     {{"within", length_text(run.how.within.value())},
                                                      {"detour", fmt::format("{}", run.how.least_detour)}}})
                              : session.text(Message{"connections.links_line",
                                                     {{"count", count_of(run.links.size())},
                                                      {"within", length_text(run.how.within.value())},
                                                      {"detour", fmt::format("{}", run.how.least_detour)},
                                                      {"gained", length_text(run.links[0].gained_m)},
                                                      {"walk", length_text(run.how.walk.value())}}});
    return text + "\n" + session.text(describe(*run.frame)) + "\n";
}

std::string links_table(const Session& session, const ConnectionsRun& run, std::size_t top) {
    const auto labels = run.labels();
    const auto count = std::min(run.links.size(), top == 0 ? table_rows : top);
    if (count == 0) {
        return {};
    }
    TextTable table({session.text("connections.from_line"), session.text("connections.to_line"),
                     session.text("connections.link"), session.text("connections.walk"),
                     session.text("connections.detour"), session.text("connections.gained"),
                     session.text("connections.place")});
    for (const auto& link : std::span(run.links).first(count)) {
        table.add({labels.line(run.graph().edges[run.ends.items[link.dead_end].edge].line),
                   labels.line(run.graph().edges[link.edge].line), metres_text(link.link_m), metres_text(link.walk_m),
                   detour_text(session, link), metres_text(link.gained_m), place_text(link.from)});
    }
    return "\n" + table.text() + more_text(session, run.links.size(), count);
}

std::string ends_table(const Session& session, const ConnectionsRun& run, std::size_t top) {
    const auto labels = run.labels();
    const auto count = std::min(run.ends.items.size(), top == 0 ? table_rows : top);
    if (count == 0) {
        return {};
    }
    TextTable table({session.text("connections.dead_end"), session.text("connections.blind"),
                     session.text("connections.zone"), session.text("connections.place")});
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto& end = run.ends.items[i];
        const auto zone = labels.zone ? labels.zone(i) : std::string();
        table.add({labels.line(run.graph().edges[end.edge].line), metres_text(end.blind_m), zone.empty() ? "–" : zone,
                   place_text(run.graph().nodes[end.node])});
    }
    return "\n" + table.text() + more_text(session, run.ends.items.size(), count);
}

std::string components_table(const Session& session, const ConnectionsRun& run) {
    const auto& items = run.components.items;
    if (items.size() < 2) {
        return {};
    }
    const auto count = std::min(items.size(), table_components);
    TextTable table({session.text("connections.component"), session.text("connections.length"),
                     session.text("connections.share"), session.text("connections.edges"),
                     session.text("connections.place")});
    for (std::size_t i = 0; i < count; ++i) {
        table.add({fmt::format("{}", i + 1), length_text(items[i].length_m),
                   percent_text(items[i].length_m / run.components.length_m), count_text(items[i].edges),
                   place_text(run.graph().nodes[items[i].first_node])});
    }
    return "\n" + table.text() + more_text(session, items.size(), count);
}

/// What was joined, and what was left out or told only once.
std::string notes_text(const Session& session, const ConnectionsRun& run) {
    std::string text;
    const auto note = [&](const char* code, std::int64_t count) {
        if (count > 0) {
            text +=
                session.text(Message{std::string("connections.note.") + code, {{"count", count_text(count)}}}) + "\n";
        }
    };
    note("joined", static_cast<std::int64_t>(run.loaded.streets.joined.size()));
    note("at_boundary", run.ends.at_boundary);
    note("designed", run.ends.designed);
    note("touching", std::count_if(run.links.begin(), run.links.end(), touches));
    note("without_length", run.loaded.streets.without_length);
    note("repeated", run.loaded.streets.repeated);
    return text.empty() ? text : "\n" + text;
}

FeatureTable table_of(const ConnectionsRun& run, const char* name, GeometryColumn geometry, std::size_t rows) {
    FeatureTable table;
    table.name = name;
    table.frame = run.frame->frame;
    table.geometry = std::move(geometry);
    for (std::size_t i = 0; i < rows; ++i) {
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    return table;
}

FeatureTable ends_layer(const ConnectionsRun& run) {
    const auto labels = run.labels();
    Column line("line", ColumnType::text), blind("blind_m", ColumnType::real), zone("zone", ColumnType::text);
    Points places;
    for (std::uint32_t i = 0; i < run.ends.items.size(); ++i) {
        const auto& end = run.ends.items[i];
        places.push_back(run.graph().nodes[end.node]);
        line.push(labels.line(run.graph().edges[end.edge].line));
        blind.push(end.blind_m);
        push_text(zone, labels.zone ? labels.zone(i) : "");
    }
    auto table = table_of(run, "dead_ends", std::move(places), run.ends.items.size());
    table.columns = {line, blind, zone};
    return table;
}

FeatureTable joined_layer(const ConnectionsRun& run) {
    Column line("line", ColumnType::text), other("other_line", ColumnType::text), gap("gap_m", ColumnType::real);
    Points places;
    for (const auto& end : run.loaded.streets.joined) {
        places.push_back(end.from);
        line.push(run.lines.id(end.line));
        other.push(run.lines.id(end.other_line));
        gap.push(end.gap_m);
    }
    const auto rows = places.size();
    auto table = table_of(run, "joined_ends", std::move(places), rows);
    table.columns = {line, other, gap};
    return table;
}

FeatureTable links_layer(const ConnectionsRun& run) {
    const auto labels = run.labels();
    Column rank("rank", ColumnType::integer), line("line", ColumnType::text), to("to_line", ColumnType::text);
    Column link_m("link_m", ColumnType::real), walk("walk_m", ColumnType::real), detour("detour", ColumnType::real);
    Column gained("gained_m", ColumnType::real), blind("blind_m", ColumnType::real), zone("zone", ColumnType::text);
    Lines courses;
    for (std::size_t i = 0; i < run.links.size(); ++i) {
        const auto& link = run.links[i];
        const auto& end = run.ends.items[link.dead_end];
        courses.push({{link.from, link.to}});
        rank.push(static_cast<std::int64_t>(i) + 1);
        line.push(labels.line(run.graph().edges[end.edge].line));
        to.push(labels.line(run.graph().edges[link.edge].line));
        link_m.push(link.link_m);
        push_number(walk, link.walk_m);
        push_number(detour, link.detour());
        gained.push(link.gained_m);
        blind.push(end.blind_m);
        push_text(zone, labels.zone ? labels.zone(link.dead_end) : "");
    }
    auto table = table_of(run, "connections", std::move(courses), run.links.size());
    table.columns = {rank, line, to, link_m, walk, detour, gained, blind, zone};
    return table;
}

/// Each edge as it runs, with its component.
FeatureTable streets_layer(const ConnectionsRun& run) {
    const auto& lines = std::get<Lines>(run.lines.table.geometry);
    Column line("line", ColumnType::text), length("length_m", ColumnType::real);
    Column component("component", ColumnType::integer), size("component_m", ColumnType::real);
    Lines courses;
    for (std::uint32_t l = 0; l < lines.size(); ++l) {
        const auto feature = lines.feature(l);
        const double scale = run.loaded.scale.empty() ? 1 : run.loaded.scale[l];
        for (const auto& edge : run.graph().edges_of(l)) {
            const auto own = run.components.of_node[edge.from];
            courses.push(stretch(feature, edge.from_m * scale, edge.to_m * scale));
            line.push(run.lines.id(l));
            length.push(edge.length_m());
            component.push(static_cast<std::int64_t>(own) + 1);
            size.push(run.components.items[own].length_m);
        }
    }
    auto table = table_of(run, "streets", std::move(courses), run.graph().edges.size());
    table.columns = {line, length, component, size};
    return table;
}

} // namespace

std::vector<FeatureTable> connections_tables(const ConnectionsRun& run) {
    return {ends_layer(run), joined_layer(run), links_layer(run), streets_layer(run)};
}

std::string connections_text(const Session& session, const ConnectionsRun& run, std::size_t top) {
    return answer_text(session, run) + links_table(session, run, top) + ends_table(session, run, top) +
           components_table(session, run) + notes_text(session, run) + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
