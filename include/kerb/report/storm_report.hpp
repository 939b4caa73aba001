// A storm, and the formulas there are, as JSON and CSV.
#pragma once

#include <optional>
#include <span>
#include <string>

#include <kerb/base/message.hpp>
#include <kerb/waterlogging/design_storm.hpp>

namespace kerb::report {

/// The formula as people write it, with its unit: `q = 2001 (1 + 0.811 lg P) / (t + 8)^0.711 L/(s·ha)`; of intervals
/// and single P, each with its P.
[[nodiscard]] std::string law_text(const waterlogging::StormFormula& formula);

/// The curve of one return period: `i = 33.512 / (t + 18.415)^0.785 mm/min`.
[[nodiscard]] std::string curve_text(const waterlogging::StormCurve& curve);

/// What a storm's document tells: a design storm of a city, or a hyetograph that somebody gave.
struct StormReport {
    const waterlogging::StormCity* city = nullptr;        ///< null: a given hyetograph
    const waterlogging::DesignStorm* design = nullptr;    ///< as `city`
    const waterlogging::Hyetograph* hyetograph = nullptr; ///< always
    waterlogging::RateFactor factor = waterlogging::RateFactor::rounded;
    Language language = Language::en; ///< of the notes
};

/// `{"city","formula","return_period_a","duration_min","curve","l_s_ha_per_mm_min","depth_mm","mean_intensity_mm_min",
/// "mean_rate_l_s_ha","shape","peak","steps":[{"from_min","to_min","depth_mm","intensity_mm_min","cumulative_mm"}],
/// "notes":[{"code","text"}]}`; what a given hyetograph does not have is null.
/// docs/schema/waterlogging-storm.schema.json \par Complexity O(steps)
[[nodiscard]] std::string storm_json(const StormReport& report);

/// A row for each step: `from_min,to_min,depth_mm,intensity_mm_min,cumulative_mm`.
[[nodiscard]] std::string storm_csv(const waterlogging::Hyetograph& hyetograph);

/// `{"formulas":[…]}`: records, laws and ranges. docs/schema/waterlogging-storm-formulas.schema.json
[[nodiscard]] std::string formulas_json(std::span<const waterlogging::StormCity> cities, Language language);

/// A row for each formula.
[[nodiscard]] std::string formulas_csv(std::span<const waterlogging::StormCity> cities, Language language);

} // namespace kerb::report
