// Where do lamps fail together: whole circuits, circuits worse than their class, runs along cables, places in town?
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kerb/outage/circuit_tests.hpp>
#include <kerb/outage/faults.hpp>
#include <kerb/outage/scan.hpp>
#include <kerb/outage/shared_cause.hpp>

namespace kerb::outage {

enum class ClusterShape : std::uint8_t {
    circle,  ///< all lamps within a distance
    network, ///< all within a distance along the streets
    run      ///< neighbours along a circuit
};

struct LampClusterOptions {
    bool circles = true, network = false;
    /// Of circles and of distances along streets; of runs the share only, since their circuits bound them.
    ScanOptions scan;
    FaultOptions faults;
    CauseOptions causes;
};

/// Lamps that fail together.
struct LampCluster {
    ClusterShape shape = ClusterShape::circle;
    Cluster found;                    ///< its lamps are rows of the table, by key; of a run along it
    std::uint32_t circuit = no_group; ///< of a run
    std::vector<SharedCause> causes;  ///< likeliest first; of a run those that its circuit does not bring along
    MultiLineString course;           ///< streets within the distance, or a run from lamp to lamp
};

/// A circuit that is dark as a whole.
struct DarkCircuit {
    std::uint32_t circuit = 0; ///< of the level `circuit`
    std::int64_t lamps = 0;
    Count seen;            ///< of the known ones
    bool by_lamps = false; ///< all known lamps are out; else only its cabinet says so
    friend bool operator==(const DarkCircuit&, const DarkCircuit&) = default;
};

struct LampClusters {
    std::vector<DarkCircuit> dark_circuits;
    std::vector<CircuitTest> circuits;
    std::vector<LampCluster> runs, clusters; ///< by rank; circles before distances along streets
    LampTraits traits;                       ///< what the causes' groups are
    Count scanned;                           ///< known lamps outside of dark circuits
    std::int64_t off_streets = 0;            ///< lamps scanned that belong to no street
};

/// In the order in which crews think: circuits that are dark as a whole are listed without a test and taken out; of the
/// others each is tested against its class of road (see test_circuits()); runs along circuits, circles and distances
/// along streets are scanned (see scan.hpp), each lamp that is known being out or not. The same bytes for any number of
/// threads.
/// \param state by row of the table; what nobody looked at is `unknown` \param dead_circuits by circuit, of which
/// cabinets say that they are dead; may be empty \pre one state for each row \throws UsageError otherwise, or when
/// distances along streets are asked for and there are no roads; Cancelled
/// \par Complexity of the scans
[[nodiscard]] LampClusters lamp_clusters(const Inventory& city, const LampTable& table,
                                         std::span<const LampState> state,
                                         std::span<const std::uint8_t> dead_circuits = {},
                                         const LampClusterOptions& options = {}, const Progress& progress = {});

} // namespace kerb::outage
