#include <kerb/outage/survey.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/students_t.hpp>

#include <kerb/base/error.hpp>

#include "clusters_of.hpp"

namespace kerb::outage {
namespace {

namespace bm = boost::math;

/// Weighted lamps, and those of them that are out.
struct Weighed {
    double all = 0, out = 0;
    void add(const SampledLamp& lamp, double weight) {
        all += weight;
        out += lamp.out ? weight : 0;
    }
};

/// What a cluster has of a group, or of a cell.
struct Part {
    std::uint32_t cluster = 0;
    Weighed weighed;
};

/// All that is known of a group after one pass over the rows.
struct Group {
    Count seen;
    Weighed total;
    std::vector<Part> parts;    ///< ascending by cluster
    std::vector<Weighed> cells; ///< by cell
};

/// Weights of a cluster's lamps in one cell, whatever the group.
struct CellPart {
    std::uint32_t cluster = 0, cell = 0;
    double weight = 0;
};

class Survey {
public:
    /// Group `groups` is that of all lamps that count.
    Survey(std::span<const SampledLamp> lamps, std::span<const std::uint32_t> group, std::size_t groups,
           const SurveyOptions& options)
        : lamps_(lamps), group_(group), options_(options), groups_(groups + 1) {
        check();
        clusters_ = clusters_of(lamps);
        weigh_cells();
        read();
    }

    std::optional<SurveyEstimate> estimate(std::size_t number) {
        const auto& group = groups_[number];
        if (group.seen.of == 0) {
            return std::nullopt;
        }
        SurveyEstimate made;
        made.seen = group.seen;
        made.share = group.seen.out == 0 ? 0 : group.seen.out == group.seen.of ? 1 : group.total.out / group.total.all;
        count_clusters(group, made);
        const double variance = variance_of(group, made);
        made.standard_error = std::sqrt(variance);
        bound(made, variance);
        return made;
    }

private:
    void check() const {
        const bool cells = !options_.cell.empty();
        bool sound = options_.confidence > 0 && options_.confidence < 1 &&
                     (!cells || options_.cell.size() == lamps_.size()) &&
                     (group_.empty() ? groups_.size() == 1 || lamps_.empty() : group_.size() == lamps_.size());
        for (std::size_t i = 0; sound && i < lamps_.size(); ++i) {
            sound = lamps_[i].weight > 0 && std::isfinite(lamps_[i].weight) &&
                    (!cells ||
                     (options_.cell[i] < options_.cell_totals.size() && options_.cell_totals[options_.cell[i]] > 0));
        }
        if (!sound) {
            throw UsageError({"outage.bad_sample", {}});
        }
    }

    [[nodiscard]] bool has_cells() const { return !options_.cell.empty(); }

    /// What brings the weights to the known number of lamps of each cell.
    void weigh_cells() {
        if (!has_cells()) {
            return;
        }
        cell_weight_.assign(options_.cell_totals.size(), 0);
        for (std::size_t i = 0; i < lamps_.size(); ++i) {
            cell_weight_[options_.cell[i]] += lamps_[i].weight;
        }
        for (std::size_t k = 0; k < cell_weight_.size(); ++k) {
            cell_factor_.push_back(options_.cell_totals[k] / cell_weight_[k]);
            cell_weight_[k] = options_.cell_totals[k];
        }
        for (auto& group : groups_) {
            group.cells.resize(cell_weight_.size());
        }
    }

    /// One pass, cluster by cluster: what each has of each group and cell.
    void read() {
        std::vector<std::int32_t> at(groups_.size(), -1), cell_at(cell_weight_.size(), -1);
        std::vector<std::size_t> met;
        for (std::uint32_t c = 0; c < clusters_.count(); ++c) {
            const auto cells_before = cell_parts_.size();
            met.clear();
            for (std::size_t k = clusters_.begin[c]; k < clusters_.begin[c + 1]; ++k) {
                const auto i = clusters_.row(k);
                const auto& lamp = lamps_[i];
                double weight = lamp.weight;
                if (has_cells()) {
                    weight *= cell_factor_[options_.cell[i]];
                    add_cell(c, options_.cell[i], weight, cell_at);
                }
                if (!lamp.counts) {
                    continue;
                }
                add(c, i, groups_.size() - 1, weight, at, met);
                if (!group_.empty() && group_[i] < groups_.size() - 1) {
                    add(c, i, group_[i], weight, at, met);
                }
            }
            for (const auto number : met) {
                at[number] = -1;
            }
            for (auto k = cells_before; k < cell_parts_.size(); ++k) {
                cell_at[cell_parts_[k].cell] = -1;
            }
        }
    }

    void add(std::uint32_t cluster, std::size_t row, std::size_t number, double weight, std::vector<std::int32_t>& at,
             std::vector<std::size_t>& met) {
        auto& group = groups_[number];
        if (at[number] < 0) {
            at[number] = static_cast<std::int32_t>(group.parts.size());
            group.parts.push_back({cluster, {}});
            met.push_back(number);
        }
        const auto& lamp = lamps_[row];
        ++group.seen.of;
        group.seen.out += lamp.out ? 1 : 0;
        group.total.add(lamp, weight);
        group.parts[static_cast<std::size_t>(at[number])].weighed.add(lamp, weight);
        if (has_cells()) {
            group.cells[options_.cell[row]].add(lamp, weight);
        }
    }

    void add_cell(std::uint32_t cluster, std::uint32_t cell, double weight, std::vector<std::int32_t>& cell_at) {
        if (cell_at[cell] < 0) {
            cell_at[cell] = static_cast<std::int32_t>(cell_parts_.size());
            cell_parts_.push_back({cluster, cell, 0});
        }
        cell_parts_[static_cast<std::size_t>(cell_at[cell])].weight += weight;
    }

