// Integrals over several Beta rates at once.
#pragma once

#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/outage/ranking.hpp>

namespace kerb::outage {

/// Points of Gauss–Legendre panels over the logit of a rate, as fine everywhere as the sharpest distribution there
/// asks for; from where the first distribution begins to where the last one has ended.
struct RatePoints {
    std::vector<double> logit, weight;
};
[[nodiscard]] RatePoints rate_points(std::span<const BetaRate> rates);

/// Share of a distribution at each point, density × weight, brought to a sum of 1.
[[nodiscard]] std::vector<double> masses(const BetaRate& rate, const RatePoints& points);

/// P(rate > point), for each point.
[[nodiscard]] std::vector<double> chances_above(const BetaRate& rate, const RatePoints& points);

} // namespace kerb::outage
