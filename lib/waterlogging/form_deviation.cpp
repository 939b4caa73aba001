#include <array>
#include <cmath>
#include <optional>

#include <kerb/waterlogging/form_deviation.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::array durations_min = {5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 150.0, 180.0};
constexpr std::array return_periods_a = {2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0};

std::optional<FormDeviation> deviation_at(const StormFormula& formula, const StormFormula& against, double p) {
    if (!formula.covers(p) || !against.covers(p)) {
        return std::nullopt;
    }
    const auto curve = formula.curve(p), other = against.curve(p);
    FormDeviation found{formula.id, against.id, p, 0, 0, 0};
    int count = 0;
    for (const auto t : durations_min) {
        if (!formula.t_range.holds(t) || !against.t_range.holds(t)) {
            continue;
        }
        const auto off = curve.intensity_mm_min(t) / other.intensity_mm_min(t) - 1;
        found.mean += std::abs(off);
        ++count;
        if (std::abs(off) > std::abs(found.worst)) {
            found.worst = off;
            found.worst_at_min = t;
        }
    }
    found.mean /= count > 0 ? count : 1;
    return count > 0 ? std::optional(found) : std::nullopt;
}

void compare(const StormFormula& formula, const StormFormula& against, std::vector<FormDeviation>& all) {
    std::vector<double> periods(return_periods_a.begin(), return_periods_a.end());
    if (const auto* curves = std::get_if<SingleForm>(&against.law)) {
        periods.clear();
        for (const auto& curve : *curves) {
            periods.push_back(curve.p);
        }
    }
    for (const auto p : periods) {
        if (const auto found = deviation_at(formula, against, p)) {
            all.push_back(*found);
        }
    }
}

/// Is `against` the form to hold `formula` against? Single-P curves come first, then intervals.
bool judges(const StormFormula& against, const StormFormula& formula) {
    const auto trust = [](FormulaForm form) {
        return form == FormulaForm::single ? 2 : form == FormulaForm::interval ? 1 : 0;
    };
    return against.zone == formula.zone && against.edition == formula.edition &&
           trust(against.form()) > trust(formula.form());
}

} // namespace

std::vector<FormDeviation> form_deviations(std::span<const StormFormula> formulas) {
    std::vector<FormDeviation> all;
    for (const auto& formula : formulas) {
        for (const auto& against : formulas) {
            if (judges(against, formula)) {
                compare(formula, against, all);
            }
        }
    }
    return all;
}

} // namespace kerb::waterlogging
