#include <algorithm>
#include <tuple>

#include <kerb/network/reach.hpp>

namespace kerb::network {

std::optional<Nearby> nearby(const Reach& reach, const PlaceOnEdge& place, const ReachOptions& options) {
    auto at = std::partition_point(reach.stretches.begin(), reach.stretches.end(), [&](const ReachedStretch& stretch) {
        return std::tuple(stretch.edge, stretch.to_m) < std::tuple(place.edge, place.from_m);
    });
    std::optional<Nearby> best;
    for (; at != reach.stretches.end() && at->edge == place.edge && at->from_m <= place.to_m; ++at) {
        for (const auto x : {std::max(at->from_m, place.from_m), std::min(at->to_m, place.to_m)}) {
            const Nearby here{distance_at(*at, x), at->item, x};
            const auto key = [](const Nearby& n) { return std::tuple(n.distance_m, n.item, n.at_m); };
            if (!best || key(here) < key(*best)) {
                best = here;
            }
        }
    }
    if (best && options.charge_access) {
        best->distance_m += place.access_m;
    }
    return best && best->distance_m <= options.within.value() ? best : std::nullopt;
}

double distance_at(const ReachedStretch& stretch, double x) {
    if (stretch.end_m > stretch.start_m) {
        return stretch.start_m + (x - stretch.from_m);
    }
    return stretch.end_m < stretch.start_m ? stretch.end_m + (stretch.to_m - x) : stretch.start_m;
}

} // namespace kerb::network
