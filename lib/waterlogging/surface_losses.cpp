#include <algorithm>
#include <cmath>

#include <kerb/base/units.hpp>
#include <kerb/waterlogging/runoff_coefficients.hpp>
#include <kerb/waterlogging/surface_losses.hpp>

namespace kerb::waterlogging {
namespace {

/// `a,b,c` as numbers; nothing when one is none.
std::optional<std::vector<double>> numbers_in(std::string_view text) {
    std::vector<double> numbers;
    while (true) {
        const auto comma = text.find(',');
        const auto number = parse_number(text.substr(0, comma));
        if (!number || !std::isfinite(*number)) {
            return std::nullopt;
        }
        numbers.push_back(*number);
        if (comma == std::string_view::npos) {
            return numbers;
        }
        text.remove_prefix(comma + 1);
    }
}

std::vector<double> excess_of(const Hyetograph& rain, const Losses& losses, Surface surface) {
    if (const auto* coefficients = std::get_if<CoefficientLosses>(&losses)) {
        return runoff_by_coefficient(rain.depth_mm, coefficients->coefficient[static_cast<std::size_t>(surface)]);
    }
    if (const auto* curve = std::get_if<CurveNumberLosses>(&losses)) {
        return runoff_by_curve_number(rain.depth_mm, curve->curve_number);
    }
    return surface == Surface::road || surface == Surface::roof
               ? rain.depth_mm
               : runoff_by_horton(rain, std::get<HortonLosses>(losses).soil);
}

void to_metres(std::vector<double>& depths_mm) {
    for (auto& depth : depths_mm) {
        depth /= 1000;
    }
}

} // namespace

std::optional<Losses> parse_losses(const std::string& text) {
    if (text == "none") {
        return CoefficientLosses{};
    }
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const auto values =
        equals == std::string::npos ? std::nullopt : numbers_in(std::string_view(text).substr(equals + 1));
    if (!values) {
        return std::nullopt;
    }
    if (name == "coefficient" && values->size() == 1) {
        CoefficientLosses losses;
        losses.coefficient.fill(values->front());
        return losses;
    }
    if (name == "cn" && values->size() == 1) {
        return CurveNumberLosses{values->front()};
    }
    if (name == "horton" && values->size() == 3) {
        return HortonLosses{{(*values)[0], (*values)[1], (*values)[2]}};
    }
    return std::nullopt;
}

CoefficientLosses losses_by_surface() {
    const auto& table = RunoffCoefficients::builtin();
    const double paved = table.at("roof_asphalt").middle();
    return {{table.at("medium").middle(), paved, paved, table.at("green").middle()}};
}

Rain rain_on_surfaces(const Hyetograph& hyetograph, const Losses& losses) {
    Rain rain;
    for (std::size_t step = 0; step < hyetograph.size(); ++step) {
        rain.length_s.push_back(hyetograph.length_min(step) * 60);
    }
    rain.fallen_m = hyetograph.depth_mm;
    to_metres(rain.fallen_m);
    for (std::size_t surface = 0; surface < surface_count; ++surface) {
        rain.excess_m.push_back(excess_of(hyetograph, losses, static_cast<Surface>(surface)));
        to_metres(rain.excess_m.back());
    }
    return rain;
}

} // namespace kerb::waterlogging
