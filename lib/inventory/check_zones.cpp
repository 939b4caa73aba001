// Rules about zones: labels against them, and whether they tile the city.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/zone_map.hpp>

#include "findings.hpp"
#include "groups.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

/// Kinds of zones that records have a label for, the largest first.
constexpr std::array<const char*, 4> label_kinds = {"district", "street", "community", "grid"};

const std::string& label_of(const Attributes& about, std::size_t kind) {
    const auto& more = about.more.value();
    const Text& label = kind == 0 ? about.district : kind == 1 ? more.street : kind == 2 ? more.community : more.grid;
    return label.str();
}

/// The zones of one kind: where they are and what they are called.
class LabelledZones {
public:
    /// \param wanted does any asset bear a label of this kind? Else it is not asked what is inside of what.
    LabelledZones(const Inventory& city, std::string_view kind, bool wanted) {
        for (const auto& zone : city.zones) {
            const auto box = bounds(zone.area);
            if (zone.kind == kind && finite({box.min_x, box.min_y}) && finite({box.max_x, box.max_y})) {
                zones_.push_back(&zone);
                boxes_.push_back(box);
                if (!wanted) {
                    continue;
                }
                names_.insert({zone.about.key, zone.about.name_zh.str(), zone.about.name_en.str(),
                               zone.about.more.value().code.str()});
            }
        }
        names_.erase("");
        if (wanted && !zones_.empty()) {
            make_map();
        }
    }

