#include <cmath>
#include <numeric>

#include <kerb/waterlogging/runoff.hpp>

namespace kerb::waterlogging {

Surfaces surfaces_of(const Depressions& found, std::span<const std::uint8_t> class_of_cell, std::size_t classes) {
    Surfaces surfaces;
    surfaces.classes = classes;
    surfaces.cells.assign((found.tree.leaves + 1) * classes, 0);
    for (std::size_t cell = 0; cell < found.basin.size(); ++cell) {
        if (found.basin[cell] != no_basin) {
            ++surfaces.cells[found.basin[cell] * classes + (class_of_cell.empty() ? 0U : class_of_cell[cell])];
        }
    }
    return surfaces;
}

Rain rain_at_once(double depth_m, std::size_t classes) {
    return {{}, {depth_m}, std::vector<std::vector<double>>(classes, {depth_m})};
}

RunoffSteps::RunoffSteps(const Surfaces& surfaces, const Rain& rain)
    : surfaces_(surfaces),
      rain_(rain),
      total_m_(surfaces.classes),
      given_(surfaces.basins()),
      now_(surfaces.basins()),
      all_cells_(std::accumulate(surfaces.cells.begin(), surfaces.cells.end(), std::int64_t{0})) {}

const std::vector<Volume>& RunoffSteps::next() {
    for (std::size_t c = 0; c < surfaces_.classes; ++c) {
        total_m_[c] += rain_.excess_m[c][step_];
    }
    total_fallen_m_ += rain_.fallen_m[step_];
    ++step_;
    fallen_ = std::llrint(static_cast<double>(all_cells_) * total_fallen_m_ * 0x1p20);
    const auto* cells = surfaces_.cells.data();
    for (std::size_t basin = 0; basin < now_.size(); ++basin, cells += surfaces_.classes) {
        double due = 0;
        for (std::size_t c = 0; c < surfaces_.classes; ++c) {
            due += cells[c] * total_m_[c];
        }
        const auto total = std::llrint(due * 0x1p20);
        now_[basin] = total - given_[basin];
        given_[basin] = total;
        run_off_ += now_[basin];
    }
    return now_;
}

} // namespace kerb::waterlogging
