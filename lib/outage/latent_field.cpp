#include "latent_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kerb::outage {
namespace {

double log1p_exp(double x) {
    return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

std::vector<Eigen::Triplet<double>> entries_of(const SparseMatrix& matrix, double by, Eigen::Index at) {
    std::vector<Eigen::Triplet<double>> entries;
    for (Eigen::Index j = 0; j < matrix.outerSize(); ++j) {
        for (SparseMatrix::InnerIterator e(matrix, j); e; ++e) {
            entries.emplace_back(static_cast<int>(at + e.row()), static_cast<int>(at + e.col()), by * e.value());
        }
    }
    return entries;
}

} // namespace

/// The curvature at a place, with the sums of components held at 0: P(b) = D⁻¹b − v (a'D⁻¹b)/(a'v) by component, v =
/// D⁻¹a.
struct LatentField::Solved {
    const LatentField* field;
    Vector weight, slope; ///< by latent place
    double mean_weight = 0, mean_slope = 0;
    Vector v;                  ///< D⁻¹ of the ones of constrained places
    std::vector<double> sum_v; ///< by component
    Vector of_weight;          ///< P w
    double left = 0;           ///< Σw − w'P w: what is left of μ's curvature
    double log_determinant = 0;

    [[nodiscard]] std::vector<double> sums(const Vector& of) const {
        std::vector<double> sum(field->components_->size.size());
        for (Eigen::Index i = 0; i < field->groups_count_; ++i) {
            sum[component(i)] += of[field->pattern_at_ + i];
        }
        return sum;
    }
    [[nodiscard]] std::size_t component(Eigen::Index group) const {
        return static_cast<std::size_t>(field->components_->of[static_cast<std::size_t>(group)]);
    }
    [[nodiscard]] bool constrained(std::size_t component) const { return field->components_->size[component] > 1; }

