// Which circuits have more lamps out than others on such roads would lead to expect?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/outage/faults.hpp>
#include <kerb/outage/interval.hpp>
#include <kerb/outage/lamp_table.hpp>

namespace kerb::outage {

/// A circuit against its class of road.
struct CircuitTest {
    std::uint32_t circuit = 0; ///< of the level `circuit`
    std::uint32_t road_class =
        no_group;           ///< of most of its known lamps; of equal ones the first; `no_group`: none known
    std::int64_t lamps = 0; ///< that it has
    Count seen;             ///< of the known ones
    double expected = 0;    ///< lamps out at the rate of the class
    double p = 1;           ///< P(at least so many out | rate of the class), exact binomial
    double q = 1;           ///< Benjamini & Hochberg 1995, among all circuits tested
    friend bool operator==(const CircuitTest&, const CircuitTest&) = default;
};

/// Every circuit that is not dead and of which a lamp is known, by number. The rate of a class is that of the known
/// lamps of all its circuits tested, the circuit itself among them, which is on the safe side.
/// \param state by row of the table; what nobody looked at is `unknown` \param dead by circuit, not tested
/// \pre one state for each row, one flag for each circuit \throws UsageError otherwise
/// \par Complexity O(lamps + circuits log circuits)
[[nodiscard]] std::vector<CircuitTest> test_circuits(const LampTable& table, std::span<const LampState> state,
                                                     std::span<const std::uint8_t> dead);

} // namespace kerb::outage
