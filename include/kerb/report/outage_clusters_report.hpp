// Lamps that fail together, and zones with more requests than others, as JSON and CSV.
#pragma once

#include <cstdint>
#include <string>

#include <kerb/outage/lamp_clusters.hpp>
#include <kerb/outage/rates.hpp>
#include <kerb/outage/zone_clusters.hpp>

namespace kerb::report {

/// What was asked, and of what the answer is made.
struct ClustersAsked {
    std::string source;  ///< `patrol`, `telemetry`, `events`, `tickets`, `state`
    std::string round;   ///< of a patrol; may be empty
    std::string as_of;   ///< moment, ISO 8601; may be empty
    std::string summary; ///< the answer in a sentence
    outage::Basis basis = outage::Basis::census;
    outage::LampClusterOptions options;
    const outage::LampTable* table = nullptr; ///< of lamps
    const Inventory* city = nullptr;          ///< of zones
};

/// Stable names: `circle`, `network`, `run`.
[[nodiscard]] const char* shape_name(outage::ClusterShape shape);

/// `{"dead_circuits":[…],"circuits":[…],"runs":[…],"clusters":[…],…,"seed","methods":{…}}`.
[[nodiscard]] std::string clusters_json(const outage::LampClusters& found, const ClustersAsked& asked);
/// Clusters and then runs, as one list: `[{"rank","shape","lamps","out","expected","rr","llr","p",…}]`.
[[nodiscard]] std::string cluster_list_json(const outage::LampClusters& found, const outage::LampTable& table);
/// A row for each circuit, run and cluster.
[[nodiscard]] std::string clusters_csv(const outage::LampClusters& found, const ClustersAsked& asked);

/// The same of zones: no circuits, no runs, and `"zones":[{"zone","people","cases","expected","cluster"}]`.
[[nodiscard]] std::string zone_clusters_json(const outage::ScanResult& found, const outage::ZoneCases& cases,
                                             const ClustersAsked& asked);
[[nodiscard]] std::string zone_clusters_csv(const outage::ScanResult& found, const outage::ZoneCases& cases,
                                            const ClustersAsked& asked);

} // namespace kerb::report
