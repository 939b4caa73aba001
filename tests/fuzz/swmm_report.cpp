// A report of SWMM of any content: refused with an Error, or read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/io/swmm_report.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto report = kerb::io::parse_swmm_report({reinterpret_cast<const char*>(data), size}, "fuzz.rpt");
        kerb::fuzz::expect(report.floodings.size() <= size && report.inflows.size() <= size);
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    return 0;
}
