// What tells best whether lamps are lit: a patrol's latest round, controllers, a log, or the inventory itself?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/outage/rates.hpp>

namespace kerb::scorecard {

/// The lamps of a purpose with what one source says of each.
struct LampEvidence {
    outage::LampTable table;
    std::string source; ///< `patrol`, `telemetry`, `events` or `state`
    outage::Basis basis = outage::Basis::census;
    std::vector<outage::LampState> state;
    std::vector<std::uint8_t> looked;
    std::vector<double> weight; ///< of a patrol
    std::vector<std::uint32_t> stratum, cluster;

    /// Looks into this object.
    [[nodiscard]] outage::RatesInput input() const;
};

/// The first of the sources, in the order above, that the records have; nullopt when none says anything of these lamps.
/// \param zone_kind of the level `district` \param now as of when a log is asked; absent: its latest record
/// \param issues what speaks against records that were asked, added
[[nodiscard]] std::optional<LampEvidence> lamp_evidence(const Inventory& city, const std::string& zone_kind,
                                                        bool landscape, const std::optional<Moment>& now,
                                                        std::vector<Issue>& issues);

} // namespace kerb::scorecard
