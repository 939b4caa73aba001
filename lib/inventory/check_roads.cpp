#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/segment_grid.hpp>
#include <kerb/inventory/relations.hpp>

#include "findings.hpp"
#include "relations_roads.hpp"
#include "rule_support.hpp"

namespace kerb::detail {
namespace {

/// Stands there and is meant for a road.
bool serves_road(const Streetlight& light) {
    return in_place(light.about.status) && light.purpose != LightPurpose::landscape && finite(light.position);
}

// Looked for somewhat farther than allowed, so that the planner reads how far it is.
void off_road(const CheckContext& context, Findings& findings) {
    const auto& city = context.city;
    if (city.streetlights.empty() || city.roads.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const double beyond = context.rule.limit("beyond_m"), looked = 20 * beyond;
    const auto nearest = nearest_roads(city, looked, context.options.threads);
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        const auto& light = city.streetlights[i];
        if (!serves_road(light)) {
            continue;
        }
        findings.looked_at(1);
        const auto& road = nearest[i];
        if (road.road == no_asset) {
            findings.add(light, i, {{"distance", fmt::format("> {:.0f}", looked)}, {"road", "-"}, {"limit", beyond}});
        } else if (road.distance_m > beyond) {
            findings.add(light, i,
                         {{"distance", fmt::format("{:.1f}", road.distance_m)},
                          {"road", city.roads[road.road].about.key},
                          {"limit", beyond}});
        }
    }
}

/// The nearest pole before pole `i` that stands too close to it; ties: the first. Poles of one mast belong together.
class Neighbours {
public:
    Neighbours(const std::vector<Streetlight>& lights, double within)
        : lights_(lights),
          within_(within),
          ids_(ids_in_place(lights)),
          grid_(points_of(lights, ids_), std::max(1.0, 2 * within)) {}

    [[nodiscard]] std::size_t size() const { return ids_.size(); }
    [[nodiscard]] std::uint32_t light(std::size_t i) const { return ids_[i]; }

    /// Its position in the inventory.
    [[nodiscard]] std::uint32_t before(std::size_t i) const {
        const auto& own = lights_[ids_[i]];
        Box box;
        box.add(own.position);
        auto nearest = no_asset;
        double least = within_;
        grid_.visit(box.grown(within_), [&](Point p, std::uint32_t id) {
            const double apart = distance(p, own.position);
            if (id < i && (apart < least || (apart == least && ids_[id] < nearest)) &&
                !share_mast(own, lights_[ids_[id]])) {
                nearest = ids_[id];
                least = apart;
            }
        });
        return nearest;
    }

private:
    static std::vector<std::uint32_t> ids_in_place(const std::vector<Streetlight>& lights) {
        std::vector<std::uint32_t> ids;
        for (std::uint32_t i = 0; i < lights.size(); ++i) {
            if (in_place(lights[i].about.status) && finite(lights[i].position)) {
                ids.push_back(i);
            }
        }
        return ids;
    }
    static Points points_of(const std::vector<Streetlight>& lights, const std::vector<std::uint32_t>& ids) {
        Points points;
        points.reserve(ids.size());
        for (const auto id : ids) {
            points.push_back(lights[id].position);
        }
        return points;
    }
    static bool share_mast(const Streetlight& a, const Streetlight& b) {
        return !a.group.empty() && a.group == b.group;
    }

    const std::vector<Streetlight>& lights_;
    double within_;
    std::vector<std::uint32_t> ids_;
    PointGrid grid_;
};

// A pole is told once, with the nearest of those before it, however many stand there.
void too_close(const CheckContext& context, Findings& findings) {
    const auto& lights = context.city.streetlights;
    if (lights.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const Neighbours neighbours(lights, context.rule.limit("within_m"));
    const auto before = each<std::uint32_t>(neighbours.size(), context.options.threads,
                                            [&](std::size_t i) { return neighbours.before(i); });
    findings.looked_at(neighbours.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] != no_asset) {
            const auto& light = lights[neighbours.light(i)];
            const auto& other = lights[before[i]];
            findings.add(light, neighbours.light(i),
                         {{"other", other.about.key}, {"distance", distance(light.position, other.position)}});
        }
    }
}

const std::string& name_of(const Road& road) {
    return road.about.name_zh.empty() ? road.about.name_en.str() : road.about.name_zh.str();
}

bool is_one_carriageway(const Road& road) {
    return road.carriageway == Carriageway::left || road.carriageway == Carriageway::right;
}

/// May it be one of two carriageways? Not what carries both directions, and not a path.
bool may_be_of_pair(const Road& road) {
    return in_place(road.about.status) && !name_of(road).empty() && road.one_way.value_or(true) &&
           road.road_class != RoadClass::other;
}

/// A stretch of one road, by chainage along one of its segments, that lies beside another road.
struct Beside {
    std::uint32_t other;
    double from, to;
};

/// The part of segment s, in metres from s.a, beside which t runs: within `within`, at 20° at most, and not in one line
/// with it, as the next piece of the same road is.
std::optional<Beside> beside(const Segment& s, const Segment& t, double within) {
    constexpr double steepest = 0.342, least_apart_m = 0.5; // sine of 20°
    const double size = distance(s.a, s.b), other = distance(t.a, t.b);
    if (!(size > 0) || !(other > 0)) {
        return std::nullopt;
    }
    const double dx = (s.b.x - s.a.x) / size, dy = (s.b.y - s.a.y) / size;
    const auto local = [&](Point p) {
        const double x = p.x - s.a.x, y = p.y - s.a.y;
        return Point{x * dx + y * dy, y * dx - x * dy};
    };
    auto low = local(t.a), high = local(t.b);
    if (std::abs(high.y - low.y) > steepest * other) {
        return std::nullopt;
    }
    if (low.x > high.x) {
        std::swap(low, high);
    }
    double from = std::max(low.x, 0.0), to = std::min(high.x, size);
    const double slope = (high.y - low.y) / (high.x - low.x);
    if (slope != 0) { // where the line of t is within reach
        const double x0 = low.x + (-within - low.y) / slope, x1 = low.x + (within - low.y) / slope;
        from = std::max(from, std::min(x0, x1));
        to = std::min(to, std::max(x0, x1));
    }
    const double apart = std::abs(low.y + slope * ((from + to) / 2 - low.x));
    return from < to && apart >= least_apart_m && apart <= within ? std::optional(Beside{t.line, from, to})
                                                                  : std::nullopt;
}

/// Finds for a road the one before it of its name that runs beside it.
class PairSearch {
public:
    PairSearch(const std::vector<Road>& roads, double within, double share)
        : roads_(roads),
          within_(within),
          share_(share),
          names_(name_list(roads)),
          name_of_(roads.size(), no_asset),
          lengths_(roads.size(), 0),
          grid_(road_segments(roads, may_be_of_pair), 50) {
        for (std::size_t i = 0; i < roads.size(); ++i) {
            if (may_be_of_pair(roads[i])) {
                name_of_[i] = names_.find(name_of(roads[i]));
                lengths_[i] = length(roads[i].centreline);
                ++candidates_;
            }
        }
    }

