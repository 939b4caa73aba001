#include <kerb/coverage/siting_demand.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <tuple>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/box_index.hpp>
#include <kerb/geometry/measures.hpp>

#include "asset_index.hpp"
#include "asset_search.hpp"
#include "input_checks.hpp"
#include "shape_index.hpp"
#include "siting_core.hpp"

namespace kerb::coverage {
namespace {

using detail::NumberLists;

constexpr double one_cut_m = 1e-6; // cuts nearer than this are one
constexpr std::size_t most_pairs = 500'000'000;
constexpr double any_line = std::numeric_limits<double>::quiet_NaN(); // its reach is that of the assets

[[noreturn]] void too_many() {
    throw ResourceError({"siting.too_many_pairs", {{"most", static_cast<std::int64_t>(most_pairs)}}});
}

/// One line or area by itself.
AssetShapes only(const AssetShapes& shapes, std::size_t number, Lines& line) {
    const auto lines = shapes.line_count();
    if (number < lines) {
        line = {};
        line.push(shapes.lines->feature(number));
        return {{}, &line, {}};
    }
    return {{}, nullptr, shapes.areas.subspan(number - lines, 1)};
}

Box box_of(const AssetShapes& shape) {
    Box box;
    if (shape.lines != nullptr) {
        box.add(bounds(shape.lines->points));
    }
    for (const auto& area : shape.areas) {
        box.add(bounds(area));
    }
    return box;
}

/// Candidates that are lines or areas, each with an index of its own. \tparam Index of one shape
template <class Index>
struct EachShape {
    std::vector<std::unique_ptr<const Index>> index;
    std::vector<Box> boxes;

    template <class Make>
    EachShape(const AssetShapes& shapes, const Make& make) {
        const auto count = shapes.line_count() + shapes.areas.size();
        for (std::size_t i = 0; i < count; ++i) {
            Lines line;
            const auto shape = only(shapes, i, line);
            index.push_back(make(shape));
            boxes.push_back(box_of(shape));
        }
    }
};

double most_scale(std::span<const double> scale) {
    return scale.empty() ? 1 : *std::max_element(scale.begin(), scale.end());
}

/// Farther than any rounding takes a point from the edge of a reach.
Box widened(const Box& box, double reach) {
    return box.grown(reach * (1 + 1e-9) + 1e-6);
}

/// An interval of a segment and the candidate that reaches it.
struct Reached {
    double from, to;
    std::uint32_t site;
};

/// What reaches a segment.
class Reaches {
public:
    struct Scratch {
        Candidates found;
        ShapeIndex::Scratch shapes;
        std::vector<Interval> intervals;
    };

    Reaches(const SitingLinesInput& input, double reach)
        : reach_(reach),
          candidates_(input.candidates),
          grid_(input.candidates.points, std::max(reach, 1.0)),
          shapes_(input.candidates,
                  [&](const AssetShapes& shape) {
                      return std::make_unique<ShapeIndex>(shape, std::span<const double>(), reach);
                  }),
          shape_boxes_(shapes_.boxes),
          existing_points_(input.existing.points, {}, reach) {
        const AssetShapes rest{{}, input.existing.lines, input.existing.areas};
        if (rest.size() > 0) {
            existing_shapes_ = std::make_unique<ShapeIndex>(rest, std::span<const double>(), reach);
        }
    }

    /// Stretches of a segment within reach of existing assets, which may overlap.
    void existing(Point a, Point b, double length, double scale, Scratch& scratch,
                  std::vector<Interval>& intervals) const {
        intervals.clear();
        scratch.found.count = 0;
        existing_points_.gather_along(a, b, length, any_line, scale, scratch.found);
        for (std::size_t i = 0; i < scratch.found.count; ++i) {
            const Point p{scratch.found.x[i], scratch.found.y[i]};
            add_disc(a, b, length, p, scratch.found.reach[i], [&](double from, double to) {
                intervals.push_back({from, to});
            });
        }
        if (existing_shapes_) {
            existing_shapes_->append(a, b, length, any_line, scale, scratch.shapes, intervals);
        }
    }

