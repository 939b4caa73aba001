// Storm formulas as people write them.
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/storm_report.hpp>

namespace kerb::report {
namespace {

using namespace waterlogging;

std::string logarithm_text(const std::array<double, 3>& x) {
    return fmt::format("{} {} {} ln(P {} {})", x[0], x[1] < 0 ? "−" : "+", std::abs(x[1]), x[2] < 0 ? "+" : "−",
                       std::abs(x[2]));
}

struct Law {
    std::string operator()(const GeneralForm& form) const {
        const auto growth =
            form.exponent != 0 ? fmt::format("P^{}", form.exponent) : fmt::format("(1 + {} lg P)", form.c);
        return fmt::format("{} {} / (t + {})^{}", form.a1, growth, form.b, form.n);
    }
    std::string operator()(const SingleForm& form) const {
        std::string text;
        for (const auto& curve : form) {
            text += fmt::format("{}{} / (t + {})^{} (P = {} a)", text.empty() ? "" : "; ", curve.a, curve.b, curve.n,
                                curve.p);
        }
        return text;
    }
    std::string operator()(const IntervalForm& form) const {
        std::string text = "A / (t + b)^n";
        for (const auto& part : form) {
            text += fmt::format("; P {}–{} a: A = {}, b = {}, n = {}", part.p.from, part.p.to, logarithm_text(part.a),
                                logarithm_text(part.b), logarithm_text(part.n));
        }
        return text;
    }
};

} // namespace

std::string law_text(const StormFormula& formula) {
    return fmt::format("{} = {} {}", formula.unit == IntensityUnit::mm_min ? "i" : "q", std::visit(Law{}, formula.law),
                       name_of(formula.unit));
}

std::string curve_text(const StormCurve& curve) {
    return fmt::format("i = {:.3f} / (t + {:.3f})^{:.4f} mm/min", curve.a, curve.b, curve.n);
}

} // namespace kerb::report
