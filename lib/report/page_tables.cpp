// Figures, zones and lists of the page.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

using nlohmann::json;

constexpr std::size_t rows_of_list = 50;

std::string zone_cell(const Figure& figure, const std::string& zone) {
    const auto it =
        std::find_if(figure.zones.begin(), figure.zones.end(), [&](const auto& z) { return z.zone == zone; });
    if (it == figure.zones.end() || !it->value) {
        return "<td>–</td>";
    }
    const double most = std::max_element(figure.zones.begin(), figure.zones.end(), [](const auto& a, const auto& b) {
                            return a.value.value_or(0) < b.value.value_or(0);
                        })->value.value_or(1);
    const double filled = 100 * (figure.is_share ? *it->value : most > 0 ? *it->value / most : 0);
    return fmt::format("<td class=\"bar\" style=\"--w:{:.0f}%\">{}</td>", std::clamp(filled, 0.0, 100.0),
                       figure.is_share ? percent_text(it->value) : fmt::format("{:.2f}", *it->value));
}

/// A text of the catalogue, empty without one in both languages.
Label catalogued(const std::string& code) {
    return has_text(code, Language::en) && has_text(code, Language::zh)
               ? Label{render(code, Language::en), render(code, Language::zh)}
               : Label{};
}

/// What the end of a column's name says.
std::string unit_of(const ColumnSchema& column) {
    if (!column.unit.empty()) {
        return column.unit;
    }
    const auto& name = column.name;
    return name.ends_with("_m2") ? "m²" : name.ends_with("_m3") ? "m³" : name.ends_with("_m") ? "m" : "";
}

/// The title of a column, that of the catalogue where the layer's class knows none, else its name; with its unit.
std::string column_html(const ColumnSchema& column) {
    const auto known = column.title.empty() ? catalogued("field." + column.name) : column.title;
    const auto title = known.empty() ? Label{column.name, column.name} : known;
    const auto unit = unit_of(column);
    const bool told_already = unit.empty() || known.empty() || title.en.ends_with(')');
    return told(title) + (told_already ? "" : " (" + html_text(unit) + ")");
}

/// As many digits as a planner reads.
std::string real_text(double value) {
    const double size = std::abs(value);
    if (value == std::floor(value) && size < 1e15) {
        return fmt::format("{:.0f}", value);
    }
    return size == 0 || size >= 0.005 ? fmt::format("{:.{}f}", value,
                                                    size >= 100  ? 0
                                                    : size >= 10 ? 1
                                                                 : 2)
                                      : fmt::format("{:.2g}", value);
}

/// Coded values and keys as people read them.
std::string cell_html(const ColumnSchema& schema, const Column& column, std::size_t row) {
    if (column.null_at(row)) {
        return "–";
    }
    const auto value = column.text_at(row);
    const auto code =
        std::find_if(schema.codes.begin(), schema.codes.end(), [&](const auto& one) { return one.code == value; });
    if (code != schema.codes.end()) {
        return told(code->label);
    }
    for (const auto& catalogue : {"code." + column.name + "." + value, "points.cause." + value}) {
        if (const auto label = catalogued(catalogue); column.type == ColumnType::text && !label.empty()) {
            return told(label);
        }
    }
    if (column.type == ColumnType::boolean) {
        return told(column.number_at(row).value_or(0) != 0 ? "page.yes" : "page.no");
    }
    if (column.type == ColumnType::real) {
        return real_text(*column.number_at(row));
    }
    return isolated(value);
}

