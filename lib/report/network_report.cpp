#include <kerb/report/network_report.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::CoveredArea;
using coverage::FacilityService;
using coverage::Served;

std::size_t limited(std::size_t count, std::size_t top) {
    return top == 0 ? count : std::min(top, count);
}

/// `[…]` of the first `count` entries, one a line.
template <class Entry>
std::string list_json(std::size_t count, Entry&& entry) {
    std::string text = "[";
    for (std::uint32_t i = 0; i < count; ++i) {
        fmt::format_to(std::back_inserter(text), "{}\n{{{}}}", i > 0 ? "," : "", entry(i));
    }
    return text + "]";
}

const char* walk_name(network::Walk walk) {
    return walk == network::Walk::away ? "away" : walk == network::Walk::towards ? "towards" : "either";
}

std::string served_json(const Served& served, bool weighted) {
    auto text = fmt::format("\"count\":{},\"served\":{},\"share\":{},", served.count, served.served,
                            number_or_null(served.share()));
    if (!weighted) {
        return text + "\"weight\":null,\"served_weight\":null,\"weighted_share\":null,\"unknown_weight\":null";
    }
    return text + fmt::format("\"weight\":{},\"served_weight\":{},\"weighted_share\":{},\"unknown_weight\":{}",
                              json_number(served.weight), json_number(served.served_weight),
                              number_or_null(served.weighted_share()), served.unknown_weight);
}

std::string area_json(const CoveredArea& area) {
    return fmt::format("\"total_m2\":{},\"covered_m2\":{},\"share\":{}", json_number(area.total_m2),
                       json_number(area.covered_m2), number_or_null(area.share()));
}

std::string unreached_json(const NetworkFound& found, bool weighted) {
    const auto& length = found.length.all;
    const auto* points = found.points ? &found.points->points.all : nullptr;
    const auto of_points = [&](auto figure) { return points != nullptr ? figure(*points) : std::string("null"); };
    return fmt::format(
        "{{\"length_m\":{},\"points\":{},\"weight\":{},\"points_off_streets\":{},\"facilities_off_streets\":{}}}",
        json_number(length.total_m - length.covered_m),
        of_points([](const Served& all) { return fmt::format("{}", all.count - all.served); }),
        of_points([&](const Served& all) { return weighted ? json_number(all.weight - all.served_weight) : "null"; }),
        of_points([&](const Served&) { return fmt::format("{}", found.points->off_streets); }),
        found.facilities_off_streets());
}

std::string points_json(const NetworkFound& found, const NetworkAsked& asked, const NetworkLabels& labels,
                        std::size_t top) {
    if (!found.points) {
        return "null";
    }
    const bool weighted = !asked.weights.empty();
    const auto& points = found.points->points;
    const auto& distance = points.distance;
    auto text = fmt::format("{{{},\"off_streets\":{},\"euclidean_share\":{},\"euclidean_weighted_share\":{},\n",
                            served_json(points.all, weighted), found.points->off_streets,
                            number_or_null(found.straight_points.share()),
                            weighted ? number_or_null(found.straight_points.weighted_share()) : "null");
    text += fmt::format("\"distance\":{{\"p50_m\":{},\"p90_m\":{},\"p95_m\":{},\"max_m\":{}}},\n",
                        number_or_null(distance.p50_m), number_or_null(distance.p90_m), number_or_null(distance.p95_m),
                        number_or_null(distance.max_m));
    text += "\"zones\":" + list_json(points.zones.size(), [&](std::uint32_t i) {
                return fmt::format("\"id\":{},{}", name_json(labels.length.zone, i),
                                   served_json(points.zones[i], weighted));
            });
    text += fmt::format(",\n\"outside_zones\":{{{}}},\n\"unserved\":", served_json(points.outside_zones, weighted));
    text += list_json(limited(points.unserved.size(), top), [&](std::uint32_t k) {
        const auto i = points.unserved[k];
        const bool in_zone = !points.zone.empty() && points.zone[i] != coverage::no_zone;
        return fmt::format("\"id\":{},\"weight\":{},\"zone\":{},\"x\":{},\"y\":{}", name_json(labels.point, i),
                           weighted ? json_number(asked.weights[i]) : "null",
                           in_zone ? name_json(labels.length.zone, points.zone[i]) : "null",
                           json_number(asked.points[i].x), json_number(asked.points[i].y));
    });
    return text + "}";
}

std::string ground_json(const NetworkFound& found, const NetworkLabels& labels) {
    if (!found.area) {
        return "null";
    }
    const auto& area = *found.area;
    return fmt::format("{{\"method\":\"strip\",\"strip_m\":{},{},\"euclidean_share\":{},\"zones\":{}}}",
                       json_number(area.strip.value()), area_json(area.all), number_or_null(area.straight.share()),
                       list_json(area.zones.size(), [&](std::uint32_t i) {
                           return fmt::format("\"id\":{},{}", name_json(labels.length.zone, i),
                                              area_json(area.zones[i]));
                       }));
}

std::string service_json(const FacilityService& service, bool points, bool weighted) {
    return fmt::format("\"length_m\":{},\"points\":{},\"weight\":{}", json_number(service.length_m),
                       points ? fmt::format("{}", service.points) : "null",
                       points && weighted ? json_number(service.weight) : "null");
}

