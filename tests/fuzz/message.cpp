// Rendering takes any argument for any text of the catalogue: a wrong one must not throw, nor lose the code.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include <kerb/base/message.hpp>

#include "expect.hpp"

namespace {

kerb::MessageValue value_from(FuzzedDataProvider& input) {
    switch (input.ConsumeIntegralInRange(0, 2)) {
        case 0:
            return input.ConsumeRandomLengthString(64);
        case 1:
            return input.ConsumeIntegral<std::int64_t>();
        default:
            return input.ConsumeFloatingPoint<double>();
    }
}

// Names that the catalogue's texts use, so that arguments meet their places.
const char* const names[] = {"file", "layer", "name", "key", "row", "why", "count", "share", "value", "names", "k"};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto codes = kerb::message_codes(kerb::Language::en);
    FuzzedDataProvider input(data, size);
    kerb::Message message;
    message.code = input.ConsumeBool() ? codes[input.ConsumeIntegralInRange<std::size_t>(0, codes.size() - 1)]
                                       : input.ConsumeRandomLengthString(32);
    while (input.remaining_bytes() > 0) {
        auto name =
            input.ConsumeBool() ? std::string(input.PickValueInArray(names)) : input.ConsumeRandomLengthString(16);
        message.arguments.emplace_back(std::move(name), value_from(input));
    }
    for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
        const auto text = kerb::render(message, language);
        kerb::fuzz::expect(kerb::has_text(message.code, language) || text.starts_with(message.code));
    }
    return 0;
}
