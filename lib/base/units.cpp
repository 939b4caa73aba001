#include <charconv>
#include <cmath>
#include <span>

#include <kerb/base/units.hpp>

namespace kerb {
namespace {

struct Unit {
    std::string_view name;
    double factor; ///< of metres, square metres, minutes, millimetres or years
};

constexpr Unit lengths[] = {
    {"m", 1},     {"km", 1000},   {"ft", 0.3048}, {"us-ft", 1200.0 / 3937.0},
    {"米", 1},    {"公里", 1000}, {"千米", 1000}, {"英尺", 0.3048},
    {"cm", 0.01}, {"mm", 0.001},  {"厘米", 0.01}, {"毫米", 0.001},
};

constexpr Unit areas[] = {
    {"", 1},
    {"m2", 1},
    {"m²", 1},
    {"ha", 1e4},
    {"km2", 1e6},
    {"km²", 1e6},
    {"亩", 2000.0 / 3.0},
    {"公顷", 1e4},
    {"平方米", 1},
    {"平方公里", 1e6},
    {"平方千米", 1e6},
};

constexpr Unit durations[] = {
    {"min", 1}, {"h", 60}, {"s", 1.0 / 60}, {"分", 1}, {"分钟", 1}, {"小时", 60}, {"时", 60}, {"秒", 1.0 / 60},
};

constexpr Unit depths[] = {
    {"mm", 1}, {"cm", 10}, {"m", 1000}, {"毫米", 1}, {"厘米", 10}, {"米", 1000},
};

constexpr Unit years[] = {{"", 1}, {"a", 1}, {"y", 1}, {"yr", 1}, {"年", 1}};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// A number from 0 with one of the units.
std::optional<double> parse_with(std::span<const Unit> units, std::string_view text) {
    text = trimmed(text);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || std::signbit(number)) {
        return std::nullopt;
    }
    const auto name = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
    for (const auto& unit : units) {
        if (unit.name == name && std::isfinite(number * unit.factor)) {
            return number * unit.factor;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Metres> parse_length(std::string_view text) {
    const auto metres = parse_with(lengths, text);
    return metres ? std::optional(Metres{*metres}) : std::nullopt;
}

std::optional<double> parse_area(std::string_view text) {
    return parse_with(areas, text);
}

std::optional<double> parse_minutes(std::string_view text) {
    return parse_with(durations, text);
}

std::optional<double> parse_millimetres(std::string_view text) {
    return parse_with(depths, text);
}

std::optional<double> parse_years(std::string_view text) {
    return parse_with(years, text);
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace kerb
