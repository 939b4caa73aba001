// Clusters of dark lamps, for `kerb outage clusters` and for every command that lists them beside its own figures.
#pragma once

#include <string>
#include <vector>

#include <kerb/outage/lamp_clusters.hpp>
#include <kerb/outage/zone_clusters.hpp>
#include <kerb/report/outage_clusters_report.hpp>

#include "outage_evidence.hpp"

namespace kerb::tools {

/// How clusters are sought.
struct ClusterChoice {
    std::string shape = "circle", most_share = "10%", most_radius;
    std::uint32_t replicas = 999, most_clusters = 10;
    double level = 0.05;
};

/// Adds --shape, --most-share, --most-radius, --replicas, --level and --most-clusters.
void add_cluster_options(Command command, Session& session, ClusterChoice& choice);

/// \param lamps are scanned, not zones: then a radius that nobody gave is 1 km \throws UsageError naming the option
[[nodiscard]] outage::LampClusterOptions cluster_options(const ClusterChoice& choice, const OutageOptions& options,
                                                         bool lamps = true);

/// Dark circuits, circuits worse than their class, runs, and clusters of the lamps that the evidence tells of.
/// report::cluster_list_json() makes the value of `"clusters"` of it.
[[nodiscard]] outage::LampClusters find_clusters(const Session& session, const OutageInput& input,
                                                 const Evidence& evidence, const outage::LampClusterOptions& options);

struct ClustersCommand : OutageOptions {
    EvidenceOptions evidence;
    ClusterChoice choice;
    std::string model = "auto";
};

/// Everything that one run holds about lamps.
struct LampClusterRun {
    std::unique_ptr<OutageInput> input;
    Evidence evidence;
    outage::LampClusterOptions options;
    outage::LampClusters found;
    double confidence = 0.95;
    std::vector<Issue> issues;
};

/// Everything that one run holds about requests by zone.
struct ZoneClusterRun {
    std::unique_ptr<OutageInput> input;
    outage::ZoneCases cases;
    outage::LampClusterOptions options;
    outage::ScanResult found;
    std::string as_of;
};

/// The answer in a sentence, and the result for a terminal.
[[nodiscard]] std::string clusters_sentence(const Session& session, const LampClusterRun& run);
[[nodiscard]] std::string clusters_text(const Session& session, const LampClusterRun& run);
[[nodiscard]] std::string zone_clusters_sentence(const Session& session, const ZoneClusterRun& run);
[[nodiscard]] std::string zone_clusters_text(const Session& session, const ZoneClusterRun& run);

/// Layers clusters, clusters__lines and lamps; empty ones left out.
[[nodiscard]] std::vector<FeatureTable> cluster_tables(const LampClusterRun& run);
/// Layers clusters and request_zones.
[[nodiscard]] std::vector<FeatureTable> zone_cluster_tables(const ZoneClusterRun& run);

/// Of the clusters those with a chance not above the level.
[[nodiscard]] std::size_t beyond_chance(std::span<const outage::LampCluster> clusters, double level);

} // namespace kerb::tools
