// Which records tell whether lamps are lit: a patrol, controllers, a log, requests, or the inventory itself.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/rates.hpp>
#include <kerb/outage/telemetry.hpp>

#include "outage.hpp"

namespace kerb::tools {

struct EvidenceOptions {
    std::string from = "auto", round, at;
    std::string at_option = {}; ///< that sets `at`, for advice; none where nobody can
};
void add_evidence_options(Command command, Session& session, EvidenceOptions& options);

/// The state of each lamp by one source, and how it came to be known.
struct Evidence {
    std::string source; ///< `patrol`, `telemetry`, `events`, `tickets` or `state`
    outage::Basis basis = outage::Basis::census;
    std::vector<outage::LampState> state;
    std::vector<std::uint8_t> looked;
    std::optional<outage::Sightings> sightings; ///< of a patrol
    std::vector<std::uint32_t> cluster;         ///< of a patrol that names clusters, by row of the table
    std::optional<Moment> at;
    std::optional<outage::Telemetry> heard;  ///< at the same moment, where controllers speak
    std::vector<std::uint8_t> dead_circuits; ///< by circuit, of those without current; empty: no current is known
    std::vector<Issue> issues;

    /// For the estimator; looks into the evidence and the table.
    [[nodiscard]] outage::RatesInput rates_input(const outage::LampTable& table) const;
    [[nodiscard]] std::string as_of() const { return at ? to_text(*at) : std::string(); }
};

/// Do the records say of any lamp that counts whether it is lit?
[[nodiscard]] bool has_evidence(const OutageInput& input);
/// The source that was asked for, else the first that the records have, in the order above.
/// \throws UsageError when the records have none, or no such round
[[nodiscard]] Evidence evidence_of(const OutageInput& input, const EvidenceOptions& options);

} // namespace kerb::tools