    [[nodiscard]] Vector project(const Vector& b) const {
        Vector made = field->factor_.solve(b);
        const auto sum = sums(made);
        // v is of all components at once; those of one touch only their own places.
        for (Eigen::Index i = 0; i < made.size(); ++i) {
            const auto c = component(i % field->groups_count_);
            made[i] -= constrained(c) ? v[i] * sum[c] / sum_v[c] : 0;
        }
        return made;
    }
};

LatentField::LatentField(std::span<const Count> groups, const Components& components, const ScaledPattern& pattern,
                         bool own_deviations)
    : groups_(groups),
      components_(&components),
      pattern_(&pattern),
      groups_count_(std::ssize(groups)),
      size_(own_deviations ? 2 * groups_count_ : groups_count_),
      pattern_at_(own_deviations ? groups_count_ : 0),
      factor_(prior({1, own_deviations ? 0.5 : 1.0})) {}

FieldMode LatentField::start(double mean) const {
    FieldMode made;
    made.mean = mean;
    made.latent = Vector::Zero(size_);
    return made;
}

/// τ Q for a pattern alone; of (w, s) with w | s ~ N(√(φ/τ) s, (1 − φ)/τ) and s ~ Q (Riebler et al. 2016, 3.4).
SparseMatrix LatentField::prior(const FieldScale& scale) const {
    const double tau = scale.precision, phi = scale.pattern_share;
    auto entries = entries_of(pattern_->precision, pattern_at_ == 0 ? tau : 1, pattern_at_);
    for (int i = 0; pattern_at_ > 0 && i < groups_count_; ++i) {
        const int s = static_cast<int>(pattern_at_) + i;
        entries.emplace_back(i, i, tau / (1 - phi));
        entries.emplace_back(i, s, -std::sqrt(phi * tau) / (1 - phi));
        entries.emplace_back(s, i, -std::sqrt(phi * tau) / (1 - phi));
        entries.emplace_back(s, s, phi / (1 - phi));
    }
    SparseMatrix made(static_cast<int>(size_), static_cast<int>(size_));
    made.setFromTriplets(entries.begin(), entries.end());
    return made;
}

/// Logarithm of the prior's determinant where it is free.
double LatentField::log_prior(const FieldScale& scale) const {
    const auto& size = components_->size;
    const auto held = std::count_if(size.begin(), size.end(), [](std::int32_t n) { return n > 1; });
    const auto n = static_cast<double>(groups_count_);
    return pattern_->log_determinant + (pattern_at_ > 0 ? n * std::log(scale.precision / (1 - scale.pattern_share))
                                                        : (n - static_cast<double>(held)) * std::log(scale.precision));
}

double LatentField::objective(const SparseMatrix& prior, double mean, const Vector& latent) const {
    double sum = -0.5 * latent.dot(prior * latent);
    for (Eigen::Index i = 0; i < groups_count_; ++i) {
        const auto& g = groups_[static_cast<std::size_t>(i)];
        const double eta = mean + latent[i];
        sum += static_cast<double>(g.out) * eta - static_cast<double>(g.of) * log1p_exp(eta);
    }
    return sum;
}

LatentField::Solved LatentField::solved(const SparseMatrix& prior, double mean, const Vector& latent) {
    const double stiffness = prior.coeff(0, 0) / pattern_->precision.coeff(0, 0); // τ of a pattern alone
    Solved made{this, Vector::Zero(size_), -(prior * latent), 0, 0, {}, {}, {}, 0, 0};
    SparseMatrix curvature = prior;
    for (Eigen::Index i = 0; i < size_; ++i) {
        auto& own = curvature.coeffRef(i, i);
        if (i >= pattern_at_) { // where nothing was looked at the level of a component is held by its sum alone
            own +=
                1e-8 * (pattern_at_ > 0 ? 1 : stiffness) * pattern_->precision.coeff(i - pattern_at_, i - pattern_at_);
        }
        if (i >= groups_count_) {
            continue;
        }
        const auto& g = groups_[static_cast<std::size_t>(i)];
        const double p = 1 / (1 + std::exp(-mean - latent[i])), n = static_cast<double>(g.of);
        made.weight[i] = n * p * (1 - p);
        own += made.weight[i];
        made.slope[i] += static_cast<double>(g.out) - n * p;
        made.mean_slope += static_cast<double>(g.out) - n * p;
        made.mean_weight += made.weight[i];
    }
    const bool sound = factor_.factorise(curvature);
    eigen_assert(sound); // a sum of a half definite and a positive matrix
    static_cast<void>(sound);
    Vector ones = Vector::Zero(size_);
    ones.segment(pattern_at_, groups_count_).setOnes();
    made.v = factor_.solve(ones);
    made.sum_v = made.sums(made.v);
    made.log_determinant = factor_.log_determinant();
    for (std::size_t c = 0; c < made.sum_v.size(); ++c) {
        made.log_determinant += made.constrained(c) ? std::log(made.sum_v[c] / components_->size[c]) : 0;
    }
    made.of_weight = made.project(made.weight);
    made.left = made.mean_weight - made.weight.dot(made.of_weight);
    made.log_determinant += std::log(made.left);
    return made;
}

/// Newton doubles the digits: after a change of 1e-5 what is left is rounding.
constexpr double last_change = 1e-5;

/// \returns the greatest change of a logit
double LatentField::step(const SparseMatrix& prior, FieldMode& mode, double& height) {
    const auto at = solved(prior, mode.mean, mode.latent);
    const Vector alone = at.project(at.slope);
    const double mean = (at.mean_slope - at.weight.dot(alone)) / at.left;
    const Vector latent = alone - at.of_weight * mean;
    const double change = std::max(std::abs(mean), latent.lpNorm<Eigen::Infinity>());
    for (double share = 1; share > 1e-10; share /= 2) {
        const Vector there = mode.latent + share * latent;
        const double reached = objective(prior, mode.mean + share * mean, there);
        if (reached >= height || change < last_change) { // so near the top heights differ by rounding
            mode.mean += share * mean;
            mode.latent = there;
            height = reached;
            return share * change;
        }
    }
    return 0; // no step rises: the mode, to the last digits
}

FieldMode LatentField::mode(const FieldScale& scale, const FieldMode& from) {
    const auto precision = prior(scale);
    auto made = from;
    double height = objective(precision, made.mean, made.latent);
    for (int k = 0; k < 100 && !made.converged; ++k) {
        made.converged = step(precision, made, height) < last_change;
    }
    const auto at = solved(precision, made.mean, made.latent);
    made.log_likelihood = height + 0.5 * (log_prior(scale) - at.log_determinant + std::log(2 * std::numbers::pi));
    return made;
}

Vector LatentField::deviations(const FieldScale& scale, const FieldMode& at) {
    const auto here = solved(prior(scale), at.mean, at.latent);
    Vector variance = factor_.inverse_diagonal().head(groups_count_);
    for (Eigen::Index i = 0; i < groups_count_; ++i) {
        const auto c = here.component(i);
        variance[i] -= here.constrained(c) ? here.v[i] * here.v[i] / here.sum_v[c] : 0;
        const double free = 1 - here.of_weight[i];
        variance[i] += free * free / here.left;
    }
    return variance.cwiseMax(0).cwiseSqrt();
}

} // namespace kerb::outage
