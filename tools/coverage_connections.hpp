// The parts of `kerb coverage connections`: what is asked, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/network/components.hpp>
#include <kerb/network/through_connections.hpp>
#include <kerb/report/connections_report.hpp>

#include "coverage.hpp"
#include "street_options.hpp"

namespace kerb::tools {

struct ConnectionsCommand : CoverageOptions {
    std::string lines, where, id_field, within = "200m", walk = "500m", margin = "20m", designed;
    std::vector<std::string> barriers;
    double detour = 3;
    StreetChoice choice;
};

/// Everything that one run holds.
struct ConnectionsRun {
    LoadedLayer lines, zones;
    std::vector<LoadedShapes> barriers;
    std::optional<WorkingFrame> frame;
    LoadedStreets loaded;
    network::Components components;
    network::DeadEnds ends;
    network::ThroughOptions how;
    std::vector<network::ThroughConnection> links;
    std::vector<std::uint32_t> end_zone; ///< of each dead end; empty without zones

    [[nodiscard]] const network::Graph& graph() const { return loaded.streets.graph; }
    [[nodiscard]] report::ConnectionsFound found() const {
        return {loaded.streets, components, ends, links, how.within.value(), how.walk.value(), how.least_detour};
    }
    [[nodiscard]] report::ConnectionsLabels labels() const;
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Layers dead_ends, joined_ends, connections and streets.
[[nodiscard]] std::vector<FeatureTable> connections_tables(const ConnectionsRun& run);
/// The result for a terminal.
[[nodiscard]] std::string connections_text(const Session& session, const ConnectionsRun& run, std::size_t top);

} // namespace kerb::tools
