// The table of compiled-in files, written by the build from data/.
#pragma once

#include <cstddef>
#include <string_view>

namespace kerb::detail {

struct BuiltinFile {
    std::string_view path;
    std::string_view text;
};

extern const BuiltinFile builtin_files[];
extern const std::size_t builtin_file_count;

} // namespace kerb::detail
