// A file of any content under the endings of layers: refused with an Error, or read so that every row is accounted for
// and every place can be measured.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <kerb/base/error.hpp>
#include <kerb/io/source.hpp>

#include "expect.hpp"

namespace {

void read_all(const std::string& path) {
    for (const auto& layer : kerb::io::list_layers(path)) {
        try {
            const auto read = kerb::io::read_layer(path, {.layer = layer.name});
            kerb::fuzz::expect(read.accounting.adds_up());
            for (const auto& table : read.tables) {
                for (const auto& column : table.columns) {
                    kerb::fuzz::expect(column.size() == table.size());
                }
                if (const auto* points = std::get_if<kerb::Points>(&table.geometry)) {
                    for (const auto& p : *points) {
                        kerb::fuzz::expect(std::isfinite(p.x) && std::isfinite(p.y));
                    }
                }
            }
        } catch (const kerb::Error& error) {
            kerb::fuzz::expect(!error.message().code.empty());
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::array<std::string, 4> endings = {".gpkg", ".geojson", ".csv", ".fgb"};
    static const auto stem = std::filesystem::temp_directory_path() / ("kerb-fuzz-layer-" + std::to_string(getpid()));
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto path = stem.string() + (text.starts_with("SQLite") ? endings[0]
                                       : text.starts_with("fgb")  ? endings[3]
                                       : text.starts_with('{')    ? endings[1]
                                                                  : endings[2]);
    std::ofstream(path, std::ios::binary).write(text.data(), static_cast<std::streamsize>(size));
    try {
        read_all(path);
    } catch (const kerb::Error& error) {
        kerb::fuzz::expect(!error.message().code.empty());
    }
    std::filesystem::remove(path);
    return 0;
}
