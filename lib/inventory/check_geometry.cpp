// Rules about shapes: invalid, without size, there twice, one upon the other.
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

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
template <class T, class Visit>
bool with_shape(const T& asset, Visit&& visit) {
    if (const auto* line = geometry_if<MultiLineString>(asset)) {
        visit(*line);
    } else if (const auto* area = geometry_if<MultiPolygon>(asset)) {
        visit(*area);
    } else {
        return false;
    }
    return true;
}

template <class T>
constexpr bool placed = !std::is_void_v<decltype(geometry_of(std::declval<const T&>()))>;
/// Classes whose assets may be lines or areas.
template <class T>
constexpr bool shaped = false;
template <class T>
requires placed<T>
constexpr bool shaped<T> = !std::is_same_v<std::decay_t<decltype(geometry_of(std::declval<const T&>()))>, Point>;

template <class T>
std::size_t count_shapes(const std::vector<T>& assets) {
    std::size_t count = 0;
    for (const auto& asset : assets) {
        count += with_shape(asset, [](const auto&) {}) ? 1 : 0;
    }
    return count;
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
template <class T>
bool otherwise_sound(const T& asset) {
    bool good = false;
    with_shape(asset, [&good](const auto& shape) {
        const auto defect = find_defect(shape);
        good = !defect || defect->reason == "geometry.zero_length";
    });
    return good;
}

/// What was removed stands nowhere: its successor may take its place.
template <class T>
bool stands(const T& asset) {
    return asset.about.status != Status::removed;
}
/// Poles that share a mast are one thing.
template <class T>
bool stands_alone(const T& asset) {
    if constexpr (std::is_same_v<T, Streetlight>) {
        return stands(asset) && asset.group.empty();
    } else {
        return stands(asset);
    }
}

/// Is it a line or an area that can be measured? The others are another rule's.
template <class T>
bool measurable(const T& asset) {
    bool good = false;
    with_shape(asset, [&good](const auto& shape) { good = finite_shape(shape); });
    return good;
}

void invalid(const CheckContext& context, Findings& findings) {
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        if constexpr (shaped<T>) {
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
    });
}

void zero_length(const CheckContext& context, Findings& findings) {
    const double least_m = context.rule.limit("least_m"), least_m2 = context.rule.limit("least_m2");
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        if constexpr (shaped<T>) {
            findings.looked_at(count_shapes(assets));
            for (std::size_t i = 0; i < assets.size(); ++i) {
                if (!measurable(assets[i])) {
                    continue;
                }
                const auto* line = geometry_if<MultiLineString>(assets[i]);
                const auto* area = geometry_if<MultiPolygon>(assets[i]);
                if (line != nullptr && length(*line) < least_m && otherwise_sound(assets[i])) {
                    findings.add(assets[i], i, {{"length", length(*line)}});
                } else if (area != nullptr && kerb::area(*area) < least_m2 && otherwise_sound(assets[i])) {
                    findings.add(assets[i], i, {{"area", kerb::area(*area)}});
                    findings.reword("rule.geometry.zero_length.no_area");
                }
            }
        }
    });
}

template <class T>
Points form_of_asset(const T& asset) {
    Points form;
    with_shape(asset, [&form](const auto& shape) { form = form_of(shape); });
    return form;
}

/// One that repeats an earlier one.
struct Repeat {
    std::uint32_t position, earlier;
};

/// Of the assets at `positions`, those whose shape an earlier one has.
template <class T>
std::vector<Repeat> repeats(const std::vector<T>& assets, const std::vector<std::uint32_t>& positions,
                            Threads threads) {
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

template <class T>
void add_repeats(const std::vector<T>& assets, std::vector<Repeat> found, Findings& findings) {
    std::sort(found.begin(), found.end(), [](auto a, auto b) { return a.position < b.position; });
    for (const auto& repeat : found) {
        findings.add(assets[repeat.position], repeat.position, {{"other", assets[repeat.earlier].about.key}});
    }
}

void duplicate(const CheckContext& context, Findings& findings) {
    const auto& except = context.rule.list("except");
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        if constexpr (shaped<T>) {
            std::vector<Repeat> found;
            const auto groups = groups_of(assets, [&except](const T& asset) {
                return stands(asset) && !listed_in(except, class_name_of(asset)) && measurable(asset);
            });
            for (const auto& positions : groups) {
                findings.looked_at(positions.size());
                const auto more = repeats(assets, positions, context.options.threads);
                found.insert(found.end(), more.begin(), more.end());
            }
            add_repeats(assets, std::move(found), findings);
        }
    });
}

template <class T>
void overlaps_of(const std::vector<T>& assets, const std::vector<std::uint32_t>& positions, const CheckContext& context,
                 Findings& findings) {
    findings.looked_at(positions.size());
    std::vector<const MultiPolygon*> areas;
    areas.reserve(positions.size());
    for (const auto position : positions) {
        areas.push_back(geometry_if<MultiPolygon>(assets[position]));
    }
    for (const auto& overlap : find_overlaps(areas, context.rule.limit("least_m2"), context.options.threads)) {
        const auto &first = assets[positions[overlap.first]], &second = assets[positions[overlap.second]];
        if (form_of_asset(first) == form_of_asset(second)) { // a duplicate: another rule's
            continue;
        }
        const double smaller = std::min(area(*areas[overlap.first]), area(*areas[overlap.second]));
        findings.add(second, positions[overlap.second], overlap.common.place,
                     {{"other", first.about.key},
                      {"area", overlap.common.area_m2},
                      {"share", smaller > 0 ? 100 * overlap.common.area_m2 / smaller : 100}});
    }
}

void overlap(const CheckContext& context, Findings& findings) {
    const auto& classes = context.rule.list("classes");
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        if constexpr (shaped<T>) {
            const auto groups = groups_of(assets, [&classes](const T& asset) {
                return stands(asset) && listed_in(classes, class_name_of(asset)) &&
                       geometry_if<MultiPolygon>(asset) != nullptr;
            });
            for (const auto& positions : groups) {
                overlaps_of(assets, positions, context, findings);
            }
        }
    });
}

/// Of the assets at `positions`, those within reach of an earlier one; named with the earliest.
template <class T>
std::vector<Repeat> near_repeats(const std::vector<T>& assets, const std::vector<std::uint32_t>& positions,
                                 double within_m, Threads threads) {
    Points points;
    points.reserve(positions.size());
    for (const auto position : positions) {
        points.push_back(*geometry_if<Point>(assets[position]));
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
    for_each_class(context.city, [&]<class T>(const std::vector<T>& assets) {
        if constexpr (placed<T>) {
            std::vector<Repeat> found;
            const auto groups = groups_of(assets, [&except](const T& asset) {
                const auto* point = geometry_if<Point>(asset);
                return point != nullptr && finite(*point) && stands_alone(asset) &&
                       !listed_in(except, class_name_of(asset));
            });
            for (const auto& positions : groups) {
                findings.looked_at(positions.size());
                const auto more =
                    near_repeats(assets, positions, context.rule.limit("within_m"), context.options.threads);
                found.insert(found.end(), more.begin(), more.end());
            }
            add_repeats(assets, std::move(found), findings);
        }
    });
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
