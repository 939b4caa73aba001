#include <kerb/outage/survival.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/normal.hpp>

#include "radix_sort.hpp"

namespace kerb::outage {
namespace {

double z_of(double confidence) {
    return boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2);
}

constexpr double endless = std::numeric_limits<double>::infinity();

Interval bounds_of(const SurvivalStep& step, double z) {
    if (!(step.open > 0 && step.open < 1)) {
        return {0, 1};
    }
    const double ln = std::log(step.open), half = z * std::sqrt(step.greenwood) / std::abs(ln);
    return {std::exp(ln * std::exp(half)), std::exp(ln * std::exp(-half))};
}

} // namespace

// At risk at an age: those that entered before it and were not over before it.
Survival::Survival(std::span<const Duration> durations) {
    std::vector<double> entered, ends, still;
    entered.reserve(durations.size());
    ends.reserve(durations.size());
    for (const auto& d : durations) {
        if (!(d.until > d.entered) || !(d.entered >= 0)) {
            ++useless_;
            continue;
        }
        entered.push_back(d.entered + 0.0); // −0 is 0
        (d.ended ? ends : still).push_back(d.until);
    }
    ended_ = static_cast<std::int64_t>(ends.size());
    open_ = static_cast<std::int64_t>(still.size());
    radix_sort(entered);
    radix_sort(ends);
    radix_sort(still);
    steps_.reserve(ends.size());
    double share = 1, greenwood = 0;
    std::size_t in = 0, over = 0;
    for (std::size_t i = 0; i < ends.size();) {
        const double at = ends[i];
        auto next = i;
        while (next < ends.size() && ends[next] == at) {
            ++next;
        }
        while (in < entered.size() && entered[in] < at) {
            ++in;
        }
        while (over < still.size() && still[over] < at) {
            ++over;
        }
        const auto at_risk = in - over - i;
        const auto risk = static_cast<double>(at_risk), d = static_cast<double>(next - i);
        share *= 1 - d / risk;
        greenwood += risk > d ? d / (risk * (risk - d)) : endless;
        steps_.push_back(
            {at, static_cast<std::int64_t>(at_risk), static_cast<std::int64_t>(next - i), share, greenwood});
        i = next;
    }
    steps_.shrink_to_fit();
}

double Survival::open_after(double time) const {
    const auto after = std::upper_bound(steps_.begin(), steps_.end(), time,
                                        [](double t, const SurvivalStep& step) { return t < step.at; });
    return after == steps_.begin() ? 1 : std::prev(after)->open;
}

Interval Survival::open_bounds(double time, double confidence) const {
    const auto after = std::upper_bound(steps_.begin(), steps_.end(), time,
                                        [](double t, const SurvivalStep& step) { return t < step.at; });
    return after == steps_.begin() ? Interval{1, 1} : bounds_of(*std::prev(after), z_of(confidence));
}

std::optional<double> Survival::time_of(double share) const {
    constexpr double rounding = 1e-12;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const double off = steps_[i].open - (1 - share);
        if (std::abs(off) <= rounding && i + 1 < steps_.size()) {
            return steps_[i].at + (steps_[i + 1].at - steps_[i].at) / 2;
        }
        if (off <= rounding) {
            return steps_[i].at;
        }
    }
    return std::nullopt;
}

Interval Survival::time_bounds(double share, double confidence) const {
    const double z = z_of(confidence), level = 1 - share;
    Interval bounds{endless, endless};
    for (const auto& step : steps_) {
        const auto open = step.open > 0 ? bounds_of(step, z) : Interval{0, 0};
        if (open.lo <= level && std::isinf(bounds.lo)) {
            bounds.lo = step.at;
        }
        if (open.hi <= level && std::isinf(bounds.hi)) {
            bounds.hi = step.at;
        }
    }
    return bounds;
}

double Survival::mean_until(double limit) const {
    double area = 0, from = 0, open = 1;
    for (const auto& step : steps_) {
        if (step.at >= limit) {
            break;
        }
        area += open * (step.at - from);
        from = step.at;
        open = step.open;
    }
    return area + open * (limit - from);
}

} // namespace kerb::outage
