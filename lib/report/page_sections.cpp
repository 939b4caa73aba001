// Cards, and one section for each system: table, chart, lists, how it was computed.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

constexpr std::array sections = {"coverage", "services", "walks", "streets", "lights", "water"};
constexpr std::size_t worst_zones = 3;

std::string verdict_html(const Figure& figure) {
    if (figure.target.empty()) {
        return "–";
    }
    return figure.target + " " + verdict_word(figure.met_known ? std::optional(figure.met) : std::nullopt) +
           unverified_mark(figure.status == "unverified");
}

std::string table_html(const std::vector<const Figure*>& figures, const std::map<std::string, Label>& names) {
    std::string rows;
    for (const auto* figure : figures) {
        rows += fmt::format(
            "<tr><th scope=\"row\">{}</th><td "
            "class=\"value\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            figure->title, figure->value, figure->interval.empty() ? "–" : figure->interval, figure->detail,
            verdict_html(*figure), worst_html(*figure, names));
    }
    return wide_table(
               "figures", "page.section_caption",
               heads({"page.figure", "page.value", "page.interval", "page.from_what", "page.target", "page.worst"}),
               rows) +
           "\n";
}

/// Method, sources and standing of a section's figures.
std::string how_html(const std::string& section, const std::vector<const Figure*>& figures) {
    std::string rows;
    for (const auto* figure : figures) {
        const auto status = "page.status." + figure->status;
        rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\n", figure->title,
                            figure->source.empty() ? "–" : "<bdi>" + figure->source + "</bdi>",
                            has_text(status, Language::en) ? told(status) : isolated(figure->status));
    }
    return "<details class=\"how\"><summary>" + told("page.method_title") + "</summary><p>" +
           told(std::string("page.method.") + section) + "</p>\n" +
           wide_table("method", "page.method_caption", heads({"page.figure", "page.source", "page.standing"}), rows) +
           "</details>\n";
}

std::string lists_of(const std::string& section, const PageInput& input) {
    std::string links;
    for (const auto& layer : input.layers) {
        if (layer.size() > 0 && style_of(layer.name).section == section) {
            links += fmt::format("<li><a href=\"#list-{}\">{} ({})</a></li>", html_text(layer.name),
                                 told(title_of(layer)), count_text(static_cast<std::int64_t>(layer.size())));
        }
    }
    return links.empty() ? links : "<ul class=\"links\">" + links + "</ul>\n";
}

std::string chart_html(const std::vector<const Figure*>& figures) {
    const auto drawn = shares_svg(figures, Language::en);
    return drawn.empty() ? drawn : "<figure>" + in_both(drawn, shares_svg(figures, Language::zh)) + "</figure>\n";
}

} // namespace

std::string worst_html(const Figure& figure, const std::map<std::string, Label>& names) {
    std::vector<ZoneFigure> zones;
    std::copy_if(figure.zones.begin(), figure.zones.end(), std::back_inserter(zones),
                 [](const auto& zone) { return zone.value.has_value(); });
    std::sort(zones.begin(), zones.end(),
              [](const auto& a, const auto& b) { return std::tie(*a.value, a.zone) < std::tie(*b.value, b.zone); });
    std::string html;
    for (std::size_t i = 0; i < std::min(worst_zones, zones.size()); ++i) {
        const auto& zone = zones[i];
        const auto name = names.find(zone.zone);
        const bool named = name != names.end() && !name->second.empty();
        html +=
            fmt::format("{}<bdi>{}</bdi> {}", i > 0 ? "<br>" : "", named ? told(name->second) : html_text(zone.zone),
                        figure.is_share ? percent_text(zone.value) : fmt::format("{:.2f}", *zone.value));
    }
    return html.empty() ? "–" : html;
}

std::string figures_html(const std::vector<Figure>& figures) {
    std::string cards;
    for (const auto& figure : figures) {
        cards += fmt::format(
            "<li><span class=\"title\">{}</span><strong>{}</strong><span class=\"detail\">{}{}{}</span></li>\n",
            figure.title, figure.value, figure.interval.empty() ? "" : "95 %: " + figure.interval + " · ",
            figure.detail, figure.target.empty() ? "" : "<br>" + told("page.target") + " " + verdict_html(figure));
    }
    return "<ul class=\"cards\">\n" + cards + "</ul>\n";
}

std::string sections_html(const std::vector<Figure>& figures, const PageInput& input, const std::string& lights_chart) {
    const auto names = zone_names(input);
    std::string html;
    for (const auto* section : sections) {
        std::vector<const Figure*> own;
        for (const auto& figure : figures) {
            if (figure.section == section) {
                own.push_back(&figure);
            }
        }
        if (own.empty()) {
            continue;
        }
        html += fmt::format("<section id=\"section-{}\">\n<h3>{}</h3>\n{}{}{}{}{}</section>\n", section,
                            told(std::string("page.section.") + section), table_html(own, names), chart_html(own),
                            std::string_view(section) == "lights" ? lights_chart : "", lists_of(section, input),
                            how_html(section, own));
    }
    return html;
}

} // namespace kerb::report::detail
