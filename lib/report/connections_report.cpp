#include <kerb/report/connections_report.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using network::ThroughConnection;

template <class Label>
std::string label_of(const Label& label, std::uint32_t index) {
    return label ? label(index) : std::string();
}

template <class Label>
std::string label_json(const Label& label, std::uint32_t index) {
    const auto text = label_of(label, index);
    return text_or_null(text);
}

std::string number(std::optional<double> value, const char* none = "null") {
    return value ? json_number(*value) : none;
}

std::string point_json(const char* prefix, Point p) {
    return fmt::format("\"{0}x\":{1},\"{0}y\":{2}", prefix, json_number(p.x), json_number(p.y));
}

/// `"name":[…]` of the first `top` of `count` items.
template <class Item>
std::string list_json(const char* name, std::size_t count, std::size_t top, const Item& item) {
    auto text = fmt::format("\"{}\":[", name);
    const auto listed = top == 0 ? count : std::min(top, count);
    for (std::size_t i = 0; i < listed; ++i) {
        text += (i > 0 ? ",\n" : "\n") + item(i);
    }
    return text + "]";
}

std::string components_json(const ConnectionsFound& found, std::size_t top) {
    const auto& items = found.components.items;
    return fmt::format("\"components\":{{\"count\":{},\"largest_m\":{},\"largest_share\":{},", items.size(),
                       items.empty() ? "null" : json_number(items.front().length_m),
                       number(found.components.largest_share())) +
           list_json("items", items.size(), top,
                     [&](std::size_t i) {
                         const auto& one = items[i];
                         return fmt::format("{{\"rank\":{},\"length_m\":{},\"nodes\":{},\"edges\":{},{}}}", i + 1,
                                            json_number(one.length_m), one.nodes, one.edges,
                                            point_json("", found.streets.graph.nodes[one.first_node]));
                     }) +
           "}";
}

std::string joined_json(const ConnectionsFound& found, const ConnectionsLabels& labels, std::size_t top) {
    const auto& joined = found.streets.joined;
    return fmt::format("\"joined_count\":{},\n", joined.size()) +
           list_json("joined", joined.size(), top, [&](std::size_t i) {
               const auto& one = joined[i];
               return fmt::format("{{\"line\":{},\"part\":{},\"end\":\"{}\",{},{},\"other_line\":{},\"gap_m\":{}}}",
                                  label_json(labels.line, one.line), one.part, one.at_start ? "start" : "end",
                                  point_json("", one.from), point_json("to_", one.to),
                                  label_json(labels.line, one.other_line), json_number(one.gap_m));
           });
}

std::string dead_ends_json(const ConnectionsFound& found, const ConnectionsLabels& labels, std::size_t top) {
    const auto& ends = found.ends;
    const auto& graph = found.streets.graph;
    return fmt::format(
               "\"dead_ends\":{{\"count\":{},\"of\":{},\"share\":{},\"at_boundary\":{},\"designed\":{},"
               "\"junctions\":{},\n",
               ends.items.size(), ends.of(), number(ends.share()), ends.at_boundary, ends.designed, ends.junctions) +
           list_json("items", ends.items.size(), top,
                     [&](std::size_t i) {
                         const auto& one = ends.items[i];
                         return fmt::format("{{\"line\":{},{},\"blind_m\":{},\"to_junction\":{},\"zone\":{}}}",
                                            label_json(labels.line, graph.edges[one.edge].line),
                                            point_json("", graph.nodes[one.node]), json_number(one.blind_m),
                                            one.junction != network::no_node,
                                            label_json(labels.zone, static_cast<std::uint32_t>(i)));
                     }) +
           "}";
}

std::uint32_t own_line(const ConnectionsFound& found, const ThroughConnection& link) {
    return found.streets.graph.edges[found.ends.items[link.dead_end].edge].line;
}

std::string links_json(const ConnectionsFound& found, const ConnectionsLabels& labels, std::size_t top) {
    return fmt::format("\"within_m\":{},\"walk_m\":{},\"least_detour\":{},\"connection_count\":{},\n",
                       json_number(found.within_m), json_number(found.walk_m), json_number(found.least_detour),
                       found.links.size()) +
           list_json("connections", found.links.size(), top, [&](std::size_t i) {
               const auto& link = found.links[i];
               return fmt::format(
                   "{{\"rank\":{},\"line\":{},{},\"to_line\":{},{},\"link_m\":{},\"walk_m\":{},"
                   "\"detour\":{},\"gained_m\":{},\"blind_m\":{},\"zone\":{}}}",
                   i + 1, label_json(labels.line, own_line(found, link)), point_json("", link.from),
                   label_json(labels.line, found.streets.graph.edges[link.edge].line), point_json("to_", link.to),
                   json_number(link.link_m), number(link.walk_m), number(link.detour()), json_number(link.gained_m),
                   json_number(found.ends.items[link.dead_end].blind_m), label_json(labels.zone, link.dead_end));
           });
}

} // namespace

std::string connections_json(const ConnectionsFound& found, const ConnectionsLabels& labels, std::size_t top) {
    const auto& graph = found.streets.graph;
    return fmt::format("{{\"nodes\":{},\"edges\":{},\"length_m\":{},\"without_length\":{},\"repeated\":{},\n",
                       graph.nodes.size(), graph.edges.size(), json_number(found.components.length_m),
                       found.streets.without_length, found.streets.repeated) +
           components_json(found, top) + ",\n" + joined_json(found, labels, top) + ",\n" +
           dead_ends_json(found, labels, top) + ",\n" + links_json(found, labels, top) + "}";
}

std::string connections_csv(const ConnectionsFound& found, const ConnectionsLabels& labels) {
    std::string text = "rank,line,x,y,to_line,to_x,to_y,link_m,walk_m,detour,gained_m,blind_m,zone\r\n";
    for (std::size_t i = 0; i < found.links.size(); ++i) {
        const auto& link = found.links[i];
        fmt::format_to(
            std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", i + 1,
            csv_cell(label_of(labels.line, own_line(found, link))), json_number(link.from.x), json_number(link.from.y),
            csv_cell(label_of(labels.line, found.streets.graph.edges[link.edge].line)), json_number(link.to.x),
            json_number(link.to.y), json_number(link.link_m), number(link.walk_m, ""), number(link.detour(), ""),
            json_number(link.gained_m), json_number(found.ends.items[link.dead_end].blind_m),
            csv_cell(label_of(labels.zone, link.dead_end)));
    }
    return text;
}

} // namespace kerb::report
