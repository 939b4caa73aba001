// What are the indicators of a profile in this city?
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include <kerb/base/moment.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/scorecard/measured.hpp>
#include <kerb/scorecard/profile.hpp>

namespace kerb::scorecard {

/// What is known beside the inventory. Absent parts make the indicators that need them say so.
struct MeasureInput {
    const Inventory* city = nullptr;
    std::optional<Moment> now; ///< as of when cases, repairs and promises are judged; absent: the latest record's time
    /// Depth of water at places, in metres, of the storm that the roads are held against; absent: no terrain.
    std::function<std::optional<double>(Point)> water_depth_m;
    /// Whether a conduit (its position) carries the storm of so many years; absent: not computed.
    std::function<std::optional<bool>(std::uint32_t, double)> conduit_carries;
    /// Whether a road (its position) has the light that its class asks for by a standard, where known.
    std::function<std::optional<bool>(std::uint32_t, const std::string&)> road_light_met;
};

struct MeasureOptions {
    Threads threads = Threads{0};
    bool strict = false; ///< refuse thresholds that are unverified
};

/// Every indicator of the profile, in its order, for all zones of the first of the profile's kinds that there is; what
/// several zones claim counts for the one whose key comes first, so zones add up. An indicator that cannot be computed
/// says which layer, field or record is missing. The same for any number of threads. \throws UsageError where `strict`
/// is broken; Cancelled. \par Complexity that of each indicator's operator
[[nodiscard]] MeasuredCity measure(const Profile& profile, const MeasureInput& input,
                                   const MeasureOptions& options = {}, const Progress& progress = {});

} // namespace kerb::scorecard