    /// By cluster, what its lamps are off: their cell's share, since cells are known; the share of all otherwise.
    void find_residuals(const Group& group, double share) {
        residual_.assign(clusters_.count(), 0);
        for (const auto& part : group.parts) {
            residual_[part.cluster] = (part.weighed.out - share * part.weighed.all) / group.total.all;
        }
        for (const auto& part : cell_parts_) {
            const auto& cell = group.cells[part.cell];
            const double off = (cell.out - share * cell.all) / cell_weight_[part.cell];
            residual_[part.cluster] -= part.weight * off / group.total.all;
        }
    }

    /// Clusters and strata in which the group was met: what its variance can be told from.
    void count_clusters(const Group& group, SurveyEstimate& made) const {
        made.clusters = static_cast<std::int64_t>(group.parts.size());
        auto stratum = clusters_.strata.begin();
        std::size_t counted = 0; // clusters before it are of strata that were counted
        for (const auto& part : group.parts) {
            if (part.cluster >= counted) {
                stratum = std::find_if(stratum, clusters_.strata.end(),
                                       [&part](const ClusterStratum& s) { return part.cluster < s.end; });
                counted = stratum->end;
                ++made.strata;
            }
        }
        made.degrees = made.clusters - made.strata;
    }

    double variance_of(const Group& group, SurveyEstimate& made) {
        find_residuals(group, made.share);
        const double mean_of_all =
            std::accumulate(residual_.begin(), residual_.end(), 0.0) / static_cast<double>(residual_.size());
        double variance = 0;
        for (const auto& stratum : clusters_.strata) {
            const bool lonely = stratum.end - stratum.begin == 1;
            made.lonely_strata += lonely ? 1 : 0;
            variance += variance_in(stratum, lonely, mean_of_all);
        }
        return variance;
    }

    [[nodiscard]] double variance_in(const ClusterStratum& stratum, bool lonely, double mean_of_all) const {
        const auto m = static_cast<double>(stratum.end - stratum.begin);
        double mean = 0;
        for (auto c = stratum.begin; c < stratum.end; ++c) {
            mean += residual_[c];
        }
        mean = lonely ? mean_of_all : mean / m;
        double squares = 0;
        for (auto c = stratum.begin; c < stratum.end; ++c) {
            squares += (residual_[c] - mean) * (residual_[c] - mean);
        }
        const double share =
            stratum.number < options_.sampled_share.size() ? options_.sampled_share[stratum.number] : 0;
        return (1 - share) * squares * (lonely ? 1 : m / (m - 1));
    }

    void bound(SurveyEstimate& made, double variance) const {
        const auto n = static_cast<double>(made.seen.of);
        const double p = made.share, simple = p * (1 - p) / n;
        // Sums of residuals that cancel leave rounding, not variance.
        const bool flat = !(variance > simple * 1e-12) || made.seen.out == 0 || made.seen.out == made.seen.of;
        double size = 0;
        if (flat) {
            size = options_.usual_deff ? n / std::max(*options_.usual_deff, 1.0) : static_cast<double>(made.clusters);
            made.deff = n / size;
        } else {
            made.deff = variance / simple;
            size = p * (1 - p) / variance * degrees_factor(made.degrees, n);
        }
        // Of a finite number of clusters a sample tells as much as one of n/(1 − f) out of many.
        const double most = n / (1 - sampled_share());
        made.capped = size > most;
        made.n_eff = std::clamp(size, std::min(1.0, most), most);
        made.bounds = clopper_pearson(p * made.n_eff, made.n_eff, options_.confidence);
    }

    /// Mean share of clusters drawn, by the clusters of each stratum; below 1.
    [[nodiscard]] double sampled_share() const {
        double sum = 0, all = 0;
        for (const auto& stratum : clusters_.strata) {
            const auto m = static_cast<double>(stratum.end - stratum.begin);
            all += m;
            sum += stratum.number < options_.sampled_share.size() ? m * options_.sampled_share[stratum.number] : 0;
        }
        return all > 0 ? std::min(sum / all, 0.999) : 0;
    }

    /// (t_{n−1} / t_df)²: few clusters know their own variance badly.
    [[nodiscard]] double degrees_factor(std::int64_t degrees, double n) const {
        const double tail = 0.5 + options_.confidence / 2;
        const auto df = static_cast<double>(std::max<std::int64_t>(degrees, 1));
        const double few = bm::quantile(bm::students_t(df), tail);
        const double many = n > 1 ? bm::quantile(bm::students_t(n - 1), tail) : few;
        return many * many / (few * few);
    }

    std::span<const SampledLamp> lamps_;
    std::span<const std::uint32_t> group_;
    const SurveyOptions& options_;
    std::vector<Group> groups_;
    SampleClusters clusters_;
    std::vector<double> cell_weight_, cell_factor_, residual_;
    std::vector<CellPart> cell_parts_;
};

} // namespace

std::optional<SurveyEstimate> survey_share(std::span<const SampledLamp> lamps, const SurveyOptions& options) {
    return Survey(lamps, {}, 0, options).estimate(0);
}

SurveyShares survey_shares(std::span<const SampledLamp> lamps, std::span<const std::uint32_t> group, std::size_t groups,
                           const SurveyOptions& options) {
    Survey survey(lamps, group, groups, options);
    SurveyShares made;
    made.all = survey.estimate(groups);
    for (std::size_t number = 0; number < groups; ++number) {
        made.groups.push_back(survey.estimate(number));
    }
    return made;
}

} // namespace kerb::outage
