#include <kerb/report/density_report.hpp>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::Density;
using coverage::DensityResult;

std::string figures_json(const DensityFigures& figures) {
    std::string text;
    for (const auto& [name, value] : figures) {
        text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", name, number_or_null(value));
    }
    return text;
}

/// Classes of one slot of zone_groups_m. Those of no length are left out.
std::string classes_json(const DensityResult& result, const DensityLabels& labels, std::size_t slot) {
    std::string text = "[";
    const auto groups = result.groups_m.size();
    for (std::uint32_t g = 0; g < groups; ++g) {
        Density part;
        part.length_m = result.zone_groups_m[slot * groups + g];
        part.area_m2 = result.zones[slot].area_m2;
        if (part.length_m > 0) {
            text +=
                fmt::format("{}{{\"id\":{},\"length_m\":{},\"km_per_km2\":{}}}", text.size() > 1 ? "," : "",
                            name_json(labels.group, g), json_number(part.length_m), number_or_null(part.km_per_km2()));
        }
    }
    return text + "]";
}

std::string csv_row(const char* level, const std::string& id, const DensityFigures& figures) {
    auto text = fmt::format("{},{}", level, csv_cell(id));
    for (const auto& [name, value] : figures) {
        text += "," + number_cell(value);
    }
    return text + "\r\n";
}

} // namespace

DensityFigures density_figures(const Density& density, const DensityLabels& labels) {
    const auto when = [](bool given, std::optional<double> value) { return given ? value : std::nullopt; };
    return {{"length_m", when(labels.lines, density.length_m)},
            {"count", when(labels.points, static_cast<double>(density.count))},
            {"assets_m2", when(labels.areas, density.assets_m2)},
            {"area_m2", density.area_m2},
            {"overlapped_m2", density.overlapped_m2},
            {"overlapped_m", when(labels.lines, density.overlapped_m)},
            {"population", density.population},
            {"km_per_km2", when(labels.lines, density.km_per_km2())},
            {"per_km", when(labels.lines && labels.points, density.per_km())},
            {"per_km2", when(labels.points, density.per_km2())},
            {"ratio", when(labels.areas, density.ratio())},
            {"m_per_person", when(labels.lines, density.m_per_person())},
            {"per_1000_people", when(labels.points, density.per_1000_people())},
            {"m2_per_person", when(labels.areas, density.m2_per_person())},
            {"people_per_km2", density.people_per_km2()}};
}

DensityFigures density_total(const DensityResult& result, const DensityLabels& labels) {
    auto figures = density_figures(result.total, labels);
    const auto inside = density_figures(result.inside, labels);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const std::string name = figures[i].first;
        if (name == "km_per_km2" || name == "per_km2" || name == "ratio" || name == "m_per_person" ||
            name == "per_1000_people" || name == "m2_per_person") {
            figures[i].second = inside[i].second;
        }
    }
    return figures;
}

std::string density_json(const DensityResult& result, const DensityLabels& labels) {
    auto text = fmt::format(
        "{{\"total\":{{{}}},\n\"inside\":{{{}}},\n\"outside\":{{{}}},\n\"halved_lines\":{},\"areas_left_out\":{},\n"
        "\"classes\":[",
        figures_json(density_total(result, labels)), figures_json(density_figures(result.inside, labels)),
        figures_json(density_figures(result.outside, labels)),
        labels.halved ? fmt::format("{}", *labels.halved) : "null", result.areas_left_out.size());
    bool first = true;
    for (std::uint32_t g = 0; g < result.groups_m.size(); ++g) {
        if (result.groups_m[g] > 0) {
            text += fmt::format("{}{{\"id\":{},\"length_m\":{}}}", first ? "" : ",", name_json(labels.group, g),
                                json_number(result.groups_m[g]));
            first = false;
        }
    }
    text += "],\n\"zones\":[";
    for (std::uint32_t zone = 0; zone < result.zones.size(); ++zone) {
        text +=
            fmt::format("{}\n{{\"id\":{},{},\"classes\":{}}}", zone > 0 ? "," : "", name_json(labels.zone, zone),
                        figures_json(density_figures(result.zones[zone], labels)), classes_json(result, labels, zone));
    }
    return text + "]}";
}

std::string density_csv(const DensityResult& result, const DensityLabels& labels) {
    const auto total = density_total(result, labels);
    std::string text = "level,id";
    for (const auto& figure : total) {
        text += fmt::format(",{}", figure.first);
    }
    text += "\r\n" + csv_row("total", "", total) + csv_row("inside", "", density_figures(result.inside, labels)) +
            csv_row("outside", "", density_figures(result.outside, labels));
    for (std::uint32_t zone = 0; zone < result.zones.size(); ++zone) {
        text += csv_row("zone", labels.zone ? labels.zone(zone) : "", density_figures(result.zones[zone], labels));
    }
    for (std::uint32_t g = 0; g < result.groups_m.size(); ++g) {
        if (result.groups_m[g] > 0) {
            DensityFigures figures(total.size(), {"", std::nullopt});
            figures.front().second = result.groups_m[g];
            text += csv_row("class", labels.group ? labels.group(g) : "", figures);
        }
    }
    return text;
}

} // namespace kerb::report