    [[nodiscard]] bool empty() const { return zones_.empty(); }
    /// Are there zones, and labels to hold against them?
    [[nodiscard]] bool labelled() const { return map_ != nullptr; }
    [[nodiscard]] bool bears(const std::string& label) const { return names_.contains(label); }
    [[nodiscard]] bool inside(Point p) const { return map_->zone_of(p) != no_zone; }
    /// Does a zone of this label hold the point?
    [[nodiscard]] bool inside(Point p, const std::string& label) const {
        const auto zone = map_->zone_of(p);
        if (zone == no_zone || bears(zone, label)) {
            return zone != no_zone;
        }
        for (std::uint32_t i = 0; i < zones_.size(); ++i) { // on a border, or where zones overlap
            if (boxes_[i].contains(p) && bears(i, label) && covers(zones_[i]->area, p)) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] const Zone* at(Point p) const {
        const auto zone = map_->zone_of(p);
        return zone == no_zone ? nullptr : zones_[zone];
    }

private:
    void make_map() {
        std::vector<MultiPolygon> areas;
        areas.reserve(zones_.size());
        for (const auto* zone : zones_) {
            areas.push_back(zone->area);
        }
        std::vector<std::uint32_t> rank(areas.size());
        std::iota(rank.begin(), rank.end(), 0U);
        map_ = std::make_unique<ZoneMap>(areas, rank);
    }
    [[nodiscard]] bool bears(std::uint32_t zone, const std::string& label) const {
        const auto& about = zones_[zone]->about;
        return label == about.key || label == about.name_en.str() || label == about.name_zh.str() ||
               label == about.more.value().code.str();
    }
    std::vector<const Zone*> zones_;
    std::vector<Box> boxes_;
    std::unordered_set<std::string> names_;
    std::unique_ptr<ZoneMap> map_;
};

/// Is there a point of the shape, its middle or one of those it is drawn by, of which `fits` holds?
template <class Fits>
bool any_point(Point p, const Fits& fits) {
    return finite(p) && fits(p);
}
template <class Fits>
bool any_point(const MultiLineString& lines, const Fits& fits) {
    return std::any_of(lines.begin(), lines.end(), [&fits](const Points& chain) {
        return std::any_of(chain.begin(), chain.end(), [&fits](Point p) { return any_point(p, fits); });
    });
}
template <class Fits>
bool any_point(const MultiPolygon& area, const Fits& fits) {
    return std::any_of(area.begin(), area.end(),
                       [&fits](const Polygon& polygon) { return any_point(MultiLineString{polygon.outer}, fits); });
}

template <class Fits>
bool any_point_of(const AssetRef& asset, const Fits& fits) {
    if (const auto* point = asset.point()) {
        return any_point(*point, fits);
    }
    const auto spot = spot_of(asset);
    if (spot && any_point(*spot, fits)) {
        return true;
    }
    if (const auto* line = asset.lines()) {
        return any_point(*line, fits);
    }
    const auto* area = asset.area();
    return area != nullptr && any_point(*area, fits);
}

bool located(const AssetRef& asset) {
    const auto spot = spot_of(asset);
    return spot && finite(*spot);
}

/// The lists of classes whose assets may have a place.
std::vector<AssetList> placed_lists(const Inventory& city) {
    auto lists = lists_of(city);
    std::erase_if(lists, [](const AssetList& assets) { return !assets.spec().placed(); });
    return lists;
}

/// Bit k: some asset that has a place bears a label of the kind k.
unsigned kinds_in_use(const Inventory& city, Threads threads) {
    std::atomic<unsigned> used = 0;
    for (const auto& assets : placed_lists(city)) {
        for_each_block(assets.size(), 65536, threads, [&](std::size_t begin, std::size_t end) {
            unsigned here = 0;
            for (auto i = begin; i < end; ++i) {
                for (std::size_t kind = 0; kind < label_kinds.size(); ++kind) {
                    here |= label_of(assets.about(i), kind).empty() ? 0U : 1U << kind;
                }
            }
            used.fetch_or(here, std::memory_order_relaxed);
        });
    }
    return used;
}

/// Calls `visit(assets, zones)` for every class whose assets have a place, with the zones of each kind.
template <class Visit>
void each_labelled(const CheckContext& context, Visit&& visit) {
    const auto& city = context.city;
    const auto used = kinds_in_use(city, context.options.threads);
    std::vector<LabelledZones> zones;
    zones.reserve(label_kinds.size());
    for (std::size_t kind = 0; kind < label_kinds.size(); ++kind) {
        zones.emplace_back(city, label_kinds[kind], (used >> kind & 1U) != 0);
    }
    for (const auto& assets : placed_lists(city)) {
        visit(assets, zones);
    }
}

bool has_labels(const AssetList& assets, std::size_t kind) {
    std::size_t i = 0;
    while (i < assets.size() && label_of(assets.about(i), kind).empty()) {
        ++i;
    }
    return i < assets.size();
}

bool no_zones(const std::vector<LabelledZones>& zones) {
    return std::all_of(zones.begin(), zones.end(), [](const auto& z) { return z.empty(); });
}

/// Assets outside of all zones of the first kind for which their class has labels.
void outside(const CheckContext& context, Findings& findings) {
    bool none = true;
    each_labelled(context, [&](const AssetList& assets, const std::vector<LabelledZones>& zones) {
        none = none && no_zones(zones);
        for (std::size_t kind = 0; kind < zones.size(); ++kind) {
            if (!zones[kind].labelled() || !has_labels(assets, kind)) {
                continue;
            }
            const auto out = each<std::uint8_t>(assets.size(), context.options.threads, [&](std::size_t i) {
                const bool apart =
                    located(assets[i]) && !any_point_of(assets[i], [&](Point p) { return zones[kind].inside(p); });
                return static_cast<std::uint8_t>(apart ? 1 : 0);
            });
            findings.looked_at(assets.size());
            for (std::size_t i = 0; i < assets.size(); ++i) {
                if (out[i] != 0) {
                    findings.add(assets[i], i, {{"kind", std::string(label_kinds[kind])}});
                }
            }
            return; // zones of the next kind are inside of these
        }
    });
    if (none) {
        findings.not_run("check.no_layer");
    }
}

/// What a rule says of an asset's label; `none`: there is none to speak of.
enum class LabelState : std::uint8_t { none, good, wrong };

std::size_t said_in(const std::vector<LabelState>& states) {
    return states.size() - static_cast<std::size_t>(std::count(states.begin(), states.end(), LabelState::none));
}

void label_unknown(const CheckContext& context, Findings& findings) {
    bool none = true;
    each_labelled(context, [&](const AssetList& assets, const std::vector<LabelledZones>& zones) {
        none = none && no_zones(zones);
        for (std::size_t kind = 0; kind < zones.size(); ++kind) {
            if (!zones[kind].labelled()) {
                continue;
            }
            const auto states = each<LabelState>(assets.size(), context.options.threads, [&](std::size_t i) {
                const auto& label = label_of(assets.about(i), kind);
                return label.empty()              ? LabelState::none
                       : zones[kind].bears(label) ? LabelState::good
                                                  : LabelState::wrong;
            });
            findings.looked_at(said_in(states));
            for (std::size_t i = 0; i < assets.size(); ++i) {
                if (states[i] == LabelState::wrong) {
                    findings.add(
                        assets[i], i,
                        {{"label", label_of(assets.about(i), kind)}, {"kind", std::string(label_kinds[kind])}});
                }
            }
        }
    });
    if (none) {
        findings.not_run("check.no_layer");
    }
}

/// Labels that a zone bears, of assets that lie in another one. What lies in none is another rule's.
void label_differs(const CheckContext& context, Findings& findings) {
    bool none = true;
    each_labelled(context, [&](const AssetList& assets, const std::vector<LabelledZones>& zones) {
        none = none && no_zones(zones);
        for (std::size_t kind = 0; kind < zones.size(); ++kind) {
            if (!zones[kind].labelled()) {
                continue;
            }
            const auto states = each<LabelState>(assets.size(), context.options.threads, [&](std::size_t i) {
                const auto& label = label_of(assets.about(i), kind);
                if (label.empty() || !zones[kind].bears(label) || !located(assets[i])) {
                    return LabelState::none;
                }
                const bool here = any_point_of(assets[i], [&](Point p) { return zones[kind].inside(p, label); });
                return here ? LabelState::good : LabelState::wrong;
            });
            findings.looked_at(said_in(states));
            for (std::size_t i = 0; i < assets.size(); ++i) {
                const auto* home = states[i] == LabelState::wrong ? zones[kind].at(*spot_of(assets[i])) : nullptr;
                if (home != nullptr) {
                    findings.add(assets[i], i,
                                 {{"label", label_of(assets.about(i), kind)},
                                  {"zone", home->about.key},
                                  {"kind", std::string(label_kinds[kind])}});
                }
            }
        }
    });
    if (none) {
        findings.not_run("check.no_layer");
    }
}

/// Positions of the zones of each kind that the rule lists.
std::vector<std::pair<std::string, std::vector<std::uint32_t>>> listed_kinds(const CheckContext& context) {
    std::vector<std::pair<std::string, std::vector<std::uint32_t>>> kinds;
    const auto& zones = context.city.zones;
    for (const auto& kind : context.rule.list("kinds")) {
        kinds.emplace_back(kind, std::vector<std::uint32_t>());
        for (std::uint32_t i = 0; i < zones.size(); ++i) {
            if (zones[i].kind == kind) {
                kinds.back().second.push_back(i);
            }
        }
    }
    std::erase_if(kinds, [](const auto& k) { return k.second.empty(); });
    return kinds;
}

std::vector<const MultiPolygon*> areas_at(const Inventory& city, const std::vector<std::uint32_t>& positions) {
    std::vector<const MultiPolygon*> areas;
    areas.reserve(positions.size());
    for (const auto position : positions) {
        areas.push_back(&city.zones[position].area);
    }
    return areas;
}

/// Does the point lie on the border of the area?
bool on_border(const MultiPolygon& area, Point p) {
    constexpr double near = 1e-6;
    const auto on = [p](const Points& ring) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (distance_to_segment(p, ring[i - 1], ring[i]) <= near) {
                return true;
            }
        }
        return false;
    };
    return std::any_of(area.begin(), area.end(), [&on](const Polygon& polygon) {
        return on(polygon.outer) || std::any_of(polygon.holes.begin(), polygon.holes.end(), on);
    });
}

