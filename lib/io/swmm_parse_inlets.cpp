// Inlets of a SWMM input: their designs, and where they are used.
#include <algorithm>

#include "swmm_parse.hpp"

namespace kerb::io::detail {
namespace {

constexpr int most_inlets = 999; // of one row

} // namespace

void SwmmParser::read_inlets() {
    each("INLETS", 4, [&](const SwmmRow& row) { return read_inlet_design(row); });
    each("INLET_USAGE", 3, [&](const SwmmRow& row) { return read_inlet_usage(row); });
    for (const auto& use : read_.model.inlets) { // a row may stand for hundreds
        hold(use.count);
    }
}

bool SwmmParser::read_inlet_design(const SwmmRow& row) {
    hold();
    auto& design = designs_[upper(row.words[0])]; // it is there, be its sizes good or not
    const auto length = number("INLETS", row, 2);
    const auto width = length ? number("INLETS", row, 3) : std::nullopt;
    if (!width) {
        return false;
    }
    if (*length < 0 || *width < 0) {
        warn("swmm.negative", "INLETS", row);
    }
    const auto type = upper(row.words[1]);
    const bool both = !design.type.empty() && design.type != type;
    if (!both || type == "GRATE") { // of both, the grate's sizes
        const bool curb = type == "CURB" || type == "DROP_CURB";
        design.length_m = std::max(*length, 0.0) * units_.metres;
        design.width_m = curb ? 0 : std::max(*width, 0.0) * units_.metres;
    }
    design.type = both ? "COMBO" : type;
    give("INLETS", row, upper(row.words[0]) + " " + type);
    return true;
}

bool SwmmParser::read_inlet_usage(const SwmmRow& row) {
    const auto design = designs_.find(upper(row.words[1]));
    const auto link = links_.find(upper(row.words[0]));
    const auto node = nodes_.find(upper(row.words[2]));
    if (design == designs_.end() || link == links_.end() || link->second == std::size_t(-1) || node == nodes_.end()) {
        skip("swmm.missing_inlet", "INLET_USAGE", row);
        return false;
    }
    const auto clogged = number("INLET_USAGE", row, 4);
    if (!clogged) {
        return false;
    }
    if (*clogged < 0 || *clogged > 100) {
        warn("swmm.clogging", "INLET_USAGE", row);
    }
    auto made = design->second;
    made.link = read_.model.links[link->second].name;
    made.design = row.words[1];
    made.node = read_.model.nodes[node->second].name;
    made.count = count("INLET_USAGE", row, 3, most_inlets);
    made.clogging = std::clamp(*clogged / 100, 0.0, 1.0);
    made.line = row.line;
    add_inlet(row, std::move(made));
    return true;
}

/// A link has one row of them, as in SWMM.
void SwmmParser::add_inlet(const SwmmRow& row, SwmmInletUse inlet) {
    give("INLET_USAGE", row, upper(inlet.link));
    auto& all = read_.model.inlets;
    const auto [at, fresh] = inlets_.emplace(upper(inlet.link), all.size());
    if (fresh) {
        all.push_back(std::move(inlet));
    } else {
        all[at->second] = std::move(inlet);
    }
}

} // namespace kerb::io::detail
