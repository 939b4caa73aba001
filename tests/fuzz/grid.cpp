// A file of any content under a grid's name: read whole, or refused with an Error.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>

#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto path =
        (std::filesystem::temp_directory_path() / ("kerb-fuzz-grid-" + std::to_string(getpid()))).string();
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    kerb::io::GridSourceOptions options;
    options.memory_limit = 1 << 24;
    options.band = 1;
    try {
        const auto read = kerb::io::read_grid(path, options);

        kerb::fuzz::expect(kerb::is_sound(read.grid));
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    std::filesystem::remove(path);
    return 0;
}
