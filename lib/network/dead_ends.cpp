#include <kerb/network/dead_ends.hpp>

#include <algorithm>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>

namespace kerb::network {
namespace {

class Boundary {
public:
    Boundary(const Lines& lines, const DeadEndOptions& options)
        : area_(options.area), box_(options.area == nullptr ? bounds(lines.points) : Box{}) {}

    /// May a street go on behind `p`, with the border no farther than `margin` in the plane?
    [[nodiscard]] bool holds(Point p, double margin) const {
        if (area_ == nullptr) {
            return std::min({p.x - box_.min_x, box_.max_x - p.x, p.y - box_.min_y, box_.max_y - p.y}) <= margin;
        }
        const auto near_border = [&](const Points& ring) { return near(ring, p, margin); };
        return !covers(*area_, p) || std::any_of(area_->begin(), area_->end(), [&](const Polygon& polygon) {
            return near_border(polygon.outer) || std::any_of(polygon.holes.begin(), polygon.holes.end(), near_border);
        });
    }

private:
    [[nodiscard]] static bool near(const Points& ring, Point p, double margin) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (distance_to_segment(p, ring[i - 1], ring[i]) <= margin) {
                return true;
            }
        }
        return false;
    }

    const MultiPolygon* area_;
    Box box_;
};

/// Follows the street from its end back to the first junction.
DeadEnd walk_back(const Graph& graph, std::uint32_t node) {
    const auto first = graph.links_of(node)[0];
    DeadEnd end{node, first.edge, no_node, 0};
    auto link = first;
    while (true) {
        end.blind_m += graph.edges[link.edge].length_m();
        const auto links = graph.links_of(link.to);
        if (links.size() != 2) {
            end.junction = links.size() > 2 ? link.to : no_node;
            return end;
        }
        link = links[0].edge == link.edge ? links[1] : links[0];
    }
}

void check(const Graph& graph, const DeadEndOptions& options) {
    const auto lines = graph.line_begin.empty() ? 0 : graph.line_begin.size() - 1;
    const auto one_each = [&](const char* name, std::size_t size) {
        if (size != 0 && size != lines) {
            throw UsageError({"street_graph.size_differs",
                              {{"name", name},
                               {"size", static_cast<std::int64_t>(size)},
                               {"expected", static_cast<std::int64_t>(lines)}}});
        }
    };
    one_each("designed", options.designed.size());
    one_each("line_scale", options.line_scale.size());
    if (!(options.margin.value() >= 0)) {
        throw UsageError({"street_graph.bad_within", {{"value", options.margin.value()}}});
    }
}

} // namespace

std::optional<double> DeadEnds::share() const {
    return of() > 0 ? std::optional(static_cast<double>(items.size()) / static_cast<double>(of())) : std::nullopt;
}

DeadEnds dead_ends(const Graph& graph, const Lines& lines, const DeadEndOptions& options) {
    check(graph, options);
    const Boundary boundary(lines, options);
    DeadEnds found;
    for (std::uint32_t node = 0; node < graph.nodes.size(); ++node) {
        const auto links = graph.links_of(node);
        found.junctions += links.size() > 2 ? 1 : 0;
        if (links.size() != 1) {
            continue;
        }
        const auto line = graph.edges[links[0].edge].line;
        const double scale = options.line_scale.empty() ? 1 : options.line_scale[line];
        if (boundary.holds(graph.nodes[node], options.margin.value() * scale)) {
            ++found.at_boundary;
        } else if (!options.designed.empty() && options.designed[line] != 0) {
            ++found.designed;
        } else {
            found.items.push_back(walk_back(graph, node));
        }
    }
    std::sort(found.items.begin(), found.items.end(), [](const DeadEnd& a, const DeadEnd& b) {
        return std::tuple(-a.blind_m, a.node) < std::tuple(-b.blind_m, b.node);
    });
    return found;
}

} // namespace kerb::network
