// The result of kerb::coverage::within_reach as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/base/units.hpp>
#include <kerb/coverage/size_bands.hpp>
#include <kerb/coverage/within_reach.hpp>

namespace kerb::report {

/// Names for the numbers in a result; a function that is absent gives null.
struct AreaLabels {
    std::function<std::string(std::uint32_t zone)> zone;
    std::function<std::string(std::uint32_t land_class)> land_class;
};

/// What the result was made of, as far as the report tells it again.
struct AreaAsked {
    std::optional<Metres> within;                       ///< nullopt: by size
    std::span<const coverage::SizeBand> bands;          ///< empty: one reach for all
    coverage::Stroke stroke;                            ///< of the gaps
    bool zones = true;                                  ///< false: what was measured is one area without a name
    std::span<const coverage::CoveredArea> class_areas; ///< per class of land
};

/// The largest gap of the whole and of each zone; 0 where everything is covered, nullopt where there is no ground.
[[nodiscard]] std::optional<double> largest_gap_m2(const coverage::WithinReachResult& result);
[[nodiscard]] std::vector<std::optional<double>> largest_gaps_m2(const coverage::WithinReachResult& result);

/// \code{.json}
/// {"within_m","bands":[{"from_m2","reach_m"}],"total_m2","covered_m2","share","gap_count","largest_gap_m2",
///  "zones":[{"id","total_m2","covered_m2","share","largest_gap_m2","stroked"}],
///  "classes":[{"id","total_m2","covered_m2","share"}],"drawn":{"sagitta_m","side"},
///  "gaps":[{"zone","area_m2","x","y"}]}
/// \endcode
/// `stroked` zones were measured the second way. \param top at most so many gaps (0: all); `gap_count` counts all.
/// \par Complexity O(zones + gaps)
[[nodiscard]] std::string area_json(const coverage::WithinReachResult& result, const AreaAsked& asked,
                                    const AreaLabels& labels, std::size_t top = 0);

/// A row for the whole, each zone and each class of land: `level,id,total_m2,covered_m2,share,largest_gap_m2`.
[[nodiscard]] std::string area_csv(const coverage::WithinReachResult& result, const AreaAsked& asked,
                                   const AreaLabels& labels);

} // namespace kerb::report
