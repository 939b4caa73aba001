#include <kerb/outage/street_network.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/segment_grid.hpp>
#include <kerb/inventory/relations.hpp>

namespace kerb::outage {
namespace {

constexpr auto none = std::numeric_limits<std::uint32_t>::max();

/// A part of a centreline.
struct Chain {
    std::uint32_t road = 0, part = 0;
    const LineString* points = nullptr;
    double length_m = 0;
};

std::vector<Chain> chains_of(const Inventory& city) {
    std::vector<Chain> made;
    for (std::uint32_t r = 0; r < city.roads.size(); ++r) {
        const auto& road = city.roads[r];
        for (std::uint32_t p = 0; in_place(road.about.status) && p < road.centreline.size(); ++p) {
            const double whole = length(road.centreline[p]);
            if (whole > 0) {
                made.push_back({r, p, &road.centreline[p], whole});
            }
        }
    }
    return made;
}

/// The place of a chain nearest to a point; of equally near ones the first.
struct OnChain {
    double off_m = std::numeric_limits<double>::infinity(), along_m = 0;
};

OnChain nearest_on(const LineString& chain, Point p) {
    OnChain best;
    double before = 0;
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const Point a = chain[i - 1], b = chain[i];
        const double whole = distance(a, b), off = distance_to_segment(p, a, b);
        if (off < best.off_m) {
            const double t = whole > 0 ? ((p.x - a.x) * (b.x - a.x) + (p.y - a.y) * (b.y - a.y)) / whole : 0;
            best = {off, before + std::clamp(t, 0.0, whole)};
        }
        before += whole;
    }
    return best;
}

class Noder {
public:
    Noder(std::vector<Chain> chains, double join_m) : chains_(std::move(chains)), join_m_(join_m) {}

    Streets made() {
        join_ends();
        find_touches();
        cut();
        return std::move(made_);
    }

private:
    /// Where a chain is cut.
    struct Cut {
        std::uint32_t chain = 0;
        double along_m = 0;
        std::uint32_t node = 0;
    };

    /// Ends 2c and 2c + 1 of each chain c; those near each other are one node, and so are those near these.
    void join_ends() {
        for (const auto& chain : chains_) {
            ends_.push_back(chain.points->front());
            ends_.push_back(chain.points->back());
        }
        std::vector<std::uint32_t> first(ends_.size());
        std::iota(first.begin(), first.end(), 0U);
        const auto root = [&](std::uint32_t e) {
            while (first[e] != e) {
                e = first[e] = first[first[e]];
            }
            return e;
        };
        const PointGrid grid(ends_, std::max(join_m_, 1.0));
        for (std::uint32_t e = 0; e < ends_.size(); ++e) {
            grid.visit(Box{ends_[e].x, ends_[e].y, ends_[e].x, ends_[e].y}.grown(join_m_),
                       [&](Point p, std::uint32_t other) {
                           if (other < e && distance(p, ends_[e]) <= join_m_) {
                               const auto a = root(e), b = root(other);
                               first[std::max(a, b)] = std::min(a, b);
                           }
                       });
        }
        node_.assign(ends_.size(), none);
        for (std::uint32_t e = 0; e < ends_.size(); ++e) { // a root comes before those it stands for
            node_[e] = root(e) == e ? made_.graph.nodes++ : node_[root(e)];
        }
    }

    /// Ends that lie on the course of another chain, or of their own away from its ends.
    void find_touches() {
        std::vector<Segment> segments;
        for (std::uint32_t c = 0; c < chains_.size(); ++c) {
            const auto& points = *chains_[c].points;
            for (std::size_t i = 1; i < points.size(); ++i) {
                segments.push_back({points[i - 1], points[i], c});
            }
        }
        const SegmentGrid grid(std::move(segments), 50);
        for (std::uint32_t e = 0; e < ends_.size(); ++e) {
            std::vector<std::uint32_t> touched;
            grid.visit(Box{ends_[e].x, ends_[e].y, ends_[e].x, ends_[e].y}.grown(join_m_), [&](const Segment& one) {
                if (distance_to_segment(ends_[e], one.a, one.b) <= join_m_) {
                    touched.push_back(one.line);
                }
            });
            std::sort(touched.begin(), touched.end());
            touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
            for (const auto chain : touched) {
                touch(e, chain);
            }
        }
    }

