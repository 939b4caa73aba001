// What have the dark lamps of a cluster in common that other lamps have not?
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <kerb/outage/faults.hpp>
#include <kerb/outage/interval.hpp>
#include <kerb/outage/lamp_table.hpp>

namespace kerb::outage {

/// What lamps may share, the nearest to the fault first.
enum class CauseKind : std::uint8_t { circuit, cabinet, feeder, phase, install_year, type };
inline constexpr std::size_t cause_kind_count = 6;
inline constexpr std::array<const char*, cause_kind_count> cause_codes = {"circuit", "cabinet",      "feeder",
                                                                          "phase",   "install_year", "type"};

/// What each lamp could share, as groups by kind. Feeder: the field `feeder`, `feederID`, `feeder_id` or `馈线` that
/// the record of the lamp's pole, circuit or cabinet has besides those of its class. Phase: the one of its circuit, in
/// its cabinet (`K-07/A`), where it has one alone. Year: in which its head was built, else its pole.
struct LampTraits {
    std::array<Grouping, cause_kind_count> by; ///< by CauseKind
    [[nodiscard]] const Grouping& groups(CauseKind kind) const { return by[static_cast<std::size_t>(kind)]; }
};
/// \par Complexity O(n log n)
[[nodiscard]] LampTraits traits_of(const Inventory& city, const LampTable& table);

/// A trait that the dark lamps of a cluster share.
struct SharedCause {
    CauseKind kind = CauseKind::circuit;
    std::uint32_t group = 0; ///< of the kind
    Count dark;              ///< so many of the dark lamps inside share it
    Count lit_inside;        ///< and so many of those inside that are lit
    Count rest;              ///< of the known lamps outside
    double p = 1;            ///< P(so many of the dark ones share it | share of the rest), exact binomial
    friend bool operator==(const SharedCause&, const SharedCause&) = default;
};

struct CauseOptions {
    double least_share = 0.80; ///< of the dark lamps inside
    double most_p = 0.05;      ///< a share that is more than the rest's by chance alone is no cause
    std::int64_t least_dark = 3;
    CauseKind first = CauseKind::circuit; ///< kinds before it are shared anyway, and passed over
};

/// Of each kind the group that most of the dark lamps inside share (the first of equal ones), when at least
/// `least_share` of them do, which is more than in the rest by more than chance. The rarest in the rest comes first,
/// then by kind. A hint for the crew: it is no proof. \param state `unknown` of lamps that do not count
/// \param inside rows of the cluster \pre one state for each row \throws UsageError otherwise
/// \par Complexity O(lamps × kinds)
[[nodiscard]] std::vector<SharedCause> shared_causes(const LampTraits& traits, std::span<const LampState> state,
                                                     std::span<const std::uint32_t> inside,
                                                     const CauseOptions& options = {});

} // namespace kerb::outage
