#include "line_walk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kerb::coverage {
namespace {

/// Buffers only grow: what is in use of them is counted apart.
template <class Value>
void grow(std::vector<Value>& buffer, std::size_t count) {
    if (buffer.size() < count) {
        buffer.resize(2 * count);
    }
}

} // namespace

LineWalk::LineWalk(const PreparedLines& prepared, AlongLinesSummary& summary, LineTrace* trace)
    : input_(prepared.input),
      index_(prepared.points),
      shapes_(prepared.shapes.get()),
      summary_(summary),
      trace_(trace),
      ignore_(prepared.options.ignore_gaps_below.value()) {}

CoveredSum LineWalk::measure(std::uint32_t line) {
    line_ = line;
    reach_ = input_.line_reach_m.empty() ? std::numeric_limits<double>::quiet_NaN() : input_.line_reach_m[line];
    scale_ = input_.line_scale.empty() ? 1 : input_.line_scale[line];
    chainage_ = 0;
    legs_ = 0;
    joined_ = false;
    total_ = uncovered_ = {};
    const auto before = [](const LineStretch& stretch, std::uint32_t own) { return stretch.line < own; };
    const auto given = std::lower_bound(input_.covered.begin(), input_.covered.end(), line, before);
    next_covered_ = static_cast<std::size_t>(given - input_.covered.begin());
    gather_line();
    const Point* last = nullptr;
    const auto& lines = *input_.lines;
    for (auto p = lines.feature_begin[line]; p < lines.feature_begin[line + 1]; ++p) {
        const auto part = lines.part(p);
        if (part.empty()) {
            continue;
        }
        if (last != nullptr && *last != part.front()) {
            close_gap();
            joined_ = false;
        }
        walk_part(part);
        last = &part.back();
    }
    close_gap();
    auto covered = total_;
    covered -= uncovered_;
    const CoveredSum sum{total_, covered};
    summary_.all += sum;
    if (!input_.line_group.empty()) {
        summary_.groups[input_.line_group[line]] += sum;
    }
    return sum;
}

void LineWalk::gather_line() {
    Box box;
    const auto& lines = *input_.lines;
    const auto first = lines.part_begin[lines.feature_begin[line_]];
    const auto end = lines.part_begin[lines.feature_begin[line_ + 1]];
    for (auto i = first; i < end; ++i) {
        box.add(lines.points[i]);
    }
    const auto extent = index_.lookup_extent();
    one_lookup_ = !box.empty() && box.max_x - box.min_x <= extent && box.max_y - box.min_y <= extent;
    if (one_lookup_) {
        candidates_.count = 0;
        index_.gather(box, reach_, scale_, candidates_);
    }
}

void LineWalk::walk_part(std::span<const Point> part) {
    if (one_lookup_) {
        find_depths(part.front(), depth_b_);
    }
    for (std::size_t i = 1; i < part.size(); ++i) {
        walk_segment(part[i - 1], part[i]);
    }
}

void LineWalk::walk_segment(Point a, Point b) {
    const auto dx = b.x - a.x, dy = b.y - a.y;
    const auto length = std::sqrt(dx * dx + dy * dy);
    if (!(length > 0)) {
        return;
    }
    if (!one_lookup_) {
        candidates_.count = 0;
        index_.gather_along(a, b, length, reach_, scale_, candidates_);
        find_depths(a, depth_b_);
    }
    const auto measured = length / scale_;
    total_.add(measured);
    if (trace_ != nullptr) {
        trace_->legs.push_back({chainage_, measured, joined_});
    }
    joined_ = true;
    if (input_.zones != nullptr) {
        pieces_.clear();
        input_.zones->split(a, b, pieces_);
        add_zone_totals(length);
    }
    std::swap(depth_a_, depth_b_);
    find_depths(b, depth_b_);
    if (one_covers_all()) {
        close_gap();
    } else {
        find_intervals(a, b, length);
        if (shapes_ != nullptr) {
            add_shapes(a, b, length);
        }
        if (!input_.covered.empty()) {
            add_covered(length);
        }
        sort_intervals();
        sweep(length);
    }
    chainage_ += measured;
    ++legs_;
}

