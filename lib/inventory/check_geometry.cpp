// Rules about the shapes of assets, each for itself and against its like.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <unordered_map>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

#include "box_pairs.hpp"
#include "findings.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

template <class T>
constexpr bool has_geometry = !std::is_void_v<decltype(geometry_of(std::declval<T&>()))>;

/// Calls `visit(geometry, position)` for what each asset of a list holds.
template <class T, class Visit>
void for_each_geometry(const std::vector<T>& assets, const Visit& visit) {
    if constexpr (has_geometry<T>) {
        for (std::size_t i = 0; i < assets.size(); ++i) {
            const auto& held = geometry_of(assets[i]);
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, Place>) {
                std::visit([&](const auto& geometry) { visit(geometry, i); }, held);
            } else {
                visit(held, i);
            }
        }
    }
}

std::optional<Defect> defect_of(std::monostate) {
    return std::nullopt;
}
std::optional<Defect> defect_of(const auto& geometry) {
    return find_defect(geometry);
}

void invalid(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&](const auto& assets) {
        for_each_geometry(assets, [&](const auto& geometry, std::size_t i) {
            findings.looked_at(1);
            const auto defect = defect_of(geometry);
            if (!defect || defect->reason == "geometry.zero_length") {
                return;
            }
            const Arguments arguments = {{"defect", defect->reason}};
            if (finite(defect->place)) {
                findings.add(assets[i], i, defect->place, arguments);
            } else {
                findings.add(assets[i], i, arguments);
            }
        });
    });
}

double ring_area(const Points& ring) {
    double twice = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
                 (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
    }
    return std::abs(twice) / 2;
}

/// Length of a line or area of a polygon, and its unit; nothing for points.
std::optional<std::pair<double, const char*>> size_of(const auto&) {
    return std::nullopt;
}
std::optional<std::pair<double, const char*>> size_of(const MultiLineString& lines) {
    return std::pair(length(lines), "m");
}
std::optional<std::pair<double, const char*>> size_of(const MultiPolygon& area) {
    double sum = 0;
    for (const auto& polygon : area) {
        sum += ring_area(polygon.outer);
    }
    return std::pair(sum, "m²");
}

/// A bow tie has no area either, but what is wrong with it is told by the rule about invalid geometry.
bool otherwise_sound(const auto& geometry) {
    const auto defect = defect_of(geometry);
    return !defect || defect->reason == "geometry.zero_length";
}

void zero_length(const CheckContext& context, Findings& findings) {
    const double least_m = context.rule.limit("least_m"), least_m2 = context.rule.limit("least_m2");
    for_each_class(context.city, [&](const auto& assets) {
        for_each_geometry(assets, [&](const auto& geometry, std::size_t i) {
            const auto size = size_of(geometry);
            if (!size) {
                return;
            }
            findings.looked_at(1);
            if (size->first < (std::string(size->second) == "m" ? least_m : least_m2) && otherwise_sound(geometry)) {
                findings.add(assets[i], i, {{"size", size->first}, {"unit", std::string(size->second)}});
            }
        });
    });
}

void put(std::string& to, Point p) {
    to.append(reinterpret_cast<const char*>(&p.x), sizeof p.x);
    to.append(reinterpret_cast<const char*>(&p.y), sizeof p.y);
}

bool before(Point a, Point b) {
    return std::pair(a.x, a.y) < std::pair(b.x, b.y);
}

/// The same text for the same chain in either direction.
std::string chain_text(const Points& chain) {
    std::string forward, backward;
    std::for_each(chain.begin(), chain.end(), [&](Point p) { put(forward, p); });
    std::for_each(chain.rbegin(), chain.rend(), [&](Point p) { put(backward, p); });
    return std::min(forward, backward);
}

/// The same text for the same ring, wherever it begins and whichever way it runs.
std::string ring_text(Points ring) {
    if (ring.size() < 2) {
        return chain_text(ring);
    }
    ring.pop_back();
    std::rotate(ring.begin(), std::min_element(ring.begin(), ring.end(), before), ring.end());
    ring.push_back(ring.front());
    return chain_text(ring);
}

std::string shape_text(std::vector<std::string> parts, char kind) {
    std::sort(parts.begin(), parts.end());
    std::string text(1, kind);
    for (const auto& part : parts) {
        text += part + '|';
    }
    return text;
}

/// Points have a rule of their own.
std::string geometry_text(const auto&) {
    return {};
}
std::string geometry_text(const MultiLineString& lines) {
    std::vector<std::string> parts;
    std::transform(lines.begin(), lines.end(), std::back_inserter(parts), chain_text);
    return shape_text(std::move(parts), 'l');
}
std::string geometry_text(const MultiPolygon& area) {
    std::vector<std::string> parts;
    for (const auto& polygon : area) {
        parts.push_back(ring_text(polygon.outer));
        std::transform(polygon.holes.begin(), polygon.holes.end(), std::back_inserter(parts),
                       [](const auto& hole) { return 'h' + ring_text(hole); });
    }
    return shape_text(std::move(parts), 'a');
}

