#include <kerb/outage/small_areas.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;

/// Log-likelihood and its derivatives by μ and θ.
struct Likelihood {
    double value = 0;
    std::array<double, 2> slope{};
    double mm = 0, mt = 0, tt = 0; ///< second derivatives
};

/// Groups as numbers of terms: how many have x > k, n − x > k and n > k.
class Terms {
public:
    explicit Terms(std::span<const Count> groups) {
        std::int64_t most = 0;
        for (const auto& g : groups) {
            most = std::max(most, g.of);
            out_ += g.out;
            of_ += g.of;
        }
        const auto size = static_cast<std::size_t>(most);
        out_above_ = at_least(groups, size, [](const Count& g) { return g.out; });
        lit_above_ = at_least(groups, size, [](const Count& g) { return g.of - g.out; });
        of_above_ = at_least(groups, size, [](const Count& g) { return g.of; });
    }

    [[nodiscard]] double pooled() const { return of_ == 0 ? 0 : static_cast<double>(out_) / static_cast<double>(of_); }

    [[nodiscard]] Likelihood at(double mean, double theta) const {
        Likelihood l;
        for (std::size_t i = 0; i < of_above_.size(); ++i) {
            const auto k = static_cast<double>(i);
            add(l, out_above_[i], mean + k * theta, 1, k);
            add(l, lit_above_[i], 1 - mean + k * theta, -1, k);
            add(l, -of_above_[i], 1 + k * theta, 0, k);
        }
        return l;
    }

private:
    template <typename Number>
    static std::vector<double> at_least(std::span<const Count> groups, std::size_t size, const Number& number) {
        std::vector<double> counts(size + 1);
        for (const auto& g : groups) {
            ++counts[static_cast<std::size_t>(number(g))];
        }
        // counts[v] groups have exactly v; more than k have v > k.
        std::vector<double> above(size);
        double sum = 0;
        for (std::size_t k = size; k-- > 0;) {
            sum += counts[k + 1];
            above[k] = sum;
        }
        return above;
    }

    /// `count` times ln(argument), whose derivative is `by_mean` by μ and `by_theta` by θ.
    static void add(Likelihood& l, double count, double argument, double by_mean, double by_theta) {
        if (count == 0) {
            return;
        }
        const double inverse = 1 / argument;
        l.value += count * std::log(argument);
        l.slope[0] += count * by_mean * inverse;
        l.slope[1] += count * by_theta * inverse;
        l.mm -= count * by_mean * by_mean * inverse * inverse;
        l.mt -= count * by_mean * by_theta * inverse * inverse;
        l.tt -= count * by_theta * by_theta * inverse * inverse;
    }

    std::int64_t out_ = 0, of_ = 0;
    std::vector<double> out_above_, lit_above_, of_above_;
};

constexpr double least_mean = 1e-12;

/// A step of Newton where the likelihood is curved downwards, up the slope elsewhere; halved until it rises.
bool climb(const Terms& terms, double& mean, double& theta, Likelihood& here) {
    const double determinant = here.mm * here.tt - here.mt * here.mt;
    std::array<double, 2> step{};
    if (here.mm < 0 && determinant > 0) {
        step = {(-here.tt * here.slope[0] + here.mt * here.slope[1]) / determinant,
                (here.mt * here.slope[0] - here.mm * here.slope[1]) / determinant};
    } else {
        step = {here.slope[0] * mean * mean * (1 - mean), here.slope[1] * theta * theta};
    }
    for (double share = 1; share > 1e-12; share /= 2) {
        const double m = std::clamp(mean + share * step[0], least_mean, 1 - least_mean);
        const double t = std::max(theta + share * step[1], theta / 16); // never over the edge in one leap
        const auto there = terms.at(m, t);
        if (there.value > here.value) {
            mean = m;
            theta = t;
            here = there;
            return true;
        }
    }
    return false;
}

RateSpread pooled_spread(const Terms& terms) {
    RateSpread spread;
    spread.mean = terms.pooled();
    const double inside = std::clamp(spread.mean, least_mean, 1 - least_mean);
    spread.log_likelihood = terms.at(inside, 0).value;
    return spread;
}

