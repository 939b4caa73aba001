// The options and the title of a SWMM input.
#include <algorithm>
#include <array>

#include <kerb/base/error.hpp>

#include "swmm_parse.hpp"

namespace kerb::io::detail {
namespace {

constexpr std::size_t most_title_lines = 1000; // SWMM itself keeps three

constexpr std::array known_options = {
    "FLOW_UNITS",
    "INFILTRATION",
    "FLOW_ROUTING",
    "START_DATE",
    "START_TIME",
    "END_DATE",
    "END_TIME",
    "REPORT_START_DATE",
    "REPORT_START_TIME",
    "SWEEP_START",
    "SWEEP_END",
    "DRY_DAYS",
    "WET_STEP",
    "DRY_STEP",
    "ROUTING_STEP",
    "RULE_STEP",
    "REPORT_STEP",
    "ALLOW_PONDING",
    "INERTIAL_DAMPING",
    "SLOPE_WEIGHTING",
    "VARIABLE_STEP",
    "NORMAL_FLOW_LIMITED",
    "LENGTHENING_STEP",
    "MIN_SURFAREA",
    "COMPATIBILITY",
    "SKIP_STEADY_STATE",
    "TEMPDIR",
    "IGNORE_RAINFALL",
    "FORCE_MAIN_EQUATION",
    "LINK_OFFSETS",
    "MIN_SLOPE",
    "IGNORE_SNOWMELT",
    "IGNORE_GROUNDWATER",
    "IGNORE_ROUTING",
    "IGNORE_QUALITY",
    "MAX_TRIALS",
    "HEAD_TOLERANCE",
    "SYS_FLOW_TOL",
    "LAT_FLOW_TOL",
    "IGNORE_RDII",
    "MINIMUM_STEP",
    "THREADS",
    "SURCHARGE_METHOD",
};

/// SWMM knows an option by how its word begins; empty when it is none.
std::string option_named(const std::string& word) {
    const auto name = upper(word);
    const auto* const found = std::find_if(known_options.begin(), known_options.end(),
                                           [&name](const char* known) { return name.starts_with(known); });
    return found == known_options.end() ? std::string() : *found;
}

/// Offsets of links as elevations; else as depths.
bool are_elevations(const SwmmRow& row) {
    const auto word = row.words.size() > 1 ? row.words[1] : std::string();
    if (upper(word).starts_with("ELEV")) {
        return true;
    }
    if (!upper(word).starts_with("DEPTH")) {
        throw SourceError({"swmm.link_offsets", {{"line", row.line}, {"value", word}}});
    }
    return false;
}

} // namespace

void SwmmParser::read_options() {
    std::string flow = "CFS"; // SWMM's own default
    each("OPTIONS", 1, [&](const SwmmRow& row) {
        const auto name = option_named(row.words[0]);
        if (name.empty()) {
            skip("swmm.unknown_option", "OPTIONS", row);
            return false;
        }
        if (name == "FLOW_UNITS") {
            flow = row.words.size() > 1 ? upper(row.words[1]) : std::string();
        } else if (name == "LINK_OFFSETS") {
            elevations_ = are_elevations(row);
        }
        give("OPTIONS", row, name);
        return true;
    });
    const auto units = swmm_units(flow);
    if (!units) {
        throw SourceError({"swmm.flow_units", {{"value", flow}}});
    }
    units_ = *units;
    read_title();
}

void SwmmParser::read_title() {
    each_row(section("TITLE"), [&](const SwmmRow& row) {
        if (read_.model.title.size() == most_title_lines) {
            warn("swmm.title", "TITLE", row);
            return;
        }
        std::string line;
        for (const auto& word : row.words) {
            line += (line.empty() ? "" : " ") + word;
        }
        read_.model.title.push_back(std::move(line));
    });
}

} // namespace kerb::io::detail
