#include <cmath>
#include <numbers>
#include <optional>

#include <kerb/base/error.hpp>
#include <kerb/geometry/working_frame.hpp>

#include "proj.hpp"

namespace kerb {
namespace {

constexpr double degree = std::numbers::pi / 180;

/// Evaluates k of one frame at many points.
class Scale {
public:
    explicit Scale(const Frame& frame) : frame_(frame) {
        if (frame.kind() == FrameKind::geographic) {
            fail();
        }
        const auto plane = detail::unbound(context_, FrameAccess::crs(context_, frame.in_metres()).get());
        const auto degrees = plain_base(plane.get());
        const detail::Pj rebased(degrees ? proj_crs_alter_geodetic_crs(context_, plane.get(), degrees.get()) : nullptr);
        plane_.reset(rebased ? proj_normalize_for_visualization(context_, rebased.get()) : nullptr);
        const detail::Pj raw(
            plane_ ? proj_create_crs_to_crs_from_pj(context_, plane_.get(), degrees.get(), nullptr, nullptr) : nullptr);
        to_base_.reset(raw ? proj_normalize_for_visualization(context_, raw.get()) : nullptr);
        to_plane_ = to_base_ ? from_radians(plane_.get()) : nullptr;
        if (!to_plane_) {
            fail();
        }
        metres_ = frame.metres_per_unit();
    }

    [[nodiscard]] double at(Point p) const {
        const auto k = factor(p);
        if (!k) {
            fail();
        }
        return *k;
    }

private:
    /// The plane's ellipsoid under Greenwich, in degrees: k depends on no more, and proj_factors understands no other.
    [[nodiscard]] detail::Pj plain_base(const PJ* plane) const {
        const auto base = detail::geographic_base(context_, plane);
        const detail::Pj ellipsoid(base ? proj_get_ellipsoid(context_, base.get()) : nullptr);
        double semi_major = 0, inverse_flattening = 0;
        if (!ellipsoid || proj_ellipsoid_get_parameters(context_, ellipsoid.get(), &semi_major, nullptr, nullptr,
                                                        &inverse_flattening) == 0) {
            return nullptr;
        }
        const detail::Pj axes(proj_create_ellipsoidal_2D_cs(context_, PJ_ELLPS2D_LONGITUDE_LATITUDE, "degree", degree));
        return detail::Pj(proj_create_geographic_crs(context_, "base", "base", "base", semi_major, inverse_flattening,
                                                     "Greenwich", 0, "degree", degree, axes.get()));
    }

    /// What proj_factors makes of a plane at every call (0.005 s each), made once: the way from radians to the plane.
    [[nodiscard]] detail::Pj from_radians(const PJ* plane) const {
        const detail::Pj base(proj_get_source_crs(context_, plane));
        const detail::Pj datum(base ? proj_crs_get_datum_forced(context_, base.get()) : nullptr);
        const detail::Pj axes(proj_create_ellipsoidal_2D_cs(context_, PJ_ELLPS2D_LONGITUDE_LATITUDE, "radian", 1));
        const detail::Pj radians(
            datum ? proj_create_geographic_crs_from_datum(context_, "radians", datum.get(), axes.get()) : nullptr);
        return detail::Pj(radians ? proj_create_crs_to_crs_from_pj(context_, radians.get(), plane, nullptr, nullptr)
                                  : nullptr);
    }

    [[nodiscard]] std::optional<double> factor(Point p) const {
        const auto place = proj_trans(to_base_.get(), PJ_FWD, proj_coord(p.x * metres_, p.y * metres_, 0, HUGE_VAL));
        if (!std::isfinite(place.xy.x) || !std::isfinite(place.xy.y)) {
            return std::nullopt;
        }
        proj_errno_reset(to_plane_.get());
        const auto factors =
            proj_factors(to_plane_.get(), proj_coord(proj_torad(place.xy.x), proj_torad(place.xy.y), 0, 0));
        const auto k = (factors.tissot_semimajor + factors.tissot_semiminor) / 2;
        return proj_errno(to_plane_.get()) == 0 && std::isfinite(k) && k > 0 ? std::optional(k) : std::nullopt;
    }

    [[noreturn]] void fail() const {
        detail::insist_on_memory();
        throw FrameError(Message{"frame.no_scale", {{"frame", frame_.name()}}});
    }

    PJ_CONTEXT* context_ = detail::thread_context();
    Frame frame_;
    detail::Pj plane_, to_base_, to_plane_;
    double metres_ = 1;
};

Point lattice_point(const Box& box, int column, int row, int cells) {
    const auto share = [cells](int i) { return static_cast<double>(i) / cells; };
    return {box.min_x + (box.max_x - box.min_x) * share(column), box.min_y + (box.max_y - box.min_y) * share(row)};
}

} // namespace

double scale_factor(const Frame& frame, Point p) {
    return Scale(frame).at(p);
}

ScaleRange scale_range(const Frame& frame, const Box& box) {
    constexpr int cells = 8;
    const Scale scale(frame);
    const auto first = scale.at(lattice_point(box, 0, 0, cells));
    ScaleRange range{first, first};
    for (int row = 0; row <= cells; ++row) {
        for (int column = 0; column <= cells; ++column) {
            const auto k = scale.at(lattice_point(box, column, row, cells));
            range.min = std::min(range.min, k);
            range.max = std::max(range.max, k);
        }
    }
    return range;
}

ScaleField::ScaleField(const Frame& frame, const Box& box) : box_(box) {
    const Scale scale(frame);
    k_.reserve(std::size_t{cells_ + 1} * (cells_ + 1));
    for (int row = 0; row <= cells_; ++row) {
        for (int column = 0; column <= cells_; ++column) {
            k_.push_back(scale.at(lattice_point(box, column, row, cells_)));
        }
    }
}

double ScaleField::at(Point p) const {
    const auto place = [](double value, double low, double high) {
        const auto share = high > low ? (value - low) / (high - low) : 0;
        return std::clamp(share, 0.0, 1.0) * cells_;
    };
    const auto x = place(p.x, box_.min_x, box_.max_x), y = place(p.y, box_.min_y, box_.max_y);
    const auto column = std::min(static_cast<std::size_t>(x), std::size_t{cells_ - 1});
    const auto row = std::min(static_cast<std::size_t>(y), std::size_t{cells_ - 1});
    const auto u = x - static_cast<double>(column), v = y - static_cast<double>(row);
    const auto* low = &k_[row * (cells_ + 1) + column];
    const auto* high = low + cells_ + 1;
    return (low[0] * (1 - u) + low[1] * u) * (1 - v) + (high[0] * (1 - u) + high[1] * u) * v;
}

} // namespace kerb
