// Between which rates does a group of n lie by chance, when all groups share one rate?
#pragma once

#include <cstdint>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// Limits of a funnel plot (Spiegelhalter 2005): quantiles of the binomial distribution of n lamps at `rate`, over n,
/// interpolated between whole numbers so that the funnel is smooth: with r the quantile of `tail`,
/// (r − (P(R ≤ r) − tail)/P(R = r))/n. \param inside chance to lie within, 0.95 or 0.998
/// \pre n ≥ 1, 0 ≤ rate ≤ 1, 0 < inside < 1 \throws UsageError otherwise
[[nodiscard]] Interval funnel_limits(double rate, std::int64_t n, double inside);

} // namespace kerb::outage
