// The table of a luminaire: expanding it by symmetry, and looking it up.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/coverage/photometry.hpp>

namespace kerb::coverage {

/// A plane as a file has it.
struct StoredPlane {
    double c_deg;
    std::vector<double> cd;
};

/// Fills `c_deg` and `cd` with the stored planes and their mirror images. Of planes at one angle the first stays; where
/// none lies at C0, it is interpolated from its neighbours. \pre planes is not empty, and each has a value for each γ
void expand(Photometry& photometry, std::vector<StoredPlane> planes);

/// C within 0 … 360.
[[nodiscard]] double turned(double c_deg);

/// Linear in both directions within cell (i, j).
inline double interpolated(const Photometry& table, std::size_t i, std::size_t j, double c, double gamma) {
    const auto n = table.gamma_deg.size();
    const auto* low = table.cd.data() + i * n + j;
    const auto* high = low + n;
    const double s = (gamma - table.gamma_deg[j]) / (table.gamma_deg[j + 1] - table.gamma_deg[j]);
    const double t = (c - table.c_deg[i]) / (table.c_deg[i + 1] - table.c_deg[i]);
    const double a = low[0] + (low[1] - low[0]) * s, b = high[0] + (high[1] - high[0]) * s;
    return a + (b - a) * t;
}

/// Ascending angles, with the cell of an angle found in constant time for the tables of practice.
class AngleAxis {
public:
    explicit AngleAxis(std::span<const double> angles);
    /// The last cell that begins at or before `angle`. \pre first ≤ angle ≤ last
    [[nodiscard]] std::size_t cell(double angle) const {
        std::size_t i = first_[static_cast<std::size_t>((angle - angles_.front()) * per_degree_)];
        while (i + 2 < angles_.size() && angles_[i + 1] <= angle) {
            ++i;
        }
        return i;
    }

private:
    static constexpr double per_degree_ = 2;
    std::span<const double> angles_;
    std::vector<std::uint32_t> first_; // the cell at the lower end of each half degree
};

} // namespace kerb::coverage
