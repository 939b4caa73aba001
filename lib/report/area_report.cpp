#include <kerb/report/area_report.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::CoveredArea;
using coverage::WithinReachResult;

std::string covered_json(const CoveredArea& area) {
    return fmt::format("\"total_m2\":{},\"covered_m2\":{},\"share\":{}", json_number(area.total_m2),
                       json_number(area.covered_m2), number_or_null(area.share()));
}

std::string bands_json(std::span<const coverage::SizeBand> bands) {
    std::string text = "[";
    for (const auto& band : bands) {
        text += fmt::format("{}{{\"from_m2\":{},\"reach_m\":{}}}", text.size() > 1 ? "," : "",
                            json_number(band.from_m2), json_number(band.reach.value()));
    }
    return text + "]";
}

std::string zones_json(const WithinReachResult& result, const AreaLabels& labels) {
    const auto largest = largest_gaps_m2(result);
    std::string text = "[";
    for (std::uint32_t i = 0; i < result.zones.size(); ++i) {
        const bool stroked = std::binary_search(result.stroked.begin(), result.stroked.end(), i);
        fmt::format_to(std::back_inserter(text), "{}\n{{\"id\":{},{},\"largest_gap_m2\":{},\"stroked\":{}}}",
                       i > 0 ? "," : "", name_json(labels.zone, i), covered_json(result.zones[i]),
                       number_or_null(largest[i]), stroked);
    }
    return text + "]";
}

std::string classes_json(const AreaAsked& asked, const AreaLabels& labels) {
    std::string text = "[";
    for (std::uint32_t i = 0; i < asked.class_areas.size(); ++i) {
        fmt::format_to(std::back_inserter(text), "{}{{\"id\":{},{}}}", i > 0 ? "," : "",
                       name_json(labels.land_class, i), covered_json(asked.class_areas[i]));
    }
    return text + "]";
}

std::string gaps_json(const WithinReachResult& result, const AreaAsked& asked, const AreaLabels& labels,
                      std::size_t count) {
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i) {
        const auto& gap = result.gaps[i];
        fmt::format_to(std::back_inserter(text), "{}\n{{\"zone\":{},\"area_m2\":{},\"x\":{},\"y\":{}}}",
                       i > 0 ? "," : "", asked.zones ? name_json(labels.zone, gap.zone) : "null",
                       json_number(gap.area_m2), json_number(gap.place.x), json_number(gap.place.y));
    }
    return text + "]";
}

std::string csv_row(const char* level, const std::string& id, const CoveredArea& area,
                    const std::optional<double>& largest) {
    return fmt::format("{},{},{},{},{},{}\r\n", level, csv_cell(id), json_number(area.total_m2),
                       json_number(area.covered_m2), number_cell(area.share()), number_cell(largest));
}

} // namespace

std::vector<std::optional<double>> largest_gaps_m2(const WithinReachResult& result) {
    std::vector<std::optional<double>> largest;
    std::transform(result.zones.begin(), result.zones.end(), std::back_inserter(largest),
                   [](const CoveredArea& zone) { return zone.total_m2 > 0 ? std::optional(0.0) : std::nullopt; });
    for (const auto& gap : result.gaps) {
        auto& own = largest[gap.zone];
        own = std::max(own.value_or(0), gap.area_m2);
    }
    return largest;
}

std::optional<double> largest_gap_m2(const WithinReachResult& result) {
    if (!result.gaps.empty()) {
        return result.gaps.front().area_m2;
    }
    return result.all.total_m2 > 0 ? std::optional(0.0) : std::nullopt;
}

std::string area_json(const WithinReachResult& result, const AreaAsked& asked, const AreaLabels& labels,
                      std::size_t top) {
    const auto count = top == 0 ? result.gaps.size() : std::min(top, result.gaps.size());
    return fmt::format(
        "{{\"within_m\":{},\"bands\":{},{},\"gap_count\":{},\"largest_gap_m2\":{},\n\"zones\":{},\n"
        "\"classes\":{},\n\"drawn\":{{\"sagitta_m\":{},\"side\":\"{}\"}},\n\"gaps\":{}}}",
        asked.within ? json_number(asked.within->value()) : "null", bands_json(asked.bands), covered_json(result.all),
        result.gaps.size(), number_or_null(largest_gap_m2(result)), asked.zones ? zones_json(result, labels) : "[]",
        classes_json(asked, labels), json_number(asked.stroke.sagitta_m), asked.stroke.tangents ? "inner" : "outer",
        gaps_json(result, asked, labels, count));
}

std::string area_csv(const WithinReachResult& result, const AreaAsked& asked, const AreaLabels& labels) {
    const auto largest = largest_gaps_m2(result);
    auto text = "level,id,total_m2,covered_m2,share,largest_gap_m2\r\n" +
                csv_row("all", "", result.all, largest_gap_m2(result));
    for (std::uint32_t i = 0; asked.zones && i < result.zones.size(); ++i) {
        text += csv_row("zone", labels.zone ? labels.zone(i) : "", result.zones[i], largest[i]);
    }
    for (std::uint32_t i = 0; i < asked.class_areas.size(); ++i) {
        text += csv_row("class", labels.land_class ? labels.land_class(i) : "", asked.class_areas[i], std::nullopt);
    }
    return text;
}

} // namespace kerb::report
