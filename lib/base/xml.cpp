#include <kerb/base/xml.hpp>

#include <fmt/format.h>

namespace kerb {

std::string xml_text(std::string_view text) {
    std::string escaped;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            continue; // XML 1.0 has no such characters, nor U+FFFE and U+FFFF
        }
        if (text.substr(i, 3) == "\xEF\xBF\xBE" || text.substr(i, 3) == "\xEF\xBF\xBF") {
            i += 2;
            continue;
        }
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\t':
            case '\n':
            case '\r':
                escaped += fmt::format("&#{};", static_cast<int>(c));
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

} // namespace kerb
