#include <kerb/io/text_file.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <kerb/base/error.hpp>

#include "readable.hpp"

namespace kerb::io {

std::optional<std::string> text_of_file(const std::string& path, std::uintmax_t most) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) {
        return std::nullopt;
    }
    const auto bytes = std::filesystem::file_size(path, failed);
    if (failed) {
        detail::unreadable(path);
    }
    if (bytes > most) {
        throw ResourceError(Message{"gate.too_large", {{"file", path}}});
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        detail::unreadable(path);
    }
    return detail::readable(path, [&stream] {
        return std::optional<std::string>(std::in_place, std::istreambuf_iterator<char>(stream),
                                          std::istreambuf_iterator<char>());
    });
}

} // namespace kerb::io
