#include "code_text.hpp"

#include <algorithm>

namespace kerb::detail {
namespace {

constexpr char32_t unreadable = U'\uFFFD';

unsigned byte(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// Bytes that follow the lead byte of a character; 0 also for what leads none.
std::size_t following(unsigned lead) {
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 1;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 2;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
}

/// Reads one character at `at` and moves on; a byte that belongs to none counts as one.
char32_t next(std::string_view text, std::size_t& at) {
    const auto lead = byte(text, at);
    const auto more = following(lead);
    char32_t code = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t i = 1; i <= more; ++i) {
        const auto part = byte(text, at + i);
        if ((part & 0xC0U) != 0x80U) {
            ++at;
            return unreadable;
        }
        code = (code << 6U) | (part & 0x3FU);
    }
    at += more + 1;
    const bool overlong = (more == 0 && code >= 0x80) || (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    return overlong || (code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF ? unreadable : code;
}

/// Blanks of Unicode, those of no width and the byte order mark among them.
bool is_blank(char32_t c) {
    return c == U' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
           c == 0xFEFF;
}

} // namespace

CodeText read_code(std::string_view text) {
    CodeText code;
    auto& characters = code.characters;
    for (std::size_t at = 0; at < text.size();) {
        characters.push_back(next(text, at));
    }
    const auto all = characters.size();
    characters.erase(characters.begin(), std::find_if_not(characters.begin(), characters.end(), is_blank));
    while (!characters.empty() && is_blank(characters.back())) {
        characters.pop_back();
    }
    code.blanks = characters.size() != all;
    for (auto& character : characters) {
        if (character >= U'０' && character <= U'９') {
            character -= U'０' - U'0';
            code.full_width = true;
        }
    }
    return code;
}

std::string utf8(std::u32string_view characters) {
    std::string text;
    for (const auto c : characters) {
        const auto tail = [&](unsigned shift) { text += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
        if (c < 0x80) {
            text += static_cast<char>(c);
        } else if (c < 0x800) {
            text += static_cast<char>(0xC0U | (c >> 6U));
            tail(0);
        } else if (c < 0x10000) {
            text += static_cast<char>(0xE0U | (c >> 12U));
            tail(6);
            tail(0);
        } else {
            text += static_cast<char>(0xF0U | (c >> 18U));
            tail(12);
            tail(6);
            tail(0);
        }
    }
    return text;
}

} // namespace kerb::detail
