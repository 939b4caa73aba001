// Choices made one after the other, and what can be taken back of them.
#pragma once

#include "siting_core.hpp"

namespace kerb::coverage::detail {

/// How often each demand is served by what is chosen.
class Coverage {
public:
    explicit Coverage(const SitingCore& core) : core_(core), times_(core.demands()), excluded_(core.sites()) {}
    void add(std::uint32_t site);
    void remove(std::uint32_t site);
    [[nodiscard]] std::int64_t served() const { return served_; }
    [[nodiscard]] bool open(std::uint32_t demand) const { return times_[demand] == 0; }
    /// Is it too close to a chosen one?
    [[nodiscard]] bool excluded(std::uint32_t site) const { return excluded_[site] > 0; }
    /// What only this site, which is chosen, serves.
    [[nodiscard]] std::int64_t alone(std::uint32_t site) const;

private:
    const SitingCore& core_;
    std::vector<std::uint32_t> times_, excluded_;
    std::int64_t served_ = 0;
};

/// What is looked for first: most score for its cost, or most score.
enum class GreedyBy : std::uint8_t { ratio, score };

/// Takes the best site, again and again, until the need is served or nothing more may be chosen or adds anything.
/// \param score of each demand, ≥ 0; empty: its weight, of which no more counts than is still needed.
[[nodiscard]] Choice greedy(const SitingCore& core, const SitingLimits& limits, GreedyBy by,
                            std::span<const double> score = {});

/// Takes sites back, the last chosen first, as long as the need is served without them.
void take_back(const SitingCore& core, const SitingLimits& limits, Choice& choice);

/// Puts the sites into the order of what each adds to those before it; of equal ones the lower number.
void order_by_gain(const SitingCore& core, Choice& choice);

/// Of each chosen site in order, what it adds.
[[nodiscard]] std::vector<std::int64_t> gains(const SitingCore& core, const Choice& choice);

/// Does the first serve a need for less, or the same need for as much, serving more?
[[nodiscard]] inline bool cheaper(const Choice& a, const Choice& b) {
    return a.cost != b.cost ? a.cost < b.cost : a.serves > b.serves;
}
[[nodiscard]] inline bool serves_more(const Choice& a, const Choice& b) {
    return a.serves != b.serves ? a.serves > b.serves : a.cost < b.cost;
}

} // namespace kerb::coverage::detail
