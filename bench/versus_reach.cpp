// What 200 facilities reach within 500 m along the streets of a city, compute alone: layers are read, the graph made
// and facilities snapped first. usage: kerb_versus_reach CITY.gpkg [threads = 1] [runs = 9] [ARRAYS]; prints one JSON
// object, and writes the graph and the facilities for a peer: ARRAYS.edges, .places and .nodes, rows of doubles, and
// ARRAYS.csv, where the facilities are.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iomanip>

#include <kerb/network/reach_each.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>

#include "versus_timed.hpp"

namespace {

using kerb::bench::read;
using kerb::bench::say;
using kerb::bench::timed;
using namespace kerb::network;

constexpr std::size_t facilities = 200;

/// Every so manieth building, so that they lie all over the city.
kerb::Points some_places(const std::string& city) {
    kerb::Points places;
    const auto buildings = read<std::vector<kerb::MultiPolygon>>(city, "buildings", kerb::Shape::polygon);
    for (std::size_t i = 0; i < facilities && !buildings.empty(); ++i) {
        places.push_back(kerb::bounds(buildings[i * buildings.size() / facilities]).centre());
    }
    return places;
}

void write_row(std::ofstream& file, std::initializer_list<double> row) {
    for (const auto value : row) {
        file.write(reinterpret_cast<const char*>(&value), sizeof value);
    }
}

void write_arrays(const std::string& name, const Graph& graph, const kerb::Points& at,
                  const std::vector<PlaceOnEdge>& places, const Reach& found) {
    std::ofstream csv(name + ".csv");
    csv << "x,y\n" << std::setprecision(17);
    for (const auto& p : at) {
        csv << p.x << ',' << p.y << '\n';
    }
    std::ofstream edges(name + ".edges", std::ios::binary), starts(name + ".places", std::ios::binary),
        nodes(name + ".nodes", std::ios::binary);
    for (const auto& edge : graph.edges) {
        write_row(edges, {double(edge.from), double(edge.to), edge.length_m()});
    }
    for (const auto& place : places) {
        write_row(starts, {double(place.edge), place.from_m});
    }
    for (const auto& node : found.nodes) {
        write_row(nodes, {double(node.node), node.distance_m});
    }
}

double reached_m(const Reach& found) {
    double sum = 0;
    for (const auto& stretch : found.stretches) {
        sum += stretch.to_m - stretch.from_m;
    }
    return sum;
}

int run(const std::string& city, kerb::Threads threads, int runs, const char* arrays) {
    const auto roads = read<kerb::Lines>(city, "roads", kerb::Shape::line);
    const auto at = some_places(city);
    StreetInput input;
    input.lines = &roads;
    const ReachOptions options{.within = kerb::Metres{500}, .threads = threads};
    Streets streets;
    std::vector<PlaceOnEdge> places;
    Reach found;
    const auto whole = timed(std::min(runs, 3), [&] {
        streets = street_graph(input, {.threads = threads});
        places = snap(streets.graph, roads, std::span<const kerb::Point>(at), {.threads = threads}).places;
        found = reach(streets.graph, places, options);
    });
    const auto once = timed(runs, [&] { found = reach(streets.graph, places, options); });
    ReachSearch search(streets.graph);
    const auto again = timed(runs, [&] { search.find(places, options, found); });
    std::size_t overlapping = 0;
    const auto each = timed(runs, [&] { overlapping = reach_each(streets.graph, places, options).entries.size(); });
    std::printf("{");
    say("graph_snap_reach", whole, reached_m(found), ", ");
    say("reach_once", once, reached_m(found), ", ");
    say("reach_again", again, reached_m(found), ", ");
    say("reach_each", each, static_cast<double>(overlapping), ", ");
    std::printf("\"edges\": %zu, \"nodes\": %zu, \"places\": %zu, \"nodes_reached\": %zu, \"stretches\": %zu}\n",
                streets.graph.edges.size(), streets.graph.nodes.size(), places.size(), found.nodes.size(),
                found.stretches.size());
    if (arrays != nullptr) {
        write_arrays(arrays, streets.graph, at, places, found);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: kerb_versus_reach CITY.gpkg [threads = 1] [runs = 9] [ARRAYS]\n", stderr);
        return 2;
    }
    try {
        return run(argv[1], kerb::Threads{argc > 2 ? std::atoi(argv[2]) : 1},
                   argc > 3 ? std::max(1, std::atoi(argv[3])) : 9, argc > 4 ? argv[4] : nullptr);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kerb_versus_reach: %s\n", error.what());
        return 1;
    }
}
