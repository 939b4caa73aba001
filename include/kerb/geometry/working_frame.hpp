// Which frame a run measures in, and why.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kerb/base/message.hpp>
#include <kerb/geometry/frame.hpp>

namespace kerb {

/// The frame of a run with the reason for it, as every result states it.
struct WorkingFrame {
    enum class Reason : std::uint8_t {
        kept,      ///< the source's own plane in metres
        converted, ///< the source's plane, feet turned to metres
        local,     ///< degrees or an unmeasurable plane: a local transverse Mercator plane
        requested  ///< the caller's choice
    };
    Frame frame;
    Reason reason = Reason::kept;
    std::string source; ///< name of the source's frame
    ScaleRange scale;   ///< over the data's box
    Measure measure = Measure::grid;
};

/// |k − 1| beyond which a grid length deserves a warning.
inline constexpr double scale_warning = 1e-4;

/// Chooses the plane for data that lie in `box` of `source`: a projected frame is kept (feet become metres); degrees
/// and planes with |k − 1| > 1 % somewhere in the box (EPSG:3857 away from the equator, and by name) go to a local
/// plane on the box's centre. \throws FrameError when the box is empty of usable positions (degrees beyond ±180/±90,
/// say).
[[nodiscard]] WorkingFrame choose_frame(const Frame& source, const Box& box, Measure measure = Measure::grid);
/// As above with the caller's own frame. \throws FrameError when it is geographic or unmeasurable.
[[nodiscard]] WorkingFrame use_frame(const Frame& requested, const Frame& source, const Box& box,
                                     Measure measure = Measure::grid);

/// One sentence for the summary: frame, why, range of k.
[[nodiscard]] Message describe(const WorkingFrame& working);

/// k on a coarse lattice over a box, bilinear between: for correcting lengths and reaches feature by feature. The error
/// against PROJ is below 1e-8 for boxes up to 100 km (cell² / 8R²).
class ScaleField {
public:
    ScaleField(const Frame& frame, const Box& box);
    [[nodiscard]] double at(Point p) const;

private:
    static constexpr int cells_ = 64;
    Box box_;
    std::vector<double> k_;
};

} // namespace kerb
