// The text of a SWMM input as sections of rows of words.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/ascii.hpp>
#include <kerb/base/issue.hpp>

namespace kerb::io::detail {

struct SwmmRow {
    std::int64_t line = 0;
    std::vector<std::string> words;
};

struct SwmmSections {
    std::map<std::string, std::vector<SwmmRow>> rows; ///< by section, upper case
    std::vector<Issue> issues;
    std::map<std::string, Accounting> unknown; ///< sections that SWMM 5.2 does not have
};

[[nodiscard]] SwmmSections swmm_sections(std::string_view text);
using ascii::upper;
/// The words of a line; those in quotes may hold spaces, and what follows a semicolon is a comment.
[[nodiscard]] std::vector<std::string> swmm_words(std::string_view line);
/// \throws SourceError, ResourceError
[[nodiscard]] std::string swmm_file_text(const std::string& path);
[[nodiscard]] Issue swmm_issue(const char* reason, const std::string& section, std::int64_t line,
                               const std::string& name);

} // namespace kerb::io::detail
