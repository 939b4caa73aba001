// Links, subcatchments, inlets and the map of a SWMM input.
#include <algorithm>

#include <kerb/base/units.hpp>

#include "swmm_parse.hpp"

namespace kerb::io::detail {

bool SwmmParser::add_link(const char* section, const SwmmRow& row, SwmmLink link) {
    link.name = row.words[0];
    link.line = row.line;
    const auto from = nodes_.find(upper(row.words[1])), to = nodes_.find(upper(row.words[2]));
    if (from == nodes_.end() || to == nodes_.end()) {
        skip("swmm.missing_node", section, row);
        return false;
    }
    if (from == to) {
        skip("swmm.self_loop", section, row);
        return false;
    }
    link.from = read_.model.nodes[from->second].name;
    link.to = read_.model.nodes[to->second].name;
    if (!links_.emplace(upper(link.name), read_.model.links.size()).second) {
        skip("swmm.duplicate", section, row);
        return false;
    }
    read_.model.links.push_back(std::move(link));
    return true;
}

/// A star, or nothing, is the node's own invert.
void SwmmParser::offset(const char* section, const SwmmRow& row, std::size_t column, const std::string& node,
                        double& level) {
    const double invert = read_.model.nodes[nodes_.at(upper(node))].invert_m;
    level = invert;
    if (column >= row.words.size() || row.words[column] == "*") {
        return;
    }
    const auto value = parse_number(row.words[column]);
    if (!value) {
        warn("swmm.no_offset", section, row);
        return;
    }
    level = elevations_ ? *value * units_.metres : invert + *value * units_.metres;
}

void SwmmParser::read_links() {
    each("CONDUITS", 5, [&](const SwmmRow& row) {
        SwmmLink link;
        const auto length = number("CONDUITS", row, 3);
        const auto roughness = length ? number("CONDUITS", row, 4) : std::nullopt;
        if (!roughness) {
            return false;
        }
        link.length_m = *length * units_.metres;
        link.roughness = *roughness;
        if (!add_link("CONDUITS", row, std::move(link))) {
            return false;
        }
        auto& made = read_.model.links.back();
        offset("CONDUITS", row, 5, made.from, made.invert_up_m);
        offset("CONDUITS", row, 6, made.to, made.invert_down_m);
        return true;
    });
    each("PUMPS", 4, [&](const SwmmRow& row) {
        SwmmLink link;
        link.kind = SwmmLinkKind::pump;
        const auto curve = curves_.find(upper(row.words[3]));
        if (curve != curves_.end()) {
            double most = 0;
            for (const auto& [x, y] : curve->second) {
                most = std::max(most, y);
            }
            link.capacity_m3s = most * units_.m3s;
        } else if (row.words[3] != "*") {
            warn("swmm.no_curve", "PUMPS", row);
        }
        return add_link("PUMPS", row, std::move(link));
    });
    for (const auto* section : {"ORIFICES", "WEIRS", "OUTLETS"}) {
        each(section, 3, [&](const SwmmRow& row) {
            skip("swmm.link_kind", section, row);
            links_.emplace(upper(row.words[0]), std::size_t(-1));
            return false;
        });
    }
}

void SwmmParser::read_cross_sections() {
    each("XSECTIONS", 3, [&](const SwmmRow& row) {
        const auto found = links_.find(upper(row.words[0]));
        if (found == links_.end()) {
            skip("swmm.missing_link", "XSECTIONS", row);
            return false;
        }
        if (found->second == std::size_t(-1)) { // of an orifice or weir
            read_.sections["XSECTIONS"].skip("swmm.link_kind");
            return false;
        }
        auto& link = read_.model.links[found->second];
        link.shape = upper(row.words[1]);
        if (link.shape == "IRREGULAR" || link.shape == "STREET" || link.shape == "CUSTOM") {
            const auto height = link.shape == "CUSTOM" ? number("XSECTIONS", row, 2) : 0;
            link.height_m = height.value_or(0) * units_.metres;
            return height.has_value();
        }
        const auto height = number("XSECTIONS", row, 2);
        const auto width = height ? number("XSECTIONS", row, 3) : std::nullopt;
        const auto barrels = width ? number("XSECTIONS", row, 6, 1) : std::nullopt;
        if (!barrels) {
            return false;
        }
        link.height_m = *height * units_.metres;
        link.width_m = *width * units_.metres;
        link.barrels = *barrels >= 2 && *barrels < 1000 ? static_cast<int>(*barrels) : 1;
        return true;
    });
}

void SwmmParser::read_subcatchments() {
    each("SUBCATCHMENTS", 7, [&](const SwmmRow& row) {
        SwmmSubcatchment made;
        made.name = row.words[0];
        made.outlet = row.words[2];
        made.line = row.line;
        double values[4];
        for (std::size_t i = 0; i < 4; ++i) {
            const auto value = number("SUBCATCHMENTS", row, 3 + i);
            if (!value) {
                return false;
            }
            values[i] = *value;
        }
        made.area_m2 = values[0] * units_.square_m;
        made.impervious = values[1] / 100;
        made.width_m = values[2] * units_.metres;
        made.slope = values[3] / 100;
        if (!subcatchments_.emplace(upper(made.name), read_.model.subcatchments.size()).second) {
            skip("swmm.duplicate", "SUBCATCHMENTS", row);
            return false;
        }
        read_.model.subcatchments.push_back(std::move(made));
        return true;
    });
    follow_outlets();
}

/// Water that runs over other subcatchments first is followed to the node it comes to.
void SwmmParser::follow_outlets() {
    auto& all = read_.model.subcatchments;
    for (auto& s : all) {
        auto outlet = upper(s.outlet);
        for (std::size_t steps = 0; steps < all.size() && !nodes_.contains(outlet); ++steps) {
            const auto next = subcatchments_.find(outlet);
            if (next == subcatchments_.end() || upper(all[next->second].outlet) == outlet || steps > 1000) {
                break;
            }
            outlet = upper(all[next->second].outlet);
        }
        if (const auto node = nodes_.find(outlet); node != nodes_.end()) {
            s.outlet = read_.model.nodes[node->second].name;
        } else {
            read_.issues.push_back(swmm_issue("swmm.missing_outlet", "SUBCATCHMENTS", s.line, s.name));
        }
    }
}

void SwmmParser::read_inlets() {
    std::unordered_map<std::string, SwmmInletUse> designs;
    each("INLETS", 4, [&](const SwmmRow& row) {
        auto& design = designs[upper(row.words[0])];
        const auto length = number("INLETS", row, 2);
        const auto width = length ? number("INLETS", row, 3) : std::nullopt;
        if (!width) {
            return false;
        }
        const auto type = upper(row.words[1]);
        const bool both = !design.type.empty() && design.type != type;
        if (!both || type == "GRATE") { // of both, the grate's sizes
            design.length_m = *length * units_.metres;
            design.width_m = type == "CURB" || type == "DROP_CURB" ? 0 : *width * units_.metres;
        }
        design.type = both ? "COMBO" : type;
        return true;
    });
    each("INLET_USAGE", 3, [&](const SwmmRow& row) {
        const auto design = designs.find(upper(row.words[1]));
        const auto link = links_.find(upper(row.words[0]));
        const auto node = nodes_.find(upper(row.words[2]));
        if (design == designs.end() || link == links_.end() || link->second == std::size_t(-1) ||
            node == nodes_.end()) {
            skip("swmm.missing_inlet", "INLET_USAGE", row);
            return false;
        }
        const auto count = number("INLET_USAGE", row, 3, 1);
        const auto clogged = count ? number("INLET_USAGE", row, 4) : std::nullopt;
        if (!clogged) {
            return false;
        }
        auto made = design->second;
        made.link = read_.model.links[link->second].name;
        made.design = row.words[1];
        made.node = read_.model.nodes[node->second].name;
        made.count = *count >= 1 && *count < 1000 ? static_cast<int>(*count) : 1;
        made.clogging = std::clamp(*clogged / 100, 0.0, 1.0);
        made.line = row.line;
        read_.model.inlets.push_back(std::move(made));
        return true;
    });
}

void SwmmParser::read_places() {
    const auto place = [&](const char* section, auto&& take) {
        each(section, 3, [&](const SwmmRow& row) {
            const auto x = number(section, row, 1);
            const auto y = x ? number(section, row, 2) : std::nullopt;
            if (!y) {
                return false;
            }
            if (!take(upper(row.words[0]), Point{*x, *y})) {
                skip("swmm.missing_object", section, row);
                return false;
            }
            return true;
        });
    };
    auto& model = read_.model;
    place("COORDINATES", [&](const std::string& name, Point at) {
        const auto found = nodes_.find(name);
        if (found == nodes_.end()) {
            return false;
        }
        model.nodes[found->second].place = at;
        return true;
    });
    place("VERTICES", [&](const std::string& name, Point at) {
        const auto found = links_.find(name);
        if (found == links_.end()) {
            return false;
        }
        if (found->second != std::size_t(-1)) {
            model.links[found->second].vertices.push_back(at);
        }
        return true;
    });
    place("POLYGONS", [&](const std::string& name, Point at) {
        if (const auto found = subcatchments_.find(name); found != subcatchments_.end()) {
            model.subcatchments[found->second].outline.push_back(at);
            return true;
        }
        const auto found = nodes_.find(name);
        if (found != nodes_.end()) {
            model.nodes[found->second].outline.push_back(at);
        }
        return found != nodes_.end();
    });
}

void SwmmParser::close_outlines() {
    const auto close = [](Points& outline) {
        if (outline.size() < 3) {
            outline.clear();
        } else if (!(outline.front() == outline.back())) {
            outline.push_back(outline.front());
        }
    };
    for (auto& s : read_.model.subcatchments) {
        close(s.outline);
    }
    for (auto& n : read_.model.nodes) {
        close(n.outline);
    }
}

} // namespace kerb::io::detail
