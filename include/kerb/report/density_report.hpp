// The result of kerb::coverage::density as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kerb/coverage/density.hpp>

namespace kerb::report {

/// Names for the numbers in a result, and what was given to be measured: figures of the rest are null.
struct DensityLabels {
    std::function<std::string(std::uint32_t zone)> zone;
    std::function<std::string(std::uint32_t group)> group;
    bool lines = false, points = false, areas = false;
    std::optional<std::int64_t> halved; ///< lines of carriageway pairs, each counted half; nullopt: all counted whole
};

/// Every figure of a zone under its name, in the order of documents and tables; nullopt where there is none.
using DensityFigures = std::vector<std::pair<const char*, std::optional<double>>>;
[[nodiscard]] DensityFigures density_figures(const coverage::Density& density, const DensityLabels& labels);
/// Figures of the whole: sums of all that was given; rates by ground and people are those of what lies in the zones.
[[nodiscard]] DensityFigures density_total(const coverage::DensityResult& result, const DensityLabels& labels);

/// `{"total","inside","outside","halved_lines","classes":[{"id","length_m"}],
/// "zones":[{"id",figures…,"classes":[{"id","length_m","km_per_km2"}]}]}`; figures are `length_m`, `count`,
/// `assets_m2`, `area_m2`, `overlapped_m2`, `overlapped_m`, `population`, and the rates made of them. \par Complexity
/// O(zones × classes)
[[nodiscard]] std::string density_json(const coverage::DensityResult& result, const DensityLabels& labels);

/// A row for the whole, what lies in and outside of zones, each zone, and each class: `level,id,figures…`.
[[nodiscard]] std::string density_csv(const coverage::DensityResult& result, const DensityLabels& labels);

} // namespace kerb::report
