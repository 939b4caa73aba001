#include <kerb/outage/life.hpp>

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

namespace kerb::outage {
namespace {

/// ln of an age against the oldest, and how often it counts: + at the end of a watch, − at its beginning.
struct Point {
    double ln = 0, count = 0;
};

/// Σ count · e^(shape · ln) and its first and second derivatives by the shape.
struct Moments {
    double zero = 0, one = 0, two = 0;
};

Moments moments_of(const std::vector<Point>& points, double shape) {
    ExactSum zero, one, two;
    for (const auto& p : points) {
        const double value = p.count * std::exp(shape * p.ln), first = value * p.ln;
        zero.add(value);
        one.add(first);
        two.add(first * p.ln);
    }
    return {zero.value(), one.value(), two.value()};
}

/// Slope of the profile log-likelihood by the shape, and its own slope.
struct Slope {
    double value = 0, slope = 0;
};

/// The lives of one group, all ages over the oldest.
class Profile {
public:
    void add(const Life& life) {
        ends_.push_back({std::log(life.until), 1});
        if (life.entered > 0) {
            begins_.push_back({std::log(life.entered), -1});
        }
        oldest_ = std::max(oldest_, ends_.back().ln);
        if (life.failed) {
            ++failures_;
            failed_.push_back(ends_.back().ln);
        }
    }
    void reserve(std::size_t lives) { ends_.reserve(lives); }

    [[nodiscard]] std::int64_t lives() const { return static_cast<std::int64_t>(ends_.size()); }
    [[nodiscard]] std::int64_t failures() const { return failures_; }

    std::optional<Weibull> fit() {
        gather();
        double shape = 1;
        if (ends_.size() > most_exact) {
            const auto rough = histogram();
            const auto start = solve(rough, shape);
            shape = start ? start->shape : 1;
        }
        const auto found = solve(ends_, shape);
        return found ? std::optional(weibull_of(*found)) : std::nullopt;
    }

private:
    static constexpr std::size_t most_exact = 20'000, cells = 4096;
    static constexpr double least_shape = 1e-6, most_shape = 1e6;

    struct Found {
        double shape = 1;
        Moments moments; ///< at that shape
    };

    void gather() {
        ExactSum ln;
        for (const double value : failed_) {
            ln.add(value - oldest_);
        }
        sum_ln_ = ln.value();
        ends_.insert(ends_.end(), begins_.begin(), begins_.end());
        for (auto& p : ends_) {
            p.ln -= oldest_;
        }
    }

    /// The same lives with ages brought to the middles of cells: whole counts, so no order matters.
    [[nodiscard]] std::vector<Point> histogram() const {
        double least = 0;
        for (const auto& p : ends_) {
            least = std::min(least, p.ln);
        }
        least = std::max(least, -40.0); // e^−40 of the oldest: nothing
        if (least == 0) {
            return ends_; // all ages are one
        }
        const double width = -least / static_cast<double>(cells);
        std::vector<Point> rough(cells);
        for (std::size_t c = 0; c < cells; ++c) {
            rough[c].ln = least + (static_cast<double>(c) + 0.5) * width;
        }
        for (const auto& p : ends_) {
            const auto cell = static_cast<std::size_t>(std::max(p.ln - least, 0.0) / width);
            rough[std::min(cell, cells - 1)].count += p.count;
        }
        std::erase_if(rough, [](const Point& p) { return p.count == 0; });
        return rough;
    }

    [[nodiscard]] Slope slope_at(const Moments& m, double shape) const {
        const auto r = static_cast<double>(failures_);
        const double mean = m.one / m.zero;
        return {r / shape + sum_ln_ - r * mean, -r / (shape * shape) - r * (m.two / m.zero - mean * mean)};
    }

    /// Where the slope is 0: Newton's steps, kept between shapes on whose sides it rises and falls. None without such.
    [[nodiscard]] std::optional<Found> solve(const std::vector<Point>& points, double shape) const {
        double low = least_shape, high = most_shape;
        for (int step = 0; step < 200; ++step) {
            const auto moments = moments_of(points, shape);
            if (!(moments.zero > 0)) { // all ages vanish beside the oldest
                high = shape;
                shape = std::sqrt(low * high);
                continue;
            }
            const auto slope = slope_at(moments, shape);
            (slope.value > 0 ? low : high) = shape;
            double next = slope.slope < 0 ? shape - slope.value / slope.slope : -1;
            if (std::abs(next - shape) <= 1e-8 * shape) {
                return Found{next, moved(moments, next - shape)};
            }
            // At most four times as far, so that a bracket is found from nearby.
            const double least = std::max(low, shape / 4), most = std::min(high, shape * 4);
            if (!(next > least && next < most)) {
                next = slope.value > 0 ? (most < high ? most : std::sqrt(shape * high))
                                       : (least > low ? least : std::sqrt(shape * low));
            }
            if (high - low <= 1e-15 * high || next > most_shape * 0.99 || next < least_shape * 1.01) {
                return std::nullopt;
            }
            shape = next;
        }
        return std::nullopt;
    }