/// What tells assets of one list apart besides their shape: zones of two kinds may have one outline, and so may classes
/// of other assets.
std::string family_of(const auto&) {
    return {};
}
std::string family_of(const Zone& zone) {
    return zone.kind.str() + '\n';
}
std::string family_of(const OtherAsset& other) {
    return other.class_name + '\n';
}

void duplicate(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&](const auto& assets) {
        std::unordered_map<std::string, std::size_t> first;
        for_each_geometry(assets, [&](const auto& geometry, std::size_t i) {
            const auto text = geometry_text(geometry);
            if (text.empty()) {
                return;
            }
            findings.looked_at(1);
            const auto [known, fresh] = first.try_emplace(family_of(assets[i]) + text, i);
            if (!fresh) {
                findings.add(assets[i], i, {{"other", assets[known->second].about.key}});
            }
        });
    });
}

const MultiPolygon* area_of(const auto&) {
    return nullptr;
}
const MultiPolygon* area_of(const MultiPolygon& area) {
    return &area;
}

template <class T>
void overlaps_in(const CheckContext& context, const std::vector<T>& assets, Findings& findings) {
    std::vector<const MultiPolygon*> areas(assets.size(), nullptr);
    std::vector<Box> boxes(assets.size());
    for_each_geometry(assets, [&](const auto& geometry, std::size_t i) {
        areas[i] = area_of(geometry);
        if (areas[i] != nullptr && !areas[i]->empty()) {
            boxes[i] = bounds(*areas[i]);
            findings.looked_at(1);
        }
    });
    const auto pairs = meeting_boxes(boxes);
    const auto shared = each<std::optional<Patch>>(pairs.size(), context.options.threads, [&](std::size_t k) {
        const auto& a = *areas[pairs[k].first];
        const auto& b = *areas[pairs[k].second];
        // The very same outline is a duplicate, which is another rule.
        return geometry_text(a) == geometry_text(b) ? std::nullopt : common_area(a, b);
    });
    for (std::size_t k = 0; k < pairs.size(); ++k) {
        if (shared[k] && shared[k]->area_m2 >= context.rule.limit("least_m2")) {
            const auto later = pairs[k].second;
            findings.add(assets[later], later, shared[k]->place,
                         {{"other", assets[pairs[k].first].about.key}, {"area", shared[k]->area_m2}});
        }
    }
}

void overlap(const CheckContext& context, Findings& findings) {
    const auto& classes = context.rule.list("classes");
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        if (std::find(classes.begin(), classes.end(), class_spec<T>().class_name) != classes.end()) {
            overlaps_in(context, assets, findings);
        }
    });
}

std::optional<Point> point_of(const auto&) {
    return std::nullopt;
}
std::optional<Point> point_of(Point p) {
    return finite(p) ? std::optional(p) : std::nullopt;
}

/// Poles that share a mast may stand at one place, and so may reports of one matter; what was removed stands nowhere.
bool has_a_place_of_its_own(const auto& asset) {
    return asset.about.status != Status::removed;
}
bool has_a_place_of_its_own(const Streetlight& light) {
    return light.about.status != Status::removed && light.group.empty();
}
bool has_a_place_of_its_own(const Case&) {
    return false;
}
bool has_a_place_of_its_own(const WaterloggingPoint&) {
    return false;
}

template <class T>
void same_places(const CheckContext& context, const std::vector<T>& assets, Findings& findings) {
    const double within = context.rule.limit("within_m");
    std::vector<Box> boxes(assets.size());
    for_each_geometry(assets, [&](const auto& geometry, std::size_t i) {
        const auto p = point_of(geometry);
        if (p && has_a_place_of_its_own(assets[i])) {
            boxes[i].add(*p);
            findings.looked_at(1);
        }
    });
    // Boxes grown by half the distance meet when points are as near as that in x and y.
    std::vector<Box> grown;
    std::transform(boxes.begin(), boxes.end(), std::back_inserter(grown),
                   [&](const Box& box) { return box.empty() ? box : box.grown(within / 2); });
    std::map<std::uint32_t, std::uint32_t> earliest;
    for (const auto& [a, b] : meeting_boxes(grown)) {
        if (family_of(assets[a]) == family_of(assets[b]) && distance(boxes[a].centre(), boxes[b].centre()) <= within) {
            earliest.try_emplace(b, a);
        }
    }
    for (const auto& [later, first] : earliest) {
        findings.add(assets[later], later, {{"other", assets[first].about.key}});
    }
}

void duplicate_place(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&](const auto& assets) { same_places(context, assets, findings); });
}

} // namespace

const std::vector<RuleCode>& geometry_rules() {
    static const std::vector<RuleCode> rules = {
        {"geometry.invalid", invalid}, {"geometry.zero_length", zero_length},         {"geometry.duplicate", duplicate},
        {"geometry.overlap", overlap}, {"geometry.duplicate_place", duplicate_place},
    };
    return rules;
}

} // namespace kerb::detail
