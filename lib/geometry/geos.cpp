#include "geos.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <geos_c.h>

#include <kerb/base/error.hpp>
#include <kerb/geometry/overlay.hpp>

namespace kerb::detail {
namespace {

/// What GEOS said of its last failure on this thread; in place, as there may be no memory.
std::array<char, 200>& last_words() {
    thread_local std::array<char, 200> words = {};
    return words;
}

void hear(const char* text, void*) {
    std::snprintf(last_words().data(), last_words().size(), "%s", text);
}

/// One GEOS context; a context serves one thread.
class Geos {
public:
    Geos() : handle_(GEOS_init_r()) {
        if (handle_ == nullptr) {
            throw std::bad_alloc();
        }
        GEOSContext_setErrorMessageHandler_r(handle_, hear, nullptr);
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

/// GEOS refused what it was asked.
class Refused : public Error {
public:
    explicit Refused(std::string detail)
        : Error(Outcome::bug, Message{"geometry.refused", {{"detail", std::move(detail)}}}) {}
};

[[noreturn]] void fail() {
    const std::string said(last_words().data());
    last_words()[0] = '\0';
    if (said.find("bad_alloc") != std::string::npos) {
        throw std::bad_alloc();
    }
    throw Refused(said);
}

/// What GEOS made: it makes nothing only where it fails, and nothing is no answer. \throws Refused, std::bad_alloc
Geometry made(GEOSGeometry* geometry) {
    if (geometry == nullptr) {
        fail();
    }
    return Geometry(geometry);
}

GEOSCoordSequence* sequence_of(const Points& points) {
    static_assert(sizeof(Point) == 2 * sizeof(double));
    const double* first = points.empty() ? nullptr : &points.front().x;
    auto* sequence = GEOSCoordSeq_copyFromBuffer_r(handle(), first, static_cast<unsigned>(points.size()), 0, 0);
    if (sequence == nullptr) {
        fail();
    }
    return sequence;
}

Geometry ring(const Points& points) {
    return made(GEOSGeom_createLinearRing_r(handle(), sequence_of(points)));
}

/// Hands the parts over to `join`, which owns them from then on, even if it fails.
template <class Join>
Geometry joined(std::vector<Geometry> parts, Join&& join) {
    std::vector<GEOSGeometry*> raw;
    raw.reserve(parts.size());
    for (auto& part : parts) {
        raw.push_back(part.release());
    }
    return made(join(raw.data(), static_cast<unsigned>(raw.size())));
}

Geometry polygon(const Polygon& source) {
    auto outer = ring(source.outer);
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
    const int parts = GEOSGetNumGeometries_r(handle(), geometry);
    for (int i = 0; i < parts; ++i) {
        const auto* part = GEOSGetGeometryN_r(handle(), geometry, i);
        if (GEOSGeomTypeId_r(handle(), part) == GEOS_POLYGON && GEOSisEmpty_r(handle(), part) == 0) {
            visit(part);
        }
    }
}

double area_of(const GEOSGeometry* geometry) {
    double area = 0;
    if (GEOSArea_r(handle(), geometry, &area) != 1) {
        fail();
    }
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
    return made(GEOSUnaryUnion_r(handle(), collected(std::move(parts)).get()));
}

MultiPolygon polygons_of(const GEOSGeometry* geometry) {
    MultiPolygon made;
    for_each_polygon(geometry, [&made](const GEOSGeometry* part) { made.push_back(polygon_of(part)); });
    return made;
}

/// Each polygon with a point in it.
std::vector<Patch> patches_of(const GEOSGeometry* geometry) {
    std::vector<Patch> patches;
    for_each_polygon(geometry, [&patches](const GEOSGeometry* part) {
        Patch patch{{polygon_of(part)}, area_of(part), {}};
        patch.place = geos_point_inside(patch.area).value_or(patch.area.front().outer.front());
        patches.push_back(std::move(patch));
    });
    return patches;
}

/// The area without its holes.
Geometry filled(const GEOSGeometry* area) {
    std::vector<Geometry> parts;
    for_each_polygon(area, [&parts](const GEOSGeometry* part) {
        parts.push_back(polygon({points_of(GEOSGetExteriorRing_r(handle(), part)), {}}));
    });
    return made(GEOSUnaryUnion_r(handle(), collected(std::move(parts)).get()));
}

Geometry line(const Points& points) {
    return made(GEOSGeom_createLineString_r(handle(), sequence_of(points)));
}

Geometry shape(std::monostate) {
    return made(GEOSGeom_createEmptyPoint_r(handle()));
}
Geometry shape(Point p) {
    return made(GEOSGeom_createPointFromXY_r(handle(), p.x, p.y));
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
        reaches.push_back(made(GEOSBuffer_r(handle(), asset.get(), reach_m[i], quarter_edges)));
    }
    return made(GEOSUnaryUnion_r(handle(), collected(std::move(reaches)).get()));
}

} // namespace

std::optional<Patch> geos_common_area(const MultiPolygon& a, const MultiPolygon& b) {
    const auto shared = made(GEOSIntersection_r(handle(), multipolygon(a).get(), multipolygon(b).get()));
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
    return area_of(made(GEOSIntersection_r(handle(), multipolygon(a).get(), multipolygon(b).get())).get());
}

MultiPolygon geos_united(std::span<const MultiPolygon* const> areas) {
    return polygons_of(union_of(areas).get());
}

MultiPolygon geos_grown(const MultiPolygon& area, double by, int quarter_edges) {
    return polygons_of(made(GEOSBuffer_r(handle(), multipolygon(area).get(), by, quarter_edges)).get());
}

MultiPolygon geos_faces(const MultiLineString& lines) {
    const auto noded = made(GEOSUnaryUnion_r(handle(), shape(lines).get()));
    const GEOSGeometry* all[] = {noded.get()};
    return polygons_of(made(GEOSPolygonize_r(handle(), all, 1)).get());
}

MultiPolygon geos_without(const MultiPolygon& area, std::span<const MultiPolygon* const> others) {
    return polygons_of(made(GEOSDifference_r(handle(), multipolygon(area).get(), union_of(others).get())).get());
}

std::vector<Patch> geos_gaps(std::span<const MultiPolygon* const> areas, std::span<const MultiPolygon* const> whole) {
    const auto all = union_of(areas), rim = filled(all.get()), wanted = union_of(whole);
    const auto reached = made(GEOSUnion_r(handle(), rim.get(), wanted.get()));
    return patches_of(made(GEOSDifference_r(handle(), reached.get(), all.get())).get());
}

ReachOverlay geos_overlay_reach(const MultiPolygon& area, std::span<const Place> assets,
                                std::span<const double> reach_m, int quarter_edges) {
    const auto reach = reach_of(assets, reach_m, quarter_edges), zone = multipolygon(area);
    if (area.empty()) {
        return {0, area_of(reach.get()), {}};
    }
    const auto free = made(GEOSDifference_r(handle(), zone.get(), reach.get()));
    const double total = area_of(zone.get());
    return {total, total - area_of(free.get()), patches_of(free.get())};
}

std::optional<Point> geos_point_inside(const MultiPolygon& polygons) {
    const auto place = made(GEOSPointOnSurface_r(handle(), multipolygon(polygons).get()));
    Point p;
    if (GEOSisEmpty_r(handle(), place.get()) != 0 || GEOSGeomGetX_r(handle(), place.get(), &p.x) != 1 ||
        GEOSGeomGetY_r(handle(), place.get(), &p.y) != 1) {
        return std::nullopt;
    }
    return p;
}

std::optional<Defect> geos_defect(const MultiPolygon& polygons) {
    const auto first = polygons.front().outer.front();
    Geometry geometry;
    try {
        geometry = polygons.size() == 1 ? polygon(polygons.front()) : multipolygon(polygons);
    } catch (const Refused&) {
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
    if (valid != 0) {
        fail();
    }
    Defect defect{text == nullptr ? "geometry.invalid" : reason_of(text), first};
    if (place != nullptr) {
        GEOSGeomGetX_r(handle(), place, &defect.place.x);
        GEOSGeomGetY_r(handle(), place, &defect.place.y);
    }
    return defect;
}

} // namespace kerb::detail
