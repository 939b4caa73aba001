#include <algorithm>
#include <optional>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/placed_drains.hpp>

namespace kerb::waterlogging {
namespace {

/// The lowest cell at a place or next to it: an inlet drains the gutter beside it, whatever its position is worth.
std::optional<Cell> lowest_beside(const Grid& terrain, const Depressions& found, Point place) {
    const auto at = cell_at(terrain, place);
    std::optional<Cell> lowest;
    if (!at) {
        return lowest;
    }
    const auto first = [](std::size_t middle) { return middle == 0 ? 0 : middle - 1; };
    for (auto row = first(at->row); row <= std::min(at->row + 1, terrain.rows - 1); ++row) {
        for (auto column = first(at->column); column <= std::min(at->column + 1, terrain.columns - 1); ++column) {
            const Cell cell{column, row};
            if (found.basin[terrain.index(cell)] != no_basin && (!lowest || terrain.at(cell) < terrain.at(*lowest))) {
                lowest = cell;
            }
        }
    }
    return lowest;
}

/// The ends of a line, or of an area: its two vertices that are farthest apart.
std::optional<std::array<Point, 2>> ends_of(const Place& place) {
    if (const auto* line = std::get_if<MultiLineString>(&place); line != nullptr && !line->empty()) {
        return std::array{line->front().front(), line->back().back()};
    }
    const auto* area = std::get_if<MultiPolygon>(&place);
    if (area == nullptr || area->empty()) {
        return std::nullopt;
    }
    std::array<Point, 2> ends{};
    double longest = -1;
    for (const auto a : area->front().outer) {
        for (const auto b : area->front().outer) {
            if (distance(a, b) > longest) {
                longest = distance(a, b);
                ends = {a, b};
            }
        }
    }
    return ends;
}

std::optional<Section> section_of_culvert(const Bridge& bridge) {
    Conduit box;
    box.shape = SectionShape::rectangular;
    box.diameter_m = bridge.clearance_m ? bridge.clearance_m : bridge.width_m;
    box.width_m = bridge.clearance_m ? bridge.width_m : std::nullopt;
    return section_of(box);
}

Issue culvert_issue(const char* reason, const Bridge& bridge) {
    Issue issue;
    issue.reason = reason;
    issue.layer = "bridges";
    issue.key = bridge.about.key;
    issue.message = Message{reason, {{"key", bridge.about.key}}};
    return issue;
}

} // namespace

PlacedInlets place_inlets(const Grid& terrain, const Depressions& found, const DrainModel& drains,
                          const DrainRules& rules) {
    PlacedInlets placed;
    placed.drains = &drains;
    placed.cell_m2 = terrain.place.cell_width * terrain.place.cell_height;
    placed.flowing_depth_m = rules.flowing_depth_m;
    for (const auto& inlet : drains.inlets()) {
        const auto cell = lowest_beside(terrain, found, inlet.place);
        placed.basin.push_back(cell ? found.basin[terrain.index(*cell)] : no_basin);
        placed.ground_m.push_back(cell ? terrain.at(*cell) : 0);
        placed.clogging.push_back(inlet.clogging);
        placed.cell.push_back(cell ? static_cast<std::uint32_t>(terrain.index(*cell)) : no_basin);
    }
    return placed;
}

std::vector<Culvert> place_culverts(const Grid& terrain, const Depressions& found, std::span<const Bridge> bridges,
                                    const DrainRules& rules, std::vector<Issue>& issues) {
    std::vector<Culvert> placed;
    for (std::uint32_t i = 0; i < bridges.size(); ++i) {
        const auto& bridge = bridges[i];
        if (bridge.kind != BridgeKind::culvert || !in_place(bridge.about.status)) {
            continue;
        }
        const auto ends = ends_of(bridge.place);
        const auto section = section_of_culvert(bridge);
        if (!ends || !section) {
            issues.push_back(culvert_issue(ends ? "drains.culvert_size" : "drains.culvert_line", bridge));
            continue;
        }
        Culvert culvert{i};
        bool inside = true;
        for (std::size_t end = 0; end < 2; ++end) {
            const auto cell = lowest_beside(terrain, found, (*ends)[end]);
            inside = inside && cell;
            if (cell) {
                culvert.basin[end] = found.basin[terrain.index(*cell)];
                culvert.ground_m[end] = terrain.at(*cell);
            }
        }
        culvert.conveyance_m3s =
            conveyance_m3s(*section, rules.roughness[static_cast<std::size_t>(Material::concrete)]);
        culvert.length_m = std::max(bridge.length_m.value_or(distance((*ends)[0], (*ends)[1])), 1.0);
        if (inside && culvert.basin[0] != culvert.basin[1]) {
            placed.push_back(culvert);
        }
    }
    return placed;
}

} // namespace kerb::waterlogging