    void touch(std::uint32_t end, std::uint32_t chain) {
        const auto at = nearest_on(*chains_[chain].points, ends_[end]);
        if (at.along_m > join_m_ && at.along_m < chains_[chain].length_m - join_m_) {
            cuts_.push_back({chain, at.along_m, node_[end]});
        }
    }

    void cut() {
        for (std::size_t c = 0; c < chains_.size(); ++c) {
            const auto chain = static_cast<std::uint32_t>(c);
            cuts_.push_back({chain, 0, node_[2 * c]});
            cuts_.push_back({chain, chains_[c].length_m, node_[2 * c + 1]});
        }
        std::sort(cuts_.begin(), cuts_.end(), [](const Cut& a, const Cut& b) {
            return std::tuple(a.chain, a.along_m, a.node) < std::tuple(b.chain, b.along_m, b.node);
        });
        for (std::size_t i = 1; i < cuts_.size(); ++i) {
            const auto &from = cuts_[i - 1], &to = cuts_[i];
            if (from.chain == to.chain && (from.node != to.node || to.along_m - from.along_m > join_m_)) {
                made_.graph.edges.push_back({from.node, to.node, to.along_m - from.along_m});
                made_.pieces.push_back({chains_[from.chain].road, chains_[from.chain].part, from.along_m, to.along_m});
            } else if (from.chain == to.chain) {
                cuts_[i].along_m = from.along_m; // one node met twice at one place: nothing lies between
            }
        }
    }

    std::vector<Chain> chains_;
    double join_m_;
    Points ends_;
    std::vector<std::uint32_t> node_; ///< by end
    std::vector<Cut> cuts_;
    Streets made_;
};

/// The edges of a road: pieces are in the order of roads.
std::pair<std::size_t, std::size_t> edges_of(const Streets& streets, std::uint32_t road) {
    const auto [from, to] =
        std::equal_range(streets.pieces.begin(), streets.pieces.end(), StreetPiece{road, 0, 0, 0},
                         [](const StreetPiece& a, const StreetPiece& b) { return a.road < b.road; });
    return {static_cast<std::size_t>(from - streets.pieces.begin()),
            static_cast<std::size_t>(to - streets.pieces.begin())};
}

/// The place of a road nearest to a point; `edge` is `none` when the road has no course.
LampOnStreet place_on(const Inventory& city, const Streets& streets, std::uint32_t road, Point p) {
    LampOnStreet place{none, 0};
    const auto [begin, end] = edges_of(streets, road);
    double nearest = std::numeric_limits<double>::infinity();
    OnChain on;
    for (auto e = begin; e < end; ++e) {
        const auto& piece = streets.pieces[e];
        if (e == begin || piece.part != streets.pieces[e - 1].part) {
            on = nearest_on(city.roads[road].centreline[piece.part], p);
        }
        const bool last = e + 1 == end || streets.pieces[e + 1].part != piece.part;
        if (on.off_m < nearest && (on.along_m <= piece.to_m || last)) {
            nearest = on.off_m;
            place = {static_cast<std::uint32_t>(e),
                     std::clamp(on.along_m - piece.from_m, 0.0, streets.graph.edges[e].length_m)};
        }
    }
    return place;
}

/// How far every node is from a place, no farther than a radius.
std::vector<double> distances_from(const StreetGraph& graph, const LampOnStreet& centre, double radius_m) {
    std::vector<std::vector<std::uint32_t>> at(graph.nodes);
    for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
        at[graph.edges[e].from].push_back(e);
        at[graph.edges[e].to].push_back(e);
    }
    std::vector<double> away(graph.nodes, std::numeric_limits<double>::infinity());
    std::priority_queue<std::pair<double, std::uint32_t>, std::vector<std::pair<double, std::uint32_t>>, std::greater<>>
        open;
    const auto reach = [&](std::uint32_t node, double metres) {
        if (metres <= radius_m && metres < away[node]) {
            away[node] = metres;
            open.emplace(metres, node);
        }
    };
    const auto& street = graph.edges[centre.edge];
    reach(street.from, centre.offset_m);
    reach(street.to, street.length_m - centre.offset_m);
    while (!open.empty()) {
        const auto [metres, node] = open.top();
        open.pop();
        if (metres > away[node]) {
            continue;
        }
        for (const auto e : at[node]) {
            const auto& edge = graph.edges[e];
            reach(edge.from == node ? edge.to : edge.from, metres + edge.length_m);
        }
    }
    return away;
}

