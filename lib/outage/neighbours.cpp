#include <kerb/outage/neighbours.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/distributions/normal.hpp>

#include <kerb/base/error.hpp>
#include <kerb/outage/small_areas.hpp>

#include "latent_field.hpp"

namespace kerb::outage {
namespace {

namespace bm = boost::math;

void check(std::span<const Count> groups, std::span<const NeighbourPair> pairs, const NeighbourOptions& options) {
    const double phi = options.pattern_share.value_or(0.5), tau = options.precision.value_or(1);
    const bool sound =
        options.confidence > 0 && options.confidence < 1 && phi > 0 && phi < 1 && tau > 0 && std::isfinite(tau) &&
        std::all_of(groups.begin(), groups.end(), [](const Count& g) { return g.out >= 0 && g.out <= g.of; }) &&
        std::all_of(pairs.begin(), pairs.end(), [&](const NeighbourPair& pair) {
            return pair.first < groups.size() && pair.second < groups.size();
        });
    if (!sound) {
        throw UsageError({"outage.bad_neighbours", {}});
    }
}

Components components_of(std::size_t groups, std::span<const NeighbourPair> pairs) {
    Components made;
    made.beside.resize(groups);
    for (const auto& [a, b] : pairs) {
        if (a != b) {
            made.beside[a].push_back(static_cast<std::int32_t>(b));
            made.beside[b].push_back(static_cast<std::int32_t>(a));
        }
    }
    for (auto& beside : made.beside) {
        std::sort(beside.begin(), beside.end());
        beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
    }
    made.of.assign(groups, -1);
    std::vector<std::size_t> open;
    for (std::size_t first = 0; first < groups; ++first) {
        if (made.of[first] >= 0) {
            continue;
        }
        const auto number = static_cast<std::int32_t>(made.size.size());
        made.size.push_back(0);
        made.of[first] = number;
        for (open.push_back(first); !open.empty();) {
            const auto group = open.back();
            open.pop_back();
            ++made.size.back();
            for (const auto next : made.beside[group]) {
                if (made.of[static_cast<std::size_t>(next)] < 0) {
                    made.of[static_cast<std::size_t>(next)] = number;
                    open.push_back(static_cast<std::size_t>(next));
                }
            }
        }
    }
    return made;
}

/// The scale with the greatest likelihood, and the mode there.
struct Best {
    FieldScale scale;
    FieldMode mode;
};

/// Over ln τ: a grid, then the golden section about its best.
class ScaleSearch {
public:
    ScaleSearch(LatentField& field, double mean, double pattern_share) : field_(&field), phi_(pattern_share) {
        best_.mode = field.start(mean);
        best_.mode.log_likelihood = -std::numeric_limits<double>::infinity();
    }

    /// \param near ln τ of another φ, whose best is not far: τ is of a typical group whatever the share of the pattern
    void search(std::optional<double> near) {
        constexpr double pace = 2;
        for (double log_tau = 10; !near && log_tau >= -4; log_tau -= pace) { // from the stiff end, next to the start
            at(log_tau);
        }
        const double middle = near.value_or(std::log(best_.scale.precision));
        double low = middle - pace, high = middle + pace;
        constexpr double golden = 1 / std::numbers::phi;
        double left = high - golden * (high - low), right = low + golden * (high - low);
        double of_left = at(left), of_right = at(right);
        while (high - low > 0.01) {
            if (of_left >= of_right) {
                high = right;
                right = left;
                of_right = of_left;
                of_left = at(left = high - golden * (high - low));
            } else {
                low = left;
                left = right;
                of_left = of_right;
                of_right = at(right = low + golden * (high - low));
            }
        }
    }

    double at(double log_tau) {
        const FieldScale scale{std::exp(log_tau), phi_};
        auto from = best_.mode;
        from.converged = false;
        auto mode = field_->mode(scale, from);
        const double value = mode.log_likelihood;
        if (value > best_.mode.log_likelihood) {
            best_ = {scale, std::move(mode)};
        }
        return value;
    }

