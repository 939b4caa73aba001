// The mode of a field of logits, and Laplace's likelihood of its precision.
#pragma once

#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

#include "sparse_gaussian.hpp"

namespace kerb::outage {

/// Precision τ of the deviations, and the share φ of them that is a pattern; φ = 1: nothing else.
struct FieldScale {
    double precision = 1, pattern_share = 1;
};

/// What Laplace's approximation says at one scale.
struct FieldMode {
    double mean = 0;           ///< μ
    Vector latent;             ///< deviations of the groups, then, with φ < 1, the pattern
    double log_likelihood = 0; ///< of the scale
    bool converged = false;
};

/// Groups' counts as binomials whose logits are μ + a Gaussian field of scale (τ, φ); sums of the pattern are 0 in each
/// component of two or more.
class LatentField {
public:
    LatentField(std::span<const Count> groups, const Components& components, const ScaledPattern& pattern,
                bool own_deviations);

    /// Damped Newton from `from`: the likelihood is concave, so there is one mode.
    [[nodiscard]] FieldMode mode(const FieldScale& scale, const FieldMode& from);
    /// Standard deviations of the groups' logits at a mode of that scale.
    [[nodiscard]] Vector deviations(const FieldScale& scale, const FieldMode& at);
    [[nodiscard]] FieldMode start(double mean) const;

private:
    struct Solved;
    [[nodiscard]] SparseMatrix prior(const FieldScale& scale) const;
    [[nodiscard]] double log_prior(const FieldScale& scale) const;
    [[nodiscard]] double objective(const SparseMatrix& prior, double mean, const Vector& latent) const;
    [[nodiscard]] Solved solved(const SparseMatrix& prior, double mean, const Vector& latent);
    [[nodiscard]] double step(const SparseMatrix& prior, FieldMode& mode, double& height);

    std::span<const Count> groups_;
    const Components* components_;
    const ScaledPattern* pattern_;
    Eigen::Index groups_count_, size_, pattern_at_; ///< of the latent vector, and where the pattern begins in it
    SparseFactor factor_;
};

} // namespace kerb::outage
