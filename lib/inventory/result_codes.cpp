#include "result_codes.hpp"

#include <array>

#include <kerb/inventory/tables.hpp>

namespace kerb::detail {
namespace {

/// Codes stand in one text, with spaces between.
struct CodedColumn {
    std::string_view layer, column, codes;
};

constexpr std::string_view lamp_states = "lit out unknown not_looked",
                           verdicts = "met not_met cannot_tell no_data dark", conflict_kinds = "overlap touch near",
                           cluster_causes = "circuit cabinet feeder phase install_year type",
                           cluster_kinds = "circle network run";

constexpr std::array columns = {
    CodedColumn{"dark_lamps", "state", lamp_states},
    CodedColumn{"lamps", "state", lamp_states},
    CodedColumn{"patrol_lamps", "state", lamp_states},
    CodedColumn{"dark_lamps", "crew", "circuit run single"},
    CodedColumn{"lamps", "crew", "circuit run single"},
    CodedColumn{"dark_circuits", "verdict", verdicts},
    CodedColumn{"districts", "verdict", verdicts},
    CodedColumn{"lamp_changes", "change", "newly_out repaired still_out"},
    CodedColumn{"ads_in_green", "kind", conflict_kinds},
    CodedColumn{"excavation_conflicts", "kind", conflict_kinds},
    CodedColumn{"conflicts", "kind", conflict_kinds},
    CodedColumn{"duty_gaps", "kind", "none double"},
    CodedColumn{"overdue", "kind", "project milestone inspection permit"},
    CodedColumn{"clusters", "kind", cluster_kinds},
    CodedColumn{"clusters__lines", "kind", cluster_kinds},
    CodedColumn{"clusters", "cause", cluster_causes},
    CodedColumn{"clusters__lines", "cause", cluster_causes},
    CodedColumn{"issues", "severity", "error warning info"},
    CodedColumn{"issues_unlocated", "severity", "error warning info"},
    CodedColumn{"stretches", "side", "both left right"},
    CodedColumn{"sections", "state", "measured no_photometry no_height no_width"},
    CodedColumn{"hints", "what", "no_inlet_near inlet_off_low_spot against_grade underpass_without_pump"},
    CodedColumn{"water_points", "cause", "no_drains no_inlet inlet conduit pump_station outfall_level no_way_out"},
    CodedColumn{"water_points", "evidence", "observed hotline model terrain"},
};

/// Layers that copy the class of a road of the inventory.
constexpr std::array<std::string_view, 4> with_road_class = {"dark_stretches", "duty_gaps", "wide_spacing",
                                                             "water_points"};

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = text.find(' ');
        words.emplace_back(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return words;
}

} // namespace

std::vector<std::string> result_codes(std::string_view layer, std::string_view column) {
    if (column == "road_class") {
        for (const auto name : with_road_class) {
            if (name == layer) {
                return find_class("road")->find(column)->codes;
            }
        }
    }
    for (const auto& coded : columns) {
        if (coded.layer == layer && coded.column == column) {
            return words_of(coded.codes);
        }
    }
    return {};
}

} // namespace kerb::detail
