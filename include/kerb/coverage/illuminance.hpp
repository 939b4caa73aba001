// How light is it here, under these lamps?
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/coverage/photometry.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// A luminaire where it hangs.
struct PlacedLuminaire {
    Point position;               ///< of the centre of its light, seen from above
    double height_m = 0;          ///< above the road
    Point over = {0, 1};          ///< which way its C90 looks: from the pole to the road; a unit vector
    double tilt_deg = 0;          ///< of the arm: lifts the side of C90
    std::uint32_t photometry = 0; ///< number of its table
    double factor = 1;            ///< of the intensities: maintenance, dimming
    friend bool operator==(const PlacedLuminaire&, const PlacedLuminaire&) = default;
};

/// A luminaire lights points as far as this many mounting heights (EN 13201-3, CIE 140: 5 H); closed.
inline constexpr double reach_in_heights = 5;

/// The light of many luminaires on level ground, point by point: E = Σ I(C, γ) · cos³ε · factor / h² (EN 13201-3). No
/// shadows, no light from elsewhere. Read-only, thread-safe; the photometries are not copied.
class LightField {
public:
    /// \throws UsageError when a table, a number of a photometry, a place or a height (> 0, ≤ 1000 m) is none
    LightField(std::span<const Photometry> photometries, std::span<const PlacedLuminaire> luminaires);
    ~LightField();
    LightField(LightField&&) noexcept;
    LightField& operator=(LightField&&) noexcept;

    /// Horizontal illuminance in lx. \param lit of each luminaire; empty: all are. The same bits for any order of the
    /// luminaires and any number of threads (terms are added exactly). \pre finite \par Complexity O(luminaires near)
    [[nodiscard]] double lux(Point p, std::span<const std::uint8_t> lit = {}) const;

private:
    struct Parts;
    std::unique_ptr<const Parts> parts_;
};

/// LightField::lux() of many points. \throws UsageError when a point is not finite; Cancelled
[[nodiscard]] std::vector<double> illuminance(const LightField& field, std::span<const Point> points, Threads threads,
                                              std::span<const std::uint8_t> lit = {}, const Progress& progress = {});

} // namespace kerb::coverage
