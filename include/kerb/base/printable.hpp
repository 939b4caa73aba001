// Text of others on a terminal or in a log.
#pragma once

#include <string>
#include <string_view>

namespace kerb {

/// A text of data on one line that moves no cursor: control characters (C0, DEL, C1), breaks of lines and paragraphs,
/// and marks that turn the direction of what follows (U+202A … U+202E, U+2066 … U+2069) as `\n`, `\t`, `\r` or
/// `\u001b`; all else as it is. Of its own answer it changes nothing. \par Complexity O(bytes)
[[nodiscard]] std::string printable(std::string_view text);

/// The same of a text of several lines, whose line ends stay. What is put into such a text goes through printable()
/// first, else it could begin a line. \par Complexity O(bytes)
[[nodiscard]] std::string printable_lines(std::string_view text);

/// A JSON text that moves no cursor, with the same meaning: DEL, C1, breaks and marks of direction as `\u009b`, which
/// JSON allows where alone they can stand, within strings. \par Complexity O(bytes)
[[nodiscard]] std::string printable_json(std::string_view json);

} // namespace kerb
