#include "toml_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <kerb/base/error.hpp>

namespace kerb::tools {

std::string file_text(const std::string& file) {
    std::error_code ignored;
    std::ifstream stream(file, std::ios::binary);
    if (!std::filesystem::is_regular_file(file, ignored) || !stream) {
        throw SourceError({"tools.no_file", {{"file", file}}});
    }
    return {std::istreambuf_iterator<char>(stream), {}};
}

TomlTable toml_of(const std::string& file) {
    return parse_toml(file_text(file), file);
}

} // namespace kerb::tools
