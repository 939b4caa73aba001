#include "street_joins.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "node_places.hpp"

namespace kerb::network::detail {
namespace {

constexpr std::uint32_t none = no_point;

/// An end of a part.
struct End {
    std::uint32_t point = 0, other = 0; ///< and the part's other end
    std::uint32_t line = 0, part = 0;
    double length_m = 0; ///< of the part
};

struct Target {
    double distance_m = std::numeric_limits<double>::infinity();
    Point at;
    std::uint32_t node = none;    ///< its first point
    std::uint32_t segment = none; ///< else the point that its segment begins at
    std::uint32_t line = 0;
    double along_m = 0;
    std::int32_t level = 0;
    Point a{}, b{}; ///< of the segment; of a node nothing
    [[nodiscard]] bool found() const { return node != none || segment != none; }
    /// What lies where comes first, so that numbers of lines decide only between what is the same.
    [[nodiscard]] auto course() const { return std::tuple(distance_m, at.x, at.y, level, a.x, a.y, b.x, b.y); }
    [[nodiscard]] auto key() const { return std::tuple_cat(course(), std::tuple(line, node, segment)); }
};

class Joining {
public:
    Joining(const Courses& courses, const StreetOptions& options)
        : courses_(courses),
          options_(options),
          join_(options.join.value()),
          places_(find_node_places(courses, options.noding, options.threads)) {
        list_ends();
        find_loose();
    }

