// Cases dealt out anew, replica by replica.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scan_ratio.hpp"

namespace kerb::outage {

/// Which stream a pass draws from.
struct Draws {
    std::uint64_t seed = 1;
    std::uint32_t pass = 0;
};

/// The places of cases of one data set, ascending; a place with k cases is there k times.
using CasePlaces = std::vector<std::uint32_t>;

/// How cases may be dealt. Whole numbers only, so the same on every machine.
class Dealer {
public:
    /// \param sizes population of each place \pre as for LikelihoodRatio
    Dealer(ScanModel model, std::span<const Quanta> sizes, std::int64_t cases, Draws draws);

    [[nodiscard]] CasePlaces deal(std::uint32_t replica) const;

private:
    [[nodiscard]] CasePlaces choose(std::uint32_t replica) const;
    [[nodiscard]] CasePlaces spread(std::uint32_t replica) const;
    [[nodiscard]] std::size_t place_of(Quanta at) const;

    ScanModel model_;
    std::uint32_t places_, cases_;
    Draws draws_;
    std::vector<Quanta> ends_;         ///< Poisson: running total of the sizes
    std::vector<std::uint32_t> guide_; ///< first place that may hold a quantum, by its high bits
    unsigned bits_ = 0, shift_ = 0;
};

} // namespace kerb::outage
