// Rules about shapes: invalid, without size, there twice, one upon the other.
#include <array>
#include <map>
#include <optional>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/validity.hpp>

#include "findings.hpp"
#include "groups.hpp"
#include "rule_support.hpp"
#include "shape_form.hpp"

namespace kerb::detail {
namespace {

/// Calls `visit(line or area)` when the asset is one.
template <class Visit>
void with_shape(const AssetRef& asset, const Visit& visit) {
    if (const auto* line = asset.lines()) {
        visit(*line);
    } else if (const auto* area = asset.area()) {
        visit(*area);
    }
}

std::size_t count_shapes(const AssetList& assets) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        count += assets[i].lines() != nullptr || assets[i].area() != nullptr ? 1 : 0;
    }
    return count;
}

/// The lists of classes whose assets may be lines or areas.
std::vector<AssetList> shaped_lists(const Inventory& city) {
    auto lists = lists_of(city);
    std::erase_if(lists, [](const AssetList& assets) { return !assets.spec().shaped(); });
    return lists;
}

bool finite_chain(const Points& chain) {
    return std::all_of(chain.begin(), chain.end(), [](Point p) { return finite(p); });
}

bool finite_shape(const MultiLineString& lines) {
    return std::all_of(lines.begin(), lines.end(), finite_chain);
}

bool finite_shape(const MultiPolygon& area) {
    return std::all_of(area.begin(), area.end(), [](const Polygon& polygon) {
        return finite_chain(polygon.outer) && finite_shape(polygon.holes);
    });
}

/// A bow tie has no area either, but what is wrong with it is told by the rule about invalid shapes.
bool otherwise_sound(const AssetRef& asset) {
    bool good = false;
    with_shape(asset, [&good](const auto& shape) {
        const auto defect = find_defect(shape);
        good = !defect || defect->reason == "geometry.zero_length";
    });
    return good;
}

/// What was removed stands nowhere: its successor may take its place.
bool stands(const AssetRef& asset) {
    return asset.about().status != Status::removed;
}
/// Poles that share a mast are one thing.
bool stands_alone(const AssetRef& asset) {
    const auto* light = asset.as<Streetlight>();
    return stands(asset) && (light == nullptr || light->group.empty());
}

/// Is it a line or an area that can be measured? The others are another rule's.
bool measurable(const AssetRef& asset) {
    bool good = false;
    with_shape(asset, [&good](const auto& shape) { good = finite_shape(shape); });
    return good;
}

void invalid(const CheckContext& context, Findings& findings) {
    for (const auto& assets : shaped_lists(context.city)) {
        findings.looked_at(count_shapes(assets));
        const auto defects = each<Rare<Defect>>(assets.size(), context.options.threads, [&](std::size_t i) {
            Rare<Defect> found;
            with_shape(assets[i], [&found](const auto& shape) {
                if (auto defect = find_defect(shape)) {
                    found.edit() = std::move(*defect);
                }
            });
            return found;
        });
        for (std::size_t i = 0; i < assets.size(); ++i) {
            if (!defects[i] || defects[i]->reason == "geometry.zero_length") { // another rule's
                continue;
            }
            findings.add(assets[i], i, defects[i]->place);
            findings.issues.back().located =
                defects[i]->reason != "geometry.not_finite" && defects[i]->reason != "geometry.empty";
            const auto code = "rule.geometry.invalid." + defects[i]->reason.substr(sizeof "geometry");
            if (has_text(code, Language::en)) {
                findings.reword(code);
            }
        }
    }
}

void zero_length(const CheckContext& context, Findings& findings) {
    const double least_m = context.rule.limit("least_m"), least_m2 = context.rule.limit("least_m2");
    for (const auto& assets : shaped_lists(context.city)) {
        findings.looked_at(count_shapes(assets));
        for (std::size_t i = 0; i < assets.size(); ++i) {
            if (!measurable(assets[i])) {
                continue;
            }
            const auto* line = assets[i].lines();
            const auto* area = assets[i].area();
            if (line != nullptr && length(*line) < least_m && otherwise_sound(assets[i])) {
                findings.add(assets[i], i, {{"length", length(*line)}});
            } else if (area != nullptr && kerb::area(*area) < least_m2 && otherwise_sound(assets[i])) {
                findings.add(assets[i], i, {{"area", kerb::area(*area)}});
                findings.reword("rule.geometry.zero_length.no_area");
            }
        }
    }
}

Points form_of_asset(const AssetRef& asset) {
    Points form;
    with_shape(asset, [&form](const auto& shape) { form = form_of(shape); });
    return form;
}

/// One that repeats an earlier one.
struct Repeat {
    std::uint32_t position, earlier;
};

