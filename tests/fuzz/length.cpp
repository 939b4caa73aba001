// A quantity with its unit: whatever the text, the answer is finite and not negative, and spaces around do not matter.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include <kerb/base/units.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto length = kerb::parse_length(text);
    kerb::fuzz::expect(!length || (std::isfinite(length->value()) && length->value() >= 0));
    kerb::fuzz::expect(kerb::parse_length("  " + text + " ") == length);
    for (const auto parse : {kerb::parse_area, kerb::parse_minutes, kerb::parse_millimetres, kerb::parse_years}) {
        const auto value = parse(text);
        kerb::fuzz::expect(!value || (std::isfinite(*value) && *value >= 0));
        kerb::fuzz::expect(parse("  " + text + " ") == value);
    }
    (void)kerb::parse_number(text);
    return 0;
}
