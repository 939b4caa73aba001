// A moment in any words, by any format: none, or one that is written and read back as the same.
#include <cstddef>
#include <cstdint>
#include <string>

#include <fuzzer/FuzzedDataProvider.h>

#include <kerb/base/moment.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const auto format = input.ConsumeRandomLengthString(32);
    const auto text = input.ConsumeRemainingBytesAsString();
    for (const auto& moment : {kerb::parse_moment(text), kerb::parse_moment(text, format)}) {
        if (moment) {
            kerb::fuzz::expect(kerb::parse_moment(kerb::to_text(*moment)) == moment);
        }
    }
    return 0;
}
