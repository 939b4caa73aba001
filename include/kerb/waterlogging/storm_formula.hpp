// A storm formula: its record, its ranges, and the curve of a return period.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <kerb/base/toml.hpp>
#include <kerb/waterlogging/storm_curve.hpp>

namespace kerb::waterlogging {

/// How a formula depends on the return period, in the order in which forms are preferred: official reports recommend
/// interval formulas, and a general formula may be off the single-P ones that it was fitted to.
enum class FormulaForm : std::uint8_t { interval, single, general };
/// How far a formula was checked: the issuer's own text; as another text quotes it; from memory.
enum class FormulaStatus : std::uint8_t { official, secondary, unverified };
/// Which rains of the record were taken: the highest of each year, or several of a year. The return periods of GB 51222
/// are meant for annual maxima.
enum class Sampling : std::uint8_t { unknown, annual_maximum, annual_multiple };
/// Unit in which the coefficients give the intensity.
enum class IntensityUnit : std::uint8_t { l_s_ha, mm_min };

/// Names as the data files write them: `interval`, `secondary`, `annual_maximum`, `L/(s·ha)`.
[[nodiscard]] const char* name_of(FormulaForm form);
[[nodiscard]] const char* name_of(FormulaStatus status);
[[nodiscard]] const char* name_of(Sampling sampling);
[[nodiscard]] const char* name_of(IntensityUnit unit);

/// From, to; the upper end belongs to the range unless said otherwise.
struct FormulaRange {
    double from = 0, to = 0;
    [[nodiscard]] bool holds(double value) const { return value >= from && value <= to; }
};

/// a1 (1 + c lg P) P^exponent / (t + b)^n; files give `c` or `exponent`, the other is 0.
struct GeneralForm {
    double a1 = 0, c = 0, exponent = 0, b = 0, n = 0;
};

/// a, b and n each as x1 + x2 ln(P − x3), for P of one interval.
struct FormulaInterval {
    FormulaRange p;
    std::array<double, 3> a{}, b{}, n{};
};
/// Intervals in ascending order, each beginning where the one before ends; where two meet, the upper one holds.
using IntervalForm = std::vector<FormulaInterval>;

/// a / (t + b)^n at one return period.
struct SingleCurve {
    double p = 0, a = 0, b = 0, n = 0;
};
/// In ascending order of P.
using SingleForm = std::vector<SingleCurve>;

/// One formula of one zone of a city: a `[[formula]]` of `data/storms/`.
struct StormFormula {
    std::string id, zone, zone_zh, edition;
    std::variant<IntervalForm, SingleForm, GeneralForm> law; ///< the index is the form
    IntensityUnit unit = IntensityUnit::l_s_ha;
    FormulaRange p_range;       ///< years; of intervals and single P: from the first to the last
    bool open_end = false;      ///< the upper end of p_range is not part of it
    FormulaRange t_range;       ///< minutes
    bool ranges_stated = false; ///< false: the source does not state them, usual ones were taken
    Sampling sampling = Sampling::unknown;
    std::optional<std::pair<int, int>> data_years; ///< first and last year of the rain record
    std::string document, document_zh, source, source_zh, note, note_zh;
    std::string valid_from, valid_to; ///< days as YYYY-MM-DD, or empty
    std::string supersedes;
    bool superseded = false; ///< by another formula, or out of force since valid_to
    FormulaStatus status = FormulaStatus::unverified;

    /// \throws SourceError naming the file, table and key that is missing, unknown or of the wrong type, ranges and
    /// intervals that do not fit together, and coefficients that give no curve somewhere in the range.
    [[nodiscard]] static StormFormula from_toml(const TomlTable& table);
    [[nodiscard]] FormulaForm form() const { return static_cast<FormulaForm>(law.index()); }
    /// Is there a curve for that return period? A single-P formula has curves at its own P only.
    [[nodiscard]] bool covers(double return_period_a) const;
    /// And is the duration within the range?
    [[nodiscard]] bool covers(double return_period_a, double duration_min) const;
    /// The curve of a return period in years. \throws UsageError outside of the range. \par Complexity O(intervals).
    [[nodiscard]] StormCurve curve(double return_period_a, RateFactor factor = RateFactor::rounded) const;
    /// Depth of a storm, mm. \throws UsageError when the return period or the duration is outside of its range.
    [[nodiscard]] double depth_mm(double return_period_a, double duration_min,
                                  RateFactor factor = RateFactor::rounded) const;
    /// The ranges as text, `P 2–100 a, t 1–180 min`.
    [[nodiscard]] std::string ranges_text() const;
};

} // namespace kerb::waterlogging
