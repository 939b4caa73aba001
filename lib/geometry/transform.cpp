#include <atomic>
#include <cmath>
#include <limits>
#include <string>

#include <kerb/base/error.hpp>
#include <kerb/geometry/frame.hpp>

#include "proj.hpp"

namespace kerb {

namespace {

std::atomic<bool>& grids_from_network() {
    static std::atomic<bool> allowed = false;
    return allowed;
}

/// Is the CRS on a geocentric datum of the satellite age, by its ellipsoid (GRS 80, WGS 84, CGCS2000, …)?
bool is_modern(PJ_CONTEXT* context, const PJ* crs) {
    const auto base = detail::geographic_base(context, crs);
    const detail::Pj ellipsoid(base ? proj_get_ellipsoid(context, base.get()) : nullptr);
    double semi_major = 0, inverse_flattening = 0;
    return ellipsoid &&
           proj_ellipsoid_get_parameters(context, ellipsoid.get(), &semi_major, nullptr, nullptr,
                                         &inverse_flattening) != 0 &&
           std::abs(semi_major - 6'378'137) < 1 && std::abs(inverse_flattening - 298.257) < 0.01;
}

detail::Pj operation_between(PJ_CONTEXT* context, const PJ* source, const PJ* target) {
    // A "ballpark" operation ignores the datums. Between modern ones (CGCS2000 and WGS 84, say, for which the registry
    // has no operation) that costs a metre or two at most; between others hundreds, which is no way between two frames.
    const auto modern = is_modern(context, source) && is_modern(context, target);
    for (const auto* ballpark : {"ALLOW_BALLPARK=NO", "ALLOW_BALLPARK=YES"}) {
        const char* const options[] = {ballpark, nullptr};
        const detail::Pj raw(proj_create_crs_to_crs_from_pj(context, source, target, nullptr, options));
        if (raw) {
            return detail::Pj(proj_normalize_for_visualization(context, raw.get()));
        }
        detail::insist_on_memory();
        if (!modern) {
            break;
        }
    }
    return nullptr;
}

} // namespace

void allow_grids_from_network(bool allowed) {
    grids_from_network() = allowed;
}

// A context of its own: the transform may outlive the thread that made it.
struct Transform::State {
    std::string from, to;
    bool network = false, fetch_failed = false;
    detail::PjContext context;
    detail::Pj operation; // none for the identity

    void insist_on_grids() const {
        if (fetch_failed || (operation && proj_errno(operation.get()) == PROJ_ERR_OTHER_NETWORK_ERROR)) {
            throw BackendError(Message{"frame.network", {{"from", from}, {"to", to}}});
        }
    }

    /// One by one: where a grid fails PROJ takes another way, for this point or for the next one on.
    void fetch_and_apply(std::span<Point> points) const {
        for (auto& point : points) {
            proj_errno_reset(operation.get());
            const auto moved = proj_trans(operation.get(), PJ_FWD, proj_coord(point.x, point.y, 0, 0));
            insist_on_grids();
            point = {moved.xy.x, moved.xy.y};
        }
    }
};

Transform::Transform(const Frame& from, const Frame& to) : state_(std::make_unique<State>()) {
    if (from == to) {
        return;
    }
    state_->context = detail::make_context();
    auto* context = state_->context.get();
    if (grids_from_network()) {
        state_->from = from.name();
        state_->to = to.name();
        state_->network = true;
        detail::fetch_grids(context, state_->fetch_failed);
    }
    const auto source = FrameAccess::crs(context, from), target = FrameAccess::crs(context, to);
    if (source && target) {
        state_->operation = operation_between(context, source.get(), target.get());
    }
    state_->insist_on_grids();
    if (!state_->operation) {
        detail::insist_on_memory();
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
    if (state_->network) {
        state_->fetch_and_apply(points);
    } else {
        proj_errno_reset(state_->operation.get());
        proj_trans_generic(state_->operation.get(), PJ_FWD, &points[0].x, sizeof(Point), points.size(), &points[0].y,
                           sizeof(Point), points.size(), nullptr, 0, 0, nullptr, 0, 0);
    }
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

bool Transform::identity() const {
    return !state_->operation;
}

} // namespace kerb
