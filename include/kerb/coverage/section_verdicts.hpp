// Which sections of road have the light that their class asks for, and which are darker tonight than they may be?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/coverage/lighting_classes.hpp>
#include <kerb/coverage/road_lighting.hpp>

namespace kerb::coverage {

struct SectionVerdict {
    const LightingClass* wanted = nullptr; ///< of its road; none: its road has no class that asks for light
    ClassVerdict all, tonight;             ///< with every lamp lit, and without those that are out
};

/// Sections of one lighting class, or of all.
struct LightTally {
    std::int64_t sections = 0; ///< that have a class
    std::int64_t judged = 0;   ///< of those: measured
    std::int64_t met = 0, met_all_lit = 0;
    std::int64_t fallen = 0; ///< met with every lamp lit, and not tonight
    double judged_m = 0, met_m = 0, fallen_m = 0;
    /// met / judged
    [[nodiscard]] std::optional<double> share() const;
    friend bool operator==(const LightTally&, const LightTally&) = default;
};

struct LightingVerdicts {
    std::vector<SectionVerdict> sections; ///< of each section
    LightTally all;
    std::vector<LightTally> classes; ///< of each class of the profile
    std::int64_t no_class = 0;       ///< measured sections whose road has none
    std::int64_t comparable = 0;     ///< judged by the comparable class by illuminance
    /// All sections, the worst first: those that miss their class, by the largest share of a limit that is missing (on
    /// a tie by the sum of such shares, then the lower number), then those that meet it, then those that were not
    /// judged.
    std::vector<std::uint32_t> worst_first;
};

/// \param of_line lighting class of each line, nullptr where it has none; they point into `profile`, as the result does
[[nodiscard]] LightingVerdicts judge_sections(const RoadLighting& lighting, const LightingProfile& profile,
                                              std::span<const LightingClass* const> of_line);

} // namespace kerb::coverage
