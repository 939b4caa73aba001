#include <kerb/inventory/road_widths.hpp>

#include <kerb/inventory/relations.hpp>

namespace kerb {
namespace {

Issue odd_width(const Road& road) {
    constexpr const char* reason = "roads.odd_width";
    Issue issue;
    issue.reason = reason;
    issue.layer = "roads";
    issue.key = road.about.key;
    issue.message = Message{reason, {{"key", road.about.key}, {"width", *road.width_m}, {"most", widest_road_m}}};
    if (!road.centreline.empty() && !road.centreline.front().empty()) {
        const auto at = road.centreline.front().front();
        issue.x = at.x;
        issue.y = at.y;
        issue.located = true;
    }
    return issue;
}

} // namespace

std::optional<double> recorded_width_m(const Road& road) {
    const bool can_be = road.width_m && *road.width_m > 0 && *road.width_m <= widest_road_m;
    return can_be ? road.width_m : std::nullopt;
}

std::vector<Issue> odd_widths(std::span<const Road> roads) {
    std::vector<Issue> issues;
    for (const auto& road : roads) {
        if (in_place(road.about.status) && road.width_m && !recorded_width_m(road)) {
            issues.push_back(odd_width(road));
        }
    }
    return issues;
}

} // namespace kerb
