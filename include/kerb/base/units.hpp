// Units at boundaries where arguments can be swapped.
#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace kerb {

/// A length in metres. Explicit on purpose: `.reach = 10.0` does not compile, `.reach = Metres{10}` does.
class Metres {
public:
    constexpr explicit Metres(double value_m) : value_m_(value_m) {}
    [[nodiscard]] constexpr double value() const { return value_m_; }
    friend constexpr auto operator<=>(const Metres&, const Metres&) = default;

private:
    double value_m_;
};

/// Reads a length with its unit: `300m`, `0.3 km`, `100ft`, `100us-ft`, `300米`, `1.2公里`. Without a unit, with
/// trailing text, negative or not finite: nullopt. International foot 0.3048 m; US survey foot 1200/3937 m.
[[nodiscard]] std::optional<Metres> parse_length(std::string_view text);

/// Reads an area in m², with or without a unit: `5000`, `5000m2`, `0.5 ha`, `1.2km2`, `3公顷`, `5亩` (2000/3 m²),
/// `800平方米`. With trailing text, negative or not finite: nullopt.
[[nodiscard]] std::optional<double> parse_area(std::string_view text);

/// Reads a duration in minutes, with its unit: `120min`, `2 h`, `90s`, `120分钟`, `2小时`. Otherwise as parse_length().
[[nodiscard]] std::optional<double> parse_minutes(std::string_view text);

/// Reads a depth of water in mm, with its unit: `50mm`, `5 cm`, `0.05m`, `50毫米`. Otherwise as parse_length().
[[nodiscard]] std::optional<double> parse_millimetres(std::string_view text);

/// Reads a return period in years, with or without its unit: `5`, `5a`, `5 y`, `5年`. Otherwise as parse_length().
[[nodiscard]] std::optional<double> parse_years(std::string_view text);

/// Reads a text that is a number as a whole: no blank, plus sign, unit or comma. Infinities and NaN are numbers here.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

} // namespace kerb
