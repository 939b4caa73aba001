#include <kerb/outage/survey.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <boost/math/distributions/students_t.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;

class Survey {
public:
    Survey(std::span<const SampledLamp> lamps, const SurveyOptions& options) : lamps_(lamps), options_(options) {
        check();
        weigh();
    }

    std::optional<SurveyEstimate> estimate() {
        double all = 0, out = 0;
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            if (lamps_[i].counts) {
                ++made_.seen.of;
                made_.seen.out += lamps_[i].out ? 1 : 0;
                all += weight_[i];
                out += lamps_[i].out ? weight_[i] : 0;
            }
        }
        if (made_.seen.of == 0) {
            return std::nullopt;
        }
        made_.share = made_.seen.out == 0 ? 0 : made_.seen.out == made_.seen.of ? 1 : out / all;
        const double variance = variance_of(all);
        made_.standard_error = std::sqrt(variance);
        bound(variance);
        return made_;
    }

private:
    void check() const {
        const bool cells = !options_.cell.empty();
        bool sound =
            options_.confidence > 0 && options_.confidence < 1 && (!cells || options_.cell.size() == lamps_.size());
        for (std::size_t i = 0; sound && i < lamps_.size(); ++i) {
            sound = lamps_[i].weight > 0 && std::isfinite(lamps_[i].weight) &&
                    (!cells ||
                     (options_.cell[i] < options_.cell_totals.size() && options_.cell_totals[options_.cell[i]] > 0));
        }
        if (!sound) {
            throw UsageError({"outage.bad_sample", {}});
        }
    }

    /// Weights, brought to the known number of lamps of each cell.
    void weigh() {
        weight_.reserve(lamps_.size());
        for (const auto& lamp : lamps_) {
            weight_.push_back(lamp.weight);
        }
        if (options_.cell.empty()) {
            return;
        }
        std::vector<double> sum(options_.cell_totals.size());
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            sum[options_.cell[i]] += weight_[i];
        }
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            weight_[i] *= options_.cell_totals[options_.cell[i]] / sum[options_.cell[i]];
        }
    }

    /// What each lamp is off: its cell's share, since cells are known; the share of all otherwise.
    [[nodiscard]] std::vector<double> residuals(double all) const {
        std::vector<double> residual(lamps_.size());
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            residual[i] = lamps_[i].counts ? (lamps_[i].out ? 1 : 0) - made_.share : 0;
        }
        if (!options_.cell.empty()) {
            std::vector<double> sum(options_.cell_totals.size()), weights(options_.cell_totals.size());
            for (std::size_t i = 0; i < lamps_.size(); ++i) {
                sum[options_.cell[i]] += weight_[i] * residual[i];
                weights[options_.cell[i]] += weight_[i];
            }
            for (std::size_t i = 0; i < lamps_.size(); ++i) {
                residual[i] -= sum[options_.cell[i]] / weights[options_.cell[i]];
            }
        }
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            residual[i] *= weight_[i] / all;
        }
        return residual;
    }

    double variance_of(double all) {
        const auto residual = residuals(all);
        std::map<std::pair<std::uint32_t, std::uint32_t>, double> of_cluster;
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            of_cluster[{lamps_[i].stratum, lamps_[i].cluster}] += residual[i];
        }
        std::map<std::uint32_t, std::vector<double>> strata;
        double sum = 0;
        for (const auto& [key, value] : of_cluster) {
            strata[key.first].push_back(value);
            sum += value;
        }
        made_.clusters = static_cast<std::int64_t>(of_cluster.size());
        made_.strata = static_cast<std::int64_t>(strata.size());
        made_.degrees = made_.clusters - made_.strata;
        const double mean_of_all = sum / static_cast<double>(of_cluster.size());
        double variance = 0;
        for (const auto& [stratum, values] : strata) {
            variance += variance_in(stratum, values, mean_of_all);
        }
        return variance;
    }

    double variance_in(std::uint32_t stratum, const std::vector<double>& values, double mean_of_all) {
        const auto m = static_cast<double>(values.size());
        const bool lonely = values.size() == 1;
        made_.lonely_strata += lonely ? 1 : 0;
        double mean = 0;
        for (const double value : values) {
            mean += value / m;
        }
        double squares = 0;
        for (const double value : values) {
            const double off = value - (lonely ? mean_of_all : mean);
            squares += off * off;
        }
        const double share = stratum < options_.sampled_share.size() ? options_.sampled_share[stratum] : 0;
        return (1 - share) * squares * (lonely ? 1 : m / (m - 1));
    }

    void bound(double variance) {
        const auto n = static_cast<double>(made_.seen.of);
        const double p = made_.share, simple = p * (1 - p) / n;
        // Sums of residuals that cancel leave rounding, not variance.
        const bool flat = !(variance > simple * 1e-12) || made_.seen.out == 0 || made_.seen.out == made_.seen.of;
        double size = 0;
        if (flat) {
            size = options_.usual_deff ? n / std::max(*options_.usual_deff, 1.0) : static_cast<double>(made_.clusters);
            made_.deff = n / size;
        } else {
            made_.deff = variance / simple;
            size = p * (1 - p) / variance * degrees_factor(n);
        }
        made_.capped = size > n;
        made_.n_eff = std::clamp(size, std::min(1.0, n), n);
        made_.bounds = clopper_pearson(p * made_.n_eff, made_.n_eff, options_.confidence);
    }

    /// (t_{n−1} / t_df)²: few clusters know their own variance badly.
    [[nodiscard]] double degrees_factor(double n) const {
        const double tail = 0.5 + options_.confidence / 2;
        const auto df = static_cast<double>(std::max<std::int64_t>(made_.degrees, 1));
        const double few = bm::quantile(bm::students_t(df), tail);
        const double many = n > 1 ? bm::quantile(bm::students_t(n - 1), tail) : few;
        return many * many / (few * few);
    }

    std::span<const SampledLamp> lamps_;
    const SurveyOptions& options_;
    std::vector<double> weight_;
    SurveyEstimate made_;
};

} // namespace

std::optional<SurveyEstimate> survey_share(std::span<const SampledLamp> lamps, const SurveyOptions& options) {
    return Survey(lamps, options).estimate();
}

} // namespace kerb::outage
