// Words as people write them.
#pragma once

#include <string_view>

namespace kerb::outage {

inline std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

} // namespace kerb::outage
