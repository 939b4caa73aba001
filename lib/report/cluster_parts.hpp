// Pieces of JSON that clusters of lamps and of zones have in common, and those of zones.
#pragma once

#include <string>

#include <kerb/outage/scan.hpp>
#include <kerb/outage/zone_clusters.hpp>

namespace kerb::report {

/// `"rank":1,"lamps":…`, without braces; `lamps` are the places inside.
[[nodiscard]] std::string figures_json(const outage::Cluster& cluster);
[[nodiscard]] std::string zone_cluster_list_json(const outage::ScanResult& found, const outage::ZoneCases& cases,
                                                 const Inventory& city);
/// Every zone, with the rank of its cluster.
[[nodiscard]] std::string zones_json(const outage::ScanResult& found, const outage::ZoneCases& cases,
                                     const Inventory& city);

} // namespace kerb::report
