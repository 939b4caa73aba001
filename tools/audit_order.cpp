// What stands or digs where it should not, in an audit.
#include <algorithm>
#include <set>
#include <tuple>

#include "audit.hpp"
#include "periods.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

using coverage::Conflict;
using coverage::Period;
using coverage::Shapes;

/// One shape of a class: its geometries, and the number of its first in PlacedAssets.
struct OneShape {
    Shapes shapes;
    std::size_t first = 0, size = 0;
};

std::array<OneShape, 3> by_shape(const PlacedAssets& assets) {
    const auto points = assets.points.size(), lines = assets.lines.size();
    return {OneShape{std::span<const Point>(assets.points), 0, points}, OneShape{&assets.lines, points, lines},
            OneShape{std::span<const MultiPolygon>(assets.areas), points + lines, assets.areas.size()}};
}

/// A class with the periods of its assets; none: always there.
struct Side {
    const PlacedAssets& assets;
    std::vector<Period> period;

    [[nodiscard]] std::span<const Period> period_of(const OneShape& one) const {
        return period.empty() ? std::span<const Period>() : std::span(period).subspan(one.first, one.size);
    }
};

void find(const Side& of, const OneShape& one, const Side& against, const OneShape& other, bool same,
          const coverage::ConflictsOptions& options, std::vector<Conflict>& found) {
    coverage::ConflictsInput input;
    input.of = one.shapes;
    input.against = other.shapes;
    input.same = same;
    input.of_period = of.period_of(one);
    input.against_period = against.period_of(other);
    for (auto conflict : coverage::conflicts(input, options).conflicts) {
        conflict.of = of.assets.asset[one.first + conflict.of];
        conflict.against = against.assets.asset[other.first + conflict.against];
        found.push_back(conflict);
    }
}

/// Numbers conflicts and assets, in the order of the engine.
coverage::ConflictsResult counted(std::vector<Conflict> found, bool same, std::size_t of, std::size_t against) {
    std::sort(found.begin(), found.end(), [](const Conflict& a, const Conflict& b) {
        return std::tuple(a.kind, -a.measure(), a.distance_m, a.of, a.against) <
               std::tuple(b.kind, -b.measure(), b.distance_m, b.of, b.against);
    });
    std::set<std::uint32_t> mine, theirs;
    for (const auto& conflict : found) {
        mine.insert(conflict.of);
        (same ? mine : theirs).insert(conflict.against);
    }
    coverage::ConflictsResult result;
    result.conflicts = std::move(found);
    result.of_count = static_cast<std::int64_t>(mine.size());
    result.against_count = static_cast<std::int64_t>((same ? mine : theirs).size());
    result.of_total = static_cast<std::int64_t>(of);
    result.against_total = static_cast<std::int64_t>(against);
    return result;
}

ConflictAudit ads_in_green(const AuditRun& run, const DistanceRule& rule) {
    const auto& city = run.read.city;
    const auto ads = placed(
        city.billboards, [](const Billboard& b) -> const Place& { return b.place; },
        [](const Billboard& b) { return stands(b.about); });
    PlacedAssets belts;
    for (std::uint32_t i = 0; i < city.green_spaces.size(); ++i) {
        const auto& green = city.green_spaces[i];
        if (green.road_belt.value_or(false) && stands(green.about)) {
            belts.areas.push_back(green.area);
            belts.asset.push_back(i);
        }
    }
    const Side of{ads, {}}, against{belts, {}};
    std::vector<Conflict> found;
    for (const auto& one : by_shape(ads)) {
        find(of, one, against, by_shape(belts)[2], false, {.buffer = rule.buffer, .threads = Threads{0}}, found);
    }
    return {rule, counted(std::move(found), false, ads.asset.size(), belts.asset.size())};
}

ConflictAudit permits_that_meet(const AuditRun& run, const DistanceRule& rule) {
    const auto& permits = run.read.city.excavation_permits;
    const auto digs = placed(
        permits, [](const ExcavationPermit& p) -> const Place& { return p.place; },
        [](const ExcavationPermit& p) {
            const auto period = period_between(p.start, p.end);
            return p.state != PermitState::refused && period.from <= period.to;
        });
    Side side{digs, {}};
    for (const auto i : digs.asset) {
        side.period.push_back(period_between(permits[i].start, permits[i].end));
    }
    const coverage::ConflictsOptions options{
        .buffer = rule.buffer, .border = coverage::Border::closed, .threads = Threads{0}};
    const auto shapes = by_shape(digs);
    std::vector<Conflict> found;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        for (std::size_t k = i; k < shapes.size(); ++k) {
            find(side, shapes[i], side, shapes[k], i == k, options, found);
        }
    }
    return {rule, counted(std::move(found), true, digs.asset.size(), digs.asset.size())};
}

} // namespace

void measure_order(AuditRun& run, const Session&) {
    const auto& city = run.read.city;
    const bool belts = std::any_of(city.green_spaces.begin(), city.green_spaces.end(),
                                   [](const GreenSpace& g) { return g.road_belt.value_or(false); });
    if (run.rules.ads && !city.billboards.empty() && belts) {
        run.ads = ads_in_green(run, *run.rules.ads);
    }
    if (run.rules.excavation && !city.excavation_permits.empty()) {
        run.excavation = permits_that_meet(run, *run.rules.excavation);
    }
}

} // namespace kerb::tools
