// The text of a SWMM input as sections of rows of words.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/ascii.hpp>
#include <kerb/base/issue.hpp>

#include "swmm_issues.hpp"

namespace kerb::io::detail {

struct SwmmRow {
    std::int64_t line = 0;
    std::vector<std::string> words;
};

/// Lines that follow each other.
struct SwmmPiece {
    std::string_view text;
    std::int64_t line = 0; ///< the first
};

/// Where the rows of a section stand. They are taken apart one by one when they are read: as words, all of them would
/// take forty times the memory of their text.
struct SwmmSection {
    std::deque<SwmmPiece> pieces;
    std::int64_t rows = 0;
};

struct SwmmSections {
    std::map<std::string, SwmmSection> known;  ///< by name, upper case
    std::map<std::string, Accounting> unknown; ///< sections that SWMM 5.2 does not have
};

/// The sections of `text`, which must outlive them. \param file named in errors \throws SourceError for a line of more
/// than 1 MiB, whose words alone would take many times that
[[nodiscard]] SwmmSections swmm_sections(std::string_view text, const std::string& file, SwmmIssues& issues);
using ascii::upper;
/// Takes the next line off `rest`, without its end.
[[nodiscard]] std::string_view swmm_next_line(std::string_view& rest);
/// The words of a line; those in quotes may hold spaces, and what follows a semicolon is a comment.
[[nodiscard]] std::vector<std::string> swmm_words(std::string_view line);
/// \throws SourceError, ResourceError
[[nodiscard]] std::string swmm_file_text(const std::string& path);

/// Calls `take(row)` for each row of a section, in the order of the text.
template <class Take>
void each_row(const SwmmSection& section, Take&& take) {
    for (const auto& piece : section.pieces) {
        auto rest = piece.text;
        for (auto line = piece.line; !rest.empty(); ++line) {
            const SwmmRow row{line, swmm_words(swmm_next_line(rest))};
            if (!row.words.empty()) {
                take(row);
            }
        }
    }
}

} // namespace kerb::io::detail
