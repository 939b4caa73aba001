// From a luminaire to a point: direction, intensity, distance.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include <kerb/coverage/illuminance.hpp>

#include "photometry_table.hpp"

namespace kerb::coverage {

/// The light that goes one way.
struct Ray {
    double cd;        ///< intensity, with the luminaire's factor
    double dx, dy;    ///< from the luminaire to the point, in plan
    double distance2; ///< squared, in space
};

/// Luminaires made ready for many points. \pre the luminaires passed check_luminaires()
class LampRays {
public:
    LampRays(std::span<const Photometry> photometries, std::span<const PlacedLuminaire> luminaires);

    /// \param below how far the point is below the luminaire
    [[nodiscard]] Ray ray(std::uint32_t lamp, Point p, double below) const {
        const auto& l = lamps_[lamp];
        const double dx = p.x - l.position.x, dy = p.y - l.position.y;
        const double along = dx * l.over.y - dy * l.over.x; // towards C0
        const double ahead = dx * l.over.x + dy * l.over.y; // towards C90, before the tilt
        const double across = ahead * l.cos_tilt - below * l.sin_tilt;
        const double down = below * l.cos_tilt + ahead * l.sin_tilt;
        const double side2 = along * along + across * across;
        return {l.factor * look_up(l.photometry, along, across, std::sqrt(side2), down), dx, dy,
                dx * dx + dy * dy + below * below};
    }
    /// E on level ground below the luminaire.
    [[nodiscard]] static double lux(const Ray& ray, double below) {
        return ray.cd * below / (ray.distance2 * std::sqrt(ray.distance2));
    }
    [[nodiscard]] double height(std::uint32_t lamp) const { return lamps_[lamp].height; }
    [[nodiscard]] Point position(std::uint32_t lamp) const { return lamps_[lamp].position; }
    [[nodiscard]] std::size_t size() const { return lamps_.size(); }

private:
    struct Lamp {
        Point position, over;
        double height, cos_tilt, sin_tilt, factor;
        std::uint32_t photometry;
    };
    struct Table {
        const Photometry* photometry;
        AngleAxis c, gamma;
        double first, last;
    };

    [[nodiscard]] double look_up(std::uint32_t photometry, double along, double across, double side,
                                 double down) const {
        constexpr double degrees = 180 / std::numbers::pi;
        const auto& table = tables_[photometry];
        const double gamma = std::atan2(side, down) * degrees;
        if (!(gamma >= table.first && gamma <= table.last)) {
            return 0;
        }
        double c = std::atan2(across, along) * degrees;
        c = c < 0 ? c + 360 : c;
        return interpolated(*table.photometry, table.c.cell(c), table.gamma.cell(gamma), c, gamma);
    }

    std::vector<Lamp> lamps_;
    std::vector<Table> tables_;
};

/// \throws UsageError naming what does not fit
void check_luminaires(std::span<const Photometry> photometries, std::span<const PlacedLuminaire> luminaires);

} // namespace kerb::coverage
