// A condition on rows in any words: refused with a place that is not understood, or one that takes the same rows when
// it is denied twice.
#include <cstddef>
#include <cstdint>
#include <string>

#include <kerb/base/error.hpp>

#include "expect.hpp"
#include "io/where.hpp"

using kerb::CellValue;
using kerb::io::detail::Where;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        const Where condition(text), twice("not (not (" + text + "))");
        kerb::fuzz::expect(!condition.fields().empty());
        for (const CellValue& value : {CellValue{}, CellValue{std::int64_t{7}}, CellValue{0.5}, CellValue{"7"}}) {
            const auto any = [&](std::size_t) { return value; };
            kerb::fuzz::expect(condition.holds(any) == twice.holds(any));
        }
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    return 0;
}
