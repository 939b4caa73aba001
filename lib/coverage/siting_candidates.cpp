#include <kerb/coverage/siting_candidates.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/coverage/conflicts.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/segment_grid.hpp>

#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

constexpr double least_step_m = 1e-3;
constexpr double same_place_m = 1e-6;
constexpr std::size_t most_places = 20'000'000;

void check_step(Metres step) {
    if (!(step.value() >= least_step_m && step.value() <= 1e12)) {
        throw UsageError({"siting.bad_step", {{"value", step.value()}}});
    }
}

void check_room(double count) {
    if (!(count <= static_cast<double>(most_places))) {
        throw ResourceError({"siting.too_many_sites", {{"most", static_cast<std::int64_t>(most_places)}}});
    }
}

/// A line to be walked by chainage, in the units of the plane.
class Walk {
public:
    Walk(const Lines& lines, std::size_t line) {
        for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
            const auto part = lines.part(p);
            for (std::size_t i = 1; i < part.size(); ++i) {
                start_.push_back(length_);
                segments_.push_back({part[i - 1], part[i], 0});
                length_ += distance(part[i - 1], part[i]);
            }
            first_ = first_.empty() && !part.empty() ? part.first(1) : first_;
        }
    }
    [[nodiscard]] double length() const { return length_; }
    [[nodiscard]] bool empty() const { return first_.empty(); }
    [[nodiscard]] Point at(double chainage) const {
        if (segments_.empty()) {
            return first_.front();
        }
        const auto next = std::upper_bound(start_.begin(), start_.end(), chainage);
        const auto i = static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - start_.begin() - 1, 0));
        const auto& [a, b, line] = segments_[i];
        const auto size = distance(a, b);
        const auto share = size > 0 ? std::clamp((chainage - start_[i]) / size, 0.0, 1.0) : 0;
        return share >= 1 ? b : Point{a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
    }

private:
    std::vector<Segment> segments_;
    std::vector<double> start_;
    std::span<const Point> first_;
    double length_ = 0;
};

/// Places of one line at chainages, sorted and each once.
void append_places(std::vector<LinePlace>& places, std::uint32_t line, const Walk& walk, double scale,
                   std::vector<double>& chainages) {
    std::sort(chainages.begin(), chainages.end());
    double last = -1;
    for (const auto at : chainages) {
        const auto cut = std::clamp(at, 0.0, walk.length() / scale);
        if (cut - last > same_place_m) {
            places.push_back({line, cut, walk.at(cut * scale)});
            last = cut;
        }
    }
    check_room(static_cast<double>(places.size()));
}

void append_chain(std::vector<double>& chainages, const Gap& gap, double reach) {
    check_room(gap.length_m() / reach);
    for (double k = 1; gap.from_m + (k - 1) * reach < gap.to_m; k += 2) {
        chainages.push_back(gap.from_m + k * reach);
        chainages.push_back(gap.to_m - k * reach);
    }
    if (gap.length_m() <= 2 * reach) {
        chainages.push_back((gap.from_m + gap.to_m) / 2);
    }
}

/// The three kinds of shapes, each with the number of its first.
struct Kind {
    Shapes shapes;
    std::uint32_t first;
};
std::vector<Kind> kinds_of(const AssetShapes& assets) {
    std::vector<Kind> kinds;
    if (!assets.points.empty()) {
        kinds.push_back({assets.points, 0});
    }
    const auto points = static_cast<std::uint32_t>(assets.points.size());
    if (assets.line_count() > 0) {
        kinds.push_back({assets.lines, points});
    }
    if (!assets.areas.empty()) {
        kinds.push_back({assets.areas, points + static_cast<std::uint32_t>(assets.line_count())});
    }
    return kinds;
}

/// Calls `visit(a, b)` for each pair nearer than the spacing, by their numbers on either side.
template <class Visit>
void each_close(const Kind& of, const Kind& against, bool same, Metres spacing, Threads threads, const Visit& visit) {
    ConflictsInput input;
    input.of = of.shapes;
    input.against = against.shapes;
    input.same = same;
    const auto found = conflicts(input, {.buffer = spacing, .border = Border::open, .threads = threads});
    for (const auto& conflict : found.conflicts) {
        visit(of.first + conflict.of, against.first + conflict.against);
    }
}

} // namespace

