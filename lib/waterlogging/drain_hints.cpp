#include <kerb/waterlogging/drain_hints.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/depression_list.hpp>
#include <kerb/waterlogging/drain_rules.hpp>

namespace kerb::waterlogging {
namespace {

using Kind = DrainHint::Kind;

std::optional<Point> middle_of(const Place& place) {
    if (const auto* point = std::get_if<Point>(&place)) {
        return *point;
    }
    Box box;
    if (const auto* line = std::get_if<MultiLineString>(&place)) {
        for (const auto& chain : *line) {
            box.add(bounds(chain));
        }
    } else if (const auto* area = std::get_if<MultiPolygon>(&place)) {
        box = bounds(*area);
    }
    return box.empty() ? std::nullopt : std::optional(box.centre());
}

class Hints {
public:
    Hints(const Inventory& city, const Grid& terrain, const Depressions& found, const PlacedInlets* inlets,
          const HintOptions& options)
        : city_(city), terrain_(terrain), found_(found), inlets_(inlets), options_(options) {}

    std::vector<DrainHint> take() { return std::move(hints_); }

    void no_inlet_near(std::span<const PondPlace> ponds) {
        for (std::uint32_t i = 0; i < ponds.size(); ++i) {
            double nearest = std::numeric_limits<double>::infinity();
            for (const auto& inlet : city_.inlets) {
                if (in_place(inlet.about.status)) {
                    nearest = std::min(nearest, distance(inlet.position, ponds[i].deepest));
                }
            }
            if (nearest > options_.inlet_radius_m) {
                hints_.push_back({Kind::no_inlet_near, i, ponds[i].deepest, nearest});
            }
        }
    }

    void inlet_off_low_spot(std::span<const PondPlace> ponds) {
        if (inlets_ == nullptr || inlets_->drains == nullptr) {
            return;
        }
        std::vector<std::uint32_t> hollows;
        for (const auto& pond : ponds) {
            hollows.push_back(pond.node);
        }
        const auto pond_of = places_in(found_.tree, hollows);
        const auto& all = inlets_->drains->inlets();
        std::vector<std::size_t> lowest(ponds.size(), all.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto pond = inlets_->basin[i] == no_basin ? 0 : pond_of[inlets_->basin[i]];
            if (pond == 0 || distance(all[i].place, ponds[pond - 1].deepest) > options_.inlet_radius_m) {
                continue;
            }
            auto& best = lowest[pond - 1];
            if (best == all.size() || inlets_->ground_m[i] < inlets_->ground_m[best]) {
                best = i;
            }
        }
        for (std::size_t p = 0; p < ponds.size(); ++p) {
            const double above = lowest[p] == all.size() ? 0 : inlets_->ground_m[lowest[p]] - ponds[p].ground_m;
            if (above > options_.off_low_spot_m) {
                const auto& inlet = all[lowest[p]];
                hints_.push_back({Kind::inlet_off_low_spot, inlet.position, inlet.place, above});
            }
        }
    }

    void against_grade() {
        for (std::uint32_t i = 0; i < city_.conduits.size(); ++i) {
            const auto& conduit = city_.conduits[i];
            const double rise = conduit.invert_down_m.value_or(0) - conduit.invert_up_m.value_or(0);
            const bool known = DrainRules::is_level(conduit.invert_up_m) &&
                               DrainRules::is_level(conduit.invert_down_m) && in_place(conduit.about.status);
            if (known && rise > options_.against_grade_m && !conduit.course.empty()) {
                hints_.push_back({Kind::against_grade, i, conduit.course.front().front(), rise});
            }
        }
    }

    void underpass_without_pump() {
        for (std::uint32_t i = 0; i < city_.bridges.size(); ++i) {
            const auto& bridge = city_.bridges[i];
            const auto place = middle_of(bridge.place);
            if (bridge.kind != BridgeKind::underpass || !in_place(bridge.about.status) || !place) {
                continue;
            }
            const double depth = hollow_below(*place);
            if (depth >= options_.underpass_depth_m && !pumped(*place)) {
                hints_.push_back({Kind::underpass_without_pump, i, *place, depth});
            }
        }
    }

private:
    /// Depth of the outermost hollow at a place, from its sill.
    [[nodiscard]] double hollow_below(Point place) const {
        const auto cell = cell_at(terrain_, place);
        if (!cell) {
            return 0;
        }
        const auto basin = found_.basin[terrain_.index(*cell)];
        if (basin == no_basin || basin == off_map) {
            return 0;
        }
        auto node = basin;
        while (found_.tree.nodes[node].parent != off_map) {
            node = found_.tree.nodes[node].parent;
        }
        return double{found_.tree.nodes[node].sill_m} - terrain_.at(*cell);
    }

    [[nodiscard]] bool pumped(Point place) const {
        return std::any_of(city_.pump_stations.begin(), city_.pump_stations.end(), [&](const PumpStation& station) {
            const auto at = middle_of(station.place);
            return in_place(station.about.status) && station.kind != PumpKind::sewage && at &&
                   distance(*at, place) <= options_.pump_radius_m;
        });
    }

    const Inventory& city_;
    const Grid& terrain_;
    const Depressions& found_;
    const PlacedInlets* inlets_;
    const HintOptions& options_;
    std::vector<DrainHint> hints_;
};

} // namespace

std::vector<DrainHint> drain_hints(const Inventory& city, const Grid& terrain, const Depressions& found,
                                   const PlacedInlets* inlets, std::span<const PondPlace> ponds,
                                   const HintOptions& options) {
    Hints hints(city, terrain, found, inlets, options);
    if (!city.inlets.empty()) { // else every pond would be without
        hints.no_inlet_near(ponds);
    }
    hints.inlet_off_low_spot(ponds);
    hints.against_grade();
    hints.underpass_without_pump();
    return hints.take();
}

} // namespace kerb::waterlogging
