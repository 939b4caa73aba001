// How does a road surface send light back to a driver?
#pragma once

#include <string>
#include <vector>

#include <kerb/base/toml.hpp>

namespace kerb::coverage {

/// Reduced luminance coefficients r = q·cos³ε of a road surface for a driver who looks down by 1° (CIE 144), by the
/// angle β between the planes of view and of incidence (0: the lamp is straight ahead) and by tan ε.
struct RTable {
    std::string name, source, status;
    std::vector<double> beta_deg; ///< ascending from 0 to 180
    std::vector<double> tan_eps;  ///< ascending from 0
    std::vector<double> r;        ///< in 1/sr; row by row of tan_eps
    friend bool operator==(const RTable&, const RTable&) = default;
};

/// Reads a table like those of data/rtables/: `name`, `source`, `status`, `beta_deg`, `tan_eps`, `factor` (of the
/// printed numbers, 1e-4 by custom), `q0_printed` and `q0` (optional: the table is scaled by their ratio) and `r`, a
/// list of rows. \throws SourceError naming the key that is missing or wrong
[[nodiscard]] RTable r_table_from_toml(const TomlTable& table);

/// Linear in β and tan ε, exact at the table's angles; 0 beyond its last tan ε. \pre 0 ≤ beta_deg ≤ 180, tan_eps ≥ 0
[[nodiscard]] double reduced_luminance(const RTable& table, double beta_deg, double tan_eps);

} // namespace kerb::coverage