/// Of the assets at `positions`, those whose shape an earlier one has.
std::vector<Repeat> repeats(const AssetList& assets, const std::vector<std::uint32_t>& positions, Threads threads) {
    auto hashes = each<std::pair<std::uint64_t, std::uint32_t>>(positions.size(), threads, [&](std::size_t i) {
        return std::pair(hash_of(form_of_asset(assets[positions[i]])), positions[i]);
    });
    std::sort(hashes.begin(), hashes.end());
    std::vector<Repeat> found;
    for (std::size_t i = 0; i < hashes.size();) {
        auto end = i + 1;
        std::map<std::uint32_t, Points> firsts; // more than one only where hashes collide
        for (; end < hashes.size() && hashes[end].first == hashes[i].first; ++end) {
            if (firsts.empty()) {
                firsts.emplace(hashes[i].second, form_of_asset(assets[hashes[i].second]));
            }
            auto form = form_of_asset(assets[hashes[end].second]);
            const auto known =
                std::find_if(firsts.begin(), firsts.end(), [&](const auto& f) { return f.second == form; });
            if (known != firsts.end()) {
                found.push_back({hashes[end].second, known->first});
            } else {
                firsts.emplace(hashes[end].second, std::move(form));
            }
        }
        i = end;
    }
    return found;
}

void add_repeats(const AssetList& assets, std::vector<Repeat> found, Findings& findings) {
    std::sort(found.begin(), found.end(), [](auto a, auto b) { return a.position < b.position; });
    for (const auto& repeat : found) {
        findings.add(assets[repeat.position], repeat.position, {{"other", assets[repeat.earlier].about().key}});
    }
}

void duplicate(const CheckContext& context, Findings& findings) {
    const auto& except = context.rule.list("except");
    for (const auto& assets : shaped_lists(context.city)) {
        std::vector<Repeat> found;
        const auto groups = groups_of(assets, [&except](const AssetRef& asset) {
            return stands(asset) && !listed_in(except, asset.class_name()) && measurable(asset);
        });
        for (const auto& positions : groups) {
            findings.looked_at(positions.size());
            const auto more = repeats(assets, positions, context.options.threads);
            found.insert(found.end(), more.begin(), more.end());
        }
        add_repeats(assets, std::move(found), findings);
    }
}

void overlaps_of(const AssetList& assets, const std::vector<std::uint32_t>& positions, const CheckContext& context,
                 Findings& findings) {
    findings.looked_at(positions.size());
    std::vector<const MultiPolygon*> areas;
    areas.reserve(positions.size());
    for (const auto position : positions) {
        areas.push_back(assets[position].area());
    }
    for (const auto& overlap : find_overlaps(areas, context.rule.limit("least_m2"), context.options.threads)) {
        const auto first = assets[positions[overlap.first]], second = assets[positions[overlap.second]];
        if (form_of_asset(first) == form_of_asset(second)) { // a duplicate: another rule's
            continue;
        }
        const double smaller = std::min(area(*areas[overlap.first]), area(*areas[overlap.second]));
        findings.add(second, positions[overlap.second], overlap.common.place,
                     {{"other", first.about().key},
                      {"area", overlap.common.area_m2},
                      {"share", smaller > 0 ? 100 * overlap.common.area_m2 / smaller : 100}});
    }
}

void overlap(const CheckContext& context, Findings& findings) {
    const auto& classes = context.rule.list("classes");
    for (const auto& assets : shaped_lists(context.city)) {
        const auto groups = groups_of(assets, [&classes](const AssetRef& asset) {
            return stands(asset) && listed_in(classes, asset.class_name()) && asset.area() != nullptr;
        });
        for (const auto& positions : groups) {
            overlaps_of(assets, positions, context, findings);
        }
    }
}

/// Of the assets at `positions`, those within reach of an earlier one; named with the earliest.
std::vector<Repeat> near_repeats(const AssetList& assets, const std::vector<std::uint32_t>& positions, double within_m,
                                 Threads threads) {
    Points points;
    points.reserve(positions.size());
    for (const auto position : positions) {
        points.push_back(*assets[position].point());
    }
    const PointGrid grid(points, std::max(1.0, 2 * within_m));
    const auto earliest = each<std::uint32_t>(points.size(), threads, [&](std::size_t i) {
        auto first = static_cast<std::uint32_t>(i);
        Box box;
        box.add(points[i]);
        grid.visit(box.grown(within_m), [&](Point p, std::uint32_t id) {
            if (id < first && distance(p, points[i]) <= within_m) {
                first = id;
            }
        });
        return first;
    });
    std::vector<Repeat> found;
    for (std::uint32_t i = 0; i < earliest.size(); ++i) {
        if (earliest[i] < i) {
            found.push_back({positions[i], positions[earliest[i]]});
        }
    }
    return found;
}

void duplicate_place(const CheckContext& context, Findings& findings) {
    const auto& except = context.rule.list("except");
    for (const auto& assets : lists_of(context.city)) {
        std::vector<Repeat> found;
        const auto groups = groups_of(assets, [&except](const AssetRef& asset) {
            const auto* point = asset.point();
            return point != nullptr && finite(*point) && stands_alone(asset) && !listed_in(except, asset.class_name());
        });
        for (const auto& positions : groups) {
            findings.looked_at(positions.size());
            const auto more = near_repeats(assets, positions, context.rule.limit("within_m"), context.options.threads);
            found.insert(found.end(), more.begin(), more.end());
        }
        add_repeats(assets, std::move(found), findings);
    }
}

} // namespace

const std::vector<RuleCode>& geometry_rules() {
    static const std::vector<RuleCode> rules = {{"geometry.invalid", &invalid},
                                                {"geometry.zero_length", &zero_length},
                                                {"geometry.duplicate", &duplicate},
                                                {"geometry.overlap", &overlap},
                                                {"geometry.duplicate_place", &duplicate_place}};
    return rules;
}

} // namespace kerb::detail
