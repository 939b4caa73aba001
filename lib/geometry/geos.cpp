#include "geos.hpp"

#include <memory>
#include <string_view>

#include <geos_c.h>

namespace kerb::detail {
namespace {

/// One GEOS context; a context serves one thread. GEOS keeps quiet without handlers.
class Geos {
public:
    Geos() : handle_(GEOS_init_r()) {}
    ~Geos() { GEOS_finish_r(handle_); }
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;
    [[nodiscard]] GEOSContextHandle_t get() const { return handle_; }

private:
    GEOSContextHandle_t handle_;
};

GEOSContextHandle_t handle() {
    thread_local const Geos geos;
    return geos.get();
}

struct Free {
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(handle(), geometry); }
    void operator()(char* text) const { GEOSFree_r(handle(), text); }
};
using Geometry = std::unique_ptr<GEOSGeometry, Free>;

Geometry ring(const Points& points) {
    static_assert(sizeof(Point) == 2 * sizeof(double));
    auto* sequence = GEOSCoordSeq_copyFromBuffer_r(handle(), &points[0].x, static_cast<unsigned>(points.size()), 0, 0);
    return Geometry(sequence == nullptr ? nullptr : GEOSGeom_createLinearRing_r(handle(), sequence));
}

/// Hands the parts over to `join`, which owns them from then on, even if it fails; none when a part is missing.
template <class Join>
Geometry joined(std::vector<Geometry> parts, Join&& join) {
    std::vector<GEOSGeometry*> raw;
    for (const auto& part : parts) {
        if (!part) {
            return nullptr;
        }
        raw.push_back(part.get());
    }
    for (auto& part : parts) {
        (void)part.release();
    }
    return Geometry(join(raw.data(), static_cast<unsigned>(raw.size())));
}

Geometry polygon(const Polygon& source) {
    auto outer = ring(source.outer);
    if (!outer) {
        return nullptr;
    }
    std::vector<Geometry> holes;
    for (const auto& hole : source.holes) {
        holes.push_back(ring(hole));
    }
    return joined(std::move(holes), [&outer](GEOSGeometry** parts, unsigned count) {
        return GEOSGeom_createPolygon_r(handle(), outer.release(), parts, count);
    });
}

Geometry multipolygon(const MultiPolygon& source) {
    std::vector<Geometry> parts;
    for (const auto& part : source) {
        parts.push_back(polygon(part));
    }
    return joined(std::move(parts), [](GEOSGeometry** all, unsigned count) {
        return GEOSGeom_createCollection_r(handle(), GEOS_MULTIPOLYGON, all, count);
    });
}

Geometry area_of(const MultiPolygon& source) {
    return source.size() == 1 ? polygon(source.front()) : multipolygon(source);
}

/// Areas as one, whether or not they overlap.
Geometry united(const std::vector<const MultiPolygon*>& areas) {
    std::vector<Geometry> parts;
    for (const auto* area : areas) {
        parts.push_back(area_of(*area));
    }
    const auto all = joined(std::move(parts), [](GEOSGeometry** raw, unsigned count) {
        return GEOSGeom_createCollection_r(handle(), GEOS_GEOMETRYCOLLECTION, raw, count);
    });
    return Geometry(all ? GEOSUnaryUnion_r(handle(), all.get()) : nullptr);
}

/// Calls `visit` for the polygons of an area.
template <class Visit>
void each_polygon(const Geometry& area, Visit&& visit) {
    const int count = area ? GEOSGetNumGeometries_r(handle(), area.get()) : 0;
    for (int i = 0; i < count; ++i) {
        const auto* part = GEOSGetGeometryN_r(handle(), area.get(), i);
        if (part != nullptr && GEOSGeomTypeId_r(handle(), part) == GEOS_POLYGON && GEOSisEmpty_r(handle(), part) == 0) {
            visit(part);
        }
    }
}

/// The area without its holes.
Geometry filled(const Geometry& area) {
    std::vector<Geometry> parts;
    each_polygon(area, [&parts](const GEOSGeometry* part) {
        auto* shell = GEOSGeom_clone_r(handle(), GEOSGetExteriorRing_r(handle(), part));
        parts.emplace_back(shell == nullptr ? nullptr : GEOSGeom_createPolygon_r(handle(), shell, nullptr, 0));
    });
    const auto all = joined(std::move(parts), [](GEOSGeometry** raw, unsigned count) {
        return GEOSGeom_createCollection_r(handle(), GEOS_GEOMETRYCOLLECTION, raw, count);
    });
    return Geometry(all ? GEOSUnaryUnion_r(handle(), all.get()) : nullptr);
}

double area_in(const GEOSGeometry* geometry) {
    double area = 0;
    return GEOSArea_r(handle(), geometry, &area) == 1 ? area : 0;
}

Point point_in(const GEOSGeometry* geometry) {
    Point place;
    const Geometry inside(GEOSPointOnSurface_r(handle(), geometry));
    if (inside && GEOSisEmpty_r(handle(), inside.get()) == 0) {
        GEOSGeomGetX_r(handle(), inside.get(), &place.x);
        GEOSGeomGetY_r(handle(), inside.get(), &place.y);
    }
    return place;
}

Points outline_of(const GEOSGeometry* part) {
    const auto* sequence = GEOSGeom_getCoordSeq_r(handle(), GEOSGetExteriorRing_r(handle(), part));
    unsigned count = 0;
    if (sequence == nullptr || GEOSCoordSeq_getSize_r(handle(), sequence, &count) == 0) {
        return {};
    }
    Points points(count);
    for (unsigned i = 0; i < count; ++i) {
        GEOSCoordSeq_getXY_r(handle(), sequence, i, &points[i].x, &points[i].y);
    }
    return points;
}

std::string reason_of(std::string_view text) {
    static constexpr std::pair<std::string_view, const char*> reasons[] = {
        {"Self-intersection", "geometry.self_intersection"},
        {"Ring Self-intersection", "geometry.ring_self_intersection"},
        {"Hole lies outside shell", "geometry.hole_outside"},
        {"Holes are nested", "geometry.nested_holes"},
        {"Interior is disconnected", "geometry.disconnected_interior"},
        {"Nested shells", "geometry.nested_shells"},
        {"Duplicate Rings", "geometry.duplicate_rings"},
        {"Too few points in geometry component", "geometry.too_few_points"},
        {"Invalid Coordinate", "geometry.not_finite"},
        {"Ring is not closed", "geometry.not_closed"},
    };
    for (const auto& [geos, reason] : reasons) {
        if (geos == text) {
            return reason;
        }
    }
    return "geometry.invalid";
}

} // namespace