/// How deep a point lies within each candidate's disc, as the square of the reach less that of the distance.
void LineWalk::find_depths(Point p, std::vector<double>& depths) const {
    // Less deep than this may be outside by the rounding of find_intervals, which then decides.
    constexpr double certain = 1 - 1e-9;
    const auto count = candidates_.count;
    grow(depths, count);
    const auto *x = candidates_.x.data(), *y = candidates_.y.data(), *reach = candidates_.reach.data();
    auto* depth = depths.data();
    for (std::size_t i = 0; i < count; ++i) {
        const auto dx = x[i] - p.x, dy = y[i] - p.y;
        depth[i] = reach[i] * reach[i] * certain - (dx * dx + dy * dy);
    }
}

/// Does one disc hold both ends of the segment, and so all of it? Most segments of a lit street need no more.
bool LineWalk::one_covers_all() const {
    std::int64_t found = 0;
    for (std::size_t i = 0; i < candidates_.count; ++i) {
        found |= static_cast<std::int64_t>(depth_a_[i] > 0) & static_cast<std::int64_t>(depth_b_[i] > 0);
    }
    return found != 0;
}

void LineWalk::find_intervals(Point a, Point b, double length) {
    const auto count = candidates_.count;
    grow(chords_, count);
    grow(intervals_, count + 1);
    find_chords(a, {(b.x - a.x) / length, (b.y - a.y) / length});
    const auto* reach = candidates_.reach.data();
    const auto* chord = chords_.data();
    auto* next = intervals_.data();
    // Written first and kept if it meets the segment: no branch for the processor to guess wrong.
    for (std::size_t i = 0; i < count; ++i) {
        const auto t = chord[i].middle, half = chord[i].half;
        const auto from = t - half, to = t + half;
        *next = {std::max(from, 0.0), std::min(to, length)};
        next += static_cast<int>(to >= 0) & static_cast<int>(from <= length) & static_cast<int>(t + reach[i] >= 0) &
                static_cast<int>(t - reach[i] <= length);
    }
    interval_count_ = static_cast<std::size_t>(next - intervals_.data());
}

/// What the candidates' discs cut out of the segment's straight line; a negative half where they miss it.
void LineWalk::find_chords(Point a, Point direction) {
    const auto count = candidates_.count;
    const auto *x = candidates_.x.data(), *y = candidates_.y.data(), *reach = candidates_.reach.data();
    auto* chord = chords_.data();
    for (std::size_t i = 0; i < count; ++i) {
        const auto dx = x[i] - a.x, dy = y[i] - a.y;
        const auto across = std::abs(dx * direction.y - dy * direction.x);
        const auto square = (reach[i] - across) * (reach[i] + across);
        const auto half = std::sqrt(std::max(square, 0.0));
        chord[i].middle = dx * direction.x + dy * direction.y;
        chord[i].half = across <= reach[i] ? half : -std::numeric_limits<double>::infinity();
    }
}

void LineWalk::add_shapes(Point a, Point b, double length) {
    reached_.clear();
    shapes_->append(a, b, length, reach_, scale_, scratch_, reached_);
    grow(intervals_, interval_count_ + reached_.size());
    std::copy(reached_.begin(), reached_.end(), intervals_.begin() + static_cast<std::ptrdiff_t>(interval_count_));
    interval_count_ += reached_.size();
}

void LineWalk::sort_intervals() {
    const auto before = [](const Interval& x, const Interval& y) { return x.from < y.from; };
    const auto intervals = std::span(intervals_).first(interval_count_);
    if (intervals.size() > 24) {
        std::sort(intervals.begin(), intervals.end(), before);
        return;
    }
    for (std::size_t i = 1; i < intervals.size(); ++i) {
        const auto moving = intervals[i];
        auto j = i;
        for (; j > 0 && before(moving, intervals[j - 1]); --j) {
            intervals[j] = intervals[j - 1];
        }
        intervals[j] = moving;
    }
}

