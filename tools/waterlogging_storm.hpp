// What `kerb waterlogging storm` shows.
#pragma once

#include <optional>
#include <span>
#include <string>

#include <kerb/waterlogging/design_storm.hpp>

#include "session.hpp"

namespace kerb::tools {

/// A storm to show: of a city's formula, or a hyetograph that somebody gave.
struct ShownStorm {
    const waterlogging::StormCity* city = nullptr; ///< null: a given hyetograph
    std::optional<waterlogging::DesignStorm> design;
    waterlogging::Hyetograph hyetograph;
    std::string source; ///< of a given hyetograph
    waterlogging::RateFactor factor = waterlogging::RateFactor::rounded;
};

/// Formula, depth, peak, notes, and the hyetograph as a table with bars.
[[nodiscard]] std::string storm_text(const Session& session, const ShownStorm& storm);

/// A table of formulas with ranges and status.
[[nodiscard]] std::string formulas_text(const Session& session, std::span<const waterlogging::StormCity> cities);

} // namespace kerb::tools