std::string list_html(const FeatureTable& layer, const LayerSchema& schema) {
    const auto count = std::min(layer.size(), rows_of_list);
    std::string head, body;
    for (const auto& column : schema.columns) {
        head += "<th scope=\"col\">" + column_html(column) + "</th>";
    }
    for (std::size_t row = 0; row < count; ++row) {
        body += fmt::format(R"(<tr id="{0}-{1}" data-layer="{0}" data-row="{1}" tabindex="0">)", html_text(layer.name),
                            row);
        for (std::size_t c = 0; c < layer.columns.size(); ++c) {
            body += "<td>" + cell_html(schema.columns[c], layer.columns[c], row) + "</td>";
        }
        body += "</tr>\n";
    }
    const auto rest =
        layer.size() > count
            ? "<p>" +
                  told(Message{"page.more", {{"count", count_text(static_cast<std::int64_t>(layer.size() - count))}}}) +
                  "</p>\n"
            : std::string();
    return fmt::format(
        "<details id=\"list-{}\"{}><summary>{} <span class=\"count\">{}</span></summary>\n{}\n{}</details>\n",
        html_text(layer.name), layer.name == "water_points" ? " open" : "", told(title_of(layer)),
        count_text(static_cast<std::int64_t>(layer.size())), wide_table("list", "page.list_note", head, body), rest);
}

} // namespace

std::map<std::string, Label> zone_names(const PageInput& input) {
    std::map<std::string, Label> names;
    for (const auto& layer : input.layers) {
        const auto *key = layer.find("key"), *zh = layer.find("name_zh"), *en = layer.find("name_en");
        for (std::size_t row = 0; layer.name == "districts" && key != nullptr && row < layer.size(); ++row) {
            names[key->text_at(row)] = {en != nullptr ? en->text_at(row) : "", zh != nullptr ? zh->text_at(row) : ""};
        }
    }
    return names;
}

std::string zones_html(const std::vector<Figure>& figures, const PageInput& input) {
    std::vector<std::string> zones;
    std::string head;
    for (const auto& figure : figures) {
        head += figure.zones.empty() ? "" : "<th scope=\"col\">" + figure.title + "</th>";
        for (const auto& zone : figure.zones) {
            if (std::find(zones.begin(), zones.end(), zone.zone) == zones.end()) {
                zones.push_back(zone.zone);
            }
        }
    }
    const auto names = zone_names(input);
    std::string body;
    for (const auto& zone : zones) {
        const auto name = names.find(zone);
        const bool named = name != names.end() && !name->second.empty();
        body += fmt::format("<tr><th scope=\"row\">{}{}</th>", isolated(zone),
                            named ? " " + told(name->second) : std::string());
        for (const auto& figure : figures) {
            body += figure.zones.empty() ? "" : zone_cell(figure, zone);
        }
        body += "</tr>\n";
    }
    return zones.empty() ? std::string()
                         : wide_table("zones", "page.zones_caption", heads({"page.zone"}) + head, body) + "\n";
}

std::string lists_html(const PageInput& input) {
    std::string html;
    for (const auto& layer : input.layers) {
        if (style_of(layer.name).finding && layer.size() > 0) {
            html += list_html(layer, schema_of(std::vector<FeatureTable>{layer}).front());
        }
    }
    return html;
}

std::string data_html(const json& document) {
    std::string html;
    const auto& frame = document.at("frame");
    html += "<p>" +
            told(Message{"page.frame",
                         {{"frame", frame.value("name", std::string())},
                          {"scale_min", fmt::format("{:.1f}", 1e6 * (frame.value("scale_min", 1.0) - 1))},
                          {"scale_max", fmt::format("{:.1f}", 1e6 * (frame.value("scale_max", 1.0) - 1))}}}) +
            "</p>\n";
    html += "<p>" +
            told(Message{"page.read",
                         {{"read", count_text(document.value("read", std::int64_t{0}))},
                          {"used", count_text(document.value("used", std::int64_t{0}))},
                          {"issues", count_text(document.value("issue_count", std::int64_t{0}))}}}) +
            "</p>\n";
    std::string issues;
    for (const auto& issue : document.at("issues")) {
        std::string told_issue;
        for (const auto* key : {"layer", "key", "text"}) {
            const auto it = issue.find(key);
            told_issue +=
                "<td>" + (it != issue.end() && it->is_string() ? isolated(it->get<std::string>()) : "–") + "</td>";
        }
        issues += "<tr>" + told_issue + "</tr>\n";
    }
    return html + (issues.empty()
                       ? ""
                       : wide_table("list", nullptr, heads({"page.layer", "page.key", "page.problem"}), issues) + "\n");
}

} // namespace kerb::report::detail
