// To which zone does a stretch that crosses borders belong?
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include <kerb/coverage/zones.hpp>

namespace kerb::coverage {

/// Below this a gap is rounding: it is not listed.
inline constexpr double rounding_m = 1e-6;

/// Lengths by zone. Buffers are reused.
class ZoneShares {
public:
    void clear() { shares_.clear(); }
    void add(std::uint32_t zone, double length) {
        const auto same = [&](const auto& share) { return share.first == zone; };
        auto found = std::find_if(shares_.begin(), shares_.end(), same);
        if (found == shares_.end()) {
            found = shares_.insert(found, {zone, 0.0});
        }
        found->second += length;
    }
    /// The zone of the longest share. Shares that differ by less than rounding tie: the lowest rank then. Outside of
    /// all zones competes too, behind every zone.
    [[nodiscard]] std::uint32_t longest(const ZoneMap& zones) const {
        double most = 0;
        for (const auto& share : shares_) {
            most = std::max(most, share.second);
        }
        const auto rank = [&](std::uint32_t zone) {
            return zone == no_zone ? std::uint64_t{1} << 32U : std::uint64_t{zones.rank_of(zone)};
        };
        auto best = no_zone;
        for (const auto& [zone, length] : shares_) {
            if (length >= most - rounding_m && rank(zone) < rank(best)) {
                best = zone;
            }
        }
        return best;
    }

private:
    std::vector<std::pair<std::uint32_t, double>> shares_;
};

} // namespace kerb::coverage
