// What controllers last said before a moment; silence is neither light nor its absence.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/outage/faults.hpp>
#include <kerb/outage/lamp_index.hpp>
#include <kerb/outage/sun.hpp>

namespace kerb::outage {

/// The current of a circuit beside its reference with every lamp on.
struct CircuitCurrent {
    std::uint32_t circuit = 0; ///< group of the table
    std::int64_t lamps = 0;
    std::optional<double> current_a, reference_a;
    bool silent = false; ///< it has a controller that did not speak in time
    /// min(1, I / I_ref); none when silent or without a reference. A share of the power, not a count of lamps.
    [[nodiscard]] std::optional<double> lit_share() const;
    friend bool operator==(const CircuitCurrent&, const CircuitCurrent&) = default;
};

struct Telemetry {
    std::vector<LampState> state;             ///< by row of the table, of lamps with a controller of their own
    std::vector<std::uint8_t> heard;          ///< has a controller of its own, silent or not
    std::vector<CircuitCurrent> currents;     ///< by circuit
    std::int64_t silent = 0;                  ///< lamps whose controller did not speak in time
    std::vector<std::uint32_t> dead_circuits; ///< groups whose current is at most 5 % of its reference
    /// Readings that were not used, by thing and reason: `reading.no_lamp`, `reading.no_time`, `reading.bad_value`
    /// (none, not finite, or below 0), `reading.no_unit` (of a current that is in no amperes),
    /// `reading.other_quantity`.
    std::vector<Issue> issues;
};

/// Where the lamps of a city stand (the middle of their box), and its clock: its longitude to the next 15 degrees. None
/// without lamps, or where they stand in a plane that lies nowhere. \par Complexity O(lamps)
[[nodiscard]] std::optional<SunPlace> place_of(const Inventory& city);

/// Readings of lamps (`on`, `state`, `power`, `current` in any case, or 开关, 状态, 功率, 电流: lit above 0) and of
/// circuits
/// (`current` in A, mA or kA): of each the last one
/// at or before `at` and not older than `silence_s`; of one time the lowest. A reading taken while the sun is up (by
/// its own offset, else the clock of place_of()) tells nothing but is no silence. A pole of several heads is out when
/// one of them is, lit when one is lit and none out. The order of the readings does not matter. \par Complexity
/// O(readings log things)
[[nodiscard]] Telemetry telemetry_at(const Inventory& city, const LampTable& table, const LampIndex& index,
                                     const Moment& at, std::int64_t silence_s = 86400);

} // namespace kerb::outage
