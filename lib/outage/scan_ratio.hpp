// How much likelier is a window with its own rate than without?
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/outage/scan.hpp>

namespace kerb::outage {

/// Population in whole quanta, so sums do not depend on their order: of lamps each is 1, of others a power of two of
/// the given unit such that the total lies below 2^60.
using Quanta = std::uint64_t;

/// Logarithm of Kulldorff's likelihood ratio, 0 where the rate inside is not above that outside. The same number for
/// the same cases and size whoever asks.
class LikelihoodRatio {
public:
    /// \pre total > 0 where cases > 0; Bernoulli: cases ≤ total
    LikelihoodRatio(ScanModel model, std::int64_t cases, Quanta total);

    [[nodiscard]] double operator()(std::int64_t cases, Quanta size) const {
        const auto c = static_cast<double>(cases), n = static_cast<double>(size);
        if (c * total_ <= all_ * n || size == total_quanta_) {
            return 0;
        }
        return model_ == ScanModel::bernoulli ? bernoulli(static_cast<std::size_t>(cases), size) : poisson(c, n);
    }
    /// No less than that of any window with so many cases and at least this size.
    [[nodiscard]] double bound(std::int64_t cases, Quanta least) const {
        const bool counted = model_ == ScanModel::bernoulli && static_cast<Quanta>(cases) > least;
        return (*this)(cases, counted ? static_cast<Quanta>(cases) : least);
    }
    [[nodiscard]] std::int64_t cases() const { return cases_; }
    [[nodiscard]] double expected(Quanta size) const { return all_ * (static_cast<double>(size) / total_); }

private:
    [[nodiscard]] double bernoulli(std::size_t c, std::size_t n) const;
    [[nodiscard]] double poisson(double c, double n) const;

    ScanModel model_;
    std::int64_t cases_;
    Quanta total_quanta_;
    double all_, total_, without_ = 0;
    std::vector<double> x_ln_x_; ///< Bernoulli: of 0 … total
};

} // namespace kerb::outage
