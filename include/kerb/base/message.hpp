// What kerb has to say, as a code with arguments, rendered in the reader's language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/variant.hpp>

namespace kerb {

/// Language of a rendered text.
enum class Language : std::uint8_t { en, zh };

/// Value of one message argument.
using MessageValue = Variant<std::string, std::int64_t, double>;

/// A text that is not yet written: a code of the catalogue and its named arguments.
///
/// The library returns and throws messages; only tools and reports render them. Codes are dotted (`frame.none`), the
/// catalogue has one file per language in `data/messages/`, compiled in.
struct Message {
    std::string code;
    std::vector<std::pair<std::string, MessageValue>> arguments;

    friend bool operator==(const Message&, const Message&) = default;
};

/// Renders `message` in `language`. `{name}` in the catalogue's text is replaced by the argument of that name, with an
/// optional fmt format (`{share:.1f}`). A code without a text renders as the code and its arguments, so nothing is
/// lost. \par Complexity O(length of the text). Thread-safe.
[[nodiscard]] std::string render(const Message& message, Language language);

/// Renders a text that takes no arguments.
[[nodiscard]] std::string render(std::string_view code, Language language);

/// Is there a text for `code` in `language`?
[[nodiscard]] bool has_text(std::string_view code, Language language);

/// All codes of the catalogue of `language`, sorted.
[[nodiscard]] std::vector<std::string> message_codes(Language language);

} // namespace kerb