/// Stretches of an edge that are reached from its ends, and from the centre where it lies there; joined where they
/// meet.
std::vector<std::pair<double, double>> reached(const StreetGraph::Edge& edge, double from_away, double to_away,
                                               double radius_m, std::optional<double> centre) {
    std::vector<std::pair<double, double>> parts;
    const auto add = [&](double from, double to) {
        from = std::max(from, 0.0);
        to = std::min(to, edge.length_m);
        if (to > from) {
            parts.emplace_back(from, to);
        }
    };
    if (from_away <= radius_m) {
        add(0, radius_m - from_away);
    }
    if (centre) {
        add(*centre - radius_m, *centre + radius_m);
    }
    if (to_away <= radius_m) {
        add(edge.length_m - (radius_m - to_away), edge.length_m);
    }
    std::sort(parts.begin(), parts.end());
    std::vector<std::pair<double, double>> joined;
    for (const auto& part : parts) {
        if (!joined.empty() && part.first <= joined.back().second) {
            joined.back().second = std::max(joined.back().second, part.second);
        } else {
            joined.push_back(part);
        }
    }
    return joined;
}

} // namespace

Streets streets_of(const Inventory& city, double join_m) {
    return Noder(chains_of(city), join_m).made();
}

LampsOnStreets put_on_streets(const Inventory& city, const LampTable& table, std::span<const std::uint32_t> rows,
                              Streets& streets) {
    const KeyIndex roads(city.roads);
    const auto& groups = table.groups(Level::road);
    LampsOnStreets made;
    for (const auto row : rows) {
        const auto group = groups.of_lamp[row];
        const auto road = group == no_group ? no_asset : roads.find(groups.keys[group]);
        made.lamps.push_back(road == no_asset ? LampOnStreet{none, 0}
                                              : place_on(city, streets, road, table.places[row]));
    }
    for (auto& lamp : made.lamps) {
        if (lamp.edge == none) {
            ++made.off_streets;
            const auto node = streets.graph.nodes++;
            lamp.edge = static_cast<std::uint32_t>(streets.graph.edges.size());
            streets.graph.edges.push_back({node, node, 0});
            streets.pieces.push_back({no_asset, 0, 0, 0});
        }
    }
    return made;
}

MultiLineString streets_within(const Inventory& city, const Streets& streets, const LampOnStreet& centre,
                               double radius_m) {
    const auto away = distances_from(streets.graph, centre, radius_m);
    MultiLineString lines;
    for (std::uint32_t e = 0; e < streets.pieces.size(); ++e) {
        const auto& edge = streets.graph.edges[e];
        const auto& piece = streets.pieces[e];
        if (piece.road == no_asset) {
            continue;
        }
        const auto parts = reached(edge, away[edge.from], away[edge.to], radius_m,
                                   e == centre.edge ? std::optional(centre.offset_m) : std::nullopt);
        for (const auto& [from, to] : parts) {
            const auto& chain = city.roads[piece.road].centreline[piece.part];
            for (auto& line : stretch({chain}, piece.from_m + from, piece.from_m + to)) {
                lines.push_back(std::move(line));
            }
        }
    }
    return lines;
}

} // namespace kerb::outage
