#include "sha256.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include <kerb/base/sha256.hpp>

namespace kerb::report::detail {

std::string sha256_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto hex = sha256_text(text);
    std::array<std::uint32_t, 33> bytes{}; // one more than there are: 32 bytes fill 10 groups and two thirds
    for (std::size_t i = 0; i < 32; ++i) {
        std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, bytes[i], 16);
    }
    std::string base64;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto group = bytes[i] << 16U | bytes[i + 1] << 8U | bytes[i + 2];
        for (const unsigned shift : {18U, 12U, 6U, 0U}) {
            base64 += digits[group >> shift & 63U];
        }
    }
    base64.back() = '=';
    return base64;
}

} // namespace kerb::report::detail