    /// Stretches within reach of each candidate.
    void candidates(Point a, Point b, double length, double scale, Scratch& scratch,
                    std::vector<Reached>& reached) const {
        reached.clear();
        Box box;
        box.add(a);
        box.add(b);
        const auto around = widened(box, reach_ * scale);
        grid_.visit(around, [&](Point p, std::uint32_t site) {
            if (around.contains(p)) {
                add_disc(a, b, length, p, reach_ * scale, [&](double from, double to) {
                    reached.push_back({from, to, site});
                });
            }
        });
        const auto first = static_cast<std::uint32_t>(candidates_.points.size());
        for (const auto i : shapes_.index.empty() ? std::vector<std::uint32_t>() : shape_boxes_.find(around)) {
            scratch.intervals.clear();
            shapes_.index[i]->append(a, b, length, any_line, scale, scratch.shapes, scratch.intervals);
            for (const auto& [from, to] : scratch.intervals) {
                reached.push_back({from, to, first + i});
            }
        }
    }

private:
    template <class Add>
    static void add_disc(Point a, Point b, double length, Point p, double reach, const Add& add) {
        const Point u{(b.x - a.x) / length, (b.y - a.y) / length};
        const auto dx = p.x - a.x, dy = p.y - a.y;
        const auto across = std::abs(dx * u.y - dy * u.x);
        if (!(across <= reach)) {
            return;
        }
        const auto half = std::sqrt((reach - across) * (reach + across)), middle = dx * u.x + dy * u.y;
        const auto from = std::max(middle - half, 0.0), to = std::min(middle + half, length);
        if (from <= to) {
            add(from, to);
        }
    }

    double reach_;
    AssetShapes candidates_;
    PointGrid grid_;
    EachShape<ShapeIndex> shapes_;
    BoxIndex shape_boxes_;
    AssetIndex existing_points_;
    std::unique_ptr<const ShapeIndex> existing_shapes_;
};

/// Pieces of lines and the candidates of each; all that an existing asset reaches is one weight.
struct Pieces {
    std::vector<double> weight;
    NumberLists sites;
    ExactSum served, nobody;

    void add(double amount, std::span<const std::uint32_t> list) {
        if (list.empty()) {
            nobody.add(amount);
            return;
        }
        if (!weight.empty() && std::ranges::equal(sites.of(sites.size() - 1), list)) {
            weight.back() += amount; // goes on from the segment before
            return;
        }
        weight.push_back(amount);
        sites.push(list);
    }
};

/// Cuts segments into pieces.
class Cutter {
public:
    Cutter(const SitingLinesInput& input, const Reaches& reaches, Pieces& pieces)
        : input_(input), reaches_(reaches), pieces_(pieces) {}

    void cut_line(std::size_t line) {
        const auto& lines = *input_.lines;
        const auto scale = value_or(input_.line_scale, line, 1);
        const auto per_metre = weight_per_metre(line, scale);
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            const auto part = lines.part(p);
            for (std::size_t i = 1; i < part.size(); ++i) {
                const auto length = distance(part[i - 1], part[i]);
                if (length > 0 && per_metre > 0) {
                    cut(part[i - 1], part[i], length, scale, per_metre / scale);
                }
            }
        }
    }

private:
    struct Event {
        double at;
        bool begins;
        std::uint32_t site; ///< no_asset: an existing one
    };

    [[nodiscard]] double weight_per_metre(std::size_t line, double scale) const {
        if (input_.line_weight.empty()) {
            return 1;
        }
        ExactSum sum;
        const auto& lines = *input_.lines;
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            sum.add(length(lines.part(p)));
        }
        const auto whole = input_.line_weight[line] / (sum.value() / scale);
        return whole > 0 && std::isfinite(whole) ? whole : 0;
    }

    void cut(Point a, Point b, double length, double scale, double per_unit) {
        reaches_.existing(a, b, length, scale, scratch_, standing_);
        reaches_.candidates(a, b, length, scale, scratch_, reached_);
        events_.clear();
        for (const auto& [from, to] : standing_) {
            add_events(from, to, no_asset, length);
        }
        for (const auto& [from, to, site] : reached_) {
            add_events(from, to, site, length);
        }
        std::sort(events_.begin(), events_.end(), [](const Event& x, const Event& y) {
            return std::tuple(x.at, !x.begins, x.site) < std::tuple(y.at, !y.begins, y.site);
        });
        inside_.clear();
        standing_now_ = 0;
        double at = 0;
        for (const auto& event : events_) {
            if (event.at - at > one_cut_m) {
                emit((event.at - at) * per_unit);
                at = event.at;
            }
            apply(event);
        }
        emit((length - at) * per_unit);
    }

