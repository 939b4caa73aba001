#include <kerb/report/outage_clusters_report.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "cluster_parts.hpp"
#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

const std::string& circuit_key(const LampTable& table, std::uint32_t circuit) {
    return table.groups(Level::circuit).keys[circuit];
}

std::string group_json(const Grouping& groups, std::uint32_t group) {
    return group == no_group ? "null" : json_text(groups.keys[group]);
}

std::string dark_json(const LampClusters& found, const LampTable& table) {
    std::string text;
    for (const auto& one : found.dark_circuits) {
        text += fmt::format("{}\n{{\"circuit\":{},\"lamps\":{},\"n\":{},\"out\":{},\"by\":\"{}\"}}",
                            text.empty() ? "" : ",", json_text(circuit_key(table, one.circuit)), one.lamps, one.seen.of,
                            one.seen.out, one.by_lamps ? "lamps" : "cabinet");
    }
    return text;
}

std::string circuits_json(const LampClusters& found, const LampTable& table) {
    std::string text;
    for (const auto& one : found.circuits) {
        text += fmt::format(
            "{}\n{{\"circuit\":{},\"road_class\":{},\"lamps\":{},\"n\":{},\"out\":{},\"expected\":{},\"p\":{},\"q\":{}}"
            "}",
            text.empty() ? "" : ",", json_text(circuit_key(table, one.circuit)),
            group_json(table.groups(Level::road_class), one.road_class), one.lamps, one.seen.of, one.seen.out,
            json_number(one.expected), json_number(one.p), json_number(one.q));
    }
    return text;
}

std::string cause_json(const SharedCause& cause, const LampTraits& traits) {
    return fmt::format(
        "{{\"kind\":\"{}\",\"value\":{},\"dark_share\":{},\"dark\":{},\"dark_n\":{},\"lit_inside\":{},"
        "\"lit_inside_n\":{},\"rest_share\":{},\"rest\":{},\"rest_n\":{},\"p\":{}}}",
        cause_codes[static_cast<std::size_t>(cause.kind)], json_text(traits.groups(cause.kind).keys[cause.group]),
        number_or_null(cause.dark.share()), cause.dark.out, cause.dark.of, cause.lit_inside.out, cause.lit_inside.of,
        number_or_null(cause.rest.share()), cause.rest.out, cause.rest.of, json_number(cause.p));
}

std::string causes_json(const LampCluster& cluster, const LampTraits& traits) {
    std::string text;
    for (const auto& cause : cluster.causes) {
        text += (text.empty() ? "" : ",") + cause_json(cause, traits);
    }
    return fmt::format("\"cause\":{},\"causes\":[{}]",
                       cluster.causes.empty() ? "null" : cause_json(cluster.causes.front(), traits), text);
}

std::string keys_json(const Cluster& found, const LampTable& table) {
    std::vector<std::string> keys;
    std::transform(found.lamps.begin(), found.lamps.end(), std::back_inserter(keys),
                   [&](auto lamp) { return table.keys[lamp]; });
    return texts_json(keys);
}

std::string cluster_json(const LampCluster& cluster, const LampClusters& found, const LampTable& table) {
    const bool run = cluster.shape == ClusterShape::run;
    const auto place = table.places[cluster.found.centre];
    return fmt::format(
        "{{{},\"shape\":\"{}\",\"circuit\":{},\"{}\":{},\"{}\":{},\"centre\":[{},{}],\"{}\":{},\"members\":{},{}}}",
        figures_json(cluster.found), shape_name(cluster.shape),
        cluster.circuit == no_group ? "null" : json_text(circuit_key(table, cluster.circuit)),
        run ? "first" : "centre_lamp", json_text(table.keys[cluster.found.centre]), run ? "last" : "farthest_lamp",
        json_text(table.keys[cluster.found.last]), json_number(place.x), json_number(place.y),
        run ? "length_m" : "radius_m", json_number(cluster.found.radius_m), keys_json(cluster.found, table),
        causes_json(cluster, found.traits));
}

std::string list_json(const std::vector<LampCluster>& list, const LampClusters& found, const LampTable& table) {
    std::string text;
    for (const auto& cluster : list) {
        text += fmt::format("{}\n{}", text.empty() ? "" : ",", cluster_json(cluster, found, table));
    }
    return text;
}

std::string head_json(const ClustersAsked& asked) {
    const auto text = [](const std::string& value) { return text_or_null(value); };
    return fmt::format("\"summary\":{},\"source\":\"{}\",\"round\":{},\"as_of\":{}", json_text(asked.summary),
                       asked.source, text(asked.round), text(asked.as_of));
}

std::string scan_methods_json(const ScanOptions& scan) {
    return fmt::format(
        "\"scan\":\"Kulldorff 1997, high rates\",\"p\":\"Monte Carlo, (1 + replicas that reach as much)/(replicas + "
        "1)\","
        "\"gumbel_p\":\"Gumbel tail by moments, Abrams, Kleinman & Kulldorff 2010\","
        "\"secondary\":\"iterative removal, Zhang, Assuncao & Kulldorff 2010\","
        "\"ties\":\"replicas that tie count against the cluster; equal ratios have one p; of windows that overlap the "
        "one with more cases stands, then the first by place\",\"random\":\"Philox 4x32\",\"replicas\":{},\"level\":{},"
        "\"most_share\":{},\"most_radius_m\":{},\"most_clusters\":{}",
        scan.replicas, json_number(scan.level), json_number(scan.most_share),
        scan.most_radius ? json_number(scan.most_radius->value()) : "null", scan.most_clusters);
}