    Joins run() {
        aim_at_ends();
        if (options_.noding != Noding::ends) {
            aim_at_courses();
        }
        return settle();
    }

private:
    [[nodiscard]] std::uint32_t node_at(std::uint32_t point) const { return places_.first[point]; }
    [[nodiscard]] Point place_of(std::uint32_t node) const {
        const auto moved = std::lower_bound(places_.moved.begin(), places_.moved.end(), node,
                                            [](const auto& a, std::uint32_t n) { return a.first < n; });
        return moved != places_.moved.end() && moved->first == node ? moved->second : courses_.points[node];
    }
    void list_ends() {
        for (std::uint32_t line = 0; line < courses_.lines(); ++line) {
            for (auto part = courses_.line_begin[line]; part < courses_.line_begin[line + 1]; ++part) {
                if (courses_.kept[part] == 0) {
                    continue;
                }
                const auto from = courses_.part_begin[part], last = courses_.part_begin[part + 1] - 1;
                double size = 0;
                for (auto i = from + 1; i <= last; ++i) {
                    size += courses_.length_to(i);
                }
                ends_.push_back({from, last, line, part, size});
                ends_.push_back({last, from, line, part, size});
            }
        }
    }
    /// Ends at whose nodes nothing else is.
    void find_loose() {
        RawArray<std::uint32_t> count(courses_.points.size());
        std::fill(count.all().begin(), count.all().end(), 0U);
        for (std::size_t part = 0; part + 1 < courses_.part_begin.size(); ++part) {
            for (auto i = courses_.part_begin[part]; courses_.kept[part] != 0 && i < courses_.part_begin[part + 1];
                 ++i) {
                const bool again = i > courses_.part_begin[part] && node_at(i) == node_at(i - 1);
                if (node_at(i) != none && !again) {
                    ++count[node_at(i)];
                }
            }
        }
        for (std::uint32_t e = 0; e < ends_.size(); ++e) {
            if (count[node_at(ends_[e].point)] == 1 && ends_[e].length_m > join_) {
                loose_.push_back(e);
                loose_at_.emplace_back(node_at(ends_[e].point), static_cast<std::uint32_t>(loose_.size() - 1));
            }
        }
        std::sort(loose_at_.begin(), loose_at_.end());
        targets_.resize(loose_.size());
    }
    void aim_at_ends() {
        Points places;
        for (const auto& end : ends_) {
            places.push_back(place_of(node_at(end.point)));
        }
        const PointGrid grid(places, join_);
        for_each_block(loose_.size(), 1024, options_.threads, [&](std::size_t begin, std::size_t stop) {
            for (auto i = begin; i < stop; ++i) {
                aim_at_ends(grid, ends_[loose_[i]], places[loose_[i]], targets_[i]);
            }
        });
    }
    void aim_at_ends(const PointGrid& grid, const End& end, Point from, Target& best) const {
        Box box;
        box.add(from);
        const auto own = node_at(end.point), back = node_at(end.other);
        grid.visit(box.grown(join_), [&](Point at, std::uint32_t e) {
            const auto node = node_at(ends_[e].point);
            const auto line = ends_[e].line;
            const Target target{distance(from, at), at, node, none, line, 0, courses_.level_of(line)};
            const bool own_other = node == back && end.length_m <= 2 * join_;
            if (node != own && !own_other && target.distance_m <= join_ && target.key() < best.key()) {
                best = target;
            }
        });
    }
    void aim_at_courses() {
        Points open;
        std::vector<std::uint32_t> numbers;
        for (std::uint32_t i = 0; i < loose_.size(); ++i) {
            if (!targets_[i].found()) {
                open.push_back(courses_.points[ends_[loose_[i]].point]);
                numbers.push_back(i);
            }
        }
        const PointGrid grid(open, join_);
        constexpr std::size_t block = 4096;
        std::vector<std::vector<std::pair<std::uint32_t, Target>>> found(courses_.lines() / block + 1);
        for_each_block(courses_.lines(), block, options_.threads, [&](std::size_t begin, std::size_t end) {
            for (auto line = begin; line < end; ++line) {
                meet_line(grid, static_cast<std::uint32_t>(line), found[begin / block]);
            }
        });
        const auto each_fit = [&](const auto& visit) {
            for (const auto& list : found) {
                for (const auto& [o, target] : list) {
                    const auto line = ends_[loose_[numbers[o]]].line;
                    if (target.line != line && target.level == courses_.level_of(line)) {
                        visit(numbers[o], target);
                    }
                }
            }
        };
        each_fit([this](std::uint32_t i, const Target& target) {
            targets_[i] = target.key() < targets_[i].key() ? target : targets_[i];
        });
        each_fit([this](std::uint32_t i, const Target& target) {
            if (target.course() == targets_[i].course() && target.segment != targets_[i].segment) {
                twins_.emplace_back(i, target);
            }
        });
        std::sort(twins_.begin(), twins_.end(), [](const auto& one, const auto& other) {
            return std::pair(one.first, one.second.segment) < std::pair(other.first, other.second.segment);
        });
    }
    void meet_line(const PointGrid& grid, std::uint32_t line,
                   std::vector<std::pair<std::uint32_t, Target>>& found) const {
        for (auto part = courses_.line_begin[line]; part < courses_.line_begin[line + 1]; ++part) {
            for (auto i = courses_.part_begin[part]; i + 1 < courses_.part_begin[part + 1]; ++i) {
                const auto a = courses_.points[i], b = courses_.points[i + 1];
                Box box;
                box.add(a);
                box.add(b);
                grid.visit(box.grown(join_), [&](Point p, std::uint32_t o) {
                    if (distance_to_segment(p, a, b) <= join_) {
                        found.emplace_back(o, on_segment(p, i, line));
                    }
                });
            }
        }
    }
    /// The place on a segment that is nearest to `p`: one of its points when that is within 1 mm.
    [[nodiscard]] Target on_segment(Point p, std::uint32_t i, std::uint32_t line) const {
        const auto a = courses_.points[i], b = courses_.points[i + 1];
        const double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
        const double share = square > 0 ? std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / square, 0.0, 1.0) : 0;
        Target target{0,
                      {a.x + share * dx, a.y + share * dy},
                      none,
                      i,
                      line,
                      share * std::sqrt(square),
                      courses_.level_of(line),
                      a,
                      b};
        for (const auto& [point, along] : {std::pair(a, 0.0), std::pair(b, std::sqrt(square))}) {
            if (squared(point, target.at) < one_place_m * one_place_m) {
                target.at = point;
                target.along_m = along;
            }
        }
        target.distance_m = distance(p, target.at);
        return target;
    }

