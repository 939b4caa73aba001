#include "list_models.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace kerb::outage {
namespace {

constexpr std::size_t cell_count = 7;
using Row = std::vector<double>;

/// Which lists have each cell.
constexpr std::array<std::array<bool, 3>, cell_count> on_list = {{{true, false, false},
                                                                  {false, true, false},
                                                                  {false, false, true},
                                                                  {true, true, false},
                                                                  {true, false, true},
                                                                  {false, true, true},
                                                                  {true, true, true}}};

std::vector<Row> design(unsigned pairs) {
    std::vector<Row> rows;
    for (const auto& on : on_list) {
        Row row = {1, on[0] ? 1.0 : 0.0, on[1] ? 1.0 : 0.0, on[2] ? 1.0 : 0.0};
        const bool both[] = {on[0] && on[1], on[0] && on[2], on[1] && on[2]};
        for (unsigned pair = 0; pair < 3; ++pair) {
            if ((pairs >> pair & 1U) != 0) {
                row.push_back(both[pair] ? 1 : 0);
            }
        }
        rows.push_back(row);
    }
    return rows;
}

/// Solves a symmetric positive definite system by Cholesky, in place; none when it is not (or as good as not).
bool solve(std::vector<Row>& a, Row& b) {
    const auto n = b.size();
    for (std::size_t j = 0; j < n; ++j) {
        const double whole = a[j][j];
        for (std::size_t i = j; i < n; ++i) {
            for (std::size_t k = 0; k < j; ++k) {
                a[i][j] -= a[i][k] * a[j][k];
            }
            if (i == j && !(a[j][j] > 1e-13 * whole)) {
                return false;
            }
            a[i][j] = i == j ? std::sqrt(a[j][j]) : a[i][j] / a[j][j];
        }
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            b[i] -= a[i][k] * b[k];
        }
        b[i] /= a[i][i];
    }
    for (auto i = n; i-- > 0;) {
        for (auto k = i + 1; k < n; ++k) {
            b[i] -= a[k][i] * b[k];
        }
        b[i] /= a[i][i];
    }
    return true;
}

struct Fitted {
    Row beta, mean;
};

/// X'WX of the weights, and X'W z.
void normal_equations(const std::vector<Row>& x, const Row& weight, const Row& z, std::vector<Row>& a, Row& b) {
    const auto parameters = x[0].size();
    a.assign(parameters, Row(parameters));
    b.assign(parameters, 0);
    for (std::size_t c = 0; c < cell_count; ++c) {
        for (std::size_t i = 0; i < parameters; ++i) {
            b[i] += x[c][i] * weight[c] * z[c];
            for (std::size_t j = 0; j < parameters; ++j) {
                a[i][j] += x[c][i] * weight[c] * x[c][j];
            }
        }
    }
}

double product(const Row& a, const Row& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

/// Iteratively reweighted least squares; none when the estimates run away, which empty cells can make them do.
std::optional<Fitted> fit(const std::vector<Row>& x, const Row& y) {
    Fitted fitted;
    for (const double n : y) {
        fitted.mean.push_back(n + 0.5);
    }
    std::vector<Row> a;
    for (int step = 0; step < 200; ++step) {
        Row z(cell_count), b;
        for (std::size_t c = 0; c < cell_count; ++c) {
            z[c] = std::log(fitted.mean[c]) + (y[c] - fitted.mean[c]) / fitted.mean[c];
        }
        normal_equations(x, fitted.mean, z, a, b);
        if (!solve(a, b)) {
            return std::nullopt;
        }
        double change = 0;
        for (std::size_t c = 0; c < cell_count; ++c) {
            const double eta = product(x[c], b);
            if (!(std::abs(eta) < 25)) {
                return std::nullopt;
            }
            change = std::max(change, std::abs(eta - std::log(fitted.mean[c])));
            fitted.mean[c] = std::exp(eta);
        }
        fitted.beta = b;
        if (change < 1e-12) {
            return fitted;
        }
    }
    return std::nullopt;
}

} // namespace

ListFit fit_lists(const std::array<std::int64_t, 7>& cells, unsigned pairs) {
    const auto x = design(pairs);
    ListFit made;
    made.parameters = static_cast<std::int64_t>(x[0].size());
    made.aic = std::numeric_limits<double>::infinity();
    const Row y(cells.begin(), cells.end());
    const auto fitted = fit(x, y);
    if (!fitted) {
        return made;
    }
    double log_likelihood = 0;
    for (std::size_t c = 0; c < cell_count; ++c) {
        const double n = y[c], mean = fitted->mean[c];
        made.deviance += 2 * ((n > 0 ? n * std::log(n / mean) : 0) - (n - mean));
        log_likelihood += n * std::log(mean) - mean - std::lgamma(n + 1);
    }
    std::vector<Row> a;
    Row unit;
    normal_equations(x, fitted->mean, Row(cell_count), a, unit);
    unit[0] = 1;
    made.usable = solve(a, unit);
    made.intercept_variance = unit[0];
    made.unseen = std::exp(fitted->beta[0]);
    made.aic = 2 * static_cast<double>(made.parameters) - 2 * log_likelihood;
    return made;
}

} // namespace kerb::outage
