#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>

#include "proj.hpp"

namespace kerb {

// A context of its own: the transform may outlive the thread that made it.
struct Transform::State {
    detail::PjContext context;
    detail::Pj operation;  // none for the identity
};

Transform::Transform(const Frame& from, const Frame& to) : state_(std::make_unique<State>()) {
    if (from == to) {
        return;
    }
    state_->context = detail::make_context();
    auto* context = state_->context.get();
    const auto source = FrameAccess::crs(context, from), target = FrameAccess::crs(context, to);
    // A "ballpark" operation ignores the datums, up to hundreds of metres: that is no way between two frames.
    const char* const options[] = {"ALLOW_BALLPARK=NO", nullptr};
    const detail::Pj raw(
        source && target ? proj_create_crs_to_crs_from_pj(context, source.get(), target.get(), nullptr, options)
                         : nullptr);
    state_->operation.reset(raw ? proj_normalize_for_visualization(context, raw.get()) : nullptr);
    if (!state_->operation) {
        throw FrameError(Message{"frame.no_way", {{"from", from.name()}, {"to", to.name()}}});
    }
}

Transform::~Transform() = default;
Transform::Transform(Transform&&) noexcept = default;
Transform& Transform::operator=(Transform&&) noexcept = default;

void Transform::apply(std::span<Point> points) const {
    if (identity() || points.empty()) {
        return;
    }
    proj_errno_reset(state_->operation.get());
    proj_trans_generic(state_->operation.get(), PJ_FWD, &points[0].x, sizeof(Point), points.size(), &points[0].y,
                       sizeof(Point), points.size(), nullptr, 0, 0, nullptr, 0, 0);
    for (auto& point : points) {
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
            point = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
        }
    }
}

Point Transform::operator()(Point p) const {
    apply({&p, 1});
    return p;
}

bool Transform::identity() const { return !state_->operation; }

}  // namespace kerb
