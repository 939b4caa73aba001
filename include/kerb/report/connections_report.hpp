// What of the streets hangs together, where they end, and which links would open them, as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include <kerb/network/components.hpp>
#include <kerb/network/street_graph.hpp>
#include <kerb/network/through_connections.hpp>

namespace kerb::report {

/// What was found; nothing is copied.
struct ConnectionsFound {
    const network::Streets& streets;
    const network::Components& components;
    const network::DeadEnds& ends;
    std::span<const network::ThroughConnection> links;
    double within_m = 0, walk_m = 0, least_detour = 0; ///< as asked
};

/// Names for the numbers in a result; a function that is absent, or says nothing, gives null.
struct ConnectionsLabels {
    std::function<std::string(std::uint32_t line)> line;
    std::function<std::string(std::uint32_t dead_end)> zone; ///< in which a dead end lies
};

/// `{"nodes","edges","length_m","without_length","repeated","components":{"count","largest_m","largest_share","items":
/// [{"rank","length_m","nodes","edges","x","y"}]},"joined_count","joined":[…],"dead_ends":{"count","of","share",
/// "at_boundary","designed","junctions","items":[…]},"within_m","walk_m","least_detour","connection_count",
/// "connections":[…]}`. A place of a component is its first node. \param top at most so many of each list (0: all);
/// counts are of all. \par Complexity O(what is listed)
[[nodiscard]] std::string connections_json(const ConnectionsFound& found, const ConnectionsLabels& labels,
                                           std::size_t top = 0);

/// A row for each link: `rank,line,x,y,to_line,to_x,to_y,link_m,walk_m,detour,gained_m,blind_m,zone`.
[[nodiscard]] std::string connections_csv(const ConnectionsFound& found, const ConnectionsLabels& labels);

} // namespace kerb::report
