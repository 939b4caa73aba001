// Shares as bars, with intervals, targets and the spread of zones.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

constexpr double bar_left = 250, bar_right = 830, row_px = 30, top_px = 34;

double at(double share) {
    return bar_left + std::clamp(share, 0.0, 1.0) * (bar_right - bar_left);
}

std::string row_svg(const Figure& figure, double y, Language language) {
    auto svg = fmt::format(
        R"(<text x="{:.0f}" y="{:.1f}" text-anchor="end" font-size="13" fill="#1b1f24">{}</text>)"
        R"(<rect x="{:.0f}" y="{:.1f}" width="{:.1f}" height="14" fill="#9cc3e6"><title>{} {}</title></rect>)",
        bar_left - 8, y + 12, html_text(in(figure.name, language)), bar_left, y, at(*figure.share) - bar_left,
        html_text(in(figure.name, language)), percent_text(figure.share));
    for (const auto& zone : figure.zones) {
        if (zone.value) {
            svg += fmt::format(
                R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}" stroke="#0b5394" stroke-width="1.5"><title>{3} {4}</title></line>)",
                at(*zone.value), y + 3, y + 11, html_text(zone.zone), percent_text(zone.value));
        }
    }
    if (figure.lo && figure.hi) {
        svg += fmt::format(
            R"(<line x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}" stroke="#1b1f24" stroke-width="2.5"/>)",
            at(*figure.lo), at(*figure.hi), y + 7, y + 7);
    }
    if (figure.target_share) {
        svg += fmt::format(
            R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}" stroke="#b3261e" stroke-width="3"><title>{3} {4}</title></line>)",
            at(*figure.target_share), y - 4, y + 18, html_text(render("page.target", language)), figure.target);
    }
    return svg +
           fmt::format(R"(<text x="{:.0f}" y="{:.1f}" font-size="13" font-weight="600" fill="#1b1f24">{}</text>)",
                       bar_right + 12, y + 12, percent_text(figure.share)) +
           "\n";
}

} // namespace

std::string shares_svg(const std::vector<const Figure*>& figures, Language language) {
    std::string rows;
    double y = top_px;
    for (const auto* figure : figures) {
        if (figure->share) {
            rows += row_svg(*figure, y, language);
            y += row_px;
        }
    }
    if (rows.empty()) {
        return rows;
    }
    std::string axis;
    for (const int percent : {0, 25, 50, 75, 100}) {
        axis += fmt::format(
            R"(<line x1="{0:.1f}" x2="{0:.1f}" y1="{1:.0f}" y2="{2:.0f}" stroke="#d0d7de"/><text x="{0:.1f}" y="{3:.0f}" text-anchor="middle" font-size="11" fill="#57606a">{4} %</text>)",
            at(percent / 100.0), top_px - 6, y, y + 14, percent);
    }
    const auto title = html_text(render("page.shares_title", language));
    return fmt::format(
        R"(<svg viewBox="0 0 920 {:.0f}" width="920" role="img" aria-label="{}"><text x="{:.0f}" y="16" font-size="12" fill="#57606a">{}</text>)"
        "\n{}\n{}</svg>",
        y + 22, title, bar_left, title, axis, rows);
}

} // namespace kerb::report::detail
