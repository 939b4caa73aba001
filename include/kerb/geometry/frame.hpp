// Frames: in which plane, and in which unit, things are measured.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// What a coordinate reference system is good for.
enum class FrameKind : std::uint8_t {
    projected,   ///< a plane; lengths may be measured after conversion to metres
    geographic,  ///< degrees: never measured in
    unmeasurable ///< a plane whose scale is far from 1 (Web Mercator and its like): never measured in
};

/// A coordinate reference system. Immutable, cheap to copy, compares by definition.
class Frame {
public:
    /// From `EPSG:4547`, WKT (1 or 2) or a PROJ string; never a file name or URL, and never the network.
    /// \throws FrameError when the text is not understood.
    [[nodiscard]] static Frame from(std::string_view definition);

    /// A transverse Mercator plane in metres on the given longitude and latitude (degrees, WGS 84 unless `like` is
    /// geographic or projected, whose datum is then taken), k0 = 1, false origin 0. Within 25 km of its centre lengths
    /// are true to 7.7e-6, within 50 km to 3.1e-5 (d²/2R²).
    [[nodiscard]] static Frame local(double longitude, double latitude, const Frame* like = nullptr);

    /// Short name: the authority's code (`EPSG:26986`) or `local:tmerc(lon,lat)`, or the name in the definition; with
    /// ` in metres` where the authority's unit was feet.
    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] const std::string& wkt() const; ///< WKT2:2019
    [[nodiscard]] FrameKind kind() const;
    /// Metres per unit of the axes (1 for metres, 0.3048006… for US survey feet; 0 when geographic).
    [[nodiscard]] double metres_per_unit() const;
    /// Name of the vertical datum that a compound definition states beside the plane (`Yellow Sea 1985`); empty when it
    /// states none or an undefined one. No part of ==, and no transform touches heights.
    [[nodiscard]] const std::string& heights() const;
    /// The same projection with metre axes; itself when the axes are in metres already.
    [[nodiscard]] Frame in_metres() const;

    friend bool operator==(const Frame& a, const Frame& b);

private:
    struct State;
    explicit Frame(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
    friend class Transform;
    friend struct FrameAccess;
};

/// May transforms made from now on, in this process, fetch grids of datum shifts that this machine lacks? From where
/// PROJ is set up to (https://cdn.proj.org, PROJ_NETWORK_ENDPOINT); nothing is kept on disk, and only grids of PROJ's
/// registry are asked for: the definition of a frame cannot name one. Not at first: then a shift is the best that the
/// grids of this machine allow, and nobody is called. A setting of kerb, not of the host's PROJ.
void allow_grids_from_network(bool allowed);

/// May two names of vertical datums (Frame::heights) stand for one? Spaces, signs and case do not count, the datums of
/// China are known by their Chinese names too, and no name fits with every one.
[[nodiscard]] bool same_heights(std::string_view a, std::string_view b);

/// Coordinates from one frame to another; x is always east or longitude, y north or latitude.
class Transform {
public:
    /// \throws FrameError when PROJ knows no way between the two.
    Transform(const Frame& from, const Frame& to);
    ~Transform();
    Transform(Transform&&) noexcept;
    Transform& operator=(Transform&&) noexcept;

    /// In place. A point that cannot be transformed becomes (NaN, NaN). \throws BackendError when a grid is not to be
    /// had from the network (allow_grids_from_network)
    void apply(std::span<Point> points) const;
    [[nodiscard]] Point operator()(Point p) const;
    [[nodiscard]] bool identity() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Range of the point scale factor k (grid length / ground length) over a box.
struct ScaleRange {
    double min = 1, max = 1;
    /// Largest |k − 1|.
    [[nodiscard]] double worst() const { return std::max(max - 1, 1 - min); }
};

/// Scale factor on the ellipsoid at a point of a projected frame in metres; the mean of the two principal scales.
/// \throws FrameError where PROJ cannot tell.
[[nodiscard]] double scale_factor(const Frame& frame, Point p);
/// Range of k over a lattice of 9 × 9 points of `box` (k is smooth: for a transverse Mercator plane the extremes lie on
/// the edge or the central meridian; the lattice misses them by less than 2 % of the range).
[[nodiscard]] ScaleRange scale_range(const Frame& frame, const Box& box);

/// What lengths mean: the plane's own (what other planning tools print) or corrected to the ellipsoid by k.
enum class Measure : std::uint8_t { grid, ground };

/// Run-time version of the PROJ behind all frames.
[[nodiscard]] std::string proj_version();

} // namespace kerb
