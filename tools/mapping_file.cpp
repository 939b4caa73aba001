#include "mapping_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>

namespace kerb::tools {
namespace {

std::string mapping_names() {
    std::vector<std::string> names;
    for (const auto path : builtin_data_paths("mappings/")) {
        names.push_back(std::filesystem::path(path).stem().string());
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::string mapping_text(const std::string& name) {
    if (const auto text = builtin_data("mappings/" + name + ".toml")) {
        return std::string(*text);
    }
    std::error_code ignored;
    std::ifstream file(name, std::ios::binary);
    if (!std::filesystem::is_regular_file(name, ignored) || !file) {
        throw UsageError({"tools.unknown_mapping", {{"name", name}, {"names", mapping_names()}}});
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

Mapping mapping_named(const std::string& name) {
    return Mapping::from_toml(parse_toml(mapping_text(name), name));
}

} // namespace kerb::tools