void LineWalk::sweep(double length) {
    double at = 0;
    for (const auto& interval : std::span(intervals_).first(interval_count_)) {
        if (interval.from > at) {
            extend_gap(at, interval.from, length);
        }
        close_gap();
        at = std::max(at, interval.to);
    }
    if (at < length) {
        extend_gap(at, length, length);
    }
}

void LineWalk::add_to_zone(const Stretch& stretch, ExactSum CoveredSum::*sum) {
    const auto add = [&](CoveredSum& target) {
        (target.*sum).add(stretch.to);
        (target.*sum).add(-stretch.from);
    };
    if (stretch.zone == no_zone) {
        add(summary_.outside_zones);
        return;
    }
    add(summary_.zones[stretch.zone]);
    if (!input_.line_group.empty()) {
        add(summary_.zone_groups[std::size_t{stretch.zone} * input_.groups + input_.line_group[line_]]);
    }
}

namespace {

/// End of a piece on its segment; the last one is the segment's end to the last bit.
double position(double share, double length) {
    return share >= 1 ? length : share * length;
}

} // namespace

void LineWalk::add_zone_totals(double length) {
    for (const auto& piece : pieces_) {
        const Stretch whole{position(piece.from, length) / scale_, position(piece.to, length) / scale_, piece.zone, 0};
        add_to_zone(whole, &CoveredSum::total);
        add_to_zone(whole, &CoveredSum::covered); // what is uncovered is taken off again
        if (piece.overlapped) {
            summary_.overlapped.add(whole.to);
            summary_.overlapped.add(-whole.from);
        }
    }
}

void LineWalk::extend_gap(double from, double to, double length) {
    if (!gap_open_) {
        gap_open_ = true;
        gap_from_ = chainage_ + from / scale_;
    }
    gap_to_ = chainage_ + to / scale_;
    if (input_.zones == nullptr) {
        push_stretch(from, to, no_zone);
        return;
    }
    for (const auto& piece : pieces_) {
        const auto low = std::max(from, position(piece.from, length));
        const auto high = std::min(to, position(piece.to, length));
        if (low < high) {
            push_stretch(low, high, piece.zone);
        }
    }
}

void LineWalk::push_stretch(double from, double to, std::uint32_t zone) {
    stretches_.push_back({from / scale_, to / scale_, zone, legs_});
}

void LineWalk::close_gap() {
    if (!gap_open_) {
        return;
    }
    gap_open_ = false;
    const auto length = gap_to_ - gap_from_;
    const bool ignored = ignore_ > rounding_m && length < ignore_;
    if (!ignored) {
        commit_gap(length);
    }
    stretches_.clear();
}

void LineWalk::commit_gap(double gap_length) {
    for (const auto& stretch : stretches_) {
        uncovered_.add(stretch.to);
        uncovered_.add(-stretch.from);
        if (input_.zones != nullptr) {
            // Backwards: taken off.
            add_to_zone({stretch.to, stretch.from, stretch.zone, stretch.leg}, &CoveredSum::covered);
        }
        if (trace_ != nullptr) {
            trace_->uncovered.push_back({stretch.leg, stretch.from, stretch.to, stretch.zone});
        }
    }
    if (gap_length >= rounding_m) {
        summary_.gaps.push_back({line_, gap_from_, gap_to_, input_.zones != nullptr ? zone_of_gap() : no_zone});
    }
}

std::uint32_t LineWalk::zone_of_gap() {
    shares_.clear();
    for (const auto& stretch : stretches_) {
        shares_.add(stretch.zone, stretch.to - stretch.from);
    }
    return shares_.longest(*input_.zones);
}

} // namespace kerb::coverage
