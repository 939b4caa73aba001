// Design storms by steps.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/hyetograph.hpp>

namespace kerb::waterlogging {
namespace {

constexpr double most_steps = 1e6;
constexpr double whole = 1e-9; ///< a number of steps this near to a whole one is meant to be it

/// Ends of steps that share the duration evenly.
std::vector<double> step_ends(double duration_min, double step_min) {
    const auto steps = std::round(duration_min / step_min);
    const bool fits = duration_min > 0 && step_min > 0 && std::isfinite(duration_min) && steps >= 1 &&
                      steps <= most_steps && std::abs(duration_min / step_min - steps) <= whole * steps;
    if (!fits) {
        throw UsageError(
            Message{"storm.steps", {{"duration", duration_min}, {"step", step_min}, {"most", most_steps}}});
    }
    std::vector<double> ends(static_cast<std::size_t>(steps));
    for (std::size_t i = 0; i < ends.size(); ++i) {
        ends[i] = duration_min * static_cast<double>(i + 1) / steps;
    }
    return ends;
}

void insist_on_ratio(double peak_ratio) {
    if (!(peak_ratio >= 0 && peak_ratio <= 1)) {
        throw UsageError(Message{"storm.bad_peak_ratio", {{"value", peak_ratio}}});
    }
}

/// Depth within x minutes of the peak, on a side that takes `share` of the duration.
double side_depth(const StormCurve& curve, double share, double x) {
    return share > 0 && x > 0 ? share * curve.depth_mm(x / share) : 0;
}

/// The step in which a share `peak_ratio` of the duration has passed.
std::size_t peak_place(std::size_t steps, double peak_ratio) {
    return std::min(steps - 1, static_cast<std::size_t>(std::floor(peak_ratio * static_cast<double>(steps))));
}

} // namespace

double Hyetograph::total_mm() const {
    return std::accumulate(depth_mm.begin(), depth_mm.end(), 0.0);
}

std::size_t Hyetograph::peak_step() const {
    std::size_t peak = 0;
    for (std::size_t i = 1; i < size(); ++i) {
        // Equal blocks differ in their last digits: the later one must be higher by more.
        if (intensity_mm_min(i) > intensity_mm_min(peak) * (1 + 1e-12)) {
            peak = i;
        }
    }
    return peak;
}

double chicago_depth_mm(const StormCurve& curve, double duration_min, double peak_ratio, double at_min) {
    const auto peak_min = peak_ratio * duration_min;
    const auto before = side_depth(curve, peak_ratio, peak_min);
    return at_min <= peak_min ? before - side_depth(curve, peak_ratio, peak_min - at_min)
                              : before + side_depth(curve, 1 - peak_ratio, at_min - peak_min);
}

Hyetograph chicago_hyetograph(const StormCurve& curve, double duration_min, double peak_ratio, double step_min) {
    insist_on_ratio(peak_ratio);
    Hyetograph storm{step_ends(duration_min, step_min), {}};
    double fallen = 0;
    for (const auto end : storm.end_min) {
        const auto now = chicago_depth_mm(curve, duration_min, peak_ratio, end);
        storm.depth_mm.push_back(std::max(0.0, now - fallen));
        fallen = now;
    }
    return storm;
}

Hyetograph block_hyetograph(const StormCurve& curve, double duration_min, double peak_ratio, double step_min) {
    insist_on_ratio(peak_ratio);
    Hyetograph storm{step_ends(duration_min, step_min), {}};
    const auto steps = storm.size();
    storm.depth_mm.assign(steps, 0);
    const auto peak = peak_place(steps, peak_ratio);
    std::size_t before = 0, after = 0; // blocks placed on each side
    double fallen = 0;
    for (std::size_t k = 0; k < steps; ++k) {
        const auto now = curve.depth_mm(storm.end_min[k]);
        const auto block = now - fallen;
        fallen = now;
        if (k == 0) {
            storm.depth_mm[peak] = block;
            continue;
        }
        const auto room_after = steps - 1 - peak;
        const bool later = before == peak || (after < room_after && after * peak <= before * room_after);
        storm.depth_mm[later ? peak + ++after : peak - ++before] = block;
    }
    return storm;
}

Hyetograph uniform_hyetograph(double depth_mm, double duration_min, double step_min) {
    if (!(depth_mm >= 0 && std::isfinite(depth_mm))) {
        throw UsageError(Message{"storm.bad_depth", {{"value", depth_mm}}});
    }
    Hyetograph storm{step_ends(duration_min, step_min), {}};
    double fallen = 0;
    for (const auto end : storm.end_min) {
        const auto now = depth_mm * (end / storm.end_min.back());
        storm.depth_mm.push_back(now - fallen);
        fallen = now;
    }
    return storm;
}

} // namespace kerb::waterlogging