    void add_events(double from, double to, std::uint32_t site, double length) {
        events_.push_back({from, true, site});
        if (to < length) {
            events_.push_back({to, false, site});
        }
    }

    /// A site may reach a segment in several stretches that overlap; it then is there several times.
    void apply(const Event& event) {
        if (event.site == no_asset) {
            standing_now_ += event.begins ? 1 : -1;
            return;
        }
        const auto place = std::lower_bound(inside_.begin(), inside_.end(), event.site);
        if (event.begins) {
            inside_.insert(place, event.site);
        } else if (place != inside_.end() && *place == event.site) {
            inside_.erase(place);
        }
    }

    void emit(double amount) {
        if (!(amount > 0)) {
            return;
        }
        if (standing_now_ > 0) {
            pieces_.served.add(amount);
            return;
        }
        list_.assign(inside_.begin(), inside_.end());
        list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
        pieces_.add(amount, list_);
        if (pieces_.sites.items.size() > most_pairs) {
            too_many();
        }
    }

    const SitingLinesInput& input_;
    const Reaches& reaches_;
    Pieces& pieces_;
    Reaches::Scratch scratch_;
    std::vector<Interval> standing_;
    std::vector<Reached> reached_;
    std::vector<Event> events_;
    std::vector<std::uint32_t> inside_, list_;
    int standing_now_ = 0;
};

/// Candidates 0 … n − 1, then one for all existing assets, which serves the last demand but one.
SitingDemand finished(std::vector<Pieces>&& blocks, std::size_t candidates) {
    SitingDemand demand;
    NumberLists sites;
    ExactSum served, nobody;
    for (auto& block : blocks) {
        served += block.served;
        nobody += block.nobody;
        demand.weight.insert(demand.weight.end(), block.weight.begin(), block.weight.end());
        if (sites.items.size() + block.sites.items.size() > most_pairs) {
            too_many();
        }
        for (std::size_t i = 0; i < block.sites.size(); ++i) {
            sites.push(block.sites.of(i));
        }
        block = {};
    }
    const auto all = static_cast<std::uint32_t>(candidates);
    demand.weight.push_back(served.value());
    sites.push(std::span(&all, 1));
    demand.weight.push_back(nobody.value());
    sites.push({});
    auto lists = detail::transposed(sites, candidates + 1);
    demand.begin = std::move(lists.begin);
    demand.served = std::move(lists.items);
    demand.existing.assign(candidates + 1, 0);
    demand.existing.back() = 1;
    return demand;
}

/// Runs `block(begin, end, slot)` wave by wave, telling how far it is.
template <class Block>
void in_waves(std::size_t count, std::size_t step, Threads threads, const Progress& progress, const Block& block) {
    const auto wave = 64 * step;
    for (std::size_t first = 0; first < count; first += wave) {
        const auto size = std::min(wave, count - first);
        for_each_block(size, step, threads, [&](std::size_t begin, std::size_t end) {
            block(first + begin, first + end, (first + begin) / step);
        });
        report_progress(progress, "siting.building", static_cast<double>(first + size) / static_cast<double>(count));
    }
}

/// Points that a candidate serves.
class PointReaches {
public:
    PointReaches(const SitingPointsInput& input, double reach)
        : input_(input),
          reach_(reach),
          most_(reach * most_scale(input.point_scale)),
          grid_(input.points, std::max(most_, 1.0)),
          shapes_(input.candidates, [](const AssetShapes& shape) { return std::make_unique<AssetSearch>(shape); }) {}