std::vector<LinePlace> places_along(const Lines& lines, Metres step, std::span<const double> scale) {
    check_step(step);
    check_size("scale", scale.size(), lines.size());
    check_scales("scale", scale);
    check_points("lines", lines.points);
    std::vector<LinePlace> places;
    std::vector<double> chainages;
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        const Walk walk(lines, line);
        if (walk.empty()) {
            continue;
        }
        const auto own = value_or(scale, line, 1);
        const auto length = walk.length() / own;
        check_room(length / step.value() + static_cast<double>(places.size()));
        chainages.clear();
        for (double k = 0; k * step.value() < length; ++k) {
            chainages.push_back(k * step.value());
        }
        chainages.push_back(length);
        append_places(places, line, walk, own, chainages);
    }
    return places;
}

std::vector<LinePlace> places_at_gaps(const Lines& lines, std::span<const Gap> gaps, Metres reach,
                                      std::span<const double> scale) {
    check_step(reach);
    check_size("scale", scale.size(), lines.size());
    check_scales("scale", scale);
    check_points("lines", lines.points);
    std::vector<Gap> sorted(gaps.begin(), gaps.end());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (sorted[i].line >= lines.size() || !std::isfinite(sorted[i].length_m())) {
            reject("siting.bad_number", "gaps", i);
        }
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const Gap& a, const Gap& b) { return a.line != b.line ? a.line < b.line : a.from_m < b.from_m; });
    std::vector<LinePlace> places;
    std::vector<double> chainages;
    for (std::size_t i = 0; i < sorted.size();) {
        const auto line = sorted[i].line;
        chainages.clear();
        for (; i < sorted.size() && sorted[i].line == line; ++i) {
            append_chain(chainages, sorted[i], reach.value());
        }
        const Walk walk(lines, line);
        if (!walk.empty()) {
            append_places(places, line, walk, value_or(scale, line, 1), chainages);
        }
    }
    return places;
}

std::vector<Point> places_on_grid(const Box& box, Metres step) {
    check_step(step);
    std::vector<Point> places;
    if (box.empty()) {
        return places;
    }
    const auto size = step.value();
    const auto column = std::floor(box.min_x / size), row = std::floor(box.min_y / size);
    const auto columns = std::ceil(box.max_x / size) - column + 1, rows = std::ceil(box.max_y / size) - row + 1;
    check_room(columns * rows);
    for (double r = 0; r < rows; ++r) {
        for (double c = 0; c < columns; ++c) {
            places.push_back({(column + c) * size, (row + r) * size});
        }
    }
    return places;
}

std::vector<SitePair> too_close(const AssetShapes& shapes, Metres spacing, Threads threads) {
    check_length("spacing", spacing);
    check_assets(shapes);
    std::vector<SitePair> pairs;
    const auto kinds = kinds_of(shapes);
    for (std::size_t i = 0; i < kinds.size() && spacing.value() > 0; ++i) {
        for (auto j = i; j < kinds.size(); ++j) {
            each_close(kinds[i], kinds[j], i == j, spacing, threads, [&](std::uint32_t a, std::uint32_t b) {
                pairs.push_back({std::min(a, b), std::max(a, b)});
            });
        }
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
}

std::vector<std::uint8_t> too_close_to(const AssetShapes& shapes, const AssetShapes& others, Metres spacing,
                                       Threads threads) {
    check_length("spacing", spacing);
    check_assets(shapes);
    check_assets(others);
    std::vector<std::uint8_t> close(shapes.size());
    for (const auto& of : kinds_of(shapes)) {
        for (const auto& against : kinds_of(others)) {
            if (spacing.value() > 0) {
                each_close(of, against, false, spacing, threads, [&](std::uint32_t a, std::uint32_t) { close[a] = 1; });
            }
        }
    }
    return close;
}

} // namespace kerb::coverage
