#include <algorithm>
#include <cmath>
#include <vector>

#include <kerb/waterlogging/drain_rules.hpp>
#include <kerb/waterlogging/level_datum.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::size_t fewest = 10;
constexpr double near_m = 0.5;

std::vector<double> above_terrain(const Inventory& city, const std::function<std::optional<double>(Point)>& ground_m) {
    std::vector<double> above;
    for (const auto& manhole : city.manholes) {
        const auto terrain = DrainRules::is_level(manhole.ground_m) ? ground_m(manhole.position) : std::nullopt;
        if (terrain && std::isfinite(*terrain)) {
            above.push_back(*manhole.ground_m - *terrain);
        }
    }
    std::sort(above.begin(), above.end());
    return above;
}

} // namespace

std::optional<Issue> other_datum(const Inventory& city, const std::function<std::optional<double>(Point)>& ground_m) {
    const auto above = above_terrain(city, ground_m);
    if (above.size() < fewest) {
        return std::nullopt;
    }
    const auto last = above.size() - 1;
    const double from = above[last / 4], median = above[last / 2], to = above[last - last / 4];
    if (!(std::abs(median) > near_m) || to - from >= std::abs(median)) {
        return std::nullopt;
    }
    Issue issue;
    issue.reason = "drains.other_datum";
    issue.layer = "manholes";
    issue.message = Message{
        issue.reason,
        {{"compared", static_cast<std::int64_t>(above.size())}, {"median", median}, {"from", from}, {"to", to}}};
    return issue;
}

} // namespace kerb::waterlogging
