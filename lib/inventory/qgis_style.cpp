#include <kerb/inventory/qgis_style.hpp>

#include <string_view>

#include <kerb/base/xml.hpp>

namespace kerb {
namespace {

std::string attribute(std::string_view text) {
    return '"' + xml_text(text) + '"';
}

std::string value_map(const ColumnSchema& column, Language language) {
    std::string text = "    <field name=" + attribute(column.name) +
                       "><editWidget type=\"ValueMap\"><config><Option type=\"Map\"><Option name=\"map\" "
                       "type=\"List\">";
    for (const auto& [code, label] : column.codes) {
        text += "<Option type=\"Map\"><Option type=\"QString\" name=" +
                attribute(label.empty() ? code : label.in(language)) + " value=" + attribute(code) + "/></Option>";
    }
    return text + "</Option></Option></config></editWidget></field>\n";
}

} // namespace

std::string with_fields(const std::string& qml, const LayerSchema& layer, Language language) {
    const auto end = qml.rfind("</qgis>");
    std::string maps, aliases;
    for (const auto& column : layer.columns) {
        if (!column.codes.empty()) {
            maps += value_map(column, language);
        }
        if (!column.title.empty()) {
            aliases += "    <alias field=" + attribute(column.name) +
                       " name=" + attribute(column.title_with_unit(language)) + "/>\n";
        }
    }
    if (end == std::string::npos || aliases.empty()) {
        return qml;
    }
    auto text = qml.substr(0, end);
    constexpr std::string_view before = "styleCategories=\"Symbology\"";
    if (const auto at = text.find(before); at != std::string::npos) {
        text.replace(at, before.size(), "styleCategories=\"Symbology|Fields|Forms\"");
    }
    if (!maps.empty()) {
        text += "  <fieldConfiguration>\n" + maps + "  </fieldConfiguration>\n";
    }
    return text + "  <aliases>\n" + aliases + "  </aliases>\n" + qml.substr(end);
}

} // namespace kerb
