#include "scan_ratio.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::outage {

LikelihoodRatio::LikelihoodRatio(ScanModel model, std::int64_t cases, Quanta total)
    : model_(model),
      cases_(cases),
      total_quanta_(total),
      all_(static_cast<double>(cases)),
      total_(static_cast<double>(total)) {
    if (model_ != ScanModel::bernoulli) {
        return;
    }
    x_ln_x_.resize(total + 1);
    for (std::size_t x = 2; x <= total; ++x) {
        const auto value = static_cast<double>(x);
        x_ln_x_[x] = value * std::log(value);
    }
    without_ =
        x_ln_x_[static_cast<std::size_t>(cases)] + x_ln_x_[total - static_cast<std::size_t>(cases)] - x_ln_x_[total];
}

// c ln(c/n) + (n − c) ln((n − c)/n) inside and outside, less the same of all together.
double LikelihoodRatio::bernoulli(std::size_t c, std::size_t n) const {
    const auto& l = x_ln_x_;
    const auto all = static_cast<std::size_t>(cases_), rest = l.size() - 1 - n, out = all - c;
    const double inside = l[c] + l[n - c] - l[n], outside = l[out] + l[rest - out] - l[rest];
    return std::max(0.0, inside + outside - without_);
}

// c ln(c/E) + (C − c) ln((C − c)/(C − E)), in double throughout: no product of counts is ever a whole number.
double LikelihoodRatio::poisson(double c, double n) const {
    const double expected = all_ * (n / total_), rest = all_ - c;
    const double outside = rest > 0 ? rest * std::log(rest / (all_ - expected)) : 0;
    return std::max(0.0, c * std::log(c / expected) + outside);
}

} // namespace kerb::outage
