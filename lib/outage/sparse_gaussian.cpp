#include "sparse_gaussian.hpp"

#include <cmath>
#include <utility>

namespace kerb::outage {
namespace {

/// Rows below the diagonal of each column of L, ascending.
struct Columns {
    const int* begin;
    const int* row;
    const double* value;
    [[nodiscard]] int size(int j) const { return begin[j + 1] - begin[j]; }
};

/// Laplacian of the groups of a component of two or more, without its first group, and where groups went.
SparseMatrix grounded(const Components& components, std::vector<std::int32_t>& place) {
    const auto groups = components.of.size();
    std::vector<bool> met(components.size.size());
    place.assign(groups, -1);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < groups; ++i) {
        const auto c = static_cast<std::size_t>(components.of[i]);
        if (met[c]) {
            place[i] = next++;
        }
        met[c] = true;
    }
    std::vector<Eigen::Triplet<double>> entries;
    for (std::size_t i = 0; i < groups; ++i) {
        if (place[i] < 0) {
            continue;
        }
        entries.emplace_back(place[i], place[i], static_cast<double>(components.beside[i].size()));
        for (const auto j : components.beside[i]) {
            if (place[static_cast<std::size_t>(j)] >= 0) {
                entries.emplace_back(place[i], place[static_cast<std::size_t>(j)], -1);
            }
        }
    }
    SparseMatrix matrix(next, next);
    matrix.setFromTriplets(entries.begin(), entries.end());
    return matrix;
}

/// Mean logarithm of the variances of a pattern of sum 0, by component. With G the inverse of the grounded Laplacian
/// (0 for the ground) they are G_ii − 2/n Σ_j G_ij + 1/n² Σ_jk G_jk.
std::vector<double> mean_log_variance(const Components& components, const std::vector<std::int32_t>& place,
                                      const SparseFactor& factor, std::int32_t grounded_size) {
    const auto diagonal = factor.inverse_diagonal();
    const Vector sums = factor.solve(Vector::Ones(grounded_size));
    std::vector<double> all(components.size.size()), mean(components.size.size());
    for (std::size_t i = 0; i < place.size(); ++i) {
        all[static_cast<std::size_t>(components.of[i])] += place[i] < 0 ? 0 : sums[place[i]];
    }
    for (std::size_t i = 0; i < place.size(); ++i) {
        const auto c = static_cast<std::size_t>(components.of[i]);
        const double n = components.size[c];
        if (n > 1) {
            const double own = place[i] < 0 ? 0 : diagonal[place[i]] - 2 / n * sums[place[i]];
            mean[c] += std::log(own + all[c] / (n * n)) / n;
        }
    }
    return mean;
}

} // namespace

bool SparseFactor::factorise(const SparseMatrix& matrix) {
    ldlt_.factorize(matrix);
    pivots_ = ldlt_.vectorD(); // a copy with each call
    return ldlt_.info() == Eigen::Success && (pivots_.size() == 0 || pivots_.minCoeff() > 0);
}

double SparseFactor::log_determinant() const {
    double sum = 0;
    for (Eigen::Index i = 0; i < pivots_.size(); ++i) {
        sum += std::log(pivots_[i]);
    }
    return sum;
}

Vector SparseFactor::inverse_diagonal() const {
    const auto& lower = ldlt_.matrixL().nestedExpression();
    const Columns l{lower.outerIndexPtr(), lower.innerIndexPtr(), lower.valuePtr()};
    const auto n = static_cast<int>(lower.cols());
    // Z on the pattern of L: Z_jj = 1/Λ_j − Σ_k L_kj Z_kj, Z_ij = −Σ_k L_kj Z_ik over the rows k > j of column j, whose
    // pairs (i, k) are in the pattern, too.
    std::vector<double> inverse(static_cast<std::size_t>(lower.nonZeros())), sum;
    Vector diagonal(n);
    std::vector<int> at(static_cast<std::size_t>(n), -1);
    for (int j = n; j-- > 0;) {
        const int begin = l.begin[j], size = l.size(j);
        for (int a = 0; a < size; ++a) {
            at[static_cast<std::size_t>(l.row[begin + a])] = a;
        }
        sum.assign(static_cast<std::size_t>(size), 0);
        for (int a = 0; a < size; ++a) {
            const int k = l.row[begin + a];
            const double of_k = l.value[begin + a];
            sum[static_cast<std::size_t>(a)] += of_k * diagonal[k];
            for (int e = l.begin[k]; e < l.begin[k + 1]; ++e) {
                if (const int b = at[static_cast<std::size_t>(l.row[e])]; b >= 0) {
                    const double z = inverse[static_cast<std::size_t>(e)];
                    sum[static_cast<std::size_t>(b)] += of_k * z;
                    sum[static_cast<std::size_t>(a)] += l.value[begin + b] * z;
                }
            }
        }
        double own = 1 / pivots_[j];
        for (int a = 0; a < size; ++a) {
            const int e = begin + a;
            inverse[static_cast<std::size_t>(e)] = -sum[static_cast<std::size_t>(a)];
            own += l.value[e] * sum[static_cast<std::size_t>(a)];
            at[static_cast<std::size_t>(l.row[e])] = -1;
        }
        diagonal[j] = own;
    }
    return ldlt_.permutationPinv().size() > 0 ? Vector(ldlt_.permutationPinv() * diagonal) : diagonal;
}

ScaledPattern scaled_pattern(const Components& components) {
    std::vector<std::int32_t> place;
    const auto matrix = grounded(components, place);
    SparseFactor factor(matrix);
    // A connected Laplacian without one of its groups is positive definite.
    const bool sound = factor.factorise(matrix);
    eigen_assert(sound);
    static_cast<void>(sound);
    const auto scale = mean_log_variance(components, place, factor, static_cast<std::int32_t>(matrix.rows()));
    ScaledPattern made;
    made.log_determinant = factor.log_determinant();
    std::vector<Eigen::Triplet<double>> entries;
    for (std::size_t i = 0; i < place.size(); ++i) {
        const auto c = static_cast<std::size_t>(components.of[i]);
        const auto row = static_cast<std::int32_t>(i);
        const double by = std::exp(scale[c]); // variances come down to 1 when the precision grows by them
        const auto degree = components.size[c] > 1 ? static_cast<double>(components.beside[i].size()) : 1;
        entries.emplace_back(row, row, by * degree);
        for (const auto j : components.beside[i]) {
            entries.emplace_back(row, j, -by);
        }
    }
    for (std::size_t c = 0; c < scale.size(); ++c) {
        // The product of the other eigenvalues is n times the grounded determinant (Kirchhoff).
        const double n = components.size[c];
        made.log_determinant += n > 1 ? std::log(n) + (n - 1) * scale[c] : 0;
    }
    const auto groups = static_cast<std::int32_t>(place.size());
    made.precision.resize(groups, groups);
    made.precision.setFromTriplets(entries.begin(), entries.end());
    return made;
}

} // namespace kerb::outage