/// Length of the patch's outline that runs along the zone's border.
double shared_border(const Patch& patch, const Zone& zone) {
    double shared = 0;
    for (const auto& polygon : patch.area) {
        const auto& ring = polygon.outer;
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const Point middle = {(ring[i - 1].x + ring[i].x) / 2, (ring[i - 1].y + ring[i].y) / 2};
            shared += on_border(zone.area, middle) ? distance(ring[i - 1], ring[i]) : 0;
        }
    }
    return shared;
}

/// Lengths that differ by less than the noise of coordinates are equal.
constexpr double border_noise = 1e-6;

/// An overlap is the fault of the zone whose border goes astray: the longer way round the patch. Ties: the later zone.
void add_overlap(const CheckContext& context, const std::string& kind, std::uint32_t first, std::uint32_t second,
                 const Patch& common, Findings& findings) {
    const auto& zones = context.city.zones;
    auto at = second, other = first;
    if (shared_border(common, zones[first]) > shared_border(common, zones[second]) + border_noise) {
        std::swap(at, other);
    }
    findings.add(zones[at], at, common.place,
                 {{"other", zones[other].about.key}, {"area", common.area_m2}, {"kind", kind}});
}

void overlap(const CheckContext& context, Findings& findings) {
    const auto kinds = listed_kinds(context);
    for (const auto& [kind, positions] : kinds) {
        findings.looked_at(positions.size());
        const auto areas = areas_at(context.city, positions);
        for (const auto& found : find_overlaps(areas, context.rule.limit("least_m2"), context.options.threads)) {
            add_overlap(context, kind, positions[found.first], positions[found.second], found.common, findings);
        }
    }
    if (kinds.empty()) {
        findings.not_run("check.no_layer");
    }
}

