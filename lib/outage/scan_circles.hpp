// Circles about places in the plane.
#pragma once

#include <kerb/geometry/types.hpp>

#include "scan_windows.hpp"

namespace kerb::outage {

class CircleScan : public WindowScan {
public:
    /// \pre finite coordinates
    explicit CircleScan(std::span<const Point> places);
    [[nodiscard]] std::vector<std::uint32_t> order(std::span<const Quanta> sizes) const override;
    [[nodiscard]] PassResult scan(const Pass& pass) const override;

private:
    std::vector<Point> places_; ///< in units, whole numbers below 2^26: squares of distances are exact
    double unit_m_ = 0.001;
};

} // namespace kerb::outage
