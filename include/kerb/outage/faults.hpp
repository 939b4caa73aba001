// Three lists for three crews: whole circuits, runs along a cable, single lamps.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// What was seen of a lamp. Silence of a controller is `unknown`: neither light nor its absence.
enum class LampState : std::uint8_t { unknown, lit, out };

/// A lamp in its circuit.
struct LampSeen {
    static constexpr std::uint32_t no_circuit = 0xffffffffU;
    std::uint32_t circuit = no_circuit; ///< from 0
    double along = 0;                   ///< its place along the circuit: order is all that counts
    LampState state = LampState::unknown;
};

struct FaultOptions {
    std::int64_t least_circuit = 4; ///< known lamps of a circuit that is called dead when all are out
    double chance = 0.05;           ///< expected number of runs in all circuits that chance alone makes as long
};

/// A circuit of which every known lamp is out.
struct DeadCircuit {
    std::uint32_t circuit = 0;
    std::int64_t out = 0, unknown = 0;
    friend bool operator==(const DeadCircuit&, const DeadCircuit&) = default;
};

/// Neighbours along a circuit that are all out; unknown ones between them are passed over.
struct FaultRun {
    std::uint32_t circuit = 0;
    std::vector<std::uint32_t> lamps; ///< positions of the ones that are out, in their order
    friend bool operator==(const FaultRun&, const FaultRun&) = default;
};

struct Faults {
    std::vector<DeadCircuit> circuits;   ///< by number
    std::vector<FaultRun> runs;          ///< by circuit, then along it
    std::vector<std::uint32_t> sporadic; ///< the other lamps that are out, ascending
    std::int64_t least_run = 0;          ///< lamps in a row from which on a run is no chance; 0: no run could be told
    Count rest;                          ///< of the known lamps outside of dead circuits
};

/// Dead circuits first: they need no test. Of what is left, with M known lamps in circuits and a share p of them out, a
/// run of r is expected M p^r (1 − p) times by chance alone (each run ends at a lamp that is lit); the shortest r that
/// is expected less than `chance` times makes a run. Runs are counted with the share that they themselves raise, which
/// is on the safe side. Lamps without a circuit are never in one. Ties in place go by position.
/// \pre circuits are numbered below `circuits` \par Complexity O(n log n)
[[nodiscard]] Faults split_faults(std::span<const LampSeen> lamps, std::size_t circuits,
                                  const FaultOptions& options = {});

} // namespace kerb::outage
