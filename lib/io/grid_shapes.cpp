#include <kerb/io/grid_shapes.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <gdal_alg.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>

#include "gate.hpp"
#include "grid_dataset.hpp"

namespace kerb::io {
namespace {

detail::GridDataset in_memory(std::size_t columns, std::size_t rows, int bands, GDALDataType type) {
    static const bool registered = [] {
        GDALRegister_MEM();
        return true;
    }();
    static_cast<void>(registered);
    auto* driver = GetGDALDriverManager()->GetDriverByName("MEM");
    detail::GridDataset made(
        driver->Create("", static_cast<int>(columns), static_cast<int>(rows), bands, type, nullptr),
        [](GDALDataset* dataset) { GDALClose(dataset); });
    if (made == nullptr) {
        throw ResourceError({"tools.memory", {}});
    }
    return made;
}

detail::GridDataset placed_in_memory(const GridPlacement& place, std::size_t columns, std::size_t rows, int bands,
                                     GDALDataType type) {
    auto made = in_memory(columns, rows, bands, type);
    double transform[6] = {place.origin.x,
                           place.cell_width,
                           0,
                           place.origin.y,
                           0,
                           place.south_up ? place.cell_height : -place.cell_height};
    made->SetGeoTransform(transform);
    return made;
}

OGRLinearRing ring_for(const Points& points) {
    OGRLinearRing ring;
    for (const auto p : points) {
        ring.addPoint(p.x, p.y);
    }
    return ring;
}

OGRPolygon polygon_for(const Polygon& from) {
    OGRPolygon polygon;
    auto outer = ring_for(from.outer);
    polygon.addRing(&outer);
    for (const auto& hole : from.holes) {
        auto ring = ring_for(hole);
        polygon.addRing(&ring);
    }
    return polygon;
}

void exchange(GDALRasterBand& band, GDALRWFlag way, void* values, GDALDataType type) {
    const int columns = band.GetXSize(), rows = band.GetYSize();
    if (band.RasterIO(way, 0, 0, columns, rows, values, columns, rows, type, 0, 0, nullptr) != CE_None) {
        throw ResourceError({"tools.memory", {}});
    }
}

Points ring_of(const OGRLinearRing& ring) {
    Points points;
    for (int i = 0; i < ring.getNumPoints(); ++i) {
        points.push_back({ring.getX(i), ring.getY(i)});
    }
    return points;
}

Polygon polygon_of(const OGRPolygon& from) {
    Polygon polygon;
    polygon.outer = ring_of(*from.getExteriorRing());
    for (int i = 0; i < from.getNumInteriorRings(); ++i) {
        polygon.holes.push_back(ring_of(*from.getInteriorRing(i)));
    }
    return polygon;
}

/// Where a polygon's first cell begins, row before column.
std::pair<double, double> first_corner(const Polygon& polygon, bool south_up) {
    const auto key = [south_up](Point p) { return std::pair(south_up ? p.y : -p.y, p.x); };
    auto first = key(polygon.outer.front());
    for (const auto p : polygon.outer) {
        first = std::min(first, key(p));
    }
    return first;
}

using VectorLayer = std::unique_ptr<GDALDataset, void (*)(GDALDataset*)>;

VectorLayer vector_dataset() {
    static const bool registered = [] {
        RegisterOGRMEM();
        return true;
    }();
    static_cast<void>(registered);
    auto* driver = GetGDALDriverManager()->GetDriverByName("Memory");
    return {driver->Create("", 0, 0, 0, GDT_Unknown, nullptr), [](GDALDataset* dataset) { GDALClose(dataset); }};
}

} // namespace

std::vector<MultiPolygon> outlines(const GridPlacement& place, std::size_t columns, std::size_t rows,
                                   std::span<const std::uint32_t> labels, std::size_t count) {
    if (labels.size() != columns * rows) {
        throw UsageError({"depressions.unsound", {}});
    }
    std::vector<MultiPolygon> found(count);
    if (labels.empty()) {
        return found;
    }
    const detail::GdalScope scope;
    const auto grid = placed_in_memory(place, columns, rows, 1, GDT_Int32);
    auto& band = *grid->GetRasterBand(1);
    {
        std::vector<std::int32_t> shown(labels.size());
        std::transform(labels.begin(), labels.end(), shown.begin(),
                       [count](std::uint32_t label) { return label <= count ? static_cast<std::int32_t>(label) : 0; });
        exchange(band, GF_Write, shown.data(), GDT_Int32);
    }
    const auto vectors = vector_dataset();
    auto* layer = vectors->CreateLayer("outlines", nullptr, wkbPolygon, nullptr);
    OGRFieldDefn label("label", OFTInteger);
    layer->CreateField(&label);
    if (GDALPolygonize(&band, &band, layer, 0, nullptr, nullptr, nullptr) != CE_None) { // 0 hides itself
        throw ResourceError({"tools.memory", {}});
    }
    for (const auto& feature : *layer) {
        const auto number = static_cast<std::size_t>(feature->GetFieldAsInteger(0));
        if (number > 0 && number <= count) {
            found[number - 1].push_back(polygon_of(*feature->GetGeometryRef()->toPolygon()));
        }
    }
    for (auto& parts : found) {
        std::sort(parts.begin(), parts.end(), [&place](const Polygon& a, const Polygon& b) {
            return first_corner(a, place.south_up) < first_corner(b, place.south_up);
        });
    }
    return found;
}

std::vector<std::uint32_t> burn(const GridPlacement& place, std::size_t columns, std::size_t rows,
                                std::span<const MultiPolygon* const> areas, std::span<const std::uint32_t> labels) {
    if (labels.size() != areas.size()) {
        throw UsageError({"depressions.unsound", {}});
    }
    std::vector<std::uint32_t> burned(columns * rows);
    if (burned.empty() || areas.empty()) {
        return burned;
    }
    const detail::GdalScope scope;
    const auto grid = placed_in_memory(place, columns, rows, 1, GDT_Int32);
    std::vector<OGRMultiPolygon> shapes(areas.size());
    std::vector<OGRGeometryH> handles;
    std::vector<double> values;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        for (const auto& polygon : *areas[i]) {
            const auto made = polygon_for(polygon);
            shapes[i].addGeometry(&made);
        }
        handles.push_back(OGRGeometry::ToHandle(&shapes[i]));
        values.push_back(labels[i]);
    }
    int band = 1;
    if (GDALRasterizeGeometries(GDALDataset::ToHandle(grid.get()), 1, &band, static_cast<int>(handles.size()),
                                handles.data(), nullptr, nullptr, values.data(), nullptr, nullptr,
                                nullptr) != CE_None) {
        throw ResourceError({"tools.memory", {}});
    }
    exchange(*grid->GetRasterBand(1), GF_Read, burned.data(), GDT_Int32);
    return burned;
}

