// Texts of the page: escaped, and in both languages.
#include <algorithm>

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <kerb/report/envelope.hpp>

#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {

std::string why_of(const std::exception& error) {
    constexpr std::size_t longest = 120; // an ASCII text, but for a number or a name that is quoted
    std::string_view text = error.what();
    if (const auto number = text.find("] "); text.starts_with('[') && number != std::string_view::npos) {
        text.remove_prefix(number + 2);
    }
    text = text.substr(0, std::min(text.find("; "), longest));
    return std::string(text);
}

std::string html_text(std::string_view text) {
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
    return text.empty() ? "–" : "<bdi>" + html_text(text) + "</bdi>";
}

std::string in_both(const std::string& en, const std::string& zh) {
    return en == zh
               ? en
               : fmt::format(R"(<span class="en" lang="en">{}</span><span class="zh" lang="zh-CN">{}</span>)", en, zh);
}

std::string told(const Message& message) {
    return in_both(html_text(render(message, Language::en)), html_text(render(message, Language::zh)));
}

std::string told(const std::string& code) {
    return in_both(html_text(render(code, Language::en)), html_text(render(code, Language::zh)));
}

std::string told(const Label& label) {
    const auto& en = label.en.empty() ? label.zh : label.en;
    return in_both(html_text(en), html_text(label.zh.empty() ? en : label.zh));
}

Label length_of(double m) {
    return {length_text(m), m < 1000 ? fmt::format("{:.0f} 米", m) : fmt::format("{:.1f} 公里", m / 1000)};
}

Label area_of(double m2) {
    return {area_text(m2), m2 < 1e4   ? fmt::format("{:.0f} 平方米", m2)
                           : m2 < 1e6 ? fmt::format("{:.2f} 公顷", m2 / 1e4)
                           : m2 < 1e8 ? fmt::format("{:.1f} 万平方米", m2 / 1e4)
                                      : fmt::format("{:.2f} 平方公里", m2 / 1e6)};
}

std::string in(const Label& label, Language language) {
    const auto& wanted = label.in(language);
    return wanted.empty() ? label.in(language == Language::en ? Language::zh : Language::en) : wanted;
}

std::string filled(const std::string& code, const std::vector<std::pair<std::string, Label>>& values) {
    const auto rendered = [&](Language language) {
        Message message{code, {}};
        for (const auto& [name, value] : values) {
            message.arguments.emplace_back(name, in(value, language));
        }
        return html_text(render(message, language));
    };
    return in_both(rendered(Language::en), rendered(Language::zh));
}

std::string heads(const std::vector<const char*>& codes) {
    std::string html;
    for (const auto* code : codes) {
        html += "<th scope=\"col\">" + told(std::string(code)) + "</th>";
    }
    return html;
}

std::string wide_table(const char* style, const char* caption, const std::string& head, const std::string& rows) {
    return fmt::format(
        "<div class=\"wide\" tabindex=\"0\"><table class=\"{}\">{}<thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>"
        "</div>",
        style, caption == nullptr ? std::string() : "<caption>" + told(std::string(caption)) + "</caption>", head,
        rows);
}

std::string verdict_word(std::optional<bool> met) {
    const auto* word = !met ? "page.undecided" : *met ? "page.met" : "page.not_met";
    const auto* kind = !met ? "open" : *met ? "met" : "not-met";
    return fmt::format("<span class=\"{}\">{}</span>", kind, told(std::string(word)));
}

std::string unverified_mark(bool unverified) {
    return unverified ? " <span class=\"open\">" + told("page.unverified") + "</span>" : "";
}

std::optional<double> number(const nlohmann::json& value, const char* key) {
    const auto it = value.find(key);
    return it != value.end() && it->is_number() ? std::optional(it->get<double>()) : std::nullopt;
}

std::string text(const nlohmann::json& value, const char* key) {
    const auto it = value.find(key);
    return it != value.end() && it->is_string() ? it->get<std::string>() : std::string();
}

} // namespace kerb::report::detail
