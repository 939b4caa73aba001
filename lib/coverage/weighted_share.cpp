#include <kerb/coverage/weighted_share.hpp>

#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

namespace kerb::coverage {
namespace {

template <class WeightOf>
WeightedShare summed(const MeasuredParts& parts, std::span<const double> weights, const WeightOf& weight_of) {
    if (parts.total.size() != parts.covered.size() || parts.total.size() != weights.size()) {
        throw UsageError({"weighted.sizes", {}});
    }
    ExactSum weight, covered;
    WeightedShare sum;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (weights[i] < 0 || std::isinf(weights[i])) {
            throw UsageError({"weighted.negative", {{"value", weights[i]}}});
        }
        if (std::isnan(weights[i]) || !(parts.total[i] > 0)) {
            ++sum.unknown;
            continue;
        }
        const double all = weight_of(weights[i], parts.total[i]);
        weight.add(all);
        covered.add(all * (parts.covered[i] / parts.total[i]));
    }
    sum.weight = weight.value();
    sum.covered = covered.value();
    return sum;
}

} // namespace

std::optional<double> WeightedShare::share() const {
    return weight > 0 ? std::optional(covered / weight) : std::nullopt;
}

WeightedShare share_by_weight(const MeasuredParts& parts, std::span<const double> weights) {
    return summed(parts, weights, [](double weight, double) { return weight; });
}

WeightedShare share_by_factor(const MeasuredParts& parts, std::span<const double> weights) {
    return summed(parts, weights, [](double factor, double total) { return factor * total; });
}

} // namespace kerb::coverage
