#include "first_number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <span>

#include <kerb/base/ascii.hpp>
#include <kerb/base/units.hpp>

namespace kerb::detail {
namespace {

using Marks = std::span<const std::string_view>;

constexpr std::string_view blanks[] = {" ", "\t", "\u00a0", "\u2009", "\u202f", "\u3000"};

/// What stands between the digits of one number, of a range or of a section.
constexpr std::string_view joints[] = {",", "，", ".",  "．", "'",  "’",  "-",  "−", "–", "—",
                                       "~", "～", "至", "到", "或", "x",  "X",  "×", "*", "/",
                                       "+", ":",  "：", "e-", "E-", "e+", "E+", "e", "E"};

/// What ends the word behind a number.
constexpr std::string_view ends[] = {";", "；", ",", "，", "、", "。", "(", "（", ")", "）"};
constexpr std::string_view opening[] = {"(", "（"};

constexpr std::string_view minus_signs[] = {"-", "−", "－"};

/// Of counts, the longer ones first.
constexpr WrittenUnit multiples[] = {{"thousand", 1e3}, {"million", 1e6}, {"百万", 1e6}, {"千万", 1e7}, {"十万", 1e5},
                                     {"百", 100},       {"千", 1e3},      {"万", 1e4},   {"亿", 1e8}};

/// Takes one of the marks from the front.
bool take(std::string_view& text, Marks marks) {
    const auto mark = std::find_if(marks.begin(), marks.end(), [text](auto m) { return text.starts_with(m); });
    if (mark == marks.end()) {
        return false;
    }
    text.remove_prefix(mark->size());
    return true;
}

std::string_view without_leading_blanks(std::string_view text) {
    while (take(text, blanks)) {
    }
    return text;
}

/// The text up to the first of the marks.
std::string_view up_to(std::string_view text, Marks marks) {
    auto length = text.size();
    for (const auto mark : marks) {
        length = std::min(length, text.find(mark));
    }
    return text.substr(0, length);
}

constexpr std::string_view digits = "0123456789";

/// A digit of double width (`０` to `９`), as its three bytes.
bool is_wide_digit(std::string_view character) {
    return character.size() == 3 && character.starts_with("\xEF\xBC") && character[2] >= '\x90' &&
           character[2] <= '\x99';
}

bool begins_with_digit(std::string_view text) {
    return (!text.empty() && digits.find(text[0]) != std::string_view::npos) || is_wide_digit(text.substr(0, 3));
}

/// Is what stands before a number a part of it that is not read: `１2`, `１．5`?
bool begun_in_double_width(std::string_view before) {
    return before.size() >= 3 && (is_wide_digit(before.substr(before.size() - 3)) || before.ends_with("．"));
}

/// Do more digits follow, at once or behind a blank or a joint?
bool goes_on(std::string_view rest) {
    rest = without_leading_blanks(rest);
    take(rest, joints);
    return begins_with_digit(without_leading_blanks(rest));
}

/// Where the first number begins, a decimal point before its digits included (`.5 m`, but not `approx.5 m`).
std::size_t begin_of_number(std::string_view text) {
    const auto first = text.find_first_of(digits);
    const bool point = first != std::string_view::npos && first > 0 && text[first - 1] == '.';
    return point && (first == 1 || !ascii::is_letter(text[first - 2])) ? first - 1 : first;
}

struct Found {
    double value;
    std::string_view rest; ///< what stands behind it
};

std::optional<Found> find_number(std::string_view text) {
    const auto begin = begin_of_number(text);
    if (begin == std::string_view::npos || begun_in_double_width(text.substr(0, begin))) {
        return std::nullopt;
    }
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [behind, error] = std::from_chars(text.data() + begin, end, value, std::chars_format::fixed);
    const std::string_view rest(behind, static_cast<std::size_t>(end - behind));
    if (error != std::errc{} || goes_on(rest)) {
        return std::nullopt;
    }
    const auto before = text.substr(0, begin);
    const bool negative = std::any_of(std::begin(minus_signs), std::end(minus_signs),
                                      [before](std::string_view sign) { return before.ends_with(sign); });
    return Found{negative ? -value : value, rest};
}

/// The word behind a number, also one in brackets; nullopt when more digits follow behind it: `2 h 30 min`.
std::optional<std::string_view> word_behind(std::string_view rest) {
    rest = without_leading_blanks(rest);
    if (take(rest, opening)) {
        rest = without_leading_blanks(rest);
        const auto inner = up_to(rest, ends);
        return inner.empty() ? std::nullopt : std::optional(inner);
    }
    const auto piece = up_to(rest, ends);
    auto word = up_to(piece, blanks);
    if (piece.find_first_of(digits, word.size()) != std::string_view::npos) {
        return std::nullopt;
    }
    constexpr std::string_view about = "左右";
    word.remove_suffix(word.ends_with(about) ? about.size() : 0);
    return word;
}

/// What a number of the kind is multiplied by for the word behind it.
std::optional<double> unit_behind(std::string_view rest, const NumberUnit& unit) {
    const auto word = word_behind(rest);
    if (!word) {
        return std::nullopt;
    }
    return word->empty() ? std::optional(unit.usual) : factor_of(unit.kind, *word);
}

/// What a count is multiplied by: `1.2万人` is one of ten thousands, `40%` is none.
std::optional<double> multiple_behind(std::string_view rest) {
    rest = without_leading_blanks(rest);
    constexpr std::string_view of_hundred[] = {"%", "％", "‰"};
    if (take(rest, of_hundred)) {
        return std::nullopt;
    }
    const auto* found = std::find_if(std::begin(multiples), std::end(multiples),
                                     [rest](const auto& multiple) { return rest.starts_with(multiple.word); });
    return found == std::end(multiples) ? 1 : found->factor;
}

/// Is the factor that of a unit of the kind, as 0.01 is for metres from centimetres?
bool turns_unit(UnitKind kind, double own, double factor) {
    constexpr double tolerance = 1e-3; // factors are written with few digits
    return std::any_of(kind.begin(), kind.end(), [own, factor](const WrittenUnit& unit) {
        return std::abs(factor * own - unit.factor) <= tolerance * unit.factor;
    });
}

} // namespace

NumberUnit number_unit(const FieldRule& rule, std::string_view own) {
    const double factor = rule.factor.value_or(1);
    if (const auto stated = rule.unit.empty() ? std::nullopt : stated_unit(rule.unit)) {
        return {kind_of("m"), *stated, 1, factor};
    }
    const auto kind = kind_of(own);
    const double scale = factor_of(kind, own).value_or(1);
    if (turns_unit(kind, scale, factor)) {
        return {kind, factor * scale, scale, 1};
    }
    return {kind, scale, scale, factor};
}

std::optional<double> first_number(std::string_view text, const NumberUnit& unit) {
    const auto number = find_number(text);
    if (!number) {
        return std::nullopt;
    }
    const auto turned = unit.kind.empty() ? multiple_behind(number->rest) : unit_behind(number->rest, unit);
    return turned ? std::optional(number->value * (*turned / unit.own) * unit.factor) : std::nullopt;
}

std::optional<double> fixed_number(std::string_view text) {
    const auto number = parse_number(text);
    return number && std::isfinite(*number) ? number : first_number(text, {});
}

} // namespace kerb::detail
