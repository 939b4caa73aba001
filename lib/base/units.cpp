#include <charconv>
#include <cmath>

#include <kerb/base/units.hpp>

namespace kerb {
namespace {

struct Unit {
    std::string_view name;
    double metres;
};

constexpr Unit units[] = {
    {"m", 1},  {"km", 1000},   {"ft", 0.3048}, {"us-ft", 1200.0 / 3937.0},
    {"米", 1}, {"公里", 1000}, {"千米", 1000}, {"英尺", 0.3048},
};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

} // namespace

std::optional<Metres> parse_length(std::string_view text) {
    text = trimmed(text);
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || std::signbit(number)) {
        return std::nullopt;
    }
    const auto name = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
    for (const auto& unit : units) {
        const auto metres = number * unit.metres;
        if (unit.name == name && std::isfinite(metres)) {
            return Metres{metres};
        }
    }
    return std::nullopt;
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace kerb
