#include <kerb/base/printable.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace kerb {
namespace {

bool plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F;
}

bool plain_or_line_end(char c) {
    return plain(c) || c == '\n';
}

/// The character at the beginning, as far as it may be one to escape, and its bytes.
struct Character {
    char32_t code;
    std::size_t bytes;
};

Character first_of(std::string_view text) {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    if (byte(0) == 0xC2 && (byte(1) & 0xC0U) == 0x80) {
        return {byte(1), 2};
    }
    if (byte(0) == 0xE2 && (byte(1) & 0xC0U) == 0x80 && (byte(2) & 0xC0U) == 0x80) {
        return {((byte(0) & 0xFU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3};
    }
    std::size_t bytes = 1; // what continues another character is no control character
    while (byte(0) >= 0xC0 && (byte(bytes) & 0xC0U) == 0x80) {
        ++bytes;
    }
    return {byte(0), bytes};
}

bool moves(Character c) {
    return c.code < 0x20 || (c.code >= 0x7F && c.code < 0xA0) || c.code == 0x2028 || c.code == 0x2029 ||
           (c.code >= 0x202A && c.code <= 0x202E) || (c.code >= 0x2066 && c.code <= 0x2069);
}

std::string escape_of(char32_t code) {
    switch (code) {
        case U'\n':
            return "\\n";
        case U'\t':
            return "\\t";
        case U'\r':
            return "\\r";
        default:
            return fmt::format("\\u{:04x}", static_cast<unsigned>(code));
    }
}

/// With the characters escaped that `wanted` names.
template <class Wanted>
std::string escaped(std::string_view text, Wanted wanted) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) {
        const auto c = first_of(text);
        made += wanted(c) ? escape_of(c.code) : std::string(text.substr(0, c.bytes));
        text.remove_prefix(c.bytes);
    }
    return made;
}

} // namespace

std::string printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), plain) ? std::string(text) : escaped(text, moves);
}

std::string printable_lines(std::string_view text) {
    const auto wanted = [](Character c) { return c.code != U'\n' && moves(c); };
    return std::all_of(text.begin(), text.end(), plain_or_line_end) ? std::string(text) : escaped(text, wanted);
}

std::string printable_json(std::string_view json) {
    const auto wanted = [](Character c) { return c.code >= 0x7F && moves(c); };
    return std::all_of(json.begin(), json.end(), plain_or_line_end) ? std::string(json) : escaped(json, wanted);
}

} // namespace kerb
