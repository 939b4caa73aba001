// A profile of any content, alone or over one that kerb brings: refused with an Error, or one that can be looked
// through.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/scorecard/profile.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto base = kerb::scorecard::builtin_profiles().front();
    static const auto base_text = kerb::builtin_data("profiles/" + base + ".toml").value_or("");
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const bool over : {false, true}) {
        try {
            const auto profile = over ? kerb::scorecard::read_profile(base_text, "base.toml", text, "fuzz.toml")
                                      : kerb::scorecard::read_profile(text, "fuzz.toml");
            kerb::fuzz::expect(!profile.indicators.empty());
            for (const auto& issue : kerb::scorecard::lint(profile)) {
                kerb::fuzz::expect(!issue.message.code.empty());
            }
        } catch (const kerb::Error& error) {
            kerb::fuzz::expect(!error.message().code.empty());
        }
    }
    return 0;
}
