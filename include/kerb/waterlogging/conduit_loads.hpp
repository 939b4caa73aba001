// Do drains carry the water of their design storm, running full and not under pressure?
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/inventory/inventory.hpp>
#include <kerb/waterlogging/drain_rules.hpp>
#include <kerb/waterlogging/storm_curve.hpp>

namespace kerb::waterlogging {

/// What a conduit has to carry, and what it can.
struct ConduitLoad {
    double runoff_area_m2 = 0;      ///< Σ ψ F of the catchments upstream whose ψ is known
    double minutes = 0;             ///< t: the longest way of the water to the conduit's upper end
    double design_m3s = 0;          ///< Q = q(t) Σ ψ F
    std::optional<double> full_m3s; ///< of the section full, under the bed's own fall; none: size or levels not known
    bool incomplete = false;        ///< upstream is ground whose ψ is not known: the design flow is a lower bound

    /// full ≥ design. None where the record does not decide it: no level or size, or a lower bound that is carried.
    [[nodiscard]] std::optional<bool> carries() const;
};

/// The rational method (推理公式法): each catchment's ψ F enters at its outlet node and goes down the conduits; where
/// several leave a node they take shares in proportion to their full flow, or alike where that of one is 0 or not
/// known. ψ is the record's, else of the impervious share that of roofs and roads and of the rest that of green
/// (`RunoffCoefficients::builtin`); t1 the record's, else the entry time of `rules`. Travel time is L / v of the full
/// section; conduits without a fall take none, which is on the safe side. Only storm and combined drains that stand
/// today count. Steady: neither storage in pipes nor backwater is reckoned.
/// \param storm of the design return period, by duration
/// \return by position of the conduit; none for other systems, without a catchment upstream, and in or below a circle
/// \par Complexity O(nodes + conduits + catchments)
/// \par Source GB 50014, rational method for drains of small areas
[[nodiscard]] std::vector<std::optional<ConduitLoad>> conduit_loads(const Inventory& city, const StormCurve& storm,
                                                                    const DrainRules& rules = DrainRules::builtin());

} // namespace kerb::waterlogging
