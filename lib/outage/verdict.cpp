#include <kerb/outage/verdict.hpp>

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
    if (most_out <= 0 || most_out >= 1) {
        return most_out >= 1 ? 1.0 : 0.0;
    }
    const auto k = static_cast<double>(count.out), n = static_cast<double>(count.of);
    return bm::cdf(bm::beta_distribution<>(k + 0.5, n - k + 0.5), most_out);
}

std::optional<std::int64_t> more_to_tell(const Count& count, double most_out, double confidence, std::int64_t most) {
    if (count.of == 0) {
        return std::nullopt;
    }
    const double rate = *count.share();
    const auto told = [&](std::int64_t more) {
        const auto n = static_cast<double>(count.of + more);
        const auto bounds = clopper_pearson(rate * n, n, confidence);
        return verdict_of(count, bounds, most_out) != Verdict::cannot_tell;
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
