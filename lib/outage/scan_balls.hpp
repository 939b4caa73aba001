// Windows that grow about a centre.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scan_windows.hpp"

namespace kerb::outage {

/// A place with a distance that orders it, in a unit of the source's own.
struct NearPlace {
    double distance = 0;
    std::uint32_t place = 0;
    friend bool operator<(const NearPlace& a, const NearPlace& b) {
        return a.distance != b.distance ? a.distance < b.distance : a.place < b.place;
    }
};

/// The windows about a centre, one for each distance at which places lie.
struct NearList {
    std::vector<std::uint32_t> places; ///< nearest first
    std::vector<std::uint32_t> ends;   ///< of each window in `places`
    std::vector<Quanta> sizes;         ///< of each window
    std::vector<double> distances;     ///< of each window, in the source's unit

    /// From places in order, as long as windows are no larger than `most`.
    void take(std::span<const NearPlace> sorted, std::span<const Quanta> size_of, Quanta most);
};

/// Who is near whom. Limits of size and distance are its own.
class BallSource {
public:
    BallSource() = default;
    virtual ~BallSource() = default;
    BallSource(const BallSource&) = delete;
    BallSource& operator=(const BallSource&) = delete;

    /// One place of each group of those that lie together, so that neighbours stand near each other.
    [[nodiscard]] virtual std::vector<std::uint32_t> centres() const = 0;
    /// Fills the first lists for some centres (at most 64, the better if they are neighbours).
    virtual void near(std::span<const std::uint32_t> centres, std::span<NearList> lists) const = 0;
    [[nodiscard]] virtual double metres(double distance) const = 0;
};

[[nodiscard]] PassResult scan_balls(const Pass& pass, const BallSource& source);

} // namespace kerb::outage
