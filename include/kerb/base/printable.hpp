// Text of others on a terminal or in a log.
#pragma once

#include <string>
#include <string_view>

namespace kerb {

/// A text of data on one line that moves no cursor: control characters (C0, DEL, C1), breaks of lines and paragraphs,
/// and marks that turn the direction of what follows (U+202A … U+202E, U+2066 … U+2069) as `\n`, `\t`, `\r` or
/// `\u001b`; all else as it is. Of its own answer it changes nothing. \par Complexity O(bytes)
[[nodiscard]] std::string printable(std::string_view text);

} // namespace kerb