    [[nodiscard]] std::uint32_t loose_number(std::uint32_t node) const {
        const auto at = std::lower_bound(loose_at_.begin(), loose_at_.end(), std::pair(node, 0U));
        return at != loose_at_.end() && at->first == node ? at->second : none;
    }
    /// Where each loose end goes: along the targets to the last; of ends that aim at each other to the one farthest
    /// west, then south, which stays.
    std::vector<Point> roots(std::vector<std::uint8_t>& stays) const {
        std::vector<Point> root(loose_.size());
        std::vector<std::uint32_t> seen(loose_.size(), none); // in which walk; `done` once its root is known
        constexpr std::uint32_t done = none - 1;
        std::vector<std::uint32_t> path;
        for (std::uint32_t i = 0; i < loose_.size(); ++i) {
            path.clear();
            auto at = i;
            Point where;
            while (true) {
                if (seen[at] == done) {
                    where = root[at];
                    break;
                }
                if (seen[at] == i) {
                    where = settle_ring(path, at, stays);
                    break;
                }
                seen[at] = i;
                path.push_back(at);
                const auto& target = targets_[at];
                const auto next = target.node == none ? none : loose_number(target.node);
                if (next == none) {
                    where = target.found() ? target.at : place(at);
                    stays[at] = target.found() ? 0 : 1;
                    break;
                }
                at = next;
            }
            for (const auto one : path) {
                root[one] = where;
                seen[one] = done;
            }
        }
        return root;
    }
    [[nodiscard]] Point place(std::uint32_t loose) const { return courses_.points[ends_[loose_[loose]].point]; }
    /// Ends that aim at each other in turn, from `first` on in the path.
    Point settle_ring(std::span<const std::uint32_t> path, std::uint32_t first,
                      std::vector<std::uint8_t>& stays) const {
        const auto lowest = *std::min_element(std::find(path.begin(), path.end(), first), path.end(),
                                              [this](std::uint32_t a, std::uint32_t b) {
                                                  const auto p = place(a), q = place(b);
                                                  return std::tie(p.x, p.y, a) < std::tie(q.x, q.y, b);
                                              });
        stays[lowest] = 1;
        return place(lowest);
    }
    /// Streets that are drawn twice are met by both of their lines.
    void cut_twins(std::uint32_t loose, Joins& joins) const {
        for (auto twin = std::lower_bound(twins_.begin(), twins_.end(), loose,
                                          [](const auto&one, std::uint32_t i) { return one.first < i; });
             twin != twins_.end() && twin->first == loose; ++twin) {
            joins.cuts.push_back({twin->second.segment, twin->second.along_m, twin->second.at});
        }
    }
    [[nodiscard]] Joins settle() const {
        Joins joins;
        std::vector<std::uint8_t> stays(loose_.size(), 0);
        const auto root = roots(stays);
        for (std::uint32_t i = 0; i < loose_.size(); ++i) {
            if (stays[i] != 0) {
                continue;
            }
            const auto& end = ends_[loose_[i]];
            const auto& target = targets_[i];
            const auto from = courses_.points[end.point];
            joins.ends.push_back({end.line, end.point < end.other, end.part - courses_.line_begin[end.line], from,
                                  root[i], target.line, distance(from, root[i])});
            joins.moved.push_back({end.point, root[i]});
            if (target.node == none) {
                joins.cuts.push_back({target.segment, target.along_m, target.at});
                cut_twins(i, joins);
            }
        }
        return joins;
    }

    const Courses& courses_;
    const StreetOptions& options_;
    double join_;
    NodePlaces places_;
    std::vector<End> ends_;
    std::vector<std::uint32_t> loose_;                    ///< of `ends_`
    std::vector<Target> targets_;                         ///< of each loose end
    std::vector<std::pair<std::uint32_t, Target>> twins_; ///< courses that repeat a target's, by number in `loose_`
    std::vector<std::pair<std::uint32_t, std::uint32_t>> loose_at_; ///< node, number in `loose_`
};

} // namespace

Joins find_joins(const Courses& courses, const StreetOptions& options) {
    return Joining(courses, options).run();
}

} // namespace kerb::network::detail
