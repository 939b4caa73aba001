// The map of the page: a picture for everybody, and layers for the script.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/report/envelope.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

constexpr std::size_t most_points = 50'000, most_areas = 3'000, most_lines = 20'000;
constexpr std::size_t linked_rows = 50; ///< all in the page's list
constexpr double picture_px = 2000, fine_m = 1.0;

struct Named {
    std::string_view layer;
    LayerStyle style;
};

// Colours that stay apart for readers who see no red or green (Okabe & Ito 2008), and on a white ground.
constexpr std::array styles = {Named{"districts", {"#555555", false, true, ""}},
                               Named{"green_spaces", {"#7fb77e", false, true, ""}},
                               Named{"roads", {"#9a9a9a", false, true, ""}},
                               Named{"streetlights", {"#b8860b", false, false, ""}},
                               Named{"dark_stretches", {"#7a0177", true, true, "coverage"}},
                               Named{"park_gaps", {"#009e73", true, false, "services"}},
                               Named{"toilet_gaps", {"#d55e00", true, false, "services"}},
                               Named{"waste_unserved", {"#a65628", true, false, "services"}},
                               Named{"walk_unserved", {"#e69f00", true, false, "walks"}},
                               Named{"wide_spacing", {"#984ea3", true, false, "streets"}},
                               Named{"ads_in_green", {"#e31a1c", true, false, "streets"}},
                               Named{"excavation_conflicts", {"#ff7f00", true, false, "streets"}},
                               Named{"overdue", {"#882255", true, false, "streets"}},
                               Named{"duty_gaps", {"#332288", true, false, "streets"}},
                               Named{"dark_circuits", {"#000000", true, true, "lights"}},
                               Named{"dark_lamps", {"#4d4d4d", true, false, "lights"}},
                               Named{"water_points", {"#0072b2", true, true, "water"}},
                               Named{"ponds", {"#56b4e9", true, true, "water"}},
                               Named{"conveyance", {"#56b4e9", true, false, "water"}},
                               Named{"hints", {"#cc79a7", true, false, "water"}},
                               Named{"data_issues", {"#e31a1c", true, false, ""}}};

/// The point between two kept ones that is farthest from their line, where it is farther than `tolerance`; else
/// `first`.
std::size_t farthest(std::span<const Point> points, double tolerance, std::size_t first, std::size_t last) {
    double most = tolerance;
    std::size_t at = first;
    for (auto i = first + 1; i < last; ++i) {
        const double d = points[first] == points[last] ? distance(points[i], points[first])
                                                       : distance_to_segment(points[i], points[first], points[last]);
        if (d > most) {
            most = d;
            at = i;
        }
    }
    return at;
}

/// Marks points from which no left-out one is farther than `tolerance` (Douglas & Peucker 1973).
void thin(std::span<const Point> points, double tolerance, std::vector<std::uint8_t>& keep) {
    std::vector<std::pair<std::size_t, std::size_t>> open = {{0, points.size() - 1}};
    while (!open.empty()) {
        const auto [first, last] = open.back();
        open.pop_back();
        if (const auto at = farthest(points, tolerance, first, last); at != first) {
            keep[at] = 1;
            open.emplace_back(first, at);
            open.emplace_back(at, last);
        }
    }
}

Points thinned(std::span<const Point> points, double tolerance) {
    if (points.size() < 3) {
        return {points.begin(), points.end()};
    }
    std::vector<std::uint8_t> keep(points.size());
    keep.front() = keep.back() = 1;
    thin(points, tolerance, keep);
    Points kept;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (keep[i] != 0) {
            kept.push_back(points[i]);
        }
    }
    return kept;
}

Box extent_of(const PageInput& input) {
    Box box;
    for (const auto& layer : input.layers) {
        box.add(layer.box());
    }
    return box;
}

/// Calls `part(points, closed)` for each course and ring of a row.
template <class Part>
void each_part(const FeatureTable& layer, std::size_t row, const Part& part) {
    if (const auto* points = std::get_if<Points>(&layer.geometry)) {
        part(std::span(*points).subspan(row, 1), false);
    } else if (const auto* lines = std::get_if<Lines>(&layer.geometry)) {
        for (auto p = lines->feature_begin[row]; p < lines->feature_begin[row + 1]; ++p) {
            part(lines->part(p), false);
        }
    } else if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&layer.geometry)) {
        for (const auto& polygon : (*areas)[row]) {
            part(std::span<const Point>(polygon.outer), true);
            for (const auto& hole : polygon.holes) {
                part(std::span<const Point>(hole), true);
            }
        }
    }
}

