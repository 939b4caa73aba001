// Relations against their naive twins.
#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/containment.hpp>
#include <kerb/inventory/drain_network.hpp>
#include <kerb/inventory/relations.hpp>

#include "support/property.hpp"

using kerb::Inventory;
using kerb::no_asset;
using kerb::Point;

namespace {

using Numbers = std::vector<std::uint32_t>;

/// A point of a coarse lattice, so that ties, borders and coincidences happen; now and then far away.
Point point_of(std::uint32_t number) {
    const double far = number % 97 == 0 ? 4000 : 0;
    return {500000 + number % 61 * 5.0 + far, 3500000 + number / 61 % 53 * 5.0};
}

Inventory city_of(const Numbers& roads, const Numbers& lamps) {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    for (std::size_t i = 0; i + 2 < roads.size(); i += 3) {
        kerb::Road road;
        road.centreline = {{point_of(roads[i]), point_of(roads[i + 1])}, {point_of(roads[i + 2]), point_of(roads[i])}};
        if (roads[i] % 3 == 0) {
            road.width_m = roads[i] % 40;
        }
        city.roads.push_back(std::move(road));
    }
    for (const auto number : lamps) {
        kerb::Streetlight light;
        light.position = point_of(number);
        light.position.x += number % 5 * 0.3;
        city.streetlights.push_back(std::move(light));
    }
    return city;
}

kerb::NearestRoad naive_nearest(const Inventory& city, Point p, double within) {
    kerb::NearestRoad best;
    double best_edge = within;
    for (std::uint32_t r = 0; r < city.roads.size(); ++r) {
        for (const auto& chain : city.roads[r].centreline) {
            for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
                const double centre = kerb::distance_to_segment(p, chain[i], chain[i + 1]);
                const double edge = centre - city.roads[r].width_m.value_or(0) / 2;
                if (edge < best_edge || (edge == best_edge && best.road == no_asset)) {
                    best_edge = edge;
                    best = {r, std::max(0.0, edge), centre};
                }
            }
        }
    }
    return best;
}

/// Lowest key of the zones that hold the point or have it on their border.
std::uint32_t naive_zone(const Inventory& city, Point p) {
    auto best = no_asset;
    for (std::uint32_t z = 0; z < city.zones.size(); ++z) {
        if (kerb::covers(city.zones[z].area, p, 1e-6) &&
            (best == no_asset || city.zones[z].about.key < city.zones[best].about.key)) {
            best = z;
        }
    }
    return best;
}

/// Which nodes lead to which, by Warshall.
std::vector<std::vector<char>> naive_ways(const kerb::DrainNetwork& network) {
    std::vector<std::vector<char>> leads(network.size(), std::vector<char>(network.size(), 0));
    for (const auto& edge : network.edges) {
        leads[edge.from][edge.to] = 1;
    }
    for (std::size_t k = 0; k < leads.size(); ++k) {
        for (std::size_t i = 0; i < leads.size(); ++i) {
            for (std::size_t j = 0; j < leads.size() && leads[i][k] != 0; ++j) {
                leads[i][j] |= leads[k][j];
            }
        }
    }
    return leads;
}

} // namespace

TEST_CASE("The nearest road is the one that looking at all of them finds") {
    kerb::test::holds("grid = scan", [](const Numbers& roads, const Numbers& lamps, std::uint8_t reach) {
        const auto city = city_of(roads, lamps);
        const double within = reach * 2.5;
        const auto nearest = kerb::nearest_roads(city, within, kerb::Threads(1));
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            RC_ASSERT(nearest[i] == naive_nearest(city, city.streetlights[i].position, within));
        }
        for (const int threads : {2, 4}) {
            RC_ASSERT(nearest == kerb::nearest_roads(city, within, kerb::Threads(threads)));
        }
    });
}

TEST_CASE("A point's zone is the one that asking all of them finds") {
    kerb::test::holds("map = scan", [](const Numbers& corners, const Numbers& lamps) {
        auto city = city_of({}, lamps);
        for (const auto corner : corners) {
            const auto [x, y] = point_of(corner);
            const double width = 5.0 + corner % 7 * 10.0, height = 5.0 + corner % 5 * 10.0;
            kerb::Zone zone;
            zone.about.key = std::to_string(corner % 1000);
            zone.kind = "grid";
            zone.area = {{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}}};
            city.zones.push_back(std::move(zone));
        }
        const kerb::ZoneFinder finder(city, "grid");
        for (const auto& light : city.streetlights) {
            RC_ASSERT(finder.zone_of(light.position) == naive_zone(city, light.position));
        }
        const auto all = kerb::containment(city, {"grid"}, kerb::Threads(1));
        for (const int threads : {2, 4}) {
            RC_ASSERT(all[0].zone_of == kerb::containment(city, {"grid"}, kerb::Threads(threads))[0].zone_of);
        }
    });
}

TEST_CASE("Circles and outlets are those of the closure of all ways") {
    kerb::test::holds("search = closure", [](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& pipes) {
        Inventory city(kerb::Frame::from("EPSG:4547"));
        for (int i = 0; i < 20; ++i) {
            city.manholes.emplace_back().about.key = std::to_string(i);
        }
        for (int i = 20; i < 22; ++i) {
            city.outfalls.emplace_back().about.key = std::to_string(i);
        }
        for (const auto& [from, to] : pipes) {
            auto& conduit = city.conduits.emplace_back();
            conduit.from = std::to_string(from % 22);
            conduit.to = std::to_string(to % 22);
        }
        const auto network = kerb::drain_network(city);
        const auto leads = naive_ways(network);
        const auto ends = kerb::flow_ends(network);
        std::vector<std::uint32_t> circle_of(network.size(), no_asset);
        const auto circles = kerb::cycles(network);
        for (const auto& circle : circles) {
            for (const auto node : circle) {
                circle_of[node] = circle.front();
            }
        }
        for (std::uint32_t a = 0; a < network.size(); ++a) {
            const bool arrives = a >= 20 || leads[a][20] != 0 || leads[a][21] != 0;
            RC_ASSERT((ends.arrives[a] != 0) == arrives);
            RC_ASSERT((ends.stop[a] == no_asset) == arrives);
            RC_ASSERT((arrives || ends.stop[a] == a || leads[a][ends.stop[a]] != 0));
            RC_ASSERT((circle_of[a] != no_asset) == (leads[a][a] != 0));
            for (std::uint32_t b = 0; b < network.size(); ++b) {
                const bool together = leads[a][b] != 0 && leads[b][a] != 0;
                RC_ASSERT((a == b || circle_of[a] == no_asset || (circle_of[a] == circle_of[b]) == together));
            }
        }
    });
}
