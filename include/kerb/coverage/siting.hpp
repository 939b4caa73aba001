// Where should new assets stand: the fewest for a target, or the best few?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>

namespace kerb::coverage {

/// Two sites that may not both be chosen.
struct SitePair {
    std::uint32_t a = 0, b = 0;
    friend bool operator==(const SitePair&, const SitePair&) = default;
    friend bool operator<(const SitePair& x, const SitePair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; }
};

/// Demands, sites, and which site serves which demands, as plain spans. Nothing is copied; keep it alive.
struct SitingProblem {
    std::span<const double> weight;         ///< of each demand: metres, people; ≥ 0
    std::span<const std::size_t> begin;     ///< site s serves served[begin[s]] … served[begin[s + 1] − 1]
    std::span<const std::uint32_t> served;  ///< numbers of demands
    std::span<const double> cost;           ///< of each site, > 0; empty: 1 each
    std::span<const std::uint8_t> existing; ///< 1: the site stands already, costs nothing and stays; empty: none does
    std::span<const SitePair> too_close;    ///< with an existing one the other cannot be chosen
};

/// Either `share`, or `count` or `budget` or both.
struct SitingGoal {
    /// At least cost (the number of sites where none costs) this share of all weight is to be served, 0 … 1.
    std::optional<double> share;
    std::optional<std::size_t> count; ///< as much weight as so many new sites can serve
    std::optional<double> budget;     ///< as much weight as new sites of this cost together can serve
};

struct SitingOptions {
    int iterations = 400;  ///< of the subgradient method that finds the bound
    bool exact = true;     ///< may the integer program be solved, where it is small enough and a solver is built in?
    int node_limit = 2000; ///< of the branch and bound; for large programs fewer, by their size; 0: none is begun
    std::size_t exact_entries = 40'000; ///< the most pairs of site and demand, once reduced, that it is tried for
    Threads threads = Threads{1};
};

/// How the answer was found.
enum class SitingMethod : std::uint8_t {
    none,             ///< nothing to choose: no site adds anything, or nothing more is wanted
    greedy,           ///< greedy choices, with a Lagrangian bound
    branch_and_bound, ///< the integer program
    line              ///< from one end of a line to the other
};

/// One new site, in the order of what each adds.
struct SitingStep {
    std::uint32_t site = 0;
    double adds = 0;   ///< weight that those before do not serve
    double served = 0; ///< weight served with it, existing sites included
    double cost = 0;   ///< of the new sites up to this one
    friend bool operator==(const SitingStep&, const SitingStep&) = default;
};

struct SitingResult {
    double total = 0;     ///< all weight
    double before = 0;    ///< served by existing sites
    double reachable = 0; ///< with all sites together, those too close to each other included: no choice serves more
    std::vector<SitingStep> steps; ///< the curve of weight served against number, from `before` on
    std::size_t candidates = 0;    ///< sites that may be chosen
    std::size_t blocked = 0;       ///< sites too close to an existing one
    bool reached = true;           ///< does it serve the share asked for?
    /// For a share: what any choice costs at least that serves it (or, where it cannot be served, what is reachable).
    /// Else: the most weight that any choice serves, existing sites included.
    double bound = 0;
    bool proven = false; ///< no choice is better
    SitingMethod method = SitingMethod::none;

    [[nodiscard]] double served() const { return steps.empty() ? before : steps.back().served; }
    [[nodiscard]] double cost() const { return steps.empty() ? 0 : steps.back().cost; }
    /// Of all weight; nullopt when there is none.
    [[nodiscard]] std::optional<double> share_of(double weight) const;
};

/// Partial set cover (least cost for a share) and maximal covering (most weight for a number or a budget). Demands
/// served by the same sites are merged, sites that another one dominates are left out. Then: lazy greedy choices (the
/// site with most weight per cost; of equal ones the one that serves more, then the lower number); a bound from the
/// Lagrangian relaxation of "who is served has a site", by a fixed number of subgradient steps, whose multipliers guide
/// further greedy choices; and, where that leaves a gap and the rest is small, the integer program by branch and bound,
/// stopped by a number of nodes and never by time. A choice that is proven is optimal within 1e-9 of the weight.
///
/// Weights are whole numbers of 2⁻ᵏ, where k keeps their sum below 2⁵²; a share is served when 1 − 1e-12 of it is. So
/// the same bytes for any number of threads and any order of demands. Of a share that cannot be served at all, as much
/// as can be is served, and `reached` is false. \throws UsageError when spans do not fit each other, a weight, cost or
/// goal is no number ≥ 0 (a cost: > 0) or the goal asks for both or neither; Cancelled. \par Guarantee Without
/// spacing greedy choices serve at least 1 − 1/e of the most that any `count` of sites of the same cost can
/// (Nemhauser, Wolsey & Fisher 1978), and cost at most H(n) times the least (Wolsey 1982; Slavík 1997 for shares).
/// \par Complexity O(E log E) for E pairs of site and demand, and O(E) for each iteration. Memory about 24 B per pair.
/// \par Source Church & ReVelle 1974 (maximal covering); Leskovec et al. 2007 (lazy evaluation); Held, Wolfe & Crowder
/// 1974 and Camerini, Fratta & Maffioli 1975 (subgradients); Caprara, Fischetti & Toth 1999 (set covering).
[[nodiscard]] SitingResult solve_siting(const SitingProblem& problem, const SitingGoal& goal,
                                        const SitingOptions& options = {}, const Progress& progress = {});

/// Name and version of the solver that is built in, `CBC 2.10.8`; empty when there is none, and then no integer program
/// is solved.
[[nodiscard]] std::string siting_solver();

} // namespace kerb::coverage
