// The systems of city management on the page.
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/report/score_report.hpp>
#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

using nlohmann::json;

/// The unit of an indicator as each language writes it.
Label unit_label(const std::string& unit) {
    static const std::map<std::string, Label> names = {{"ratio", {"", ""}},
                                                       {"m", {"m", "米"}},
                                                       {"km", {"km", "公里"}},
                                                       {"km/km2", {"km/km²", "公里/平方公里"}},
                                                       {"1/km2", {"1/km²", "座/平方公里"}},
                                                       {"m2/person", {"m²/person", "平方米/人"}},
                                                       {"1/10k", {"per 10,000 people", "座/万人"}}};
    const auto at = names.find(unit);
    return at == names.end() ? Label{unit, unit} : at->second;
}

std::string verdict(const json& indicator) {
    const auto &value = indicator.at("value"), &threshold = indicator.at("threshold");
    const auto better = indicator.at("better").get<std::string>();
    if (!value.is_number() || !threshold.is_number() || better == "neither") {
        return "–";
    }
    const bool met = better == "high" ? value >= threshold : value <= threshold;
    return in_unit(threshold, indicator.at("unit").get<std::string>()) + " " + verdict_word(met) +
           unverified_mark(indicator.at("unverified").get<bool>());
}

std::string row(const json& indicator) {
    const auto& missing = indicator.at("missing");
    std::string worst;
    for (std::size_t i = 0; i < indicator.at("worst").size() && i < 3; ++i) {
        worst += (i > 0 ? ", " : "") + isolated(indicator.at("worst")[i].get<std::string>());
    }
    const auto unit = indicator.at("unit").get<std::string>();
    const auto of_what = missing.is_null() ? k_of_n(indicator, indicator) : told("page.not_measured") + both(missing);
    return fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"value\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
        both(indicator), missing.is_null() ? in_unit(indicator.at("value"), unit) : "–", of_what, verdict(indicator),
        worst.empty() ? "–" : worst);
}

std::string records(const json& system) {
    std::string text;
    for (const auto& record : system.at("records")) {
        const auto layer = record.at("layer").get<std::string>();
        text += (text.empty() ? "" : " · ") + told(title_of(FeatureTable{layer, {}, {}, {}, {}, {}})) + " " +
                count_text(record.at("count").get<std::int64_t>());
    }
    return text;
}

} // namespace

std::string both(const json& named) {
    return told(Label{named.at("en").get<std::string>(), named.at("zh").get<std::string>()});
}

std::string in_unit(const json& value, const std::string& unit) {
    if (!value.is_number()) {
        return "–";
    }
    const auto number = value.get<double>();
    if (unit == "%") {
        return percent_text(number);
    }
    if (unit == "count") {
        return count_text(static_cast<std::int64_t>(number));
    }
    const auto digits = fmt::format("{:.4g}", number);
    const auto name = unit_label(unit);
    return in_both(digits + (name.en.empty() ? "" : " ") + html_text(name.en),
                   digits + (name.zh.empty() ? "" : " ") + html_text(name.zh));
}

std::string k_of_n(const json& indicator, const json& value) {
    const auto part = [&](const char* key, const char* unit) {
        const auto name = indicator.at(unit).get<std::string>();
        const double quantity = value.at(key).get<double>();
        return name == "m"    ? told(length_of(quantity))
               : name == "m2" ? told(area_of(quantity))
                              : quantity_text(name, quantity);
    };
    return part("k", "k_unit") + " / " + part("n", "n_unit");
}

std::string systems_html(const json& result) {
    const auto systems = result.find("systems");
    if (systems == result.end()) {
        return {};
    }
    std::string html;
    for (const auto& system : *systems) {
        std::string rows;
        for (const auto& indicator : system.at("indicators")) {
            rows += row(indicator);
        }
        html += "<h3>" + both(system) + "</h3>\n<p class=\"note\">" + records(system) + "</p>\n" +
                wide_table("figures", nullptr,
                           heads({"page.figure", "page.value"}) + "<th scope=\"col\">k / N</th>" +
                               heads({"page.target", "page.cost_most"}),
                           rows) +
                "\n";
    }
    return html;
}

} // namespace kerb::report::detail
