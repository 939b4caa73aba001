#include "proj.hpp"

#include <new>
#include <numbers>
#include <string_view>
#include <utility>

namespace kerb::detail {
namespace {

bool& memory_was_short() {
    thread_local bool was = false;
    return was;
}

/// PROJ takes an allocation that failed for an object or a way that does not exist, and goes on with another way when a
/// grid could not be fetched; it says so in its log only.
void hear(void* fetch_failed, int, const char* text) {
    const std::string_view said(text == nullptr ? "" : text);
    if (said.find("bad_alloc") != std::string_view::npos || said.find("out of memory") != std::string_view::npos) {
        memory_was_short() = true;
    }
    if (fetch_failed != nullptr && (said.starts_with("Cannot open ") || said.starts_with("Cannot read in "))) {
        *static_cast<bool*>(fetch_failed) = true;
    }
}

double unit_of(PJ_CONTEXT* context, const PJ* crs) {
    const Pj axes(proj_crs_get_coordinate_system(context, crs));
    double factor = 0;
    if (axes) {
        proj_cs_get_axis_info(context, axes.get(), 0, nullptr, nullptr, nullptr, &factor, nullptr, nullptr, nullptr);
    }
    return factor;
}

} // namespace

void insist_on_memory() {
    if (std::exchange(memory_was_short(), false)) {
        throw std::bad_alloc();
    }
}

PjContext make_context() {
    PjContext context(proj_context_create());
    if (!context) { // for PROJ none is the one that all threads share
        throw std::bad_alloc();
    }
    proj_context_set_enable_network(context.get(), 0);
    proj_log_level(context.get(), PJ_LOG_ERROR);
    proj_log_func(context.get(), nullptr, hear);
    return context;
}

void fetch_grids(PJ_CONTEXT* context, bool& failed) {
    proj_context_set_enable_network(context, 1);
    proj_grid_cache_set_enable(context, 0); // no file in the user's folder
    proj_log_func(context, &failed, hear);
}

PJ_CONTEXT* thread_context() {
    thread_local const PjContext context = make_context();
    return context.get();
}

Pj unbound(PJ_CONTEXT* context, const PJ* crs) {
    Pj inner(proj_clone(context, crs));
    while (inner) {
        const auto type = proj_get_type(inner.get());
        if (type == PJ_TYPE_COMPOUND_CRS) {
            inner.reset(proj_crs_get_sub_crs(context, inner.get(), 0));
        } else if (type == PJ_TYPE_BOUND_CRS) {
            inner.reset(proj_get_source_crs(context, inner.get()));
        } else {
            break;
        }
    }
    return inner;
}

Pj bound_like(PJ_CONTEXT* context, Pj crs, const PJ* like) {
    if (!crs || proj_get_type(like) != PJ_TYPE_BOUND_CRS) {
        return crs;
    }
    const Pj hub(proj_get_target_crs(context, like));
    const Pj shift(proj_crs_get_coordoperation(context, like));
    return Pj(proj_crs_create_bound_crs(context, crs.get(), hub.get(), shift.get()));
}

Pj geographic_base(PJ_CONTEXT* context, const PJ* crs) {
    const auto inner = unbound(context, crs);
    const Pj geodetic(inner ? proj_crs_get_geodetic_crs(context, inner.get()) : nullptr);
    return Pj(geodetic ? proj_crs_demote_to_2D(context, nullptr, geodetic.get()) : nullptr);
}

double degrees_per_unit(PJ_CONTEXT* context, const PJ* crs) {
    return unit_of(context, crs) * 180 / std::numbers::pi;
}

} // namespace kerb::detail

namespace kerb {

std::string proj_version() {
    return proj_info().version;
}

} // namespace kerb