std::string lamp_methods_json(const ClustersAsked& asked) {
    return fmt::format(
        "{{\"model\":\"bernoulli\",\"unit\":\"{}\",\"basis\":\"{}\",\"shape\":\"{}\","
        "\"dead_circuits\":\"all known lamps out, at least {}, or dead by its cabinet; not tested, taken out\","
        "\"circuits\":\"exact binomial against the rate of the road class, Benjamini-Hochberg 1995\","
        "\"cause\":\"shared by at least {} of the dark lamps, more than by the rest, exact binomial p at most "
        "{}\",{}}}",
        asked.table->unit == LampUnit::pole ? "pole" : "head", basis_name(asked.basis),
        asked.options.circles ? asked.options.network ? "both" : "circle" : "network",
        asked.options.faults.least_circuit, json_number(asked.options.causes.least_share),
        json_number(asked.options.causes.most_p), scan_methods_json(asked.options.scan));
}

std::string circuit_row(const char* kind, const std::string& key, std::int64_t lamps, const Count& seen) {
    return fmt::format("{},,{},{},{},{}", kind, csv_cell(key), lamps, seen.of, seen.out);
}

std::string cluster_row(const LampCluster& cluster, const LampClusters& found, const LampTable& table) {
    const auto place = table.places[cluster.found.centre];
    const auto* cause = cluster.causes.empty() ? nullptr : &cluster.causes.front();
    const auto unit =
        cluster.shape == ClusterShape::run ? circuit_key(table, cluster.circuit) : table.keys[cluster.found.centre];
    const auto inside = static_cast<std::int64_t>(cluster.found.lamps.size());
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},,{},{},{},{},{}\r\n", shape_name(cluster.shape),
                       cluster.found.rank, csv_cell(unit), inside, inside, cluster.found.cases,
                       json_number(cluster.found.expected), number_cell(cluster.found.relative_risk),
                       json_number(cluster.found.log_likelihood_ratio), number_cell(cluster.found.p),
                       number_cell(cluster.found.gumbel_p), json_number(cluster.found.radius_m), json_number(place.x),
                       json_number(place.y), cause == nullptr ? "" : cause_codes[static_cast<std::size_t>(cause->kind)],
                       cause == nullptr ? "" : csv_cell(found.traits.groups(cause->kind).keys[cause->group]));
}

} // namespace

const char* shape_name(ClusterShape shape) {
    return shape == ClusterShape::circle ? "circle" : shape == ClusterShape::network ? "network" : "run";
}

std::string clusters_json(const LampClusters& found, const ClustersAsked& asked) {
    const auto& table = *asked.table;
    return fmt::format(
        "{{{},\n\"scanned\":{{\"n\":{},\"out\":{},\"rate\":{},\"off_streets\":{}}},\n\"dead_circuits\":[{}],"
        "\n\"circuits\":[{}],\n\"runs\":[{}],\n\"clusters\":[{}],\n\"seed\":{},\n\"methods\":{}}}",
        head_json(asked), found.scanned.of, found.scanned.out, number_or_null(found.scanned.share()), found.off_streets,
        dark_json(found, table), circuits_json(found, table), list_json(found.runs, found, table),
        list_json(found.clusters, found, table), asked.options.scan.seed, lamp_methods_json(asked));
}

std::string cluster_list_json(const LampClusters& found, const LampTable& table) {
    const auto clusters = list_json(found.clusters, found, table), runs = list_json(found.runs, found, table);
    return fmt::format("[{}{}{}]", clusters, clusters.empty() || runs.empty() ? "" : ",", runs);
}

std::string clusters_csv(const LampClusters& found, const ClustersAsked& asked) {
    const auto& table = *asked.table;
    std::string text = "kind,rank,unit,lamps,n,out,expected,rr,llr,p,gumbel_p,q,radius_m,x,y,cause,cause_value\r\n";
    for (const auto& one : found.dark_circuits) {
        text += circuit_row("dead_circuit", circuit_key(table, one.circuit), one.lamps, one.seen) + ",,,,,,,,,,,\r\n";
    }
    for (const auto& one : found.circuits) {
        text += fmt::format("{},{},,,{},,{},,,,,\r\n",
                            circuit_row("circuit", circuit_key(table, one.circuit), one.lamps, one.seen),
                            json_number(one.expected), json_number(one.p), json_number(one.q));
    }
    for (const auto* list : {&found.runs, &found.clusters}) {
        for (const auto& cluster : *list) {
            text += cluster_row(cluster, found, table);
        }
    }
    return text;
}

std::string zone_clusters_json(const ScanResult& found, const ZoneCases& cases, const ClustersAsked& asked) {
    return fmt::format(
        "{{{},\n\"scanned\":{{\"cases\":{},\"people\":{},\"zones\":{},\"repeated\":{},\"rejected\":{},\"outside\":{},"
        "\"without_people\":{},\"elsewhere\":{}}},\n\"dead_circuits\":[],\"circuits\":[],\"runs\":[],"
        "\n\"clusters\":[{}],\n\"zones\":[{}],\n\"seed\":{},\n\"methods\":{{\"model\":\"poisson\","
        "\"unit\":\"request\",\"shape\":\"circle\",{}}}}}",
        head_json(asked), found.cases, json_number(found.population), cases.zone.size(), cases.repeated, cases.rejected,
        cases.outside, cases.without_people, cases.elsewhere, zone_cluster_list_json(found, cases, *asked.city),
        zones_json(found, cases, *asked.city), asked.options.scan.seed, scan_methods_json(asked.options.scan));
}

} // namespace kerb::report
