// Streets of a city as a graph, compute alone: the layer is read first, then timed.
// usage: kerb_versus_network CITY.gpkg [threads = 1] [runs = 5]; prints one JSON object.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <kerb/network/street_graph.hpp>

#include "versus_timed.hpp"

namespace {

using kerb::bench::read;
using kerb::bench::say;
using kerb::bench::timed;
using kerb::network::Noding;

int run(const std::string& city, kerb::Threads threads, int runs) {
    const auto roads = read<kerb::Lines>(city, "roads", kerb::Shape::line);
    kerb::network::StreetInput input;
    input.lines = &roads;
    std::printf("{");
    const std::pair<const char*, Noding> ways[] = {
        {"graph_vertices", Noding::vertices}, {"graph_ends", Noding::ends}, {"graph_everywhere", Noding::everywhere}};
    for (const auto& [name, noding] : ways) {
        std::size_t nodes = 0;
        const auto time = timed(noding == Noding::everywhere ? 1 : runs, [&] {
            nodes = kerb::network::street_graph(input, {.noding = noding, .threads = threads}).graph.nodes.size();
        });
        say(name, time, static_cast<double>(nodes), ", ");
    }
    std::printf("\"roads\": %zu, \"points\": %zu}\n", roads.size(), roads.points.size());
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: kerb_versus_network CITY.gpkg [threads = 1] [runs = 5]\n", stderr);
        return 2;
    }
    try {
        return run(argv[1], kerb::Threads{argc > 2 ? std::atoi(argv[2]) : 1},
                   argc > 3 ? std::max(1, std::atoi(argv[3])) : 5);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kerb_versus_network: %s\n", error.what());
        return 1;
    }
}