    /// Ascending. \param open of each point: 1 when no existing asset serves it
    [[nodiscard]] std::vector<std::uint32_t> of(std::size_t site, std::span<const std::uint8_t> open) const {
        std::vector<std::uint32_t> found;
        const auto add = [&](std::uint32_t i, double away) {
            if (open[i] != 0 && away / value_or(input_.point_scale, i, 1) <= reach_) {
                found.push_back(i);
            }
        };
        const auto& points = input_.candidates.points;
        if (site < points.size()) {
            Box box;
            box.add(points[site]);
            grid_.visit(widened(box, most_), [&](Point p, std::uint32_t i) { add(i, distance(p, points[site])); });
        } else {
            const auto shape = site - points.size();
            const auto around = widened(shapes_.boxes[shape], most_);
            grid_.visit(around, [&](Point p, std::uint32_t i) {
                if (around.contains(p)) {
                    add(i, shapes_.index[shape]->nearest(p).distance_m);
                }
            });
        }
        std::sort(found.begin(), found.end());
        return found;
    }

private:
    const SitingPointsInput& input_;
    double reach_, most_;
    PointGrid grid_;
    EachShape<AssetSearch> shapes_;
};

std::vector<std::uint8_t> served_by_existing(const SitingPointsInput& input, const SitingReach& reach) {
    const auto nearest = nearest_assets(input.points, input.existing, reach.threads);
    std::vector<std::uint8_t> served;
    for (std::size_t i = 0; i < nearest.size(); ++i) {
        const bool near = nearest[i].distance_m / value_or(input.point_scale, i, 1) <= reach.reach.value();
        served.push_back(near ? 1 : 0);
    }
    return served;
}

} // namespace

SitingDemand siting_demand(const SitingLinesInput& input, const SitingReach& reach, const Progress& progress) {
    if (input.lines == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    const auto count = input.lines->size();
    check_length("reach", reach.reach);
    check_size("line_weight", input.line_weight.size(), count);
    check_size("line_scale", input.line_scale.size(), count);
    check_weights("line_weight", input.line_weight);
    check_scales("line_scale", input.line_scale);
    check_points("lines", input.lines->points);
    check_assets(input.existing);
    check_assets(input.candidates);
    constexpr std::size_t step = 64;
    const Reaches reaches(input, reach.reach.value());
    std::vector<Pieces> blocks((count + step - 1) / step);
    in_waves(count, step, reach.threads, progress, [&](std::size_t begin, std::size_t end, std::size_t slot) {
        Cutter cutter(input, reaches, blocks[slot]);
        for (auto line = begin; line < end; ++line) {
            cutter.cut_line(line);
        }
    });
    return finished(std::move(blocks), input.candidates.size());
}

SitingDemand siting_demand(const SitingPointsInput& input, const SitingReach& reach, const Progress& progress) {
    check_length("reach", reach.reach);
    check_size("weight", input.weight.size(), input.points.size());
    check_size("point_scale", input.point_scale.size(), input.points.size());
    check_weights("weight", input.weight);
    check_scales("point_scale", input.point_scale);
    check_points("points", input.points);
    check_assets(input.existing);
    check_assets(input.candidates);
    SitingDemand demand;
    for (std::size_t i = 0; i < input.points.size(); ++i) {
        const auto weight = value_or(input.weight, i, 1);
        demand.weight.push_back(std::isnan(weight) ? 0 : weight);
    }
    auto open = served_by_existing(input, reach);
    std::vector<std::uint32_t> standing;
    for (std::uint32_t i = 0; i < open.size(); ++i) {
        if (open[i] != 0) {
            standing.push_back(i);
        }
        open[i] = open[i] != 0 ? 0 : 1;
    }
    const PointReaches reaches(input, reach.reach.value());
    const auto candidates = input.candidates.size();
    std::vector<std::vector<std::uint32_t>> lists(candidates);
    in_waves(candidates, 64, reach.threads, progress, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto site = begin; site < end; ++site) {
            lists[site] = reaches.of(site, open);
        }
    });
    lists.push_back(std::move(standing));
    for (auto& list : lists) {
        if (demand.served.size() + list.size() > most_pairs) {
            too_many();
        }
        demand.served.insert(demand.served.end(), list.begin(), list.end());
        demand.begin.push_back(demand.served.size());
        list = {};
    }
    demand.existing.assign(candidates + 1, 0);
    demand.existing.back() = 1;
    return demand;
}

} // namespace kerb::coverage