    /// Moments a small step further, so that the last step needs no pass of its own.
    static Moments moved(const Moments& m, double step) {
        return {m.zero + step * (m.one + step / 2 * m.two), m.one + step * m.two, m.two};
    }

    /// Scale and information where the slope is 0 (ages against the oldest, then back).
    [[nodiscard]] Weibull weibull_of(const Found& found) const {
        const auto r = static_cast<double>(failures_);
        const double shape = found.shape, mean = found.moments.one / found.moments.zero;
        const double ln_scale = std::log(found.moments.zero / r) / shape;
        const double spread = 1 + shape * shape * (found.moments.two / found.moments.zero - mean * mean);
        const double off = mean - ln_scale;
        Weibull made;
        made.shape = shape;
        made.scale = std::exp(ln_scale + oldest_);
        made.var_ln_shape = 1 / (r * spread);
        made.covariance = off / (r * spread);
        made.var_ln_scale = (spread + shape * shape * off * off) / (shape * shape * r * spread);
        // Of the ages themselves: each failure's density is one over the age's unit.
        made.log_likelihood = r * std::log(shape) + (shape - 1) * sum_ln_ - r * shape * ln_scale - r - r * oldest_;
        return made;
    }

    std::vector<Point> ends_, begins_;
    std::vector<double> failed_;
    double oldest_ = -1e300, sum_ln_ = 0;
    std::int64_t failures_ = 0;
};

bool usable(const Life& life) {
    return life.entered >= 0 && life.until > life.entered && std::isfinite(life.until);
}

Interval on_log_scale(double value, double variance, double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
        throw UsageError({"outage.bad_life", {}});
    }
    const double half =
        boost::math::quantile(boost::math::normal(), 0.5 + confidence / 2) * std::sqrt(std::max(variance, 0.0));
    return {value * std::exp(-half), value * std::exp(half)};
}

/// ln(−ln(1 − share)): how far a share lies from the scale, in units of 1/shape.
double reach_of(double share) {
    if (!(share > 0 && share < 1)) {
        throw UsageError({"outage.bad_life", {}});
    }
    return std::log(-std::log1p(-share));
}

} // namespace

double Weibull::hazard_until(double age) const {
    return age > 0 ? std::pow(age / scale, shape) : 0;
}

double Weibull::age_of(double share) const {
    return scale * std::exp(reach_of(share) / shape);
}

Interval Weibull::shape_bounds(double confidence) const {
    return on_log_scale(shape, var_ln_shape, confidence);
}

Interval Weibull::scale_bounds(double confidence) const {
    return on_log_scale(scale, var_ln_scale, confidence);
}

Interval Weibull::age_bounds(double share, double confidence) const {
    const double by_ln_shape = -reach_of(share) / shape;
    const double variance = var_ln_scale + 2 * by_ln_shape * covariance + by_ln_shape * by_ln_shape * var_ln_shape;
    return on_log_scale(age_of(share), variance, confidence);
}

std::vector<LifeFit> fit_lives(std::span<const Life> lives, std::uint32_t groups) {
    std::vector<LifeFit> fits(groups);
    std::vector<Profile> profiles(groups);
    for (const auto& life : lives) {
        if (life.group >= groups) {
            throw UsageError({"outage.bad_life", {}});
        }
        usable(life) ? profiles[life.group].add(life) : void(++fits[life.group].useless);
    }
    for (std::uint32_t g = 0; g < groups; ++g) {
        auto& fit = fits[g];
        fit.lives = profiles[g].lives();
        fit.failures = profiles[g].failures();
        if (fit.failures > 0) {
            fit.weibull = profiles[g].fit();
            fit.state = fit.weibull ? LifeState::fitted : LifeState::no_maximum;
        } else if (fit.lives > 0) {
            fit.state = LifeState::no_failures;
        }
    }
    return fits;
}

} // namespace kerb::outage
