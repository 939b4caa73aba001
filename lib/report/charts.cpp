#include <kerb/report/charts.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include <kerb/outage/funnel.hpp>

#include "svg.hpp"

namespace kerb::report {
namespace {

using detail::percent_tick;
using detail::Svg;
using detail::ticks;

constexpr const char* limit_style = "stroke=\"#b00020\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"";
constexpr std::array<const char*, 6> colours = {"#1b5e9b", "#c05a00", "#2e7d32", "#7b1fa2", "#00838f", "#6d4c41"};

const char* colour_of(const std::string& state) {
    return state == "met" ? "#2e7d32" : state == "not_met" ? "#b00020" : "#8a6d00";
}

std::string short_name(const std::string& name) {
    constexpr std::size_t most = 30; // bytes; cut between characters
    if (name.size() <= most) {
        return name;
    }
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
        --end;
    }
    return name.substr(0, end) + "…";
}

/// Sizes at which a funnel is drawn: all up to 40, then further and further apart.
std::vector<std::int64_t> sizes(std::int64_t most) {
    std::vector<std::int64_t> all;
    for (std::int64_t n = 1; n <= most; n += std::max<std::int64_t>(1, n / 40)) {
        all.push_back(n);
    }
    return all;
}

void draw_funnel(Svg& svg, double rate, std::int64_t most_n, double most_rate) {
    for (const auto& [inside, style] :
         {std::pair{0.998, "fill=\"none\" stroke=\"#9e9e9e\""}, std::pair{0.95, "fill=\"none\" stroke=\"#5f6f81\""}}) {
        std::vector<std::pair<double, double>> low, high;
        for (const auto n : sizes(most_n)) {
            const auto limits = outage::funnel_limits(rate, n, inside);
            const double px = svg.x(static_cast<double>(n));
            low.emplace_back(px, svg.y(limits.lo));
            high.emplace_back(px, svg.y(std::min(limits.hi, most_rate)));
        }
        svg.path(low, false, style);
        svg.path(high, false, style);
    }
}

/// A band and a line of steps.
void draw_curve(Svg& svg, const Curve& curve, double end, const char* colour) {
    std::vector<std::pair<double, double>> line, high, low;
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
        const auto& p = curve.points[i];
        const double next = svg.x(i + 1 < curve.points.size() ? curve.points[i + 1].x : end);
        for (const double px : {svg.x(p.x), next}) {
            line.emplace_back(px, svg.y(p.y));
            high.emplace_back(px, svg.y(p.hi));
            low.emplace_back(px, svg.y(p.lo));
        }
    }
    high.insert(high.end(), low.rbegin(), low.rend());
    svg.path(high, true, fmt::format("fill=\"{}\" fill-opacity=\"0.15\"", colour).c_str());
    svg.path(line, false, fmt::format("fill=\"none\" stroke=\"{}\" stroke-width=\"1.8\"", colour).c_str());
}

} // namespace

std::string funnel_svg(const std::vector<FunnelPoint>& points, double rate, const std::optional<double>& limit,
                       const ChartTexts& texts) {
    std::int64_t most_n = 10;
    double most_rate = std::max(limit.value_or(0), rate) * 1.6 + 1e-3;
    for (const auto& p : points) {
        most_n = std::max(most_n, p.n);
        most_rate = std::max(most_rate, p.rate * 1.05);
    }
    most_rate = std::min(most_rate, 1.0);
    Svg svg(460, 70, static_cast<double>(most_n) * 1.02, most_rate, texts);
    svg.y_axis(ticks(most_rate), percent_tick);
    svg.x_axis(ticks(static_cast<double>(most_n)), [](double n) { return fmt::format("{:.0f}", n); });
    draw_funnel(svg, rate, most_n, most_rate);
    svg.line(70, svg.y(rate), Svg::right, svg.y(rate), "stroke=\"#5f6f81\"");
    for (const auto& p : points) {
        svg.circle(svg.x(static_cast<double>(p.n)), svg.y(p.rate), 3.2,
                   p.marked ? "fill=\"#b00020\" fill-opacity=\"0.8\"" : "fill=\"#1b5e9b\" fill-opacity=\"0.55\"",
                   p.name);
    }
    if (limit) {
        svg.line(70, svg.y(*limit), Svg::right, svg.y(*limit), limit_style);
        svg.label(76, svg.y(*limit) - 5, texts.limit, "start", 11, "#b00020");
    }
    return svg.done();
}

