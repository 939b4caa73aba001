#include <algorithm>
#include <span>

#include <kerb/base/toml.hpp>

#include "builtin_table.hpp"

namespace kerb {
namespace {

std::span<const detail::BuiltinFile> files() {
    return {detail::builtin_files, detail::builtin_file_count};
}

} // namespace

std::optional<std::string_view> builtin_data(std::string_view path) {
    const auto all = files();
    const auto found = std::find_if(all.begin(), all.end(), [path](const auto& file) { return file.path == path; });
    return found == all.end() ? std::nullopt : std::optional(found->text);
}

std::vector<std::string_view> builtin_data_paths(std::string_view prefix) {
    std::vector<std::string_view> paths;
    for (const auto& file : files()) {
        if (file.path.starts_with(prefix)) {
            paths.push_back(file.path);
        }
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

} // namespace kerb
