// Full, at, step, minus, floor.
#include <algorithm>
#include <cmath>

#include <kerb/scorecard/score.hpp>

namespace kerb::scorecard {
namespace {

constexpr double rounding = 1e-9; ///< relative: what sums and quotients of doubles may be off by, with room to spare

/// By how much a value is worse than a number; not above 0 where it is not.
double shortfall(double value, double number, Better better) {
    return better == Better::low ? value - number : number - value;
}

/// Begun steps of a shortfall. One that is whole but for a rounding is whole.
double begun_steps(double short_by, double step, double tolerance) {
    const double steps = short_by / step, whole = std::round(steps);
    return std::fabs(steps - whole) * step <= tolerance ? whole : std::ceil(steps);
}

} // namespace

bool meets(double value, double number, Better better) {
    return better == Better::neither || shortfall(value, number, better) <= rounding * std::fabs(number);
}

std::optional<double> points(const Scoring& rule, Better better, std::optional<double> value) {
    if (!value || std::isnan(*value)) {
        return std::nullopt;
    }
    const double tolerance = rounding * std::max(std::fabs(rule.at), rule.step.value_or(0));
    const double short_by = shortfall(*value, rule.at, better);
    if (!(short_by > tolerance)) {
        return rule.full;
    }
    if (!rule.step) {
        return rule.floor;
    }
    const double lost = rule.minus > 0 ? rule.minus * begun_steps(short_by, *rule.step, tolerance) : 0;
    return std::max(rule.floor, rule.full - lost);
}

} // namespace kerb::scorecard
