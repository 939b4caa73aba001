// Lengths, grounds, counts, points and ranks as people read them.
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include <kerb/report/score_report.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using scorecard::Indicator;
using scorecard::Operator;

/// Is what lies under water measured along lines?
bool is_length_of_roads(const Indicator& indicator) {
    const auto& layers = indicator.denominator.empty() ? indicator.numerator : indicator.denominator;
    const bool roads = !layers.empty() && layers.front().layer == "roads";
    return (indicator.unit == "%" && roads) || indicator.unit == "m" || indicator.unit == "km";
}

} // namespace

const char* quantity_unit(const Indicator& indicator, bool numerator) {
    switch (indicator.op) {
        case Operator::lit_length:
        case Operator::length_ratio:
        case Operator::pipe_capacity:
        case Operator::spacing_gap:
            return "m";
        case Operator::sink_depth:
            return is_length_of_roads(indicator) ? "m" : "count";
        case Operator::area_ratio:
            return "m2";
        case Operator::cover_by_radius:
            return indicator.parameters.of_people ? "count" : "m2";
        case Operator::length_density:
            return numerator ? "m" : "m2";
        case Operator::area_per_capita:
            return numerator ? "m2" : "count";
        case Operator::count_density:
            return numerator ? "count" : "m2";
        default:
            return "count";
    }
}

std::string signed_text(const std::optional<double>& points) {
    if (!points) {
        return "–";
    }
    const double shown = std::round(*points * 10) / 10;
    return fmt::format("{}{:.1f}", shown > 0 ? "+" : shown < 0 ? "−" : "", std::fabs(shown));
}

std::string rise_text(std::int64_t ranks) {
    return ranks == 0 ? "=" : fmt::format("{}{}", ranks > 0 ? "▲" : "▼", std::abs(ranks));
}

std::string quantity_text(std::string_view unit, double value) {
    if (unit == "m") {
        return length_text(value);
    }
    if (unit == "m2") {
        return area_text(value);
    }
    return value == std::round(value) ? count_text(std::llround(value)) : fmt::format("{:.1f}", value);
}

} // namespace kerb::report
