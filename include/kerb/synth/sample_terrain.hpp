// The ground of a sample city.
#pragma once

#include <memory>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb::synth {

class Ground;

/// Bare ground as a function of the place: it falls to the river in the south (about 0.3 %) over long smooth hills;
/// streets have a crown of 2 %, flat gutters at one level across junctions, kerbs of 15 cm, and go on as troughs where
/// there is no street, so that only planted places hold water; hollows on roads, each a paraboloid with a level rim;
/// one road dips below an expressway, whose deck is not part of the ground; the river's bed and banks. Levels are in
/// metres above the datum. Thread-safe.
class Terrain {
public:
    explicit Terrain(std::shared_ptr<const Ground> ground) : ground_(std::move(ground)) {}

    [[nodiscard]] double elevation(Point p) const;
    /// 2, 5 or 10 m for a city of size s, m or l.
    [[nodiscard]] double cell_size() const;
    /// The city, its border and the river, sampled at the cells' centres and rounded to 2⁻⁹ m, which compresses well.
    /// The same for any number of threads. \par Complexity about 50 ns a cell
    [[nodiscard]] Grid grid(Threads threads = Threads(1)) const;
    [[nodiscard]] const Ground& ground() const { return *ground_; }

private:
    std::shared_ptr<const Ground> ground_;
};

} // namespace kerb::synth