std::optional<Point> geos_point_inside(const MultiPolygon& polygons) {
    const auto area = multipolygon(polygons);
    const Geometry place(area ? GEOSPointOnSurface_r(handle(), area.get()) : nullptr);
    Point p;
    if (!place || GEOSisEmpty_r(handle(), place.get()) != 0 || GEOSGeomGetX_r(handle(), place.get(), &p.x) != 1 ||
        GEOSGeomGetY_r(handle(), place.get(), &p.y) != 1) {
        return std::nullopt;
    }
    return p;
}

std::optional<Defect> geos_defect(const MultiPolygon& polygons) {
    const auto first = polygons.front().outer.front();
    const auto geometry = area_of(polygons);
    if (!geometry) {
        return Defect{"geometry.invalid", first};
    }
    char* text = nullptr;
    GEOSGeometry* place = nullptr;
    const auto valid = GEOSisValidDetail_r(handle(), geometry.get(), 0, &text, &place);
    const std::unique_ptr<char, Free> owned_text(text);
    const Geometry owned_place(place);
    if (valid == 1) {
        return std::nullopt;
    }
    Defect defect{text == nullptr ? "geometry.invalid" : reason_of(text), first};
    if (place != nullptr) {
        GEOSGeomGetX_r(handle(), place, &defect.place.x);
        GEOSGeomGetY_r(handle(), place, &defect.place.y);
    }
    return defect;
}

std::optional<Piece> geos_overlap(const MultiPolygon& a, const MultiPolygon& b) {
    const auto first = area_of(a), second = area_of(b);
    const Geometry common(first && second ? GEOSIntersection_r(handle(), first.get(), second.get()) : nullptr);
    if (!common || !(area_in(common.get()) > 0)) {
        return std::nullopt;
    }
    return Piece{{}, area_in(common.get()), point_in(common.get())};
}

std::vector<Piece> geos_uncovered(const std::vector<const MultiPolygon*>& areas,
                                  const std::vector<const MultiPolygon*>& whole) {
    std::vector<Piece> pieces;
    const auto all = united(areas), rim = filled(all), wanted = united(whole);
    if (!rim || !wanted) {
        return pieces;
    }
    const Geometry reached(GEOSUnion_r(handle(), rim.get(), wanted.get()));
    const Geometry free(reached ? GEOSDifference_r(handle(), reached.get(), all.get()) : nullptr);
    each_polygon(free, [&pieces](const GEOSGeometry* part) {
        pieces.push_back({outline_of(part), area_in(part), point_in(part)});
    });
    return pieces;
}

} // namespace kerb::detail