class Picture {
public:
    explicit Picture(const Box& box)
        : box_(box), scale_(picture_px / std::max({box.max_x - box.min_x, box.max_y - box.min_y, 1.0})) {}

    [[nodiscard]] double width() const { return (box_.max_x - box_.min_x) * scale_; }
    [[nodiscard]] double height() const { return (box_.max_y - box_.min_y) * scale_; }

    /// All rows of a layer as one path, in whole steps.
    [[nodiscard]] std::string path(const FeatureTable& layer) const { return path(layer, 0, layer.size()); }

    [[nodiscard]] std::string path(const FeatureTable& layer, std::size_t first, std::size_t end) const {
        std::string d;
        for (auto row = first; row < end; ++row) {
            each_part(layer, row, [&](std::span<const Point> points, bool closed) {
                const auto kept = thinned(points, 0.5 / scale_);
                std::int64_t last_x = 0, last_y = 0;
                for (std::size_t i = 0; i < kept.size(); ++i) {
                    fmt::format_to(std::back_inserter(d), "{}{} {}",
                                   i == 0   ? "M"
                                   : i == 1 ? "l"
                                            : " ",
                                   x(kept[i]) - last_x, y(kept[i]) - last_y);
                    last_x = x(kept[i]);
                    last_y = y(kept[i]);
                }
                d += kept.size() == 1 ? "h0" : closed ? "z" : "";
            });
        }
        return d;
    }

private:
    [[nodiscard]] std::int64_t x(Point p) const { return std::llround((p.x - box_.min_x) * scale_); }
    [[nodiscard]] std::int64_t y(Point p) const { return std::llround((box_.max_y - p.y) * scale_); }

    Box box_;
    double scale_;
};

/// Courses and rings as [[x, y, dx, dy, …], …]: decimetres from the corner, each point as its difference from the one
/// before.
class Coded {
public:
    explicit Coded(Point origin) : origin_(origin) {}

    [[nodiscard]] std::string row(const FeatureTable& layer, std::size_t row) const {
        std::string parts;
        each_part(layer, row, [&](std::span<const Point> points, bool closed) {
            const auto kept = thinned(points, fine_m);
            std::string text;
            std::int64_t last_x = 0, last_y = 0;
            for (std::size_t i = 0; i < kept.size() - (closed && kept.size() > 1 ? 1 : 0); ++i) {
                const auto x = decimetres(kept[i].x - origin_.x), y = decimetres(kept[i].y - origin_.y);
                fmt::format_to(std::back_inserter(text), "{}{},{}", text.empty() ? "" : ",", x - last_x, y - last_y);
                last_x = x;
                last_y = y;
            }
            parts += (parts.empty() ? "[" : ",[") + text + "]";
        });
        return "[" + parts + "]";
    }

    /// Points of all rows as one list, each as its difference from the one before.
    [[nodiscard]] std::string points(const FeatureTable& layer) const {
        std::string text;
        std::int64_t last_x = 0, last_y = 0;
        for (const auto p : std::get<Points>(layer.geometry)) {
            const auto x = decimetres(p.x - origin_.x), y = decimetres(p.y - origin_.y);
            fmt::format_to(std::back_inserter(text), "{}{},{}", text.empty() ? "" : ",", x - last_x, y - last_y);
            last_x = x;
            last_y = y;
        }
        return text;
    }

private:
    [[nodiscard]] static std::int64_t decimetres(double m) { return std::llround(m * 10); }
    Point origin_;
};

/// Counts by squares of 1/100 of the extent.
std::string squares(const FeatureTable& layer, const Box& box) {
    const auto& points = std::get<Points>(layer.geometry);
    const double side = std::max({box.max_x - box.min_x, box.max_y - box.min_y, 1.0}) / 100;
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> counts;
    for (const auto p : points) {
        ++counts[{static_cast<std::int64_t>((p.y - box.min_y) / side),
                  static_cast<std::int64_t>((p.x - box.min_x) / side)}];
    }
    std::string text;
    for (const auto& [cell, count] : counts) {
        fmt::format_to(std::back_inserter(text), "{}[{},{},{}]", text.empty() ? "" : ",",
                       std::llround((static_cast<double>(cell.second) + 0.5) * side * 10),
                       std::llround((static_cast<double>(cell.first) + 0.5) * side * 10), count);
    }
    return fmt::format("\"squares\":[{}],\"side\":{}", text, std::llround(side * 10));
}

