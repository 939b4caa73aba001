// Gaussian fields with sparse precision, conditioned on sums of zero.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>

namespace kerb::outage {

using SparseMatrix = Eigen::SparseMatrix<double>;
using Vector = Eigen::VectorXd;

/// P D P' = L Λ L' of a positive definite matrix.
class SparseFactor {
public:
    /// The same pattern is met again and again: its order is found once.
    explicit SparseFactor(const SparseMatrix& pattern) { ldlt_.analyzePattern(pattern); }
    /// \returns false when the matrix is not positive definite
    [[nodiscard]] bool factorise(const SparseMatrix& matrix);
    [[nodiscard]] Vector solve(const Vector& b) const { return ldlt_.solve(b); }
    [[nodiscard]] double log_determinant() const;
    /// Diagonal of the inverse, by Takahashi's recursion over the pattern of L (Takahashi, Fagan & Chin 1973).
    [[nodiscard]] Vector inverse_diagonal() const;

private:
    Eigen::SimplicialLDLT<SparseMatrix> ldlt_;
    Vector pivots_; ///< Λ
};

/// Groups connected by neighbours.
struct Components {
    std::vector<std::int32_t> of;                  ///< component of each group
    std::vector<std::int32_t> size;                ///< groups of each
    std::vector<std::vector<std::int32_t>> beside; ///< neighbours of each group, ascending, once each
};

/// Precision of a pattern in space, scaled; the identity for groups without neighbours.
struct ScaledPattern {
    SparseMatrix precision;
    double log_determinant = 0; ///< of what is left of it when sums of components are 0
};
[[nodiscard]] ScaledPattern scaled_pattern(const Components& components);

} // namespace kerb::outage