std::string facilities_json(const NetworkFound& found, const NetworkAsked& asked, const NetworkLabels& labels,
                            std::size_t top) {
    const bool points = found.points.has_value(), weighted = !asked.weights.empty();
    return list_json(limited(found.facilities.size(), top), [&](std::uint32_t i) {
        const auto& facility = found.facilities[i];
        return fmt::format("\"id\":{},\"off_streets\":{},\"access_m\":{},{},\"own\":{}", name_json(labels.facility, i),
                           !facility.access_m, number_or_null(facility.access_m),
                           service_json(facility.nearest, points, weighted),
                           facility.own ? "{" + service_json(*facility.own, points, weighted) + "}" : "null");
    });
}

std::string splits_json(const NetworkFound& found, const NetworkLabels& labels, std::size_t top) {
    return list_json(limited(found.split_points.size(), top), [&](std::uint32_t i) {
        const auto& split = found.split_points[i];
        return fmt::format(
            "\"line\":{},\"chainage_m\":{},\"distance_m\":{},\"facility\":{},\"other\":{},\"x\":{},\"y\":{}",
            name_json(labels.length.line, split.line), json_number(split.chainage_m), json_number(split.distance_m),
            name_json(labels.facility, split.facility), name_json(labels.facility, split.other),
            json_number(split.place.x), json_number(split.place.y));
    });
}

/// Cells for lines, then for points; those that are not given stay empty.
std::string csv_row(std::string_view level, const std::string& id, const coverage::Covered* covered,
                    const Served* served, bool weighted) {
    auto text = fmt::format("{},{},", level, csv_cell(id));
    text += covered != nullptr ? fmt::format("{},{},{},", json_number(covered->total_m),
                                             json_number(covered->covered_m), number_cell(covered->share()))
                               : ",,,";
    text += served != nullptr ? fmt::format("{},{},{},", served->count, served->served, number_cell(served->share()))
                              : ",,,";
    text += served != nullptr && weighted
                ? fmt::format("{},{},{}", json_number(served->weight), json_number(served->served_weight),
                              number_cell(served->weighted_share()))
                : ",,";
    return text + "\r\n";
}

std::string facility_row(const std::string& id, const NetworkFacility& facility, bool points, bool weighted) {
    const auto& service = facility.nearest;
    return fmt::format("facility,{},,{},,,{},,,{},\r\n", csv_cell(id), json_number(service.length_m),
                       points ? fmt::format("{}", service.points) : "",
                       points && weighted ? json_number(service.weight) : "");
}

} // namespace

std::int64_t NetworkFound::facilities_off_streets() const {
    return std::count_if(facilities.begin(), facilities.end(), [](const auto& one) { return !one.access_m; });
}

std::optional<double> share_difference(const NetworkFound& found) {
    const auto along = found.length.all.share(), straight = found.straight.share();
    return along && straight ? std::optional(*along - *straight) : std::nullopt;
}

std::string network_json(const NetworkFound& found, const NetworkAsked& asked, const NetworkLabels& labels,
                         std::size_t top) {
    auto text = "{" + length_members(found.length, labels.length, top) + ",\n";
    text += fmt::format("\"within_m\":{},\"access\":\"{}\",\"walk\":\"{}\",\"snap_m\":{},\"beside_m\":{},\n",
                        json_number(asked.within.value()), asked.charge_access ? "charged" : "free",
                        walk_name(asked.walk), json_number(asked.snap.value()), json_number(asked.beside.value()));
    text += fmt::format("\"euclidean_covered_m\":{},\"euclidean_share\":{},\"share_difference\":{},\n",
                        json_number(found.straight.covered_m), number_or_null(found.straight.share()),
                        number_or_null(share_difference(found)));
    text += fmt::format("\"unreached\":{},\n\"points\":{},\n", unreached_json(found, !asked.weights.empty()),
                        points_json(found, asked, labels, top));
    text += fmt::format("\"area\":{},\n\"facilities\":{},\n", ground_json(found, labels),
                        facilities_json(found, asked, labels, top));
    const auto& streets = found.streets;
    text += fmt::format("\"split_point_count\":{},\"split_points\":{},\n", found.split_points.size(),
                        splits_json(found, labels, top));
    return text + fmt::format(
                      "\"streets\":{{\"nodes\":{},\"edges\":{},\"joined\":{},\"without_length\":{},"
                      "\"repeated\":{}}}}}",
                      streets.nodes, streets.edges, streets.joined, streets.without_length, streets.repeated);
}

std::string network_csv(const NetworkFound& found, const NetworkAsked& asked, const NetworkLabels& labels) {
    const bool points = found.points.has_value(), weighted = !asked.weights.empty();
    const auto& length = found.length;
    const auto name = [](const auto& label, std::uint32_t i) { return label ? label(i) : std::string(); };
    const auto row = [&](const char* level, const std::string& id, const coverage::Covered& covered,
                         const Served* served) { return csv_row(level, id, &covered, served, weighted); };
    std::string text =
        "level,id,total_m,covered_m,share,count,served,points_share,weight,served_weight,"
        "weighted_share\r\n";
    text += row("all", "", length.all, points ? &found.points->points.all : nullptr);
    for (std::uint32_t i = 0; i < length.zones.size(); ++i) {
        text += row("zone", name(labels.length.zone, i), length.zones[i],
                    points ? &found.points->points.zones[i] : nullptr);
    }
    if (!length.zones.empty()) {
        text += row("outside_zones", "", length.outside_zones, points ? &found.points->points.outside_zones : nullptr);
    }
    for (std::uint32_t i = 0; i < length.groups.size(); ++i) {
        if (length.groups[i].total_m > 0) {
            text += row("group", name(labels.length.group, i), length.groups[i], nullptr);
        }
    }
    for (std::uint32_t i = 0; i < found.facilities.size(); ++i) {
        text += facility_row(name(labels.facility, i), found.facilities[i], points, weighted);
    }
    return text;
}

} // namespace kerb::report
