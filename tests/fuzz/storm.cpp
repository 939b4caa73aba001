// A file of storm formulas of any content: refused with an Error, or formulas whose depths are finite where they say
// they hold.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/waterlogging/storm_city.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto table = kerb::parse_toml({reinterpret_cast<const char*>(data), size}, "fuzz.toml");
        const auto city = kerb::waterlogging::StormCity::from_toml(table);
        for (const double years : {0.5, 1.0, 3.0, 20.0, 100.0}) {
            try {
                const auto& formula = kerb::waterlogging::choose_formula(
                    city, {.return_period_a = years, .duration_min = 60, .allow_unverified = true});
                kerb::fuzz::expect(std::isfinite(formula.depth_mm(years, 60)));
            } catch (const kerb::Error& error) {
                kerb::fuzz::expect(!error.message().code.empty());
            }
        }
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    return 0;
}
