#include "written_units.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <kerb/base/ascii.hpp>

namespace kerb::detail {
namespace {

constexpr double foot = 0.3048, inch = 0.0254, mu = 2000.0 / 3;

constexpr WrittenUnit stated[] = {{"m", 1},      {"ft", foot}, {"us-ft", 1200.0 / 3937}, {"in", inch}, {"cm", 0.01},
                                  {"mm", 0.001}, {"km", 1000}};

/// In metres.
constexpr WrittenUnit lengths[] = {{"m", 1},         {"metre", 1},   {"metres", 1},
                                   {"meter", 1},     {"meters", 1},  {"米", 1},
                                   {"公尺", 1},      {"ft", foot},   {"foot", foot},
                                   {"feet", foot},   {"'", foot},    {"′", foot},
                                   {"英尺", foot},   {"in", inch},   {"inch", inch},
                                   {"inches", inch}, {"\"", inch},   {"″", inch},
                                   {"英寸", inch},   {"cm", 0.01},   {"㎝", 0.01},
                                   {"厘米", 0.01},   {"公分", 0.01}, {"dm", 0.1},
                                   {"分米", 0.1},    {"mm", 0.001},  {"㎜", 0.001},
                                   {"毫米", 0.001},  {"km", 1000},   {"㎞", 1000},
                                   {"公里", 1000},   {"千米", 1000}, {"us-ft", 1200.0 / 3937}};

/// In square metres.
constexpr WrittenUnit areas[] = {
    {"m2", 1},          {"m²", 1},       {"m^2", 1},          {"㎡", 1},           {"sqm", 1},
    {"平方米", 1},      {"平米", 1},     {"cm2", 1e-4},       {"cm²", 1e-4},       {"平方厘米", 1e-4},
    {"ha", 1e4},        {"hm2", 1e4},    {"hm²", 1e4},        {"公顷", 1e4},       {"亩", mu},
    {"km2", 1e6},       {"km²", 1e6},    {"㎢", 1e6},         {"平方公里", 1e6},   {"平方千米", 1e6},
    {"万m2", 1e4},      {"万m²", 1e4},   {"万㎡", 1e4},       {"万平方米", 1e4},   {"万平米", 1e4},
    {"万亩", 1e4 * mu}, {"万公顷", 1e8}, {"ft2", foot* foot}, {"ft²", foot* foot}, {"sqft", foot* foot}};

/// In cubic metres.
constexpr WrittenUnit volumes[] = {{"m3", 1},     {"m³", 1},         {"m^3", 1},      {"㎥", 1},     {"立方米", 1},
                                   {"立方", 1},   {"方", 1},         {"l", 0.001},    {"升", 0.001}, {"万m3", 1e4},
                                   {"万m³", 1e4}, {"万立方米", 1e4}, {"万立方", 1e4}, {"万方", 1e4}};

constexpr double per_hour = 1.0 / 3600, per_day = 1.0 / 86400;

/// In cubic metres per second.
constexpr WrittenUnit flows[] = {{"m3/s", 1},
                                 {"m³/s", 1},
                                 {"㎥/s", 1},
                                 {"立方米/秒", 1},
                                 {"l/s", 0.001},
                                 {"升/秒", 0.001},
                                 {"m3/h", per_hour},
                                 {"m³/h", per_hour},
                                 {"㎥/h", per_hour},
                                 {"立方米/时", per_hour},
                                 {"立方米/小时", per_hour},
                                 {"m3/d", per_day},
                                 {"m³/d", per_day},
                                 {"㎥/d", per_day},
                                 {"立方米/日", per_day},
                                 {"立方米/天", per_day},
                                 {"万m3/d", 1e4 * per_day},
                                 {"万m³/d", 1e4 * per_day},
                                 {"万立方米/日", 1e4 * per_day},
                                 {"万立方米/天", 1e4 * per_day}};

/// In minutes.
constexpr WrittenUnit durations[] = {
    {"min", 1},      {"mins", 1},       {"minute", 1},    {"minutes", 1},     {"分", 1},    {"分钟", 1},
    {"s", 1.0 / 60}, {"sec", 1.0 / 60}, {"秒", 1.0 / 60}, {"秒钟", 1.0 / 60}, {"h", 60},    {"hr", 60},
    {"hrs", 60},     {"hour", 60},      {"hours", 60},    {"时", 60},         {"小时", 60}, {"个小时", 60},
    {"d", 1440},     {"day", 1440},     {"days", 1440},   {"天", 1440}};

/// In watts.
constexpr WrittenUnit powers[] = {{"W", 1},      {"w", 1},      {"watt", 1},    {"watts", 1},   {"瓦", 1},
                                  {"kW", 1000},  {"kw", 1000},  {"千瓦", 1000}, {"MW", 1e6},    {"兆瓦", 1e6},
                                  {"万瓦", 1e4}, {"万kW", 1e7}, {"万kw", 1e7},  {"万千瓦", 1e7}};

/// In volt-amperes.
constexpr WrittenUnit apparent_powers[] = {{"VA", 1},     {"va", 1},        {"伏安", 1},  {"kVA", 1000},
                                           {"kva", 1000}, {"千伏安", 1000}, {"MVA", 1e6}, {"兆伏安", 1e6}};

/// In amperes.
constexpr WrittenUnit currents[] = {{"A", 1},      {"a", 1},        {"安", 1},   {"安培", 1},
                                    {"mA", 0.001}, {"毫安", 0.001}, {"kA", 1000}};

/// In tonnes per day. A mass alone is that of a day; `万吨` alone is most often that of a year, so it is none.
constexpr WrittenUnit daily_masses[] = {
    {"t/d", 1},         {"t/day", 1},   {"tpd", 1},       {"吨/日", 1},       {"吨/天", 1},       {"吨/d", 1},
    {"t", 1},           {"吨", 1},      {"kg/d", 0.001},  {"千克/日", 0.001}, {"千克/天", 0.001}, {"公斤/日", 0.001},
    {"公斤/天", 0.001}, {"万t/d", 1e4}, {"万吨/日", 1e4}, {"万吨/天", 1e4},   {"万吨/d", 1e4}};

/// In yuan.
constexpr WrittenUnit sums[] = {{"CNY", 1},    {"cny", 1},  {"rmb", 1},    {"yuan", 1}, {"元", 1},
                                {"万元", 1e4}, {"万", 1e4}, {"亿元", 1e8}, {"亿", 1e8}};

/// Of the whole.
constexpr WrittenUnit shares[] = {{"1", 1}, {"%", 0.01}, {"％", 0.01}, {"percent", 0.01}, {"‰", 0.001}};

constexpr std::array kinds = {UnitKind(lengths),      UnitKind(areas),  UnitKind(volumes),         UnitKind(flows),
                              UnitKind(durations),    UnitKind(powers), UnitKind(apparent_powers), UnitKind(currents),
                              UnitKind(daily_masses), UnitKind(sums),   UnitKind(shares)};

/// What our names of fields end with. Those that tell nothing of a unit in other people's names (`_a`) are not here.
constexpr std::pair<std::string_view, std::string_view> endings[] = {
    {"_m", "m"},       {"_cm", "cm"},   {"_mm", "mm"},    {"_km", "km"},   {"_m2", "m2"},         {"_ha", "ha"},
    {"_km2", "km2"},   {"_m3", "m3"},   {"_m3s", "m3/s"}, {"_s", "s"},     {"_min", "min"},       {"_h", "h"},
    {"_w", "W"},       {"_kw", "kW"},   {"_kva", "kVA"},  {"_t_d", "t/d"}, {"_t_per_day", "t/d"}, {"_yuan", "CNY"},
    {"_percent", "%"}, {"_ratio", "1"}, {"_share", "1"}};

std::optional<double> find(UnitKind kind, std::string_view word) {
    const auto found = std::find_if(kind.begin(), kind.end(), [word](const auto& unit) { return unit.word == word; });
    return found == kind.end() ? std::nullopt : std::optional(found->factor);
}

} // namespace

std::optional<double> stated_unit(std::string_view unit) {
    return find(stated, unit);
}

UnitKind kind_of(std::string_view unit) {
    const auto kind =
        std::find_if(kinds.begin(), kinds.end(), [unit](UnitKind k) { return find(k, unit).has_value(); });
    return kind == kinds.end() ? UnitKind() : *kind;
}

std::optional<double> factor_of(UnitKind kind, std::string_view word) {
    if (const auto exact = find(kind, word)) {
        return exact;
    }
    return find(kind, ascii::lower(word));
}

std::string_view unit_of_ending(std::string_view field) {
    const auto* found = std::find_if(std::begin(endings), std::end(endings),
                                     [field](const auto& ending) { return field.ends_with(ending.first); });
    return found == std::end(endings) ? std::string_view() : found->second;
}

} // namespace kerb::detail
