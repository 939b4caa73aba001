#include "toml_file.hpp"

#include <utility>

#include <kerb/base/error.hpp>
#include <kerb/io/text_file.hpp>

namespace kerb::tools {

std::string file_text(const std::string& file) {
    auto text = io::text_of_file(file);
    if (!text) {
        throw SourceError({"tools.no_file", {{"file", file}}});
    }
    return *std::move(text);
}

TomlTable toml_of(const std::string& file) {
    return parse_toml(file_text(file), file);
}

} // namespace kerb::tools
