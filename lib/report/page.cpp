#include <kerb/report/page.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/base/version.hpp>

#include "page_parts.hpp"
#include "sha256.hpp"

namespace kerb::report {
namespace {

using namespace detail;

/// The two scripts of the page, exactly as they stand in it.
struct Scripts {
    std::string leaflet, own;
};

/// \throws nlohmann::json::exception when it is no summary of an audit
nlohmann::json parsed(std::string_view summary) {
    auto document = nlohmann::json::parse(summary);
    for (const auto* part : {"result", "frame", "issues"}) {
        static_cast<void>(document.at(part));
    }
    static_cast<void>(document.at("result").at("lit_roads"));
    return document;
}

/// Without what would be asked for from elsewhere: pictures in style sheets, the source map of a script.
std::string without_links(std::string_view text) {
    std::string kept(text);
    for (auto at = kept.find("url(images/"); at != std::string::npos; at = kept.find("url(images/", at)) {
        kept.replace(at, kept.find(')', at) + 1 - at, "none");
    }
    const auto map = kept.rfind("//# sourceMappingURL");
    return map == std::string::npos ? kept : kept.substr(0, map);
}

std::string data_file(const char* path) {
    const auto text = builtin_data(path);
    return text ? without_links(*text) : std::string();
}

Scripts page_scripts() {
    const auto leaflet = data_file("page/leaflet.js");
    return leaflet.empty() ? Scripts{}
                           : Scripts{"\n/*\n" + data_file("page/leaflet_licence.txt") + "*/\n" + leaflet,
                                     "\n" + data_file("page/page.js")};
}

/// Nothing from outside; of scripts only these two run, whatever the data hold.
std::string policy_of(const Scripts& scripts) {
    const auto allowed = scripts.own.empty() ? std::string("'none'")
                                             : fmt::format("'sha256-{}' 'sha256-{}'", sha256_base64(scripts.leaflet),
                                                           sha256_base64(scripts.own));
    return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src " + allowed;
}

std::string head_html(const PageInput& input, const Scripts& scripts) {
    const auto title = fmt::format("{} · {}", input.city, render("page.title", input.language));
    return fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
        "<meta name=\"generator\" content=\"kerb {}\">\n<title>{}</title>\n<style>\n{}\n{}</style>\n</head>\n",
        input.language == Language::zh ? "zh-CN" : "en", policy_of(scripts), version(), html_text(title),
        data_file("page/leaflet.css"), data_file("page/page.css"));
}

std::string switches_html(const PageInput& input) {
    const auto radio = [&](const char* id, const char* label, Language language) {
        return fmt::format("<input type=\"radio\" name=\"language\" id=\"{}\"{}><label for=\"{}\">{}</label>", id,
                           input.language == language ? " checked" : "", id, label);
    };
    return "<fieldset class=\"switches\"><legend class=\"unseen\">" + told("page.language") + "</legend>" +
           radio("lang-zh", "中文", Language::zh) + radio("lang-en", "English", Language::en) +
           "<input type=\"checkbox\" id=\"wall\"><label for=\"wall\">" + told("page.wall") +
           "</label><button type=\"button\" id=\"print\" hidden>" + told("page.print") + "</button></fieldset>\n";
}

std::string map_html(const PageInput& input) {
    auto html =
        "<section id=\"map\">\n<h2>" + told("page.map") + "</h2>\n<div id=\"picture\">\n" + map_svg(input) + "</div>\n";
    if (!data_file("page/leaflet.js").empty()) {
        html +=
            "<div id=\"live\" hidden><div id=\"leaflet\" role=\"application\" tabindex=\"0\"></div><fieldset "
            "id=\"layers\"><legend>" +
            told("page.layers") +
            "</legend></fieldset><p class=\"below\"><span id=\"place\" aria-live=\"polite\"></span> <span "
            "id=\"where\"></span></p></div>\n";
    }
    return html + "<p class=\"note\">" + told("page.map_note") + "</p>\n</section>\n";
}

std::string scripts_html(const PageInput& input, const Scripts& scripts) {
    if (scripts.own.empty()) {
        return {};
    }
    return "<script type=\"application/json\" id=\"map-data\">" + map_data(input) + "</script>\n<script>" +
           scripts.leaflet + "</script>\n<script>" + scripts.own + "</script>\n";
}

std::string section(const char* id, const char* title, const std::string& content) {
    return content.empty()
               ? content
               : fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, told(std::string(title)), content);
}

std::string whole_page(const PageInput& input) {
    const auto document = parsed(input.summary);
    const auto& result = document.at("result");
    const auto figures = figures_of(result);
    const auto scripts = page_scripts();
    return head_html(input, scripts) + "<body>\n<a class=\"skip\" href=\"#figures\">" + told("page.skip") + "</a>\n" +
           "<header>\n<h1>" + isolated(input.city) + " · " + told("page.title") + "</h1>\n" + switches_html(input) +
           "</header>\n<main>\n" + section("figures", "page.figures", figures_html(figures)) + map_html(input) +
           section("sections", "page.sections", sections_html(figures, input, lamps_chart(result, input))) +
           section("zones", "page.zones", zones_html(figures, input)) +
           section("scores", "page.scores", scores_html(input.scores, input)) +
           section("systems", "page.systems", systems_html(result)) +
           section("lists", "page.lists", lists_html(input)) + section("data", "page.data", data_html(document)) +
           "</main>\n<footer><p>kerb " + std::string(version()) + "</p></footer>\n" + scripts_html(input, scripts) +
           "</body>\n</html>\n";
}

} // namespace

std::string page_html(const PageInput& input) {
    try {
        return whole_page(input);
    } catch (const nlohmann::json::exception& error) { // a part that an audit writes is missing, or is of another type
        throw SourceError({"page.no_summary", {{"file", std::string(input.summary_file)}, {"why", why_of(error)}}});
    }
}

} // namespace kerb::report
