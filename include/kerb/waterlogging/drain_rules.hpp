// What inlets and pipes are taken to be where the records are silent, as data that a planner may edit.
#pragma once

#include <array>
#include <string>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/waterlogging/hydraulics.hpp>

namespace kerb::waterlogging {

/// A file like `data/rules/drains.toml`.
struct DrainRules {
    std::string source, status;
    double inlet_length_m = 0, inlet_width_m = 0, open_share = 0, curb_height_m = 0, clogging = 0, flowing_depth_m = 0;
    double pipe_height_m = 0, pipe_length_m = 0;
    double street_roughness = 0, street_cross_slope = 0, street_entry_min = 0, street_velocity_m_s = 0,
           street_brim_m = 0;
    std::vector<double> diameters_m;    ///< in which pipes are made, ascending
    std::array<double, 12> roughness{}; ///< by Material

    /// \throws SourceError naming the file and the key that is missing, unknown or out of bounds.
    [[nodiscard]] static DrainRules from_toml(const TomlTable& table);
    /// The table that is compiled in. Thread-safe; read once.
    [[nodiscard]] static const DrainRules& builtin();

    // Of what a record says only values that can be are taken: sizes and roughness above 0 (roughness below 1), a
    // clogged share from 0 to 1; else those of the rules.
    [[nodiscard]] InletOpening opening_of(const Inlet& inlet) const;
    [[nodiscard]] double clogging_of(const Inlet& inlet) const {
        return is_share(inlet.clogging) ? *inlet.clogging : clogging;
    }
    [[nodiscard]] double roughness_of(const Conduit& conduit) const {
        return is_roughness(conduit.roughness) ? *conduit.roughness
                                               : roughness[static_cast<std::size_t>(conduit.material)];
    }
    [[nodiscard]] static bool is_size(const std::optional<double>& metres) { return metres && *metres > 0; }
    [[nodiscard]] static bool is_share(const std::optional<double>& part) { return part && *part >= 0 && *part <= 1; }
    /// Deeper or higher no drain lies: `-9999` and its like stand for none.
    [[nodiscard]] static bool is_level(const std::optional<double>& level) {
        return level && *level > -500 && *level < 9000;
    }
    /// Manning's n.
    [[nodiscard]] static bool is_roughness(const std::optional<double>& n) { return n && *n > 0 && *n < 1; }
};

} // namespace kerb::waterlogging
