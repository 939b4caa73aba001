#include <kerb/outage/repairs.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

/// Days are counted from 1 on the inside, as a fault of one day is over at an age above that at which it was seen.
double shift_of(RepairUnit unit) {
    return unit == RepairUnit::days ? 1 : 0;
}

double seconds_of(RepairUnit unit) {
    return unit == RepairUnit::days ? 86400 : 3600;
}

void check(std::span<const FaultSpan> faults, std::span<const std::uint32_t> group, const RepairOptions& options) {
    const auto bad = [](double limit) { return !(limit >= 0) || std::isinf(limit); };
    if (faults.size() != group.size() || options.window.to < options.window.from || !(options.confidence > 0) ||
        !(options.confidence < 1) || std::any_of(options.within.begin(), options.within.end(), bad) ||
        bad(options.mean_until.value_or(0))) {
        throw UsageError({"outage.bad_repairs", {}});
    }
}

/// The faults of one group on their way into a curve.
class Watched {
public:
    explicit Watched(const RepairOptions& options)
        : options_(options), unit_s_(seconds_of(options.unit)), shift_(shift_of(options.unit)) {}

    void take(const FaultSpan& fault) {
        const auto& window = options_.window;
        Duration seen;
        seen.ended = fault.to && *fault.to < window.to;
        seen.entered = fault.from < window.from ? age(fault, window.from) : 0;
        seen.until = seen.ended ? age(fault, *fault.to) + shift_ : age(fault, window.to);
        ++made_.faults;
        made_.begun_before += fault.from < window.from ? 1 : 0;
        if (seen.ended) {
            closed_ += age(fault, *fault.to);
            ++closed_count_;
        }
        made_.watched = std::max(made_.watched, seen.until - shift_);
        seen_.push_back(seen);
    }

    RepairTimes finished() {
        const Survival survival(seen_);
        made_.repaired = survival.ended();
        made_.open = survival.open();
        made_.useless = survival.useless();
        if (closed_count_ > 0) {
            made_.closed_mean = closed_ / static_cast<double>(closed_count_);
        }
        quantile(survival, 0.5, made_.median, made_.median_bounds);
        quantile(survival, 0.9, made_.p90, made_.p90_bounds);
        for (const auto limit : options_.within) {
            made_.within.push_back(within(survival, limit));
        }
        if (options_.mean_until && known(survival, *options_.mean_until)) {
            made_.mean = survival.mean_until(*options_.mean_until + shift_) - shift_;
        }
        for (const auto& step : survival.steps()) {
            made_.curve.push_back({step.at - shift_, step.at_risk, step.ended, step.open,
                                   survival.open_bounds(step.at, options_.confidence)});
        }
        return std::move(made_);
    }

private:
    [[nodiscard]] double age(const FaultSpan& fault, std::int64_t at) const {
        return static_cast<double>(at - fault.from) / unit_s_;
    }

    [[nodiscard]] bool known(const Survival& survival, double at) const {
        return made_.repaired + made_.open > 0 && (at <= made_.watched || survival.open_after(at + shift_) == 0);
    }

    void quantile(const Survival& survival, double share, std::optional<double>& time, Interval& bounds) const {
        time = survival.time_of(share);
        bounds = survival.time_bounds(share, options_.confidence);
        if (time) {
            *time -= shift_;
        }
        bounds = {bounds.lo - shift_, bounds.hi - shift_};
    }

    /// Those watched from their beginning, to their end or past the limit.
    [[nodiscard]] std::int64_t decided(double limit) const {
        return std::count_if(seen_.begin(), seen_.end(), [&](const Duration& d) {
            return d.entered == 0 && d.until > 0 && (d.ended || d.until - shift_ >= limit);
        });
    }

    [[nodiscard]] RepairWithin within(const Survival& survival, double limit) const {
        RepairWithin made;
        made.limit = limit;
        if (!known(survival, limit)) {
            return made;
        }
        const double open = survival.open_after(limit + shift_);
        made.share = 1 - open;
        if (open > 0 && open < 1) {
            const auto bounds = survival.open_bounds(limit + shift_, options_.confidence);
            made.bounds = {1 - bounds.hi, 1 - bounds.lo};
        } else {
            const auto n = decided(limit);
            made.bounds = interval({open > 0 ? 0 : n, n}, IntervalMethod::clopper_pearson, options_.confidence);
        }
        return made;
    }

    const RepairOptions& options_;
    double unit_s_, shift_, closed_ = 0;
    std::int64_t closed_count_ = 0;
    std::vector<Duration> seen_;
    RepairTimes made_;
};

} // namespace

RepairReport repair_times(std::span<const FaultSpan> faults, std::span<const std::uint32_t> group, std::size_t groups,
                          const RepairOptions& options) {
    check(faults, group, options);
    RepairReport report;
    Watched all(options);
    std::vector<Watched> of_group(groups, Watched(options));
    for (std::size_t i = 0; i < faults.size(); ++i) {
        if (faults[i].to && *faults[i].to < options.window.from) {
            ++report.before;
        } else if (faults[i].from >= options.window.to) {
            ++report.after;
        } else {
            all.take(faults[i]);
            if (group[i] < groups) {
                of_group[group[i]].take(faults[i]);
            }
        }
    }
    report.all = all.finished();
    for (auto& one : of_group) {
        report.groups.push_back(one.finished());
    }
    return report;
}

std::vector<RepairStep> thinned(const std::vector<RepairStep>& curve, std::size_t most) {
    if (curve.size() <= most) {
        return curve;
    }
    std::vector<RepairStep> few;
    for (std::size_t i = 0; i < most; ++i) {
        few.push_back(curve[i * (curve.size() - 1) / (most - 1)]);
    }
    return few;
}

} // namespace kerb::outage
