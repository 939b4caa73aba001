// Rules about zones: labels against polygons, and zones against each other.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>
#include <kerb/inventory/containment.hpp>

#include "box_pairs.hpp"
#include "findings.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

/// A kind of zone and the label that records have for it.
struct LabelKind {
    const char* kind;
    const Text& (*of)(const Attributes&);
};

const Text& district_of(const Attributes& about) {
    return about.district;
}
const Text& street_of(const Attributes& about) {
    return about.more.value().street;
}
const Text& community_of(const Attributes& about) {
    return about.more.value().community;
}
const Text& grid_of(const Attributes& about) {
    return about.more.value().grid;
}

constexpr std::array<LabelKind, 4> label_kinds = {
    {{"district", district_of}, {"street", street_of}, {"community", community_of}, {"grid", grid_of}}};

bool bears(const Zone& zone, const std::string& label) {
    return label == zone.about.key || label == zone.about.name_en || label == zone.about.name_zh ||
           label == zone.about.more.value().code;
}

void add_points(Points&, std::monostate) {}
void add_points(Points& points, Point p) {
    points.push_back(p);
}
void add_points(Points& points, const MultiLineString& lines) {
    for (const auto& chain : lines) {
        points.insert(points.end(), chain.begin(), chain.end());
    }
}
void add_points(Points& points, const MultiPolygon& area) {
    for (const auto& polygon : area) {
        points.insert(points.end(), polygon.outer.begin(), polygon.outer.end());
    }
}
void add_points(Points& points, const Place& place) {
    std::visit([&points](const auto& geometry) { add_points(points, geometry); }, place);
}

/// Where an asset touches the ground: its vertices and its middle.
template <class T>
Points places_of(const T& asset) {
    Points points;
    if constexpr (!std::is_void_v<decltype(geometry_of(asset))>) {
        add_points(points, geometry_of(asset));
        if (const auto spot = spot_of(geometry_of(asset)); spot && points.size() > 1) {
            points.push_back(*spot);
        }
    }
    return points;
}

/// The zones of one kind, with their names.
class NamedZones {
public:
    NamedZones(const Inventory& city, const char* kind) : city_(city), finder_(city, kind) {
        for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
            const auto& zone = city.zones[i];
            if (zone.kind == kind) {
                zones_.push_back(i);
                for (const auto* name : {&zone.about.key, &zone.about.name_en.str(), &zone.about.name_zh.str(),
                                         &zone.about.more.value().code.str()}) {
                    names_.insert(*name);
                }
            }
        }
    }
    [[nodiscard]] bool none() const { return zones_.empty(); }
    [[nodiscard]] bool known(const std::string& label) const { return names_.contains(label); }
    /// Zones that hold any of the places; the usual case, one zone for all, is answered by the index.
    [[nodiscard]] std::vector<std::uint32_t> around(const Points& places) const {
        std::set<std::uint32_t> found;
        for (const auto p : places) {
            if (const auto zone = finder_.zone_of(p); zone != no_asset) {
                found.insert(zone);
            }
        }
        return {found.begin(), found.end()};
    }
    /// The same with every zone on whose border a place lies, or that overlaps another.
    [[nodiscard]] std::vector<std::uint32_t> all_around(const Points& places) const {
        std::vector<std::uint32_t> found;
        std::copy_if(zones_.begin(), zones_.end(), std::back_inserter(found), [&](auto zone) {
            const auto& area = city_.zones[zone].area;
            const auto box = bounds(area);
            return std::any_of(places.begin(), places.end(),
                               [&](Point p) { return box.contains(p) && covers(area, p); });
        });
        return found;
    }

private:
    const Inventory& city_;
    ZoneFinder finder_;
    std::vector<std::uint32_t> zones_;
    std::set<std::string, std::less<>> names_;
};

enum class LabelFault : std::uint8_t { none, outside, unknown, differs };

std::string joined(const Inventory& city, const std::vector<std::uint32_t>& zones) {
    std::string text;
    for (const auto zone : zones) {
        text += (text.empty() ? "" : ", ") + city.zones[zone].about.key;
    }
    return text;
}

bool any_bears(const Inventory& city, const std::vector<std::uint32_t>& zones, const std::string& label) {
    return std::any_of(zones.begin(), zones.end(), [&](auto zone) { return bears(city.zones[zone], label); });
}

/// Does the asset show this fault of its label?
template <class T>
bool has_fault(const Inventory& city, const NamedZones& zones, const LabelKind& kind, const T& asset, LabelFault fault,
               std::string& where) {
    const auto places = places_of(asset);
    const auto& label = kind.of(asset.about);
    if (places.empty() || !std::all_of(places.begin(), places.end(), [](Point p) { return finite(p); })) {
        return false;
    }
    if (fault == LabelFault::unknown) {
        return !label.empty() && !zones.known(label);
    }
    auto around = zones.around(places);
    if (fault == LabelFault::outside) {
        return around.empty();
    }
    if (label.empty() || !zones.known(label) || around.empty() || any_bears(city, around, label)) {
        return false;
    }
    around = zones.all_around(places);
    where = joined(city, around);
    return !around.empty() && !any_bears(city, around, label);
}