std::string intervals_svg(const std::vector<IntervalRow>& rows, const std::optional<double>& limit,
                          const ChartTexts& texts) {
    constexpr double row_px = 22, left = 210;
    double most = limit.value_or(0) * 1.3 + 1e-3;
    for (const auto& row : rows) {
        most = std::max(most, row.hi);
    }
    Svg svg(static_cast<double>(rows.size()) * row_px + 132, left, std::min(most * 1.02, 1.0), 1, texts);
    svg.x_axis(ticks(std::min(most, 1.0)), percent_tick);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const double y = Svg::top + (static_cast<double>(i) + 0.5) * row_px + 4;
        const auto* colour = colour_of(row.state);
        svg.label(left - 8, y + 4, short_name(row.name), "end", 12, "#111");
        svg.line(svg.x(row.lo), y, svg.x(row.hi), y, fmt::format("stroke=\"{}\" stroke-width=\"3\"", colour).c_str());
        svg.circle(svg.x(row.rate), y, 4.5, fmt::format("fill=\"{}\"", colour).c_str(),
                   fmt::format("{}: {:.2f} % ({:.2f}–{:.2f} %)", row.name, row.rate * 100, row.lo * 100, row.hi * 100));
    }
    if (limit) {
        svg.line(svg.x(*limit), Svg::top, svg.x(*limit), svg.bottom(), limit_style);
        const bool far = svg.x(*limit) > Svg::right - 150; // its name stands where there is room
        svg.label(svg.x(*limit) + (far ? -4 : 4), Svg::top - 4, texts.limit, far ? "end" : "start", 11, "#b00020");
    }
    return svg.done();
}

std::string curves_svg(const std::vector<Curve>& curves, const std::optional<double>& limit_x,
                       const ChartTexts& texts) {
    double end = limit_x.value_or(0) * 1.1 + 1e-9;
    for (const auto& curve : curves) {
        end = curve.points.empty() ? end : std::max(end, curve.points.back().x);
    }
    Svg svg(460, 70, end, 1, texts);
    svg.y_axis(ticks(1), percent_tick);
    svg.x_axis(ticks(end), [](double x) { return fmt::format("{:.6g}", x); });
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const auto* colour = colours[i % colours.size()];
        draw_curve(svg, curves[i], end, colour);
        svg.label(Svg::right - 4, Svg::top + 14 + 16 * static_cast<double>(i), curves[i].name, "end", 12, colour);
    }
    if (limit_x) {
        svg.line(svg.x(*limit_x), Svg::top, svg.x(*limit_x), svg.bottom(), limit_style);
        svg.label(svg.x(*limit_x) + 4, Svg::top - 4, texts.limit, "start", 11, "#b00020");
    }
    return svg.done();
}

std::string series_svg(const std::vector<SeriesBar>& bars, const ChartTexts& texts) {
    double most = 1e-4;
    for (const auto& bar : bars) {
        most = std::max(most, bar.value.value_or(0));
    }
    Svg svg(400, 70, static_cast<double>(std::max<std::size_t>(bars.size(), 1)), most * 1.05, texts);
    svg.y_axis(ticks(most), percent_tick);
    const auto every = std::max<std::size_t>(1, bars.size() / 8);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double from = svg.x(static_cast<double>(i)), to = svg.x(static_cast<double>(i) + 0.8);
        if (bars[i].value) {
            svg.rect(from, svg.y(*bars[i].value), to - from, svg.bottom() - svg.y(*bars[i].value), "fill=\"#1b5e9b\"",
                     fmt::format("{}: {:.3f} %", bars[i].name, *bars[i].value * 100));
        } else {
            svg.rect(from, Svg::top, to - from, svg.bottom() - Svg::top, "fill=\"#eeeeee\"", bars[i].name);
        }
        if (i % every == 0) {
            svg.label(from, svg.bottom() + 16, bars[i].name, "start", 11, "#333");
        }
    }
    svg.line(70, svg.bottom(), Svg::right, svg.bottom(), "stroke=\"#444\"");
    return svg.done();
}

} // namespace kerb::report
