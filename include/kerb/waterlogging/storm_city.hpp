// The storm formulas of a city, and which of them a wish is answered by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/waterlogging/form_deviation.hpp>
#include <kerb/waterlogging/storm_formula.hpp>

namespace kerb::waterlogging {

/// Where the peak of a storm lies, by its duration: a `[[peak]]` of `data/storms/`.
struct PeakRatio {
    std::string zone;     ///< empty: all zones of the city
    FormulaRange t_range; ///< durations, minutes
    double ratio = 0;     ///< share of the duration before the peak, 0 … 1
    std::string source, source_zh;
};

/// A file of `data/storms/`.
struct StormCity {
    std::string id, name, name_zh;
    std::vector<StormFormula> formulas; ///< in the order of the file
    std::vector<PeakRatio> peaks;
    std::vector<FormDeviation> deviations; ///< between the forms

    /// Reads and cross-checks a file. \throws SourceError as StormFormula::from_toml, and when the mean deviation
    /// between two forms of one edition passes form_tolerance at some return period, naming both.
    [[nodiscard]] static StormCity from_toml(const TomlTable& table);
    /// Does it bear the name? Id, English name in any case, Chinese name with or without 市.
    [[nodiscard]] bool called(std::string_view text) const;
    /// The peak ratio stated for a zone and duration: that of the narrowest range of durations; null when none is.
    [[nodiscard]] const PeakRatio* peak(std::string_view zone, double duration_min) const;
};

/// The cities of `data/storms/`, by id. Thread-safe; read once.
[[nodiscard]] const std::vector<StormCity>& builtin_storm_cities();

/// The city of that name; null when there is none.
[[nodiscard]] const StormCity* find_storm_city(std::string_view name);

/// Which formula is wanted. Empty texts and absent forms leave it open.
struct FormulaWish {
    double return_period_a = 0;
    double duration_min = 0;
    std::string zone{}; ///< as written in the file, in either language
    std::string id{};
    std::optional<FormulaForm> form{};
    bool allow_unverified = false;
};

/// The formula that answers a wish: of those that cover the return period and the duration, one in force before a
/// superseded one, then intervals before single P before general, then the first of the file.
/// \throws UsageError for an unknown zone or id, a form that the city has not, and where no formula covers the wish
/// (naming the ranges); Error with Outcome::needs_decision when only unverified formulas do, or those of several zones.
/// \par Complexity O(formulas).
[[nodiscard]] const StormFormula& choose_formula(const StormCity& city, const FormulaWish& wish);

} // namespace kerb::waterlogging
