// PROJ's C interface with owners, and the way from a PROJ object to a Frame.
#pragma once

#include <memory>
#include <string>

#include <proj.h>
#include <proj_experimental.h>

#include <kerb/geometry/frame.hpp>

namespace kerb {

namespace detail {

struct PjFree {
    void operator()(PJ* pj) const { proj_destroy(pj); }
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
using Pj = std::unique_ptr<PJ, PjFree>;
using PjContext = std::unique_ptr<PJ_CONTEXT, PjFree>;

/// A context without network, whose log nobody sees.
[[nodiscard]] PjContext make_context();
/// Grids that this machine lacks come from the network from now on; `failed`, which has to outlive the context, becomes
/// true when one does not.
void fetch_grids(PJ_CONTEXT* context, bool& failed);
/// The calling thread's context, for objects that do not outlive the call.
[[nodiscard]] PJ_CONTEXT* thread_context();

/// To be asked where something of PROJ is missing, before that is taken for an answer. \throws std::bad_alloc when this
/// thread's contexts lacked memory since the last call
void insist_on_memory();

/// The geographic or projected CRS inside of a bound or compound one; the CRS itself otherwise.
[[nodiscard]] Pj unbound(PJ_CONTEXT* context, const PJ* crs);
/// `crs` with the datum shift of `like`, if `like` has one of its own.
[[nodiscard]] Pj bound_like(PJ_CONTEXT* context, Pj crs, const PJ* like);
/// The geographic CRS (2D) that a CRS stands on.
[[nodiscard]] Pj geographic_base(PJ_CONTEXT* context, const PJ* crs);
/// Degrees per unit of the first axis of a geographic CRS.
[[nodiscard]] double degrees_per_unit(PJ_CONTEXT* context, const PJ* crs);

/// Name of the vertical datum of a compound CRS; empty when it has none or an undefined one.
[[nodiscard]] std::string heights_of(PJ_CONTEXT* context, const PJ* crs);

} // namespace detail

/// What other files of this module may know about a Frame.
struct FrameAccess {
    /// \param name used instead of the CRS's own when not empty
    [[nodiscard]] static Frame make(PJ_CONTEXT* context, detail::Pj crs, std::string name, std::string heights = {});
    /// The frame's CRS, in `context`. \throws std::bad_alloc
    [[nodiscard]] static detail::Pj crs(PJ_CONTEXT* context, const Frame& frame);
};

} // namespace kerb
