// Texts of the page: escaped, and in both languages.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <kerb/report/envelope.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {

std::string escaped(std::string_view text) {
    std::string html;
    const auto valid = nlohmann::json::parse(json_text(text)).get<std::string>();
    for (const char c : valid) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '>':
                html += "&gt;";
                break;
            case '"':
                html += "&quot;";
                break;
            case '\'':
                html += "&#39;";
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') {
                    html += c;
                }
        }
    }
    return html;
}

std::string isolated(std::string_view text) {
    return text.empty() ? "–" : "<bdi>" + escaped(text) + "</bdi>";
}

std::string in_both(const std::string& en, const std::string& zh) {
    return en == zh
               ? en
               : fmt::format(R"(<span class="en" lang="en">{}</span><span class="zh" lang="zh-CN">{}</span>)", en, zh);
}

std::string told(const Message& message) {
    return in_both(escaped(render(message, Language::en)), escaped(render(message, Language::zh)));
}

std::string told(const std::string& code) {
    return in_both(escaped(render(code, Language::en)), escaped(render(code, Language::zh)));
}

std::string told(const Label& label) {
    const auto& en = label.en.empty() ? label.zh : label.en;
    return in_both(escaped(en), escaped(label.zh.empty() ? en : label.zh));
}

} // namespace kerb::report::detail
