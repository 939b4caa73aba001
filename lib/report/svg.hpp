// A drawing area with axes.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <kerb/base/xml.hpp>
#include <kerb/report/charts.hpp>

namespace kerb::report::detail {

/// Round numbers from 0 to at least `most`, at most seven.
inline std::vector<double> ticks(double most) {
    const double rough = most / 5, power = std::pow(10, std::floor(std::log10(rough)));
    const double step = rough <= power       ? power
                        : rough <= 2 * power ? 2 * power
                        : rough <= 5 * power ? 5 * power
                                             : 10 * power;
    std::vector<double> made;
    for (int i = 0; i * step <= most * (1 + 1e-9) && i < 12; ++i) {
        made.push_back(i * step);
    }
    return made;
}

/// A chart of a size, with margins for axes; x and y from 0 to `most_x`, `most_y`.
class Svg {
public:
    Svg(double height, double left, double most_x, double most_y, const ChartTexts& texts)
        : height_(height), left_(left), most_x_(most_x), most_y_(most_y) {
        text_ = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
            "height=\"{1:.0f}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\" aria-label=\"{2}\">\n"
            "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#fff\"/>\n",
            width, height, xml_text(texts.title));
        label(left_, 22, texts.title, "start", 15, "#111");
        label(left_ + (right - left_) / 2, bottom() + 36, texts.x, "middle", 12, "#333");
        if (!texts.y.empty()) {
            label(left_, 40, texts.y, "start", 12, "#333");
        }
        if (!texts.note.empty()) {
            label(left_, height_ - 8, texts.note, "start", 11, "#666");
        }
    }

    [[nodiscard]] double x(double value) const { return left_ + value / most_x_ * (right - left_); }
    [[nodiscard]] double y(double value) const { return bottom() - value / most_y_ * (bottom() - top); }
    [[nodiscard]] double bottom() const { return height_ - 64; }

    void line(double x1, double y1, double x2, double y2, const char* style) {
        text_ +=
            fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1, x2, y2, style);
    }
    void circle(double cx, double cy, double r, const char* style, std::string_view name = {}) {
        text_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" {}><title>{}</title></circle>\n", cx, cy,
                             r, style, xml_text(name));
    }
    void rect(double x1, double y1, double w, double h, const char* style, std::string_view name = {}) {
        text_ += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" {}><title>{}</title>"
            "</rect>\n",
            x1, y1, w, h, style, xml_text(name));
    }
    void label(double lx, double ly, std::string_view words, const char* anchor, int size, const char* colour) {
        text_ +=
            fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"{}\" fill=\"{}\">{}</text>\n",
                        lx, ly, anchor, size, colour, xml_text(words));
    }
    /// \param points places in the drawing
    void path(const std::vector<std::pair<double, double>>& points, bool closed, const char* style) {
        if (points.empty()) {
            return;
        }
        std::string d;
        for (const auto& [px, py] : points) {
            d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", px, py);
        }
        text_ += fmt::format("<path d=\"{}{}\" {}/>\n", d, closed ? "Z" : "", style);
    }
    template <class Name>
    void x_axis(const std::vector<double>& at, const Name& name) {
        for (const double value : at) {
            line(x(value), top, x(value), bottom(), "stroke=\"#e4e4e4\"");
            label(x(value), bottom() + 16, name(value), "middle", 11, "#333");
        }
        line(left_, bottom(), right, bottom(), "stroke=\"#444\"");
    }
    template <class Name>
    void y_axis(const std::vector<double>& at, const Name& name) {
        for (const double value : at) {
            line(left_, y(value), right, y(value), "stroke=\"#e4e4e4\"");
            label(left_ - 6, y(value) + 4, name(value), "end", 11, "#333");
        }
    }
    [[nodiscard]] std::string done() const { return text_ + "</svg>\n"; }

    static constexpr double width = 760, right = 740, top = 52;

private:
    double height_, left_, most_x_, most_y_;
    std::string text_;
};

inline std::string percent_tick(double share) {
    return fmt::format("{:.6g} %", std::round(share * 1e6) / 1e4);
}

} // namespace kerb::report::detail
