#include "checked_places.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include <kerb/base/error.hpp>

#include "edge_waves.hpp"

namespace kerb::network {

PlaceOnEdge checked(const Graph& graph, PlaceOnEdge place) {
    const auto fail = [&](const char* code) { throw UsageError({code, {{"item", place.item}}}); };
    if (place.edge >= graph.edges.size() || place.item == no_source) {
        fail("network.place_off_edges");
    }
    const auto length = graph.edges[place.edge].length_m();
    constexpr double slack = 1e-6;
    if (!(place.from_m >= -slack && place.to_m <= length + slack && place.from_m <= place.to_m)) {
        fail("network.place_off_edges");
    }
    if (!(place.access_m >= 0 && place.access_m <= 1e12)) {
        fail("network.bad_access");
    }
    const auto put = [&](double x) {
        return x < same_place_m ? 0 : length - x < same_place_m ? length : x;
    };
    place.from_m = put(place.from_m);
    place.to_m = put(place.to_m);
    place.access_m += 0.0; // a zero is not negative here
    return place;
}

std::vector<PlaceOnEdge> sorted_places(const Graph& graph, std::span<const PlaceOnEdge> given, bool charge) {
    std::vector<PlaceOnEdge> places;
    places.reserve(given.size());
    std::transform(given.begin(), given.end(), std::back_inserter(places),
                   [&](const PlaceOnEdge& place) { return checked(graph, place); });
    const auto key = [charge](const PlaceOnEdge& place) {
        return std::tuple(place.edge, place.from_m, place.to_m, charge ? place.access_m : 0, place.item);
    };
    std::sort(places.begin(), places.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    return places;
}

} // namespace kerb::network
