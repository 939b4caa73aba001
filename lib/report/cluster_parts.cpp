#include "cluster_parts.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

#include <fmt/format.h>

#include <kerb/report/outage_clusters_report.hpp>
#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

const std::string& zone_key(const ZoneCases& cases, const Inventory& city, std::uint32_t zone) {
    return city.zones[cases.zone[zone]].about.key;
}

/// Rank of the cluster of each zone; 0: none.
std::vector<std::uint32_t> ranks_of(const ScanResult& found, std::size_t zones) {
    std::vector<std::uint32_t> ranks(zones, 0);
    for (const auto& cluster : found.clusters) {
        for (const auto zone : cluster.lamps) {
            ranks[zone] = cluster.rank;
        }
    }
    return ranks;
}

/// Cases that a zone would have, were all of them spread by people.
double expected_in(const ScanResult& found, const ZoneCases& cases, std::size_t zone) {
    return static_cast<double>(found.cases) * cases.population[zone] / found.population;
}

} // namespace

std::string figures_json(const Cluster& cluster) {
    return fmt::format(
        "\"rank\":{},\"lamps\":{},\"out\":{},\"expected\":{},\"rr\":{},\"llr\":{},\"p\":{},\"gumbel_p\":{}",
        cluster.rank, cluster.lamps.size(), cluster.cases, json_number(cluster.expected),
        number_or_null(cluster.relative_risk), json_number(cluster.log_likelihood_ratio), number_or_null(cluster.p),
        number_or_null(cluster.gumbel_p));
}

std::string zone_cluster_list_json(const ScanResult& found, const ZoneCases& cases, const Inventory& city) {
    std::string text;
    for (const auto& cluster : found.clusters) {
        std::vector<std::string> keys;
        std::transform(cluster.lamps.begin(), cluster.lamps.end(), std::back_inserter(keys),
                       [&](auto zone) { return zone_key(cases, city, zone); });
        const auto place = cases.centres[cluster.centre];
        text += fmt::format(
            "{}\n{{\"rank\":{},\"shape\":\"circle\",\"cases\":{},\"people\":{},\"expected\":{},\"rr\":{},\"llr\":{},"
            "\"p\":{},\"gumbel_p\":{},\"centre\":[{},{}],\"centre_zone\":{},\"radius_m\":{},\"members\":{}}}",
            text.empty() ? "" : ",", cluster.rank, cluster.cases, json_number(cluster.population),
            json_number(cluster.expected), number_or_null(cluster.relative_risk),
            json_number(cluster.log_likelihood_ratio), number_or_null(cluster.p), number_or_null(cluster.gumbel_p),
            json_number(place.x), json_number(place.y), json_text(zone_key(cases, city, cluster.centre)),
            json_number(cluster.radius_m), texts_json(keys));
    }
    return text;
}

std::string zones_json(const ScanResult& found, const ZoneCases& cases, const Inventory& city) {
    const auto ranks = ranks_of(found, cases.zone.size());
    std::string text;
    for (std::uint32_t i = 0; i < cases.zone.size(); ++i) {
        text += fmt::format("{}\n{{\"zone\":{},\"people\":{},\"cases\":{},\"expected\":{},\"cluster\":{}}}",
                            text.empty() ? "" : ",", json_text(zone_key(cases, city, i)),
                            json_number(cases.population[i]), cases.cases[i], json_number(expected_in(found, cases, i)),
                            ranks[i] == 0 ? "null" : fmt::format("{}", ranks[i]));
    }
    return text;
}

std::string zone_clusters_csv(const ScanResult& found, const ZoneCases& cases, const ClustersAsked& asked) {
    const auto ranks = ranks_of(found, cases.zone.size());
    std::string text = "zone,people,cases,expected,per_1000,cluster,cluster_rr,cluster_llr,cluster_p\r\n";
    for (std::uint32_t i = 0; i < cases.zone.size(); ++i) {
        const auto in = std::find_if(found.clusters.begin(), found.clusters.end(),
                                     [&](const Cluster& cluster) { return cluster.rank == ranks[i]; });
        const bool none = in == found.clusters.end();
        text += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", csv_cell(zone_key(cases, *asked.city, i)),
                            json_number(cases.population[i]), cases.cases[i], json_number(expected_in(found, cases, i)),
                            json_number(1000 * static_cast<double>(cases.cases[i]) / cases.population[i]),
                            none ? "" : fmt::format("{}", ranks[i]), none ? "" : number_cell(in->relative_risk),
                            none ? "" : json_number(in->log_likelihood_ratio), none ? "" : number_cell(in->p));
    }
    return text;
}

} // namespace kerb::report
