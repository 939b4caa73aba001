// From which load on does water reach a level?
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/waterlogging/storm_run.hpp>

namespace kerb::waterlogging {

/// Where the least load lies that reaches a level: above `below`, at `reached` at the latest. `reached` is infinite
/// when not even the largest load does, `below` is −∞ when the smallest does.
struct Onset {
    double below = -std::numeric_limits<double>::infinity();
    double reached = std::numeric_limits<double>::infinity();
    friend bool operator==(const Onset&, const Onset&) = default;
};

/// Highest level of each leaf basin under a load.
using Levels = std::function<std::vector<double>(double load)>;

/// A place is reached as soon as one of its watches is.
using WatchedPlace = std::vector<Watch>;

/// For each place, the first of the ascending `loads` that reaches it, then bisected between that and the one before,
/// until they differ by `resolution` or less. Between two loads the level is taken to grow with the load; across the
/// loads it may fall, as interval formulas do where two intervals meet. \pre loads ascend, resolution > 0 \param levels
/// is called from several threads at once \par Complexity one call for each load and for each interval that some place
/// asks to be halved
[[nodiscard]] std::vector<Onset> onsets(std::span<const WatchedPlace> places, std::span<const double> loads,
                                        double resolution, const Levels& levels, Threads threads = Threads(1));

} // namespace kerb::waterlogging
