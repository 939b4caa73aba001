// Coverage along streets as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/along_streets.hpp>
#include <kerb/coverage/facility_services.hpp>
#include <kerb/coverage/points_on_streets.hpp>
#include <kerb/coverage/within_reach.hpp>
#include <kerb/report/length_report.hpp>

namespace kerb::report {

/// What was asked, as far as the report tells it again.
struct NetworkAsked {
    Metres within = Metres{0}, snap = Metres{50}, beside = Metres{0};
    bool charge_access = false;
    network::Walk walk = network::Walk::either;
    std::span<const double> weights; ///< of the points; empty: figures of weights are null
    std::span<const Point> points;
};

/// The streets as a graph.
struct NetworkStreets {
    std::int64_t nodes = 0, edges = 0, joined = 0, without_length = 0, repeated = 0;
};

/// Ground within a strip of covered streets, and within the straight distance of facilities.
struct NetworkArea {
    Metres strip = Metres{0};
    coverage::CoveredArea all;
    std::vector<coverage::CoveredArea> zones;
    coverage::CoveredArea straight;
};

/// A place where the allocation splits.
struct NetworkSplit {
    std::uint32_t line = 0;
    double chainage_m = 0, distance_m = 0;
    Point place;
    std::uint32_t facility = 0, other = 0;
};

struct NetworkFacility {
    coverage::FacilityService nearest;            ///< what it serves as the nearest one
    std::optional<coverage::FacilityService> own; ///< by itself, where that was asked for
    std::optional<double> access_m;               ///< to its street; nullopt: it is off the streets
    Point place;                                  ///< on the street, or where it stands off it
};

struct NetworkFound {
    coverage::AlongLinesResult length;
    coverage::Covered straight; ///< the same lines within the straight distance of the same facilities
    std::optional<coverage::PointsOnStreetsResult> points;
    coverage::Served straight_points;
    std::optional<NetworkArea> area;
    std::vector<NetworkFacility> facilities;
    std::vector<NetworkSplit> split_points;
    NetworkStreets streets;

    [[nodiscard]] std::int64_t facilities_off_streets() const;
};

/// Names for the numbers in a result; a function that is absent gives null.
struct NetworkLabels {
    LengthLabels length;
    std::function<std::string(std::uint32_t facility)> facility;
    std::function<std::string(std::uint32_t point)> point;
};

/// What length_json() gives but "change", and `{"within_m","access","walk","snap_m","beside_m","euclidean_covered_m",
/// "euclidean_share","share_difference","unreached":{"length_m","points","weight","points_off_streets",
/// "facilities_off_streets"},"points","area","facilities","split_points","streets"}`. \param top at most so many gaps,
/// points, facilities and split points, each (0: all)
[[nodiscard]] std::string network_json(const NetworkFound& found, const NetworkAsked& asked,
                                       const NetworkLabels& labels, std::size_t top = 0);

/// One row for the whole, each zone, what lies outside, each group and each facility:
/// `level,id,total_m,covered_m,share,count,served,points_share,weight,served_weight,weighted_share`.
[[nodiscard]] std::string network_csv(const NetworkFound& found, const NetworkAsked& asked,
                                      const NetworkLabels& labels);

/// Share along the streets less that of the straight distance; nullopt without lines.
[[nodiscard]] std::optional<double> share_difference(const NetworkFound& found);

} // namespace kerb::report