/// A JSON value that no HTML parser takes for the end of the script.
std::string in_script(std::string json) {
    for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos; at += 6) {
        json.replace(at, 1, "\\u003c");
    }
    return json;
}

std::string one_line(std::string name) {
    std::replace(name.begin(), name.end(), '\n', ' ');
    return name;
}

/// A name as what it begins with and the number that it ends with, in at most as many digits as a script counts
/// exactly.
std::pair<std::string_view, std::string_view> numbered(std::string_view name) {
    constexpr std::size_t most_digits = 15;
    std::size_t digits = 0;
    while (digits < std::min(name.size(), most_digits) && name[name.size() - 1 - digits] >= '0' &&
           name[name.size() - 1 - digits] <= '9') {
        ++digits;
    }
    return {name.substr(0, name.size() - digits), name.substr(name.size() - digits)};
}

/// Does a name end with the number that follows that of the one before, in as many digits?
bool counts_on(std::string_view before, std::string_view name) {
    const auto [head, number] = numbered(name);
    const auto [head_before, number_before] = numbered(before);
    return !number.empty() && head == head_before && number.size() == number_before.size() &&
           std::stoll(std::string(number)) == std::stoll(std::string(number_before)) + 1;
}

/// One a line; `+n` stands for n more that count on, and before what begins with a + stands another.
std::string listed(const std::vector<std::string>& names, std::size_t start) {
    std::string text;
    std::size_t more = 0;
    const auto end_count = [&] {
        text += more > 0 ? fmt::format("\n+{}", more) : "";
        more = 0;
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto name = std::string_view(names[i]).substr(start);
        if (i > 0 && counts_on(std::string_view(names[i - 1]).substr(start), name)) {
            ++more;
            continue;
        }
        end_count();
        text += (i > 0 ? "\n" : "") + std::string(name.starts_with('+') ? "+" : "") + one_line(std::string(name));
    }
    end_count();
    return text;
}

/// Names without the start that all of them have, which stands apart.
std::string names_json(const FeatureTable& layer, std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t row = 0; row < count; ++row) {
        names.push_back(name_of(layer, row));
    }
    std::string_view start = names.empty() ? std::string_view() : std::string_view(names[0]);
    for (const auto& name : names) {
        const auto [end, other] = std::mismatch(start.begin(), start.end(), name.begin(), name.end());
        start = start.substr(0, static_cast<std::size_t>(end - start.begin()));
    }
    while (!start.empty() && (static_cast<unsigned char>(start.back()) >= 0x80 || start.back() == '\n')) {
        start.remove_suffix(1); // no character is cut in two
    }
    return ",\"start\":" + json_text(start) + ",\"names\":" + json_text(listed(names, start.size()));
}

std::string layer_json(const FeatureTable& layer, const Box& box) {
    const auto style = style_of(layer.name);
    const auto title = title_of(layer);
    const char* const shapes[] = {"none", "point", "line", "polygon"};
    auto text = fmt::format(
        R"({{"name":{},"en":{},"zh":{},"shape":"{}","colour":"{}","shown":{},"finding":{},"count":{})",
        json_text(layer.name), json_text(title.en), json_text(title.zh),
        shapes[static_cast<std::size_t>(layer.shape())], style.colour, style.shown, style.finding, layer.size());
    if (layer.shape() == Shape::point && layer.size() > most_points) {
        return text + "," + squares(layer, box) + "}";
    }
    const auto most = layer.shape() == Shape::polygon ? most_areas
                      : layer.shape() == Shape::line  ? most_lines
                                                      : most_points;
    const auto count = std::min(layer.size(), most);
    const Coded coded({box.min_x, box.min_y});
    std::string rows;
    for (std::size_t row = 0; layer.shape() != Shape::point && row < count; ++row) {
        rows += (row > 0 ? "," : "") + coded.row(layer, row);
    }
    return text +
           (layer.shape() == Shape::point ? ",\"points\":[" + coded.points(layer) + "]" : ",\"rows\":[" + rows + "]") +
           names_json(layer, count) + "}";
}

