// The characters of a code as people write it.
#pragma once

#include <string>
#include <string_view>

namespace kerb::detail {

/// A code as it is meant, character by character, and what was not plain about it.
struct CodeText {
    std::u32string characters; ///< U+FFFD for bytes that are no UTF-8
    bool full_width = false;   ///< it had full-width digits
    bool blanks = false;       ///< it had blanks around
};

[[nodiscard]] CodeText read_code(std::string_view text);

/// The characters in UTF-8.
[[nodiscard]] std::string utf8(std::u32string_view characters);

[[nodiscard]] constexpr bool is_digit(char32_t character) {
    return character >= U'0' && character <= U'9';
}

} // namespace kerb::detail
