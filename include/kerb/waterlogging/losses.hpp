// What of the rain runs off: losses on the ground.
#pragma once

#include <span>
#include <vector>

#include <kerb/waterlogging/hyetograph.hpp>

namespace kerb::waterlogging {

// Each function gives, for every step of rain, the part that runs off (mm, the excess); the rest of the step's rain is
// lost, so rain = excess + loss holds in every step, and 0 ≤ excess ≤ rain. Depths are at least 0. Time O(steps).

/// A constant share ψ of the rain runs off (runoff coefficient). \throws UsageError when ψ is not within 0 … 1.
[[nodiscard]] std::vector<double> runoff_by_coefficient(std::span<const double> depth_mm, double coefficient);

/// The SCS curve-number method (NRCS, National Engineering Handbook part 630, chapter 10), in mm: S = 25400/CN − 254,
/// Ia = 0.2 S; of a cumulative rain P above Ia a depth (P − Ia)² / (P − Ia + S) has run off. The formula is for
/// cumulative depths, so each step is the difference of two of them. \param curve_number above 0, at most 100
/// \param initial_share Ia / S \throws UsageError for numbers outside of that, or a negative share.
[[nodiscard]] std::vector<double> runoff_by_curve_number(std::span<const double> depth_mm, double curve_number,
                                                         double initial_share = 0.2);

/// Infiltration capacity of a soil after Horton (1940): f = fc + (f0 − fc) e^(−k t).
struct HortonSoil {
    double initial_mm_h = 0; ///< f0, of the dry soil
    double final_mm_h = 0;   ///< fc ≤ f0
    double decay_per_h = 0;  ///< k; 0: the capacity stays at f0
};

/// Horton's method in its infiltration-capacity form: the capacity falls with the water that has entered the soil (the
/// cumulative F), not with the clock, so a light rain does not use it up. Within a step the rain is even, and the
/// moment from which water stands is found, not only looked for at the steps' ends: the result does not depend on how
/// an even rain is cut into steps (to 1e-12 of it). The capacity does not recover. \throws UsageError for a soil with a
/// negative number or fc > f0.
[[nodiscard]] std::vector<double> runoff_by_horton(const Hyetograph& rain, const HortonSoil& soil);

/// A depth that runs off everywhere alike, whatever rain brought it: the simplest load of a terrain.
class UniformRunoff {
public:
    /// \throws UsageError when the depth is negative or not finite.
    explicit UniformRunoff(double depth_mm);
    [[nodiscard]] double depth_mm() const { return depth_mm_; }
    /// Water from an area, m³.
    [[nodiscard]] double volume_m3(double area_m2) const { return depth_mm_ * 1e-3 * area_m2; }

private:
    double depth_mm_;
};

} // namespace kerb::waterlogging
