#include <array>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <gdal.h>
#include <openssl/evp.h>
#include <sqlite3.h>

#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>
#include <kerb/io/checksum.hpp>
#include <kerb/io/versions.hpp>

#include "readable.hpp"

namespace kerb::io {

FileDigest digest_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!file || context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
        throw SourceError(Message{"gate.missing", {{"file", path}}});
    }
    FileDigest made;
    std::array<char, 65536> buffer{};
    while (file.read(buffer.data(), buffer.size()), file.gcount() > 0) {
        EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(file.gcount()));
        made.bytes += file.gcount();
    }
    if (file.bad()) {
        detail::unreadable(path);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &size);
    for (unsigned i = 0; i < size; ++i) {
        made.sha256 += fmt::format("{:02x}", digest[i]);
    }
    return made;
}

std::vector<std::pair<std::string, std::string>> library_versions() {
    return {{"GDAL", GDALVersionInfo("RELEASE_NAME")}, {"PROJ", proj_version()}, {"SQLite", sqlite3_libversion()}};
}

} // namespace kerb::io
