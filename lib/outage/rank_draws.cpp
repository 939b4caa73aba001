#include "rank_draws.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <kerb/base/random.hpp>

namespace kerb::outage {
namespace {

constexpr std::uint32_t rank_purpose = 0x7a4e;

/// Standard normal numbers, two at a time (Box & Muller 1958).
class Normals {
public:
    explicit Normals(RandomStream& random) : random_(&random) {}
    double next() {
        if (has_) {
            has_ = false;
            return kept_;
        }
        const double radius = std::sqrt(-2 * std::log(1 - random_->uniform()));
        const double angle = 2 * std::numbers::pi * random_->uniform();
        kept_ = radius * std::sin(angle);
        has_ = true;
        return radius * std::cos(angle);
    }

private:
    RandomStream* random_;
    double kept_ = 0;
    bool has_ = false;
};

/// Logarithm of a Gamma(shape) number (Marsaglia & Tsang 2000): of shapes far below 1 the number itself would be 0.
double log_gamma_draw(double shape, RandomStream& random, Normals& normals) {
    double boost = 0;
    if (shape < 1) {
        boost = std::log(1 - random.uniform()) / shape;
        shape += 1;
    }
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normals.next(), t = 1 + c * x;
        if (t <= 0) {
            continue;
        }
        const double v = t * t * t, u = 1 - random.uniform();
        if (std::log(u) < x * x / 2 + d - d * v + d * std::log(v)) {
            return std::log(d * v) + boost;
        }
    }
}

} // namespace

std::vector<double> worst_by_draws(std::span<const BetaRate> groups, std::size_t worst, const RankOptions& options) {
    constexpr std::size_t block = 128;
    std::vector<std::vector<std::uint32_t>> of_block((options.draws + block - 1) / block);
    for_each_block(options.draws, block, options.threads, [&](std::size_t begin, std::size_t end) {
        auto& times = of_block[begin / block];
        times.assign(groups.size(), 0);
        std::vector<std::pair<double, std::uint32_t>> drawn(groups.size());
        for (auto draw = begin; draw < end; ++draw) {
            RandomStream random(options.seed, rank_purpose, draw);
            Normals normals(random);
            for (std::uint32_t i = 0; i < groups.size(); ++i) {
                // Minus the logit of the rate, whose order is the rates'.
                const double out = log_gamma_draw(groups[i].alpha, random, normals);
                drawn[i] = {log_gamma_draw(groups[i].beta, random, normals) - out, i};
            }
            const auto last = drawn.begin() + static_cast<std::ptrdiff_t>(worst);
            std::nth_element(drawn.begin(), last - 1, drawn.end());
            std::for_each(drawn.begin(), last, [&times](const auto& one) { ++times[one.second]; });
        }
    });
    std::vector<double> chance(groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::uint64_t times = 0;
        for (const auto& counted : of_block) {
            times += counted[i];
        }
        chance[i] = static_cast<double>(times) / static_cast<double>(options.draws);
    }
    return chance;
}

} // namespace kerb::outage
