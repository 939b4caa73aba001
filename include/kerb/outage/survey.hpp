// What does a sample of whole roads, drawn by strata, say of all lamps?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// A lamp of which a sample found out whether it is lit.
struct SampledLamp {
    std::uint32_t stratum = 0; ///< from 0
    std::uint32_t cluster = 0; ///< what was drawn: a road, a circuit; numbers of different strata may be the same
    double weight = 1;         ///< 1 / chance of being in the sample
    bool out = false;
    bool counts = true; ///< is it of the group that is asked for? The others tell how the sample was drawn
};

struct SurveyOptions {
    double confidence = 0.95;
    std::vector<double> sampled_share; ///< of the clusters of each stratum; empty: few of many
    /// Design effect of past rounds, for a round in which nothing (or everything) is out; without one each cluster
    /// counts as one lamp, the least that it can tell.
    std::optional<double> usual_deff;
    /// By lamp: a cell (road class, say) whose number of lamps is known, `cell_totals`; empty: not known. Weights are
    /// brought to these numbers.
    std::vector<std::uint32_t> cell;
    std::vector<double> cell_totals;
};

struct SurveyEstimate {
    Count seen;       ///< unweighted
    double share = 0; ///< Σ w·out / Σ w
    double standard_error = 0;
    double deff = 1;                       ///< variance over that of as many lamps picked singly, p(1 − p)/n
    double n_eff = 0;                      ///< what the interval was made of
    std::int64_t clusters = 0, strata = 0; ///< in which lamps that count were seen
    std::int64_t degrees = 0;              ///< of freedom: clusters − strata
    std::int64_t lonely_strata = 0;        ///< with one cluster: centred at the mean of all, which is on the safe side
    bool capped = false;                   ///< n_eff would have passed what the lamps seen can tell
    Interval bounds;                       ///< Korn & Graubard 1998
};

/// Ratio estimator with Taylor's linearised variance over clusters within strata (Särndal, Swensson & Wretman 1992;
/// Lumley 2004): e_i = w_i (out_i − p)/Σw, V = Σ_h (1 − f_h) m_h/(m_h − 1) Σ (e_hi − ē_h)². The interval is
/// Clopper–Pearson's of n_eff = p(1 − p)/V lamps times (t_{n−1}/t_df)², not more than were seen (over 1 − f where the
/// share f of clusters drawn is known); where nothing or all is out, or V is 0, of the lamps over the usual design
/// effect, or of the clusters. It is never empty, never without width and never NaN. None when no lamp counts. \pre
/// weights > 0; with cells, a number for each and no total 0 where lamps are \throws UsageError otherwise \par
/// Complexity O(n + clusters log clusters)
[[nodiscard]] std::optional<SurveyEstimate> survey_share(std::span<const SampledLamp> lamps,
                                                         const SurveyOptions& options = {});

/// What `survey_shares` says: of all lamps that count, and of each group of them.
struct SurveyShares {
    std::optional<SurveyEstimate> all;
    std::vector<std::optional<SurveyEstimate>> groups; ///< by number
};

/// `survey_share` of all and of many groups in one pass: to the last bit what it would say of each with `counts` set
/// for that group alone. \param group of each lamp; a lamp whose number is `groups` or more is in none of them
/// \pre as for `survey_share`; a group for each lamp \throws UsageError otherwise
/// \par Complexity O(n + clusters × groups) when rows of a cluster stand together; else the clusters are looked up
[[nodiscard]] SurveyShares survey_shares(std::span<const SampledLamp> lamps, std::span<const std::uint32_t> group,
                                         std::size_t groups, const SurveyOptions& options = {});

} // namespace kerb::outage
