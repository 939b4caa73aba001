// How light is the carriageway between one lamp and the next?
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/lighting_classes.hpp>
#include <kerb/coverage/photometry.hpp>
#include <kerb/coverage/r_table.hpp>
#include <kerb/coverage/spacing.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

inline constexpr std::uint32_t no_table = std::numeric_limits<std::uint32_t>::max();

/// A pole with its heads. The first looks over the road, square to its line; the others are spread evenly around the
/// pole, so the second of two looks away. A pole on the line itself (within 1 µm) looks to the left first.
struct RoadLamp {
    Point pole;
    double height_m = std::numeric_limits<double>::quiet_NaN(); ///< of the light above the road; NaN: not known
    double arm_m = 0;                                           ///< from the pole to the light
    double tilt_deg = 0;                                        ///< of the arm upwards
    std::uint32_t heads = 1;                                    ///< 1 … 16
    std::uint32_t photometry = no_table;                        ///< of each head; no_table: not known
    bool out = false;                                           ///< dark tonight
    friend bool operator==(const RoadLamp&, const RoadLamp&) = default;
};

/// Roads and lamps as plain spans, in metres of one plane. Nothing is copied; keep it alive. Spans of lines may be
/// empty.
struct RoadLightingInput {
    const Lines* lines = nullptr;             ///< centrelines
    std::span<const double> width_m;          ///< of the carriageway, kerb to kerb; NaN: not known
    std::span<const std::uint32_t> lanes;     ///< of the carriageway; 0: not known, then width / 4 m, rounded up
    std::span<const std::uint8_t> one_way;    ///< all lanes run along the line
    std::span<const std::uint32_t> line_rank; ///< order of preference on ties (that of the keys); empty: position
    std::span<const double> line_scale;       ///< local scale factor: plane / ground; empty: 1
    std::span<const RoadLamp> lamps;
    std::span<const Photometry> photometries;
    const RTable* r_table = nullptr; ///< none: no luminance
};

struct RoadLightingOptions {
    Metres within = Metres{30};     ///< a lamp farther from every line lights no road of its own; closed
    double maintenance = 0.8;       ///< factor of all light but that of the threshold increment
    bool left_hand_traffic = false; ///< where two-way roads have their forward lanes
    bool keep_grid = false;         ///< give the points as well
    Threads threads = Threads{1};
};

enum class SectionState : std::uint8_t { measured, no_photometry, no_height, no_width };

/// From a lamp of a road to the next of the same row.
struct RoadSection {
    std::uint32_t line = 0;
    double from_m = 0, to_m = 0; ///< chainage
    SectionState state = SectionState::measured;
    std::uint32_t lanes = 0;
    std::uint32_t along = 0, across = 0; ///< points of the grid
    std::uint32_t lamps = 0, out = 0; ///< of the line that stand on the section, its ends included; those dark tonight
    /// Lamps of other sections that would reach this one, but of which photometry or height is not known: with any, the
    /// figures tell less light than there is.
    std::uint32_t unknown_near = 0;
    LightFigures all;     ///< with every lamp lit; empty unless measured
    LightFigures tonight; ///< without those that are out
    [[nodiscard]] double length_m() const { return to_m - from_m; }
    friend bool operator==(const RoadSection&, const RoadSection&) = default;
};

struct GridPoint {
    std::uint32_t section = 0;
    Point position;
    double all_lx = 0, tonight_lx = 0;
    friend bool operator==(const GridPoint&, const GridPoint&) = default;
};

struct RoadLighting {
    std::vector<RoadSection> sections; ///< by line, then by chainage
    std::vector<GridPoint> grid;       ///< by section, then along, then from left to right
    std::vector<AssetPlace> places;    ///< of each lamp
    std::int64_t unplaced = 0;   ///< lamps with no line near: it is not known which way they look, so they are left out
    std::int64_t bare_lines = 0; ///< lines without a section
    double bare_m = 0;           ///< length of lines that no section covers: ends, and lines without two lamps
    double section_m = 0;        ///< length of all sections
};

/// The calculation field of EN 13201-3 on each section: points every D = S / n, n = 10 up to 30 m, else the least for
/// D ≤ 3 m, the first at D / 2; across three to a lane (five and more, odd, where that would leave more than 1.5 m).
/// The row of a section is that side of the line on which most lamps stand (left before right before the line itself);
/// no section reaches over parts of a line that do not touch. A point is lit by every luminaire within 5 heights,
/// whatever its road. A section is not measured where the width, or the photometry or height of a lamp that stands on
/// it, is not known; others without them give no light.
///
/// Luminance: L = Σ I r MF / h² of the luminaires that the r-table reaches (12 heights); an observer in the middle of
/// each lane, 60 m before the section on its tangent, who looks along the lane's traffic; L_av, U_o of all points and
/// U_l of the lane's middle, each the least of all observers. TI = 65 L_v / L_av^0.8 (L_av > 5: 95 L_v / L_av^1.05) of
/// new lamps, L_v = 10 Σ E / θ² (1.5° < θ ≤ 60°) of the lamps of the same road ahead, up to 500 m, below the screen of
/// 20°, the eye 1.5 m high; the largest over observers that go D by D from 2.75 (H − 1.5) before the section. The
/// standard is written for straight roads; here the grid follows the line.
///
/// Same bytes for any number of threads and order of lamps. \throws UsageError when spans do not fit each other or a
/// number is none; Cancelled \par Complexity O(points · lamps near) \par Source EN 13201-3:2003 and 2015, CIE 140,
/// CIE 144
[[nodiscard]] RoadLighting road_lighting(const RoadLightingInput& input, const RoadLightingOptions& options,
                                         const Progress& progress = {});

} // namespace kerb::coverage