/// What zones should cover: those that they are part of, and the city.
std::vector<const MultiPolygon*> to_be_covered(const Inventory& city, const std::vector<std::uint32_t>& positions) {
    std::unordered_set<std::string> parents;
    for (const auto position : positions) {
        parents.insert(city.zones[position].parent.str());
    }
    const auto& kind = city.zones[positions.front()].kind;
    std::vector<const MultiPolygon*> whole;
    for (const auto& zone : city.zones) {
        if (zone.kind != kind && (zone.kind == "city" || parents.contains(zone.about.key))) {
            whole.push_back(&zone.area);
        }
    }
    return whole;
}

/// The zones that a gap borders on, the longest border first.
std::vector<std::uint32_t> around(const Inventory& city, const std::vector<std::uint32_t>& positions,
                                  const Patch& gap) {
    const auto box = bounds(gap.area).grown(border_noise);
    std::vector<std::pair<double, std::uint32_t>> met;
    for (const auto position : positions) {
        const auto& zone = city.zones[position];
        const double shared = bounds(zone.area).intersects(box) ? shared_border(gap, zone) : 0;
        if (shared > border_noise) {
            met.emplace_back(std::round(shared / border_noise), position);
        }
    }
    std::stable_sort(met.begin(), met.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::uint32_t> zones;
    std::transform(met.begin(), met.end(), std::back_inserter(zones), [](const auto& m) { return m.second; });
    return zones;
}

void add_gap(const CheckContext& context, const std::string& kind, const std::vector<std::uint32_t>& positions,
             const Patch& gap, Findings& findings) {
    constexpr std::size_t named = 4;
    const auto met = around(context.city, positions, gap);
    std::string keys;
    for (std::size_t i = 0; i < std::min(named, met.size()); ++i) {
        keys += (i > 0 ? ", " : "") + context.city.zones[met[i]].about.key;
    }
    keys += met.size() > named ? ", …" : "";
    const auto first = met.empty() ? positions.front() : met.front();
    findings.add(context.city.zones[first], first, gap.place, {{"area", gap.area_m2}, {"zones", keys}, {"kind", kind}});
}

void gap(const CheckContext& context, Findings& findings) {
    const auto kinds = listed_kinds(context);
    for (const auto& [kind, positions] : kinds) {
        findings.looked_at(positions.size());
        const auto gaps = gaps_between(areas_at(context.city, positions), to_be_covered(context.city, positions),
                                       context.rule.limit("least_m2"));
        for (const auto& one : gaps) {
            add_gap(context, kind, positions, one, findings);
        }
    }
    if (kinds.empty()) {
        findings.not_run("check.no_layer");
    }
}

} // namespace

const std::vector<RuleCode>& zone_rules() {
    static const std::vector<RuleCode> rules = {{"zone.outside", &outside},
                                                {"zone.label_unknown", &label_unknown},
                                                {"zone.label_differs", &label_differs},
                                                {"zone.overlap", &overlap},
                                                {"zone.gap", &gap}};
    return rules;
}

} // namespace kerb::detail