template <class T>
void check_labels(const CheckContext& context, const NamedZones& zones, const LabelKind& kind,
                  const std::vector<T>& assets, LabelFault fault, Findings& findings) {
    if constexpr (std::is_same_v<T, Zone> || std::is_void_v<decltype(geometry_of(std::declval<const T&>()))>) {
        return;
    } else {
        const bool labelled = std::any_of(assets.begin(), assets.end(),
                                          [&kind](const T& asset) { return !kind.of(asset.about).empty(); });
        if (!labelled) {
            return;
        }
        std::vector<std::string> where(assets.size());
        const auto faulty = each<char>(assets.size(), context.options.threads, [&](std::size_t i) -> char {
            return has_fault(context.city, zones, kind, assets[i], fault, where[i]) ? 1 : 0;
        });
        findings.looked_at(assets.size());
        for (std::size_t i = 0; i < assets.size(); ++i) {
            if (faulty[i] != 0) {
                findings.add(assets[i], i,
                             {{"label", kind.of(assets[i].about).str()}, {"zone", where[i]}, {"kind", kind.kind}});
            }
        }
    }
}

template <LabelFault Fault>
void labels(const CheckContext& context, Findings& findings) {
    bool any = false;
    for (const auto& kind : label_kinds) {
        const NamedZones zones(context.city, kind.kind);
        if (zones.none()) {
            continue;
        }
        any = true;
        for_each_class(context.city,
                       [&](const auto& assets) { check_labels(context, zones, kind, assets, Fault, findings); });
    }
    if (!any) {
        findings.not_run("check.no_layer");
    }
}

/// Length of the patch's border that runs along the zone's own border.
double shared_border(const Patch& patch, const Zone& zone) {
    constexpr double near = 1e-6;
    double shared = 0;
    const auto along = [&](Point p) {
        for (const auto& polygon : zone.area) {
            const auto on = [p](const Points& ring) {
                for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
                    if (distance_to_segment(p, ring[i], ring[i + 1]) <= near) {
                        return true;
                    }
                }
                return false;
            };
            if (on(polygon.outer) || std::any_of(polygon.holes.begin(), polygon.holes.end(), on)) {
                return true;
            }
        }
        return false;
    };
    for (const auto& polygon : patch.area) {
        const auto& ring = polygon.outer;
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            const Point middle = {(ring[i].x + ring[i + 1].x) / 2, (ring[i].y + ring[i + 1].y) / 2};
            shared += along(middle) ? distance(ring[i], ring[i + 1]) : 0;
        }
    }
    return shared;
}

/// The zones that have one kind, by position.
std::map<std::string, std::vector<std::uint32_t>> by_kind(const Inventory& city) {
    std::map<std::string, std::vector<std::uint32_t>> kinds;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        kinds[city.zones[i].kind].push_back(i);
    }
    return kinds;
}

/// An overlap is the fault of the zone whose border goes astray: the longer way round the patch. Ties: the later zone.
void overlap(const CheckContext& context, Findings& findings) {
    const auto& zones = context.city.zones;
    if (zones.empty()) {
        findings.not_run("check.no_layer");
    }
    for (const auto& [kind, members] : by_kind(context.city)) {
        std::vector<Box> boxes;
        std::transform(members.begin(), members.end(), std::back_inserter(boxes),
                       [&](auto i) { return bounds(zones[i].area); });
        findings.looked_at(members.size());
        const auto pairs = meeting_boxes(boxes);
        const auto shared = each<std::optional<Patch>>(pairs.size(), context.options.threads, [&](std::size_t k) {
            return common_area(zones[members[pairs[k].first]].area, zones[members[pairs[k].second]].area);
        });
        for (std::size_t k = 0; k < pairs.size(); ++k) {
            if (!shared[k] || shared[k]->area_m2 < context.rule.limit("least_m2")) {
                continue;
            }
            auto at = members[pairs[k].second], other = members[pairs[k].first];
            if (shared_border(*shared[k], zones[other]) > shared_border(*shared[k], zones[at]) + 1e-6) {
                std::swap(at, other);
            }
            findings.add(zones[at], at, shared[k]->place,
                         {{"other", zones[other].about.key}, {"area", shared[k]->area_m2}, {"kind", kind}});
        }
    }
}

/// Of the zones around a gap, the one that has most of its border.
std::uint32_t owner_of(const Patch& gap, const std::vector<Zone>& zones, const std::vector<std::uint32_t>& members) {
    const auto box = bounds(gap.area).grown(1e-6);
    std::uint32_t owner = members.front();
    double most = -1;
    for (const auto i : members) {
        const double shared = bounds(zones[i].area).intersects(box) ? shared_border(gap, zones[i]) : 0;
        if (shared > most + 1e-6) {
            owner = i;
            most = shared;
        }
    }
    return owner;
}

void gap(const CheckContext& context, Findings& findings) {
    const auto& zones = context.city.zones;
    const auto& tiling = context.rule.list("kinds");
    bool any = false;
    for (const auto& [kind, members] : by_kind(context.city)) {
        if (std::find(tiling.begin(), tiling.end(), kind) == tiling.end()) {
            continue;
        }
        any = true;
        findings.looked_at(members.size());
        std::vector<const MultiPolygon*> areas;
        std::transform(members.begin(), members.end(), std::back_inserter(areas),
                       [&](auto i) { return &zones[i].area; });
        for (const auto& patch : gaps_between(areas)) {
            if (patch.area_m2 >= context.rule.limit("least_m2")) {
                const auto at = owner_of(patch, zones, members);
                findings.add(zones[at], at, patch.place, {{"area", patch.area_m2}, {"kind", kind}});
            }
        }
    }
    if (!any) {
        findings.not_run("check.no_layer");
    }
}

} // namespace

const std::vector<RuleCode>& zone_rules() {
    static const std::vector<RuleCode> rules = {
        {"zone.outside", labels<LabelFault::outside>},
        {"zone.label_unknown", labels<LabelFault::unknown>},
        {"zone.label_differs", labels<LabelFault::differs>},
        {"zone.overlap", overlap},
        {"zone.gap", gap},
    };
    return rules;
}

} // namespace kerb::detail
