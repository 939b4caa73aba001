// One pass over one kind of windows.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>

#include "scan_ratio.hpp"
#include "scan_replicas.hpp"

namespace kerb::outage {

/// The places of a pass in the order that their places give; below, a place is a position in it.
struct Field {
    std::vector<std::uint32_t> lamp; ///< as the caller numbers it
    std::vector<std::int64_t> cases;
    std::vector<Quanta> size;
};

struct Pass {
    const Field& field;
    const LikelihoodRatio& ratio;
    const Dealer& dealer;
    Quanta most = 0;   ///< population of a window
    double most_m = 0; ///< its radius or length; may be infinite
    std::uint32_t replicas = 0;
    std::size_t clusters = 1; ///< no more are wanted
    Threads threads{1};
    const Progress& progress;
    double done = 0, share = 1; ///< of all that is in progress, this pass begins here and takes so much
};

struct Window {
    double ratio = 0;
    std::int64_t cases = 0;
    Quanta size = 0;
    std::uint32_t centre = 0, last = 0; ///< places
    double radius_m = 0;
    std::vector<std::uint32_t> places;
};

struct PassResult {
    std::vector<double> greatest; ///< of each replica
    std::vector<Window> clusters; ///< greatest of what was seen, sharing no place; none if no rate is high
};

/// A kind of windows.
class WindowScan {
public:
    WindowScan() = default;
    virtual ~WindowScan() = default;
    WindowScan(const WindowScan&) = delete;
    WindowScan& operator=(const WindowScan&) = delete;

    /// Lamps in an order that does not depend on their numbers, but among those with the same place and size.
    [[nodiscard]] virtual std::vector<std::uint32_t> order(std::span<const Quanta> sizes) const = 0;
    [[nodiscard]] virtual PassResult scan(const Pass& pass) const = 0;
};

/// The places of the cases that were seen.
inline CasePlaces seen_cases(const Field& field) {
    CasePlaces made;
    for (std::uint32_t place = 0; place < field.cases.size(); ++place) {
        made.insert(made.end(), static_cast<std::size_t>(field.cases[place]), place);
    }
    return made;
}

} // namespace kerb::outage
