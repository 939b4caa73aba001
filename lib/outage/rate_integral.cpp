#include "rate_integral.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;

/// Gauss–Legendre, 8 points on [−1, 1]: the positive ones (Abramowitz & Stegun 1964, table 25.4).
constexpr std::array<double, 4> node = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
constexpr std::array<double, 4> node_weight = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                               0.1012285362903763};

/// Where a logit lies, how far it spreads, and where it is as good as never.
struct Extent {
    double centre = 0, spread = 0, low = 0, high = 0;
};

/// The density of the logit is ∝ e^{αx}/(1 + e^x)^{α+β}: its mode is ln(α/β), its tails fall as e^{αx} and e^{−βx}.
Extent extent_of(const BetaRate& rate) {
    constexpr double enough = 40; // e^−40 of the greatest density
    const double centre = std::log(rate.alpha / rate.beta);
    const double curve = rate.alpha * rate.beta / (rate.alpha + rate.beta);
    const double spread = 1 / std::sqrt(curve);
    const auto drop = [&](double x) { // −ln of the density over its greatest
        const double soft = x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
        const double soft_centre = centre > 0 ? centre + std::log1p(std::exp(-centre)) : std::log1p(std::exp(centre));
        return (rate.alpha + rate.beta) * (soft - soft_centre) - rate.alpha * (x - centre);
    };
    const auto reach = [&](double sign) {
        double far = spread;
        while (drop(centre + sign * far) < enough) {
            far *= 1.25;
        }
        return centre + sign * far;
    };
    return {centre, spread, reach(-1), reach(1)};
}

/// How wide a panel may be at a place: half a spread of the sharpest distribution there, more the further it is away.
double width_at(double x, std::span<const Extent> extents) {
    double width = std::max(1.0, std::abs(x) / 6); // a logit itself bends about 0
    for (const auto& e : extents) {
        width = std::min(width, std::max(e.spread / 2, std::abs(x - e.centre) / 6));
    }
    return width;
}

double log1p_exp(double x) {
    return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

} // namespace

RatePoints rate_points(std::span<const BetaRate> rates) {
    std::vector<Extent> extents;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& rate : rates) {
        extents.push_back(extent_of(rate));
        low = std::min(low, extents.back().low);
        high = std::max(high, extents.back().high);
    }
    RatePoints points;
    while (low < high) {
        // As narrow as either end asks for, so that no panel runs into a sharp distribution from outside.
        double width = width_at(low, extents);
        width = std::min(width, width_at(low + width, extents));
        for (int i = -4; i < 4; ++i) {
            const auto k = static_cast<std::size_t>(i < 0 ? -i - 1 : i);
            points.logit.push_back(low + width / 2 * (1 + (i < 0 ? -node[k] : node[k])));
            points.weight.push_back(node_weight[k] * width / 2);
        }
        low += width;
    }
    return points;
}

std::vector<double> masses(const BetaRate& rate, const RatePoints& points) {
    const double centre = std::log(rate.alpha / rate.beta);
    const double greatest = rate.alpha * centre - (rate.alpha + rate.beta) * log1p_exp(centre);
    std::vector<double> mass(points.logit.size());
    double sum = 0;
    for (std::size_t i = 0; i < mass.size(); ++i) {
        const double x = points.logit[i];
        mass[i] = points.weight[i] * std::exp(rate.alpha * x - (rate.alpha + rate.beta) * log1p_exp(x) - greatest);
        sum += mass[i];
    }
    for (auto& m : mass) {
        m /= sum;
    }
    return mass;
}

std::vector<double> chances_above(const BetaRate& rate, const RatePoints& points) {
    // Beyond e^−700 a rate itself would be 0, its distribution x^α / (α B(α, β)) need not be.
    constexpr double far = 700;
    const double log_beta = bm::lgamma(rate.alpha) + bm::lgamma(rate.beta) - bm::lgamma(rate.alpha + rate.beta);
    const auto tail = [log_beta](double shape, double x) { return std::exp(shape * x - std::log(shape) - log_beta); };
    std::vector<double> chance(points.logit.size());
    for (std::size_t i = 0; i < chance.size(); ++i) {
        const double x = points.logit[i];
        // From the smaller of p and 1 − p, which keeps its digits.
        chance[i] = x < -far  ? 1 - tail(rate.alpha, x)
                    : x < 0   ? bm::ibetac(rate.alpha, rate.beta, 1 / (1 + std::exp(-x)))
                    : x < far ? bm::ibeta(rate.beta, rate.alpha, 1 / (1 + std::exp(x)))
                              : tail(rate.beta, -x);
    }
    return chance;
}

} // namespace kerb::outage
