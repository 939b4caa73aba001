// Text in XML.
#pragma once

#include <string>
#include <string_view>

namespace kerb {

/// A text for an element or the quotes of an attribute: & < > " and breaks as entities, what XML 1.0 cannot hold
/// (control characters, U+FFFE, U+FFFF) dropped. \par Complexity O(bytes)
[[nodiscard]] std::string xml_text(std::string_view text);

} // namespace kerb
