#include "osm_file.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <kerb/base/error.hpp>

namespace kerb::io {

bool is_osm_pbf(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        return false;
    }
    std::array<char, 15> head{};
    std::ifstream file(path, std::ios::binary);
    if (!file.read(head.data(), head.size())) {
        return false;
    }
    // Length of the blob header (big endian, below 64 KiB), then field 1, length 9: the blob's type.
    return head[0] == 0 && head[1] == 0 && std::string_view(head.data() + 4, 11) == "\x0a\x09OSMHeader";
}

std::string checked_osm_path(const std::string& path, std::int64_t size_limit) {
    namespace fs = std::filesystem;
    std::error_code error;
    const auto status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        throw SourceError(Message{"osm.missing", {{"file", path}}});
    }
    if (!fs::is_regular_file(status)) {
        throw PolicyError(Message{"osm.not_regular", {{"file", path}}});
    }
    const auto canonical = fs::canonical(path, error);
    const auto size = error ? 0 : static_cast<std::int64_t>(fs::file_size(canonical, error));
    if (!error && size > size_limit) {
        throw ResourceError(Message{"osm.too_large", {{"file", path}, {"size", size}, {"limit", size_limit}}});
    }
    if (error || !is_osm_pbf(canonical.string())) {
        throw SourceError(Message{"osm.not_pbf", {{"file", path}}});
    }
    return canonical.string();
}

} // namespace kerb::io
