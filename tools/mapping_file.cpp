#include "mapping_file.hpp"

#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/io/text_file.hpp>

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
    auto text = io::text_of_file(name);
    if (!text) {
        throw UsageError({"tools.unknown_mapping", {{"name", name}, {"names", mapping_names()}}});
    }
    return *std::move(text);
}

Mapping mapping_named(const std::string& name) {
    return Mapping::from_toml(parse_toml(mapping_text(name), name));
}

} // namespace kerb::tools
