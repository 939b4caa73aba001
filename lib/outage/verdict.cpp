#include <kerb/outage/verdict.hpp>

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>

namespace kerb::outage {

namespace bm = boost::math;

Verdict verdict_of(const Count& count, const Interval& bounds, double most_out) {
    if (count.of == 0) {
        return Verdict::no_data;
    }
    return bounds.hi <= most_out ? Verdict::met : bounds.lo > most_out ? Verdict::not_met : Verdict::cannot_tell;
}

std::optional<double> chance_met(const Count& count, double most_out) {
    if (count.of == 0) {
        return std::nullopt;
    }
    return chance_met(static_cast<double>(count.out), static_cast<double>(count.of), most_out);
}

double chance_met(double out, double n, double most_out) {
    if (most_out <= 0 || most_out >= 1) {
        return most_out >= 1 ? 1.0 : 0.0;
    }
    return bm::cdf(bm::beta_distribution<>(out + 0.5, n - out + 0.5), most_out);
}

double chance_met_of_all(const Count& seen, std::int64_t rest, std::int64_t most_out) {
    const auto left = most_out - seen.out;
    if (left < 0) {
        return 0;
    }
    if (left >= rest) {
        return 1;
    }
    const double a = static_cast<double>(seen.out) + 0.5, b = static_cast<double>(seen.of - seen.out) + 0.5;
    const auto m = static_cast<double>(rest);
    // P(0 of the rest), then each from the one before: P(k + 1)/P(k) = (m − k)(a + k) / ((k + 1)(b + m − k − 1)).
    double term = std::exp(std::lgamma(b + m) - std::lgamma(b) + std::lgamma(a + b) - std::lgamma(a + b + m)),
           sum = term;
    for (std::int64_t i = 0; i < left; ++i) {
        const auto k = static_cast<double>(i);
        term *= (m - k) * (a + k) / ((k + 1) * (b + m - k - 1));
        sum += term;
    }
    return std::min(sum, 1.0);
}

std::optional<std::int64_t> more_to_tell(const Count& count, double most_out, double confidence, std::int64_t most) {
    if (count.of == 0) {
        return std::nullopt;
    }
    return more_to_tell(static_cast<double>(count.out), static_cast<double>(count.of), most_out, confidence, most);
}

std::optional<std::int64_t> more_to_tell(double out, double n, double most_out, double confidence, std::int64_t most) {
    const double rate = out / n;
    const auto told = [&](std::int64_t more) {
        const double all = n + static_cast<double>(more);
        const auto bounds = clopper_pearson(rate * all, all, confidence);
        return bounds.hi <= most_out || bounds.lo > most_out;
    };
    if (!told(most)) {
        return std::nullopt;
    }
    std::int64_t low = 0, high = most;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (told(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

RuleRisks risks_of_rule(std::int64_t n, std::int64_t c, double limit, double bad) {
    const auto passes = [&](double rate) {
        return bm::cdf(bm::binomial_distribution<>(static_cast<double>(n), rate), static_cast<double>(c));
    };
    return {1 - passes(limit), passes(bad)};
}

} // namespace kerb::outage
