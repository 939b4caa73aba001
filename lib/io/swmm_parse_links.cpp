// Links, subcatchments and the map of a SWMM input.
#include <algorithm>
#include <array>
#include <cmath>

#include <kerb/base/units.hpp>

#include "swmm_parse.hpp"

namespace kerb::io::detail {
namespace {

constexpr int most_barrels = 127; // SWMM 5.2 keeps them in a byte

} // namespace

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
    hold();
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
    if (!value || !std::isfinite(*value)) {
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
            hold();
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
        return read_cross_section(row, read_.model.links[found->second]);
    });
    name_without_size();
}

bool SwmmParser::read_cross_section(const SwmmRow& row, SwmmLink& link) {
    const auto shape = upper(row.words[1]);
    const bool drawn = shape == "IRREGULAR" || shape == "STREET"; // its third word is a name
    const std::size_t sizes = drawn ? 0 : shape == "CUSTOM" ? 1 : 2;
    std::array<double, 2> size{}; // height and width
    for (std::size_t i = 0; i < sizes; ++i) {
        const auto value = number("XSECTIONS", row, 2 + i);
        if (!value) {
            return false;
        }
        size[i] = *value;
    }
    give("XSECTIONS", row, upper(row.words[0]));
    if (size[0] < 0 || size[1] < 0) {
        warn("swmm.negative", "XSECTIONS", row);
    }
    link.shape = shape;
    link.height_m = std::max(size[0], 0.0) * units_.metres;
    link.width_m = std::max(size[1], 0.0) * units_.metres;
    link.barrels = drawn ? 1 : count("XSECTIONS", row, 6, most_barrels);
    return true;
}

void SwmmParser::name_without_size() {
    for (const auto& link : read_.model.links) {
        if (link.kind == SwmmLinkKind::conduit && link.shape != "STREET" && !(link.height_m > 0)) {
            issues_.add("swmm.no_size", "CONDUITS", link.line, link.name);
        }
    }
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
        hold();
        read_.model.subcatchments.push_back(std::move(made));
        return true;
    });
    follow_outlets();
}

/// Water that runs over other subcatchments first is followed to the node it comes to; from a circle it comes to none.
/// Each subcatchment is passed once.
void SwmmParser::follow_outlets() {
    constexpr auto nowhere = std::size_t(-1), open = nowhere - 1;
    auto& all = read_.model.subcatchments;
    std::vector<std::size_t> node_of(all.size(), open), way;
    for (std::size_t first = 0; first < all.size(); ++first) {
        auto found = node_of[first];
        for (auto at = first; found == open;) {
            node_of[at] = nowhere; // whoever comes back to it runs in a circle
            way.push_back(at);
            const auto outlet = upper(all[at].outlet);
            const auto node = nodes_.find(outlet);
            const auto over = subcatchments_.find(outlet);
            at = over == subcatchments_.end() ? at : over->second;
            found = node != nodes_.end() ? node->second : node_of[at];
        }
        for (const auto passed : way) {
            node_of[passed] = found;
        }
        way.clear();
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (node_of[i] == nowhere) {
            issues_.add("swmm.missing_outlet", "SUBCATCHMENTS", all[i].line, all[i].name);
        } else {
            all[i].outlet = read_.model.nodes[node_of[i]].name;
        }
    }
}

void SwmmParser::read_places() {
    const auto place = [&](const char* section, auto&& take) {
        each(section, 3, [&](const SwmmRow& row) {
            const auto x = number(section, row, 1);
            const auto y = x ? number(section, row, 2) : std::nullopt;
            if (!y) {
                return false;
            }
            if (!take(row, upper(row.words[0]), Point{*x, *y})) {
                skip("swmm.missing_object", section, row);
                return false;
            }
            return true;
        });
    };
    auto& model = read_.model;
    place("COORDINATES", [&](const SwmmRow& row, const std::string& name, Point at) {
        const auto found = nodes_.find(name);
        if (found == nodes_.end()) {
            return false;
        }
        give("COORDINATES", row, name);
        model.nodes[found->second].place = at;
        return true;
    });
    place("VERTICES", [&](const SwmmRow&, const std::string& name, Point at) {
        const auto found = links_.find(name);
        if (found == links_.end()) {
            return false;
        }
        if (found->second != std::size_t(-1)) {
            model.links[found->second].vertices.push_back(at);
        }
        return true;
    });
    place("POLYGONS", [&](const SwmmRow&, const std::string& name, Point at) {
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
