// An inventory as a SWMM model, and back.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kerb/geometry/working_frame.hpp>
#include <kerb/inventory/drain_network.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/io/swmm.hpp>

namespace kerb::io {

/// What is taken where the records are silent.
struct SwmmAssumptions {
    std::function<std::optional<double>(Point)> ground_m; ///< of the terrain; may be empty
    double pipe_height_m = 0.3, pipe_length_m = 10;
    std::array<double, 12> roughness{}; ///< Manning's n by Material
    double runoff = 0.6;                ///< share of a catchment that says neither imperviousness nor coefficient
    double slope = 0.005;               ///< of a catchment, m/m
    double inlet_reach_m = 50;          ///< how far an inlet's share of the ground goes at most
    std::optional<double> tail_m;       ///< level of the water at outfalls; none: free
};

struct SwmmExport {
    SwmmModel model;
    std::vector<Issue> issues;                ///< each assumption, each name that was changed, each row left out
    std::map<std::string, Accounting> layers; ///< of the inventory: used is written
};

/// Names of all nodes of the network for SWMM, by node: the key, with what a name may not hold as `_`, and `~2`, `~3`,
/// … where it is there already (upper and lower case are alike to SWMM). \par Complexity O(nodes)
[[nodiscard]] std::vector<std::string> swmm_node_names(const Inventory& city, const DrainNetwork& network);

/// The storm drains of an inventory (storm, combined, not said). Manholes are junctions, pump stations wet wells with a
/// pump, storages have upright walls
/// (one of unknown size that nothing leaves is an outfall); an outfall that several conduits meet is written once for
/// each, as SWMM wants. Catchments are subcatchments; without any, each inlet (without inlets: each manhole) has the
/// ground that is nearer to it than to another, within `inlet_reach_m`. Inlets of SWMM 5.2 need street sections, which
/// an inventory does not hold: an inlet only says where its ground drains to. \throws SourceError when no outfall and
/// no pump that lifts out of the network is left, without which SWMM does not run. \par Complexity O(n log n)
[[nodiscard]] SwmmExport swmm_of(const Inventory& city, const SwmmAssumptions& assumptions);

struct SwmmImport {
    Inventory city;
    WorkingFrame frame;
    std::vector<Issue> issues;
    std::map<std::string, Accounting> sections;
};

/// Junctions and dividers become manholes, storages with a pump pump stations (as does the junction that a pump stands
/// at), other storages storages, subcatchments catchments, inlet usage inlets. Rows without a place are skipped.
/// \param source the frame of the input's map \param wish the working frame; none: chosen by the data \throws
/// FrameError, SourceError when nothing has a place. \par Complexity O(n)
[[nodiscard]] SwmmImport inventory_of(SwmmRead read, const Frame& source, const std::optional<Frame>& wish);

} // namespace kerb::io
