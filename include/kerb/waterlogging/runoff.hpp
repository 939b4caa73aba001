// Rain on the surfaces of a terrain, and what of it runs off to each leaf basin.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/waterlogging/depressions.hpp>

namespace kerb::waterlogging {

/// Cells of each surface in each leaf basin; basin 0 is what drains off the map at once.
struct Surfaces {
    std::size_t classes = 1;
    std::vector<std::uint32_t> cells; ///< [basin × classes + class]
    [[nodiscard]] std::size_t basins() const { return cells.size() / classes; }
};

/// \param class_of_cell one for each cell, below `classes`; empty: all cells are of class 0. Cells without a value are
/// of no basin and get no rain. \par Complexity linear in the cells
[[nodiscard]] Surfaces surfaces_of(const Depressions& found, std::span<const std::uint8_t> class_of_cell = {},
                                   std::size_t classes = 1);

/// Rain step by step, and how much of it runs off each surface.
struct Rain {
    std::vector<double> length_s;              ///< of each step; empty: all at once, without time
    std::vector<double> fallen_m;              ///< depth in each step
    std::vector<std::vector<double>> excess_m; ///< [class][step]: what runs off; at most what fell
};

/// All at once, everything runs off.
[[nodiscard]] Rain rain_at_once(double depth_m, std::size_t classes = 1);

/// Water that reaches each basin, step by step, in whole numbers: rounding is carried over, so after any number of
/// steps a basin has what is its due to within half a quantum.
class RunoffSteps {
public:
    RunoffSteps(const Surfaces& surfaces, const Rain& rain);
    /// Of the next step; entry 0 is what leaves the map. Valid until the next call.
    [[nodiscard]] const std::vector<Volume>& next();
    [[nodiscard]] std::size_t steps() const { return rain_.fallen_m.size(); }
    [[nodiscard]] Volume fallen() const { return fallen_; }          ///< so far, on all cells
    [[nodiscard]] Volume lost() const { return fallen_ - run_off_; } ///< so far, to losses

private:
    const Surfaces& surfaces_;
    const Rain& rain_;
    std::size_t step_ = 0;
    std::vector<double> total_m_; ///< excess so far, by class
    double total_fallen_m_ = 0;
    std::vector<Volume> given_, now_;
    std::int64_t all_cells_ = 0;
    Volume fallen_ = 0, run_off_ = 0;
};

} // namespace kerb::waterlogging
