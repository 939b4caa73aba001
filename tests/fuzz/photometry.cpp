// A photometric file of any content: refused with an Error, or a sound table whose intensities can be asked for.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/coverage/photometry.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    using Reader = kerb::coverage::Photometry (*)(std::string_view, std::string_view);
    for (const Reader read :
         {kerb::coverage::read_photometry, kerb::coverage::read_ies, kerb::coverage::read_eulumdat}) {
        try {
            const auto lamp = read(text, "fuzz");
            kerb::coverage::check(lamp);
            kerb::fuzz::expect(
                lamp.cd.size() == lamp.c_deg.size() * lamp.gamma_deg.size() &&
                std::is_sorted(lamp.c_deg.begin(), lamp.c_deg.end()) &&
                std::all_of(lamp.cd.begin(), lamp.cd.end(), [](double cd) { return std::isfinite(cd); }));
        } catch (const kerb::Error& error) {
            kerb::fuzz::expect(!error.message().code.empty());
        }
    }
    return 0;
}
