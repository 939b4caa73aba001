// A file of any content under the names that the gate knows: admitted as one of its kinds, or refused with an Error.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <kerb/base/error.hpp>

#include "expect.hpp"
#include "io/gate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::array<std::string, 6> endings = {".gpkg", ".shp", ".geojson", ".fgb", ".csv", ".bin"};
    static const auto stem = std::filesystem::temp_directory_path() / ("kerb-fuzz-gate-" + std::to_string(getpid()));
    const auto path = stem.string() + (size == 0 ? ".bin" : endings[data[0] % endings.size()]);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(data) + (size > 0 ? 1 : 0),
               static_cast<std::streamsize>(size > 0 ? size - 1 : 0));
    try {
        const auto admitted = kerb::io::detail::admit(path, {});
        kerb::fuzz::expect(!admitted.driver.empty() && std::filesystem::exists(admitted.path));
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    std::filesystem::remove(path);
    return 0;
}
