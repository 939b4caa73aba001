#include <kerb/inventory/checks.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>

namespace kerb {
namespace {

struct NamedZone {
    const Zone* zone;
    Box box;

    [[nodiscard]] bool holds(Point p) const { return box.contains(p) && covers(zone->area, p); }
    [[nodiscard]] bool bears(const std::string& label) const {
        return label == zone->about.key || label == zone->about.name_en || label == zone->about.name_zh;
    }
    [[nodiscard]] const std::string& label() const { return zone->about.key; }
};

Issue light_issue(const Streetlight& light, const char* reason,
                  std::vector<std::pair<std::string, MessageValue>> more) {
    Issue issue;
    issue.reason = reason;
    issue.layer = "streetlights";
    issue.key = light.about.key;
    issue.x = light.position.x;
    issue.y = light.position.y;
    issue.located = true;
    issue.message = {reason, {{"key", light.about.key}}};
    for (auto& argument : more) {
        issue.message.arguments.push_back(std::move(argument));
    }
    return issue;
}

std::string joined(const std::vector<const NamedZone*>& zones) {
    std::string text;
    for (const auto* zone : zones) {
        text += (text.empty() ? "" : ", ") + zone->label();
    }
    return text;
}

void check_light(const Streetlight& light, const std::vector<NamedZone>& zones, std::vector<Issue>& issues) {
    std::vector<const NamedZone*> around;
    for (const auto& zone : zones) {
        if (zone.holds(light.position)) {
            around.push_back(&zone);
        }
    }
    const auto bears = [&light](const auto& zone) {
        if constexpr (std::is_pointer_v<std::decay_t<decltype(zone)>>) {
            return zone->bears(light.about.district);
        } else {
            return zone.bears(light.about.district);
        }
    };
    if (around.empty()) {
        issues.push_back(light_issue(light, "zone.outside", {}));
    }
    if (light.about.district.empty()) {
        return;
    }
    if (std::none_of(zones.begin(), zones.end(), bears)) {
        issues.push_back(light_issue(light, "zone.label_unknown", {{"label", light.about.district}}));
    } else if (!around.empty() && std::none_of(around.begin(), around.end(), bears)) {
        issues.push_back(
            light_issue(light, "zone.label_differs", {{"label", light.about.district}, {"zone", joined(around)}}));
    }
}

} // namespace

std::vector<Issue> check_zone_labels(const Inventory& city, std::string_view kind) {
    std::vector<NamedZone> zones;
    for (const auto& zone : city.zones) {
        if (zone.kind == kind) {
            zones.push_back({&zone, bounds(zone.area)});
        }
    }
    const bool labelled = std::any_of(city.streetlights.begin(), city.streetlights.end(),
                                      [](const Streetlight& light) { return !light.about.district.empty(); });
    std::vector<Issue> issues;
    if (zones.empty() || !labelled) {
        return issues;
    }
    for (const auto& light : city.streetlights) {
        check_light(light, zones, issues);
    }
    return issues;
}

std::vector<Issue> check_duplicate_places(const Inventory& city, double tolerance_m) {
    std::vector<Issue> issues;
    if (city.streetlights.size() < 2) {
        return issues;
    }
    Points points;
    points.reserve(city.streetlights.size());
    for (const auto& light : city.streetlights) {
        points.push_back(light.position);
    }
    const PointGrid grid(points, std::max(1.0, 2 * tolerance_m));
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::size_t earliest = i;
        Box box;
        box.add(points[i]);
        grid.visit(box.grown(tolerance_m), [&](Point p, std::uint32_t id) {
            if (id < earliest && distance(p, points[i]) <= tolerance_m) {
                earliest = id;
            }
        });
        if (earliest < i) {
            issues.push_back(light_issue(city.streetlights[i], "asset.duplicate_place",
                                         {{"other", city.streetlights[earliest].about.key}}));
        }
    }
    return issues;
}

std::vector<Issue> check_records(const Inventory& city) {
    auto issues = check_zone_labels(city);
    for (auto& issue : check_duplicate_places(city)) {
        issues.push_back(std::move(issue));
    }
    return issues;
}

} // namespace kerb