void fill_voids(Grid& grid) {
    const auto is_void = [&grid](float value) { return !grid.is_value(value); };
    const bool all = std::all_of(grid.values.begin(), grid.values.end(), is_void);
    if (all || std::none_of(grid.values.begin(), grid.values.end(), is_void)) {
        return;
    }
    const detail::GdalScope scope;
    const auto cells = in_memory(grid.columns, grid.rows, 1, GDT_Float32);
    const auto mask = in_memory(grid.columns, grid.rows, 1, GDT_Byte);
    std::vector<std::uint8_t> shown(grid.values.size());
    std::transform(grid.values.begin(), grid.values.end(), shown.begin(),
                   [&is_void](float value) { return static_cast<std::uint8_t>(is_void(value) ? 0 : 255); });
    for (auto& value : grid.values) {
        value = is_void(value) ? 0 : value;
    }
    exchange(*cells->GetRasterBand(1), GF_Write, grid.values.data(), GDT_Float32);
    exchange(*mask->GetRasterBand(1), GF_Write, shown.data(), GDT_Byte);
    const auto far = std::hypot(static_cast<double>(grid.columns), static_cast<double>(grid.rows));
    if (GDALFillNodata(cells->GetRasterBand(1), mask->GetRasterBand(1), far, 0, 0, nullptr, nullptr, nullptr) !=
        CE_None) {
        throw ResourceError({"tools.memory", {}});
    }
    exchange(*cells->GetRasterBand(1), GF_Read, grid.values.data(), GDT_Float32);
    grid.nodata.reset();
}

} // namespace kerb::io
