#include "findings.hpp"

#include <kerb/geometry/measures.hpp>

namespace kerb::detail {
namespace {

/// Halfway along a chain, or where it begins when it has no length.
std::optional<Point> middle_of(const Points& chain) {
    double whole = 0;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        whole += distance(chain[i], chain[i + 1]);
    }
    double left = whole / 2;
    for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
        const double size = distance(chain[i], chain[i + 1]);
        if (left <= size && size > 0) {
            const double share = left / size;
            return Point{chain[i].x + (chain[i + 1].x - chain[i].x) * share,
                         chain[i].y + (chain[i + 1].y - chain[i].y) * share};
        }
        left -= size;
    }
    return chain.empty() ? std::nullopt : std::optional(chain.front());
}

} // namespace

std::optional<Point> spot_of(const AssetRef& asset) {
    if (const auto* point = asset.point()) {
        return *point;
    }
    if (const auto* lines = asset.lines()) {
        return lines->empty() ? std::nullopt : middle_of(lines->front());
    }
    const auto* area = asset.area();
    return area == nullptr || area->empty() ? std::nullopt : std::optional(bounds(area->front().outer).centre());
}

void Findings::add_at(const std::string& layer, std::size_t position, const std::string& key,
                      std::optional<Point> place, Arguments arguments) {
    Issue issue;
    issue.severity = rule_.severity;
    issue.reason = rule_.id;
    issue.layer = layer;
    issue.row = static_cast<std::int64_t>(position) + 1;
    issue.key = key;
    issue.located = place.has_value();
    if (place) {
        issue.x = place->x;
        issue.y = place->y;
    }
    issue.message = {"rule." + rule_.id + ".found", {{"key", key}, {"layer", layer}}};
    issue.message.arguments.insert(issue.message.arguments.end(), std::make_move_iterator(arguments.begin()),
                                   std::make_move_iterator(arguments.end()));
    issues.push_back(std::move(issue));
}

void Findings::adopt(const Issue& issue) {
    issues.push_back(issue);
    issues.back().severity = rule_.severity;
    issues.back().reason = rule_.id;
}

} // namespace kerb::detail
