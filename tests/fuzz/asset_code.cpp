// A code of an asset of any content under every scheme: parts and faults that agree, and parts that make the code
// again.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/inventory/code_scheme.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& scheme : kerb::builtin_code_schemes()) {
        const auto parsed = kerb::parse(scheme, text);
        kerb::fuzz::expect(kerb::parse(scheme, parsed.code).code == parsed.code);
        if (parsed.valid() && !parsed.parts.empty()) {
            kerb::fuzz::expect(kerb::compose(scheme, parsed.parts) == parsed.code);
        }
        for (const auto& finding : kerb::findings(scheme, text)) {
            kerb::fuzz::expect(!finding.message.code.empty());
        }
    }
    return 0;
}
