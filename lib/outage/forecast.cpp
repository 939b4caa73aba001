#include <kerb/outage/forecast.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>
#include <kerb/base/random.hpp>

namespace kerb::outage {
namespace {

constexpr std::uint32_t purpose = 0x7f0c;
constexpr std::size_t most_cells = 512;

/// Lamps of about one age.
struct Cell {
    double ln_age = 0, ln_later = 0; ///< of their mean age, now and at the end of the time ahead
    std::int64_t lamps = 0;
};

/// Cells of lamps of neighbouring ages; lamps of one age are never parted.
std::vector<Cell> cells_of(std::vector<double>& ages, double ahead) {
    std::sort(ages.begin(), ages.end());
    std::vector<Cell> cells;
    const auto full = static_cast<std::int64_t>((ages.size() + most_cells - 1) / most_cells);
    double sum = 0;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < ages.size(); ++i) {
        sum += ages[i];
        ++count;
        const bool last = i + 1 == ages.size();
        if (last || (count >= full && ages[i + 1] != ages[i])) {
            const double age = sum / static_cast<double>(count);
            cells.push_back({std::log(age), std::log(age + ahead), count});
            sum = 0;
            count = 0;
        }
    }
    return cells;
}

/// Hazard between two ages. At an age that no lamp of a life should have reached it is endless.
double hazard_between(const Weibull& life, double ln_age, double ln_later) {
    if (ln_later == ln_age) {
        return 0;
    }
    const double ln_scale = std::log(life.scale), earlier = std::exp(life.shape * (ln_age - ln_scale));
    return std::isinf(earlier) ? earlier : std::exp(life.shape * (ln_later - ln_scale)) - earlier;
}

/// How many of n happen, each with chance p and ln(1 − p) given: by the inverse of the distribution, in parts that do
/// not underflow.
std::int64_t binomial(RandomStream& random, std::int64_t n, double p, double ln_not) {
    if (p > 0.5) {
        return n - binomial(random, n, std::exp(ln_not), std::log(p));
    }
    if (!(p > 0)) {
        return 0;
    }
    constexpr double most_mean = 30;
    const double odds = p / (1 - p);
    const auto most = static_cast<std::int64_t>(std::min(most_mean / p, 1e9));
    std::int64_t sum = 0;
    for (; n > 0; n -= most) {
        const auto m = std::min(n, most);
        double term = std::exp(static_cast<double>(m) * ln_not), left = random.uniform() - term;
        std::int64_t k = 0;
        while (left >= 0 && k < m) {
            term *= static_cast<double>(m - k) / static_cast<double>(k + 1) * odds;
            left -= term;
            ++k;
        }
        sum += k;
    }
    return sum;
}

/// A life as it might be, given how well it is known.
Weibull drawn(const Weibull& fitted, RandomStream& random) {
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    const double angle = 2 * std::numbers::pi * random.uniform();
    const double first = radius * std::cos(angle), second = radius * std::sin(angle);
    const double deviation = std::sqrt(fitted.var_ln_shape), lean = fitted.covariance / deviation;
    const double rest = std::sqrt(std::max(fitted.var_ln_scale - lean * lean, 0.0));
    Weibull life = fitted;
    life.shape = fitted.shape * std::exp(deviation * first);
    life.scale = fitted.scale * std::exp(lean * first + rest * second);
    return life;
}

class Ahead {
public:
    Ahead(std::span<const LampAge> lamps, std::span<const LifeFit> fits, double ahead, const ForecastOptions& options)
        : fits_(fits), ahead_(ahead), options_(options) {
        made_.groups.resize(fits.size());
        std::vector<std::vector<double>> ages(fits.size());
        for (const auto& lamp : lamps) {
            if (lamp.age >= 0 && std::isfinite(lamp.age) && fits[lamp.group].weibull) {
                ages[lamp.group].push_back(lamp.age);
            } else {
                ++made_.left_out;
            }
        }
        expect(ages);
    }

    Forecasts run() {
        const auto draws = static_cast<std::size_t>(options_.draws), groups = fits_.size();
        std::vector<std::int64_t> failed(draws * (groups + 1)); // by group, then of all, each with its draws
        for_each_block(draws, 64, options_.threads, [&](std::size_t begin, std::size_t end) {
            for (auto d = begin; d < end; ++d) {
                for (std::size_t g = 0; g < groups; ++g) {
                    const auto count = draw(d, g);
                    failed[g * draws + d] = count;
                    failed[groups * draws + d] += count;
                }
            }
        });
        for (std::size_t g = 0; g < groups; ++g) {
            if (made_.groups[g]) {
                made_.groups[g]->prediction = middle(std::span(failed).subspan(g * draws, draws));
            }
        }
        made_.all.prediction = middle(std::span(failed).subspan(groups * draws, draws));
        return std::move(made_);
    }

private:
    /// The mean by every lamp's own age, and the cells to draw from.
    void expect(std::vector<std::vector<double>>& ages) {
        ExactSum all;
        for (std::size_t g = 0; g < fits_.size(); ++g) {
            cells_.push_back(cells_of(ages[g], ahead_));
            if (!fits_[g].weibull) {
                continue;
            }
            ExactSum sum;
            for (const double age : ages[g]) {
                sum.add(-std::expm1(-hazard_between(*fits_[g].weibull, std::log(age), std::log(age + ahead_))));
            }
            all += sum;
            const auto lamps = static_cast<std::int64_t>(ages[g].size());
            made_.groups[g] = Forecast{lamps, sum.value(), {}};
            made_.all.lamps += lamps;
        }
        made_.all.mean = all.value();
    }

    [[nodiscard]] std::int64_t draw(std::size_t d, std::size_t g) const {
        if (cells_[g].empty()) {
            return 0;
        }
        RandomStream random(options_.seed, purpose, (std::uint64_t{d} << 24U) + g);
        const auto life = drawn(*fits_[g].weibull, random);
        std::int64_t sum = 0;
        for (const auto& cell : cells_[g]) {
            const double hazard = hazard_between(life, cell.ln_age, cell.ln_later);
            sum += binomial(random, cell.lamps, -std::expm1(-hazard), -hazard);
        }
        return sum;
    }

    /// The draws between the tails.
    [[nodiscard]] Interval middle(std::span<std::int64_t> draws) const {
        std::sort(draws.begin(), draws.end());
        const auto count = static_cast<double>(draws.size());
        const double tail = (1 - options_.confidence) / 2;
        const auto low = std::min(static_cast<std::size_t>(tail * count), draws.size() - 1);
        const auto high = draws.size() - 1 - low;
        return {static_cast<double>(draws[std::min(low, high)]), static_cast<double>(draws[std::max(low, high)])};
    }

    std::span<const LifeFit> fits_;
    double ahead_;
    const ForecastOptions& options_;
    std::vector<std::vector<Cell>> cells_;
    Forecasts made_;
};

} // namespace

Forecasts forecast_failures(std::span<const LampAge> lamps, std::span<const LifeFit> fits, double ahead,
                            const ForecastOptions& options) {
    const bool sound =
        ahead >= 0 && std::isfinite(ahead) && options.draws >= 1 && options.confidence > 0 && options.confidence < 1 &&
        fits.size() < (std::size_t{1} << 24U) &&
        std::all_of(lamps.begin(), lamps.end(), [&fits](const LampAge& lamp) { return lamp.group < fits.size(); });
    if (!sound) {
        throw UsageError({"outage.bad_life", {}});
    }
    return Ahead(lamps, fits, ahead, options).run();
}

} // namespace kerb::outage