/// Posterior of a group under Beta(α, β).
ShrunkRate shrunk(double alpha, double beta, const Count& seen, double limit, double confidence) {
    const double tail = (1 - confidence) / 2;
    const bm::beta_distribution<> posterior(alpha + static_cast<double>(seen.out),
                                            beta + static_cast<double>(seen.of - seen.out));
    ShrunkRate rate;
    rate.rate = bm::mean(posterior);
    rate.bounds = {bm::quantile(posterior, tail), bm::quantile(bm::complement(posterior, tail))};
    rate.above_limit = limit <= 0 ? 1 : limit >= 1 ? 0 : bm::cdf(bm::complement(posterior, limit));
    return rate;
}

/// Groups in an order in which equal counts stand together: their quantiles, which are dear, are found once.
std::vector<std::uint32_t> alike_together(std::span<const Count> groups) {
    std::vector<std::uint32_t> order(groups.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&groups](std::uint32_t a, std::uint32_t b) {
        const auto &x = groups[a], &y = groups[b];
        return x.of != y.of ? x.of < y.of : x.out != y.out ? x.out < y.out : a < b;
    });
    return order;
}

} // namespace

RateSpread fit_spread(std::span<const Count> groups) {
    const Terms terms(groups);
    const auto pooled = pooled_spread(terms);
    if (pooled.mean <= 0 || pooled.mean >= 1) {
        return pooled; // all alike
    }
    double mean = pooled.mean, theta = 0;
    auto best = terms.at(mean, 0);
    for (double t = 1e-6; t < 100; t *= 2) {
        if (const auto there = terms.at(pooled.mean, t); there.value > best.value) {
            best = there;
            theta = t;
        }
    }
    if (theta == 0) {
        return pooled;
    }
    RateSpread spread;
    spread.converged = false;
    for (int step = 0; step < 200; ++step) {
        const double before = best.value;
        const double size = std::abs(best.slope[0]) * std::min(mean, 1 - mean) + std::abs(best.slope[1]) * theta;
        if (size < 1e-9 || !climb(terms, mean, theta, best) || best.value - before < 1e-13 * std::abs(before)) {
            spread.converged = true;
            break;
        }
    }
    if (best.value <= pooled.log_likelihood) {
        return pooled;
    }
    spread.mean = mean;
    spread.dispersion = theta;
    spread.log_likelihood = best.value;
    return spread;
}

std::vector<ShrunkRate> shrink(std::span<const Count> groups, const RateSpread& spread, double limit,
                               double confidence) {
    if (spread.pooled()) {
        // Of a pooled rate all that was seen is evidence; Jeffreys' prior.
        Count all;
        for (const auto& g : groups) {
            all.out += g.out;
            all.of += g.of;
        }
        auto rate = shrunk(0.5, 0.5, all, limit, confidence);
        rate.rate = spread.mean;
        rate.bounds = interval(all, IntervalMethod::jeffreys, confidence);
        return {groups.size(), rate};
    }
    const double alpha = spread.mean / spread.dispersion, beta = (1 - spread.mean) / spread.dispersion;
    std::vector<ShrunkRate> rates(groups.size());
    const auto order = alike_together(groups);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool met = i > 0 && groups[order[i]] == groups[order[i - 1]];
        rates[order[i]] = met ? rates[order[i - 1]] : shrunk(alpha, beta, groups[order[i]], limit, confidence);
    }
    return rates;
}

std::vector<double> upper_tails(std::span<const Count> groups, double rate) {
    std::vector<double> tails;
    for (const auto& g : groups) {
        const bm::binomial_distribution<> seen(static_cast<double>(g.of), rate);
        tails.push_back(g.out <= 0 ? 1 : bm::cdf(bm::complement(seen, static_cast<double>(g.out - 1))));
    }
    return tails;
}

std::vector<double> false_discovery(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    std::vector<double> q(p.size());
    double least = 1;
    for (auto i = order.size(); i-- > 0;) {
        least = std::min(least, p[order[i]] * static_cast<double>(p.size()) / static_cast<double>(i + 1));
        q[order[i]] = least;
    }
    return q;
}

} // namespace kerb::outage
