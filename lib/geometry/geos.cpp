#include "geos.hpp"

#include <memory>
#include <new>
#include <string_view>

#include <geos_c.h>

#include <kerb/geometry/overlay.hpp>

namespace kerb::detail {
namespace {

/// One GEOS context; a context serves one thread. GEOS keeps quiet without handlers.
class Geos {
public:
    Geos() : handle_(GEOS_init_r()) {
        if (handle_ == nullptr) {
            throw std::bad_alloc();
        }
    }
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

Points points_of(const GEOSGeometry* ring) {
    const auto* sequence = GEOSGeom_getCoordSeq_r(handle(), ring);
    unsigned count = 0;
    GEOSCoordSeq_getSize_r(handle(), sequence, &count);
    Points points(count);
    for (unsigned i = 0; i < count; ++i) {
        GEOSCoordSeq_getXY_r(handle(), sequence, i, &points[i].x, &points[i].y);
    }
    return points;
}

Polygon polygon_of(const GEOSGeometry* geometry) {
    Polygon made{points_of(GEOSGetExteriorRing_r(handle(), geometry)), {}};
    for (int i = 0; i < GEOSGetNumInteriorRings_r(handle(), geometry); ++i) {
        made.holes.push_back(points_of(GEOSGetInteriorRingN_r(handle(), geometry, i)));
    }
    return made;
}

/// Calls `visit` with every polygon in a geometry; lines and points, where areas touch, are passed over.
template <class Visit>
void for_each_polygon(const GEOSGeometry* geometry, const Visit& visit) {
    const int parts = geometry == nullptr ? 0 : GEOSGetNumGeometries_r(handle(), geometry);
    for (int i = 0; i < parts; ++i) {
        const auto* part = GEOSGetGeometryN_r(handle(), geometry, i);
        if (GEOSGeomTypeId_r(handle(), part) == GEOS_POLYGON && GEOSisEmpty_r(handle(), part) == 0) {
            visit(part);
        }
    }
}

double area_of(const GEOSGeometry* geometry) {
    double area = 0;
    GEOSArea_r(handle(), geometry, &area);
    return area;
}

Geometry collected(std::vector<Geometry> parts) {
    return joined(std::move(parts), [](GEOSGeometry** raw, unsigned count) {
        return GEOSGeom_createCollection_r(handle(), GEOS_GEOMETRYCOLLECTION, raw, count);
    });
}

/// Areas as one, whether or not they overlap.
Geometry union_of(std::span<const MultiPolygon* const> areas) {
    std::vector<Geometry> parts;
    for (const auto* area : areas) {
        for (const auto& part : *area) {
            parts.push_back(polygon(part));
        }
    }
    const auto all = collected(std::move(parts));
    return Geometry(all ? GEOSUnaryUnion_r(handle(), all.get()) : nullptr);
}

MultiPolygon polygons_of(const GEOSGeometry* geometry) {
    MultiPolygon made;
    for_each_polygon(geometry, [&made](const GEOSGeometry* part) { made.push_back(polygon_of(part)); });
    return made;
}

/// The area without its holes.
Geometry filled(const GEOSGeometry* area) {
    std::vector<Geometry> parts;
    for_each_polygon(area, [&parts](const GEOSGeometry* part) {
        parts.push_back(polygon({points_of(GEOSGetExteriorRing_r(handle(), part)), {}}));
    });
    const auto all = collected(std::move(parts));
    return Geometry(all ? GEOSUnaryUnion_r(handle(), all.get()) : nullptr);
}

Geometry line(const Points& points) {
    auto* sequence = GEOSCoordSeq_copyFromBuffer_r(handle(), &points[0].x, static_cast<unsigned>(points.size()), 0, 0);
    return Geometry(sequence == nullptr ? nullptr : GEOSGeom_createLineString_r(handle(), sequence));
}

Geometry shape(std::monostate) {
    return nullptr;
}
Geometry shape(Point p) {
    return Geometry(GEOSGeom_createPointFromXY_r(handle(), p.x, p.y));
}
Geometry shape(const MultiLineString& lines) {
    std::vector<Geometry> parts;
    for (const auto& part : lines) {
        parts.push_back(line(part));
    }
    return joined(std::move(parts), [](GEOSGeometry** all, unsigned count) {
        return GEOSGeom_createCollection_r(handle(), GEOS_MULTILINESTRING, all, count);
    });
}
Geometry shape(const MultiPolygon& area) {
    return multipolygon(area);
}

Geometry reach_of(std::span<const Place> assets, std::span<const double> reach_m, int quarter_edges) {
    std::vector<Geometry> reaches;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const auto asset = std::visit([](const auto& place) { return shape(place); }, assets[i]);
        Geometry reach(asset ? GEOSBuffer_r(handle(), asset.get(), reach_m[i], quarter_edges) : nullptr);
        if (reach) {
            reaches.push_back(std::move(reach));
        }
    }
    const auto all = collected(std::move(reaches));
    return Geometry(all ? GEOSUnaryUnion_r(handle(), all.get()) : nullptr);
}

} // namespace

std::optional<Patch> geos_common_area(const MultiPolygon& a, const MultiPolygon& b) {
    const auto one = multipolygon(a), two = multipolygon(b);
    const Geometry shared(one && two ? GEOSIntersection_r(handle(), one.get(), two.get()) : nullptr);
    Patch patch;
    for_each_polygon(shared.get(), [&patch](const GEOSGeometry* part) {
        patch.area.push_back(polygon_of(part));
        patch.area_m2 += area_of(part);
    });
    if (patch.area.empty()) {
        return std::nullopt;
    }
    patch.place = geos_point_inside(patch.area).value_or(patch.area.front().outer.front());
    return patch;
}

double geos_shared_area(const MultiPolygon& a, const MultiPolygon& b) {
    const auto one = multipolygon(a), two = multipolygon(b);
    const Geometry shared(one && two ? GEOSIntersection_r(handle(), one.get(), two.get()) : nullptr);
    return shared ? area_of(shared.get()) : 0;
}

MultiPolygon geos_united(std::span<const MultiPolygon* const> areas) {
    return polygons_of(union_of(areas).get());
}

MultiPolygon geos_grown(const MultiPolygon& area, double by, int quarter_edges) {
    const auto one = multipolygon(area);
    const Geometry made(one ? GEOSBuffer_r(handle(), one.get(), by, quarter_edges) : nullptr);
    return made ? polygons_of(made.get()) : area;
}

MultiPolygon geos_faces(const MultiLineString& lines) {
    const auto drawn = shape(lines);
    const Geometry noded(drawn ? GEOSUnaryUnion_r(handle(), drawn.get()) : nullptr);
    const GEOSGeometry* all[] = {noded.get()};
    const Geometry faces(noded ? GEOSPolygonize_r(handle(), all, 1) : nullptr);
    return polygons_of(faces.get());
}

MultiPolygon geos_without(const MultiPolygon& area, std::span<const MultiPolygon* const> others) {
    const auto whole = multipolygon(area), taken = union_of(others);
    const Geometry rest(whole && taken ? GEOSDifference_r(handle(), whole.get(), taken.get()) : nullptr);
    return rest ? polygons_of(rest.get()) : area;
}

std::vector<Patch> geos_gaps(std::span<const MultiPolygon* const> areas, std::span<const MultiPolygon* const> whole) {
    const auto all = union_of(areas), rim = filled(all.get()), wanted = union_of(whole);
    std::vector<Patch> gaps;
    if (!all || !rim || !wanted) {
        return gaps;
    }
    const Geometry reached(GEOSUnion_r(handle(), rim.get(), wanted.get()));
    const Geometry free(reached ? GEOSDifference_r(handle(), reached.get(), all.get()) : nullptr);
    for_each_polygon(free.get(), [&gaps](const GEOSGeometry* part) {
        Patch gap{{polygon_of(part)}, area_of(part), {}};
        gap.place = geos_point_inside(gap.area).value_or(gap.area.front().outer.front());
        gaps.push_back(std::move(gap));
    });
    return gaps;
}

std::optional<ReachOverlay> geos_overlay_reach(const MultiPolygon& area, std::span<const Place> assets,
                                               std::span<const double> reach_m, int quarter_edges) {
    const auto reach = reach_of(assets, reach_m, quarter_edges), zone = multipolygon(area);
    if (!reach || !zone) {
        return std::nullopt;
    }
    ReachOverlay overlay;
    if (area.empty()) {
        overlay.covered_m2 = area_of(reach.get());
        return overlay;
    }
    const Geometry free(GEOSDifference_r(handle(), zone.get(), reach.get()));
    if (!free) {
        return std::nullopt;
    }
    overlay.total_m2 = area_of(zone.get());
    overlay.covered_m2 = overlay.total_m2 - area_of(free.get());
    for_each_polygon(free.get(), [&overlay](const GEOSGeometry* part) {
        Patch gap{{polygon_of(part)}, area_of(part), {}};
        gap.place = geos_point_inside(gap.area).value_or(gap.area.front().outer.front());
        overlay.open.push_back(std::move(gap));
    });
    return overlay;
}

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
    const auto geometry = polygons.size() == 1 ? polygon(polygons.front()) : multipolygon(polygons);
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

} // namespace kerb::detail