    [[nodiscard]] const Best& best() const { return best_; }

private:
    LatentField* field_;
    double phi_;
    Best best_;
};

/// Laplace's likelihood of one rate of all, with the same flat μ.
double pooled_likelihood(const Count& all) {
    const auto x = static_cast<double>(all.out), n = static_cast<double>(all.of), p = x / n;
    return x * std::log(p) + (n - x) * std::log1p(-p) - 0.5 * std::log(n * p * (1 - p)) +
           0.5 * std::log(2 * std::numbers::pi);
}

NeighbourFit pooled_fit(const Count& all, std::size_t groups, const NeighbourOptions& options) {
    RateSpread one;
    one.mean = *all.share();
    const auto rate = shrink(std::span(&all, 1), one, options.limit, options.confidence)[0];
    NeighbourFit fit;
    fit.pooled = true;
    fit.rates.assign(groups, {rate.rate, rate.bounds, rate.above_limit});
    fit.mean_logit = std::log(one.mean / (1 - one.mean));
    return fit;
}

void set_rates(NeighbourFit& fit, const FieldMode& mode, const Vector& deviation, const NeighbourOptions& options) {
    const double z = bm::quantile(bm::normal(), 0.5 + options.confidence / 2);
    const auto rate_of = [](double logit) { return 1 / (1 + std::exp(-logit)); };
    for (Eigen::Index i = 0; i < deviation.size(); ++i) {
        const double logit = mode.mean + mode.latent[i], d = deviation[i];
        NeighbourRate rate{rate_of(logit), {rate_of(logit - z * d), rate_of(logit + z * d)}, 0};
        rate.above_limit = options.limit <= 0 ? 1
                           : options.limit >= 1
                               ? 0
                               : bm::cdf(bm::normal(), (logit - std::log(options.limit / (1 - options.limit))) / d);
        fit.rates.push_back(rate);
    }
}

/// Likelihoods of shares that counts cannot tell apart, as where one group alone was looked at, differ by rounding, and
/// rounding by the order of the groups: the smallest of such shares stands.
constexpr double told_apart = 1e-6;

Best best_scale(LatentField& field, const NeighbourOptions& options, double mean) {
    std::vector<double> shares = {1};
    if (options.model == NeighbourModel::bym2) {
        shares = options.pattern_share ? std::vector{*options.pattern_share} : std::vector{0.1, 0.3, 0.5, 0.7, 0.9};
    }
    Best best;
    best.mode.log_likelihood = -std::numeric_limits<double>::infinity();
    std::optional<double> near;
    for (const double share : shares) {
        ScaleSearch search(field, mean, share);
        if (options.precision) {
            search.at(std::log(*options.precision));
        } else {
            search.search(near);
            near = std::log(search.best().scale.precision);
        }
        if (search.best().mode.log_likelihood > best.mode.log_likelihood + told_apart) {
            best = search.best();
        }
    }
    return best;
}

} // namespace

std::optional<NeighbourFit> fit_neighbours(std::span<const Count> groups, std::span<const NeighbourPair> pairs,
                                           const NeighbourOptions& options) {
    check(groups, pairs, options);
    Count all;
    for (const auto& g : groups) {
        all.out += g.out;
        all.of += g.of;
    }
    if (all.of == 0) {
        return std::nullopt;
    }
    const auto components = components_of(groups.size(), pairs);
    auto pooled = pooled_fit(all, groups.size(), options);
    pooled.components = components.size.size();
    if (all.out == 0 || all.out == all.of) {
        return pooled;
    }
    const auto pattern = scaled_pattern(components);
    LatentField field(groups, components, pattern, options.model == NeighbourModel::bym2);
    const auto best = best_scale(field, options, pooled.mean_logit);
    pooled.pooled_log_likelihood = pooled_likelihood(all);
    pooled.log_likelihood = pooled.pooled_log_likelihood;
    if (!options.precision && !(best.mode.log_likelihood > pooled.pooled_log_likelihood + 1e-3)) {
        return pooled;
    }
    NeighbourFit fit;
    set_rates(fit, best.mode, field.deviations(best.scale, best.mode), options);
    fit.mean_logit = best.mode.mean;
    fit.deviation = 1 / std::sqrt(best.scale.precision);
    fit.pattern_share = best.scale.pattern_share;
    fit.log_likelihood = best.mode.log_likelihood;
    fit.pooled_log_likelihood = pooled.pooled_log_likelihood;
    fit.components = components.size.size();
    return fit;
}

} // namespace kerb::outage
