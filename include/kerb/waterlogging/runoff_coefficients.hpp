// Runoff coefficients by surface, as data that a planner may edit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/waterlogging/storm_formula.hpp>

namespace kerb::waterlogging {

/// The share of the rain that runs off one kind of surface.
struct SurfaceRunoff {
    std::string id, title, title_zh;
    double low = 0, high = 0; ///< bounds used in design, 0 … 1
    /// The value taken where one is needed.
    [[nodiscard]] double middle() const { return (low + high) / 2; }
};

/// A file like `data/rules/runoff_coefficients.toml`.
struct RunoffCoefficients {
    std::string source, note, note_zh;
    FormulaStatus status = FormulaStatus::unverified;
    std::vector<SurfaceRunoff> surfaces; ///< in the order of the file, each id once

    /// \throws SourceError naming the file, table and key that is missing, unknown, repeated or out of bounds.
    [[nodiscard]] static RunoffCoefficients from_toml(const TomlTable& table);
    /// The table that is compiled in. Thread-safe; read once.
    [[nodiscard]] static const RunoffCoefficients& builtin();
    /// The surface of that id. \throws UsageError listing the ids there are.
    [[nodiscard]] const SurfaceRunoff& at(std::string_view id) const;
};

} // namespace kerb::waterlogging
