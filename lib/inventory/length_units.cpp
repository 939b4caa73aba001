#include "length_units.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kerb::detail {
namespace {

using Unit = std::pair<std::string_view, double>;

constexpr Unit stated[] = {{"m", 1},      {"ft", 0.3048}, {"us-ft", 1200.0 / 3937}, {"in", 0.0254}, {"cm", 0.01},
                           {"mm", 0.001}, {"km", 1000}};

constexpr Unit written[] = {{"", 1},          {"m", 1},       {"metre", 1},   {"metres", 1},
                            {"meter", 1},     {"meters", 1},  {"米", 1},      {"ft", 0.3048},
                            {"feet", 0.3048}, {"'", 0.3048},  {"in", 0.0254}, {"\"", 0.0254},
                            {"cm", 0.01},     {"厘米", 0.01}, {"mm", 0.001},  {"km", 1000}};

template <class Units>
std::optional<double> find(const Units& units, std::string_view name) {
    const auto* found =
        std::find_if(std::begin(units), std::end(units), [name](const Unit& unit) { return unit.first == name; });
    return found == std::end(units) ? std::nullopt : std::optional(found->second);
}

} // namespace

std::optional<double> stated_unit(std::string_view unit) {
    return find(stated, unit);
}

std::optional<double> written_unit(std::string_view word) {
    return find(written, word);
}

} // namespace kerb::detail
