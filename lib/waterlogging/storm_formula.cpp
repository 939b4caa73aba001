// Storm formulas: ranges and curves.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/storm_formula.hpp>

namespace kerb::waterlogging {
namespace {

double logarithmic(const std::array<double, 3>& x, double p) {
    return x[0] + x[1] * std::log(p - x[2]);
}

/// The upper one of two intervals that meet at `p`.
const FormulaInterval& interval_at(const IntervalForm& intervals, double p) {
    return *std::find_if(intervals.rbegin(), intervals.rend(), [p](const auto& i) { return i.p.holds(p); });
}

/// Coefficients at a return period, in the formula's own unit.
struct CurveAt {
    double p;

    StormCurve operator()(const IntervalForm& intervals) const {
        const auto& at = interval_at(intervals, p);
        return {logarithmic(at.a, p), logarithmic(at.b, p), logarithmic(at.n, p)};
    }
    StormCurve operator()(const SingleForm& curves) const {
        const auto at = std::find_if(curves.begin(), curves.end(), [this](const auto& curve) { return curve.p == p; });
        return {at->a, at->b, at->n};
    }
    StormCurve operator()(const GeneralForm& general) const {
        return {general.a1 * (1 + general.c * std::log10(p)) * std::pow(p, general.exponent), general.b, general.n};
    }
};

std::string single_text(const SingleForm& curves) {
    std::string text;
    for (const auto& curve : curves) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", curve.p);
    }
    return text;
}

} // namespace

const char* name_of(FormulaForm form) {
    return std::array{"interval", "single", "general"}[static_cast<std::size_t>(form)];
}

const char* name_of(FormulaStatus status) {
    return std::array{"official", "secondary", "unverified"}[static_cast<std::size_t>(status)];
}

const char* name_of(Sampling sampling) {
    return std::array{"unknown", "annual_maximum", "annual_multiple"}[static_cast<std::size_t>(sampling)];
}

const char* name_of(IntensityUnit unit) {
    return std::array{"L/(s·ha)", "mm/min"}[static_cast<std::size_t>(unit)];
}

bool StormFormula::covers(double return_period_a) const {
    if (const auto* curves = std::get_if<SingleForm>(&law)) {
        return std::any_of(curves->begin(), curves->end(), [&](const auto& at) { return at.p == return_period_a; });
    }
    return p_range.holds(return_period_a) && !(open_end && return_period_a == p_range.to);
}

bool StormFormula::covers(double return_period_a, double duration_min) const {
    return covers(return_period_a) && t_range.holds(duration_min);
}

StormCurve StormFormula::curve(double return_period_a, RateFactor factor) const {
    if (!covers(return_period_a)) {
        throw UsageError(Message{"storm.outside_return_period",
                                 {{"formula", id}, {"value", return_period_a}, {"ranges", ranges_text()}}});
    }
    auto curve = std::visit(CurveAt{return_period_a}, law);
    if (unit == IntensityUnit::l_s_ha) {
        curve.a /= rate_of_one_mm_min(factor);
    }
    curve.factor = factor;
    return curve;
}

double StormFormula::depth_mm(double return_period_a, double duration_min, RateFactor factor) const {
    const auto at = curve(return_period_a, factor);
    if (!t_range.holds(duration_min)) {
        throw UsageError(
            Message{"storm.outside_duration", {{"formula", id}, {"value", duration_min}, {"ranges", ranges_text()}}});
    }
    return at.depth_mm(duration_min);
}

std::string StormFormula::ranges_text() const {
    const auto* curves = std::get_if<SingleForm>(&law);
    const auto p = curves != nullptr ? single_text(*curves)
                                     : fmt::format("{}–{}{}", p_range.from, open_end ? "<" : "", p_range.to);
    return fmt::format("P {} a, t {}–{} min", p, t_range.from, t_range.to);
}

} // namespace kerb::waterlogging