    [[nodiscard]] std::size_t candidates() const { return candidates_; }

    struct Pair {
        std::uint32_t other = no_asset;
        double beside_m = 0;
    };
    /// With the one that it runs beside for longest; ties: the first.
    [[nodiscard]] Pair find(std::size_t road) const {
        Pair best;
        auto stretches = gather(road);
        std::sort(stretches.begin(), stretches.end(), [](const Beside& a, const Beside& b) {
            return std::tie(a.other, a.from, a.to) < std::tie(b.other, b.from, b.to);
        });
        for (std::size_t i = 0; i < stretches.size();) {
            const auto other = stretches[i].other;
            double sum = 0, reached = 0;
            for (; i < stretches.size() && stretches[i].other == other; ++i) {
                sum += std::max(0.0, stretches[i].to - std::max(reached, stretches[i].from));
                reached = std::max(reached, stretches[i].to);
            }
            if (sum >= share_ * std::min(lengths_[road], lengths_[other]) && sum > best.beside_m) {
                best = {other, sum};
            }
        }
        return best;
    }

private:
    static KeyIndex name_list(const std::vector<Road>& roads) {
        std::vector<const std::string*> names;
        names.reserve(roads.size());
        for (const auto& road : roads) {
            names.push_back(&name_of(road));
        }
        return KeyIndex(names);
    }

    [[nodiscard]] bool may_pair(std::size_t road, std::uint32_t other) const {
        return other < road && name_of_[other] == name_of_[road] &&
               !(is_one_carriageway(roads_[road]) && is_one_carriageway(roads_[other]));
    }

    [[nodiscard]] std::vector<Beside> gather(std::size_t road) const {
        std::vector<Beside> stretches;
        if (name_of_[road] == no_asset) {
            return stretches;
        }
        double chainage = 0;
        for (const auto& chain : roads_[road].centreline) {
            for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
                const Segment own{chain[i], chain[i + 1], static_cast<std::uint32_t>(road)};
                if (finite(own.a) && finite(own.b)) {
                    gather_along(own, chainage, stretches);
                    chainage += distance(own.a, own.b);
                }
            }
        }
        return stretches;
    }

    void gather_along(const Segment& own, double chainage, std::vector<Beside>& stretches) const {
        Box box;
        box.add(own.a);
        box.add(own.b);
        box = box.grown(within_);
        grid_.visit(box, [&](const Segment& segment) {
            if (!may_pair(own.line, segment.line)) {
                return;
            }
            if (const auto found = beside(own, segment, within_)) {
                stretches.push_back({found->other, found->from + chainage, found->to + chainage});
            }
        });
    }

    const std::vector<Road>& roads_;
    double within_, share_;
    KeyIndex names_;
    std::vector<std::uint32_t> name_of_; ///< by road: the first of its name; none for one that is of no pair
    std::vector<double> lengths_;
    SegmentGrid grid_;
    std::size_t candidates_ = 0;
};

void carriageway_pair(const CheckContext& context, Findings& findings) {
    const auto& roads = context.city.roads;
    if (roads.empty()) {
        findings.not_run("check.no_layer");
        return;
    }
    const PairSearch search(roads, context.rule.limit("within_m"), context.rule.limit("share"));
    const auto pairs =
        each<PairSearch::Pair>(roads.size(), context.options.threads, [&](std::size_t i) { return search.find(i); });
    findings.looked_at(search.candidates());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        if (pairs[i].other != no_asset) {
            findings.add(roads[i], i,
                         {{"other", roads[pairs[i].other].about.key},
                          {"name", name_of(roads[i])},
                          {"length", pairs[i].beside_m}});
        }
    }
}

} // namespace

const std::vector<RuleCode>& road_rules() {
    static const std::vector<RuleCode> rules = {
        {"light.off_road", off_road}, {"light.too_close", too_close}, {"road.carriageway_pair", carriageway_pair}};
    return rules;
}

} // namespace kerb::detail
