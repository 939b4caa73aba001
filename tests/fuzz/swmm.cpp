// A SWMM input of any content: refused with an Error, or read so that every row is accounted for, and what is written
// of it reads back.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/io/swmm.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const auto read = kerb::io::parse_swmm(text, "fuzz.inp");
        for (const auto& [section, rows] : read.sections) {
            kerb::fuzz::expect(rows.adds_up());
        }
        const auto again = kerb::io::parse_swmm(kerb::io::swmm_text(read.model), "again.inp");
        kerb::fuzz::expect(again.model.links.size() <= read.model.links.size() &&
                           again.model.nodes.size() <= read.model.nodes.size());
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    return 0;
}
