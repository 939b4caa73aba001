#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/geometry/working_frame.hpp>

#include "proj.hpp"

namespace kerb {
namespace {

constexpr double unmeasurable_scale = 0.01;

/// The box in another frame: bounds of a lattice of 9 × 9 points of it.
Box box_in(const Frame& source, const Frame& target, const Box& box) {
    constexpr int cells = 8;
    const Transform transform(source, target);
    Box result;
    for (int row = 0; row <= cells; ++row) {
        for (int column = 0; column <= cells; ++column) {
            const auto p = transform({box.min_x + (box.max_x - box.min_x) * column / cells,
                                      box.min_y + (box.max_y - box.min_y) * row / cells});
            if (std::isfinite(p.x)) {
                result.add(p);
            }
        }
    }
    return result;
}

void require_positions(const Frame& source, const Box& box) {
    const auto finite =
        std::isfinite(box.min_x) && std::isfinite(box.min_y) && std::isfinite(box.max_x) && std::isfinite(box.max_y);
    if (box.empty() || !finite) {
        throw FrameError(Message{"frame.no_positions", {{"source", source.name()}}});
    }
}

/// The geographic frame that `frame` stands on, and degrees per unit of its axes.
std::pair<Frame, double> base_of(const Frame& frame) {
    auto* context = detail::thread_context();
    const auto crs = FrameAccess::crs(context, frame);
    auto base = detail::geographic_base(context, crs.get());
    const auto degrees = detail::degrees_per_unit(context, base.get());
    if (frame.kind() == FrameKind::geographic) {
        return {frame, degrees};
    }
    return {FrameAccess::make(context, detail::bound_like(context, std::move(base), crs.get()), {}), degrees};
}

[[noreturn]] void too_wide(const Frame& source, const Box& box) {
    throw FrameError(Message{"frame.too_wide",
                             {{"source", source.name()},
                              {"min_x", box.min_x},
                              {"min_y", box.min_y},
                              {"max_x", box.max_x},
                              {"max_y", box.max_y}}});
}

/// \param geographic in units of `degrees` each
void require_degrees(const Frame& source, const Box& geographic, double degrees) {
    const auto reach = std::max(std::abs(geographic.min_x), std::abs(geographic.max_x)) * degrees;
    const auto height = std::max(std::abs(geographic.min_y), std::abs(geographic.max_y)) * degrees;
    if (geographic.empty() || !(reach <= 180 + 1e-9 && height <= 90 + 1e-9)) {
        throw FrameError(Message{"frame.not_degrees",
                                 {{"source", source.name()}, {"x", geographic.max_x}, {"y", geographic.max_y}}});
    }
}

WorkingFrame local_frame(const Frame& source, const Box& box, Measure measure) {
    const auto [base, degrees] = base_of(source);
    const auto geographic = source.kind() == FrameKind::geographic ? box : box_in(source, base, box);
    require_degrees(source, geographic, degrees);
    // Rounded, so that a metre of new data does not move the plane.
    const auto rounded = [degrees = degrees](double value) { return std::round(value * degrees * 1e3) / 1e3; };
    const auto centre = geographic.centre();
    auto frame = Frame::local(rounded(centre.x), rounded(centre.y), &source);
    try {
        const auto scale = scale_range(frame, box_in(source, frame, box));
        if (scale.worst() <= unmeasurable_scale) {
            return {frame, WorkingFrame::Reason::local, source.name(), scale, measure};
        }
    } catch (const FrameError&) {
        too_wide(source, box); // parts of the box are beyond what the plane can show
    }
    too_wide(source, box);
}

/// k over the box, or "far from 1" where PROJ cannot tell.
ScaleRange known_scale(const Frame& frame, const Box& box) {
    for (int attempt = 0; attempt < 2; ++attempt) { // where it lacks memory for a moment PROJ cannot tell either
        try {
            return scale_range(frame, box);
        } catch (const FrameError&) {
            continue;
        }
    }
    return {0, std::numeric_limits<double>::infinity()};
}

} // namespace

WorkingFrame choose_frame(const Frame& source, const Box& box, Measure measure) {
    require_positions(source, box);
    if (source.kind() == FrameKind::projected) {
        const auto scale = known_scale(source, box);
        if (scale.worst() <= unmeasurable_scale) {
            const auto kept = source.metres_per_unit() == 1;
            return {source.in_metres(), kept ? WorkingFrame::Reason::kept : WorkingFrame::Reason::converted,
                    source.name(), scale, measure};
        }
    }
    return local_frame(source, box, measure);
}

WorkingFrame use_frame(const Frame& requested, const Frame& source, const Box& box, Measure measure) {
    if (requested.kind() != FrameKind::projected) {
        throw FrameError(Message{"frame.not_measurable", {{"frame", requested.name()}}});
    }
    require_positions(source, box);
    const auto frame = requested.in_metres();
    const auto inside = box_in(source, frame, box);
    if (inside.empty()) {
        if (source.kind() == FrameKind::geographic) {
            require_degrees(source, box, base_of(source).second);
        }
        throw FrameError(Message{"frame.no_way", {{"from", source.name()}, {"to", frame.name()}}});
    }
    return {frame, WorkingFrame::Reason::requested, source.name(), scale_range(frame, inside), measure};
}

Message describe(const WorkingFrame& working) {
    static constexpr const char* names[] = {"frame.kept", "frame.converted", "frame.local", "frame.requested"};
    std::string code = names[static_cast<std::size_t>(working.reason)];
    if (working.measure == Measure::ground) {
        code += "_ground";
    }
    return Message{std::move(code),
                   {{"frame", working.frame.name()},
                    {"source", working.source},
                    {"low", (working.scale.min - 1) * 1e6},
                    {"high", (working.scale.max - 1) * 1e6}}};
}

} // namespace kerb