/// A layer of the picture; a short list's rows each lead to their row.
std::string layer_svg(const FeatureTable& layer, const Picture& picture) {
    const auto style = style_of(layer.name);
    const bool point = layer.shape() == Shape::point, area = layer.shape() == Shape::polygon;
    const bool ground = area && layer.name == "green_spaces";
    auto svg = fmt::format(
        R"(<g fill="{}" fill-opacity="{}" stroke="{}" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round">)",
        area ? style.colour : "none",
        style.finding ? 0.6
        : ground      ? 0.5
                      : 0.04,
        style.colour,
        point           ? 24
        : style.finding ? 5
        : ground        ? 0
                        : 1.4);
    if (style.finding && layer.size() <= linked_rows) {
        for (std::size_t row = 0; row < layer.size(); ++row) {
            svg += fmt::format(R"(<a href="#{}-{}"><path d="{}"><title>{}</title></path></a>)", html_text(layer.name),
                               row, picture.path(layer, row, row + 1), html_text(name_of(layer, row)));
        }
    } else {
        svg += "<path d=\"" + picture.path(layer) + "\"/>";
    }
    return svg + "</g>\n";
}

bool is_drawn(const FeatureTable& layer) {
    return layer.shape() != Shape::none && layer.size() > 0;
}

} // namespace

LayerStyle style_of(const std::string& layer) {
    const auto* it =
        std::find_if(styles.begin(), styles.end(), [&](const Named& named) { return named.layer == layer; });
    return it == styles.end() ? LayerStyle{"#a65628", true, false, ""} : it->style;
}

Label title_of(const FeatureTable& layer) {
    const auto title =
        schema_of(std::vector<FeatureTable>{FeatureTable{layer.name, {}, empty_geometry(layer.shape()), {}, {}, {}}})
            .front()
            .title;
    return title.empty() ? Label{layer.name, layer.name} : title;
}

std::string name_of(const FeatureTable& layer, std::size_t row) {
    for (const auto* column : {"id", "key", "road", "building", "district", "rank"}) {
        const auto* found = layer.find(column);
        if (found != nullptr && !found->null_at(row)) {
            return found->text_at(row);
        }
    }
    return std::to_string(row + 1);
}

std::string map_svg(const PageInput& input) {
    const auto box = extent_of(input);
    if (box.empty()) {
        return {};
    }
    const Picture picture(box.grown(0.02 * std::max(box.max_x - box.min_x, box.max_y - box.min_y)));
    std::string paths, legend;
    std::vector<const FeatureTable*> order;
    for (const auto& layer : input.layers) {
        if (is_drawn(layer) && style_of(layer.name).shown) {
            order.insert(style_of(layer.name).finding ? order.end() : order.begin(), &layer);
        }
    }
    for (const auto* layer : order) {
        const auto style = style_of(layer->name);
        paths += layer_svg(*layer, picture);
        legend += fmt::format("<li><span class=\"swatch\" style=\"background:{}\"></span>{}</li>", style.colour,
                              told(title_of(*layer)));
    }
    return fmt::format(
        "<svg viewBox=\"0 0 {:.1f} {:.1f}\" role=\"group\" aria-labelledby=\"map-title\"><title id=\"map-title\">"
        "{}</title>\n{}</svg>\n<ul class=\"legend\">{}</ul>\n",
        picture.width(), picture.height(), html_text(render("page.map_title", input.language)), paths, legend);
}

std::string map_data(const PageInput& input) {
    const auto box = extent_of(input);
    std::string layers;
    for (const auto& layer : input.layers) {
        if (is_drawn(layer)) {
            layers += (layers.empty() ? "\n" : ",\n") + layer_json(layer, box);
        }
    }
    return in_script(fmt::format("{{\"width\":{},\"height\":{},\"x\":{},\"y\":{},\"layers\":[{}]}}",
                                 std::llround((box.max_x - box.min_x) * 10), std::llround((box.max_y - box.min_y) * 10),
                                 json_number(box.min_x), json_number(box.min_y), layers));
}

} // namespace kerb::report::detail
