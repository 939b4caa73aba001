// Grids made by GDAL itself, without the checks of our own writer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include "support/test.hpp"

namespace kerb::test {

struct GridFile {
    int columns, rows;
    std::vector<double> values; ///< empty: a file without any
    GDALDataType type;
    std::optional<double> nodata = std::nullopt, scale = std::nullopt, offset = std::nullopt;
    std::vector<double> transform = {100, 2, 0, 200, 0, -2}; ///< empty: none
    std::vector<unsigned char> mask = {};
    int epsg = 4547; ///< 0: none
    int bands = 1;   ///< band b holds the values + 10 (b − 1)
    bool area = true;
    std::string unit = {};
};

inline std::string make_grid(const std::string& path, GridFile file) {
    GDALAllRegister();
    const char* const sparse[] = {"SPARSE_OK=YES", "TILED=YES", nullptr};
    const auto configured = [](const char* name, const char* value) { CPLSetThreadLocalConfigOption(name, value); };
    configured("GDAL_PAM_ENABLED", "NO");
    configured("GDAL_TIFF_INTERNAL_MASK", "YES");
    auto* dataset = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
        path.c_str(), file.columns, file.rows, file.bands, file.type,
        file.values.empty() ? const_cast<char**>(sparse) : nullptr);
    REQUIRE(dataset != nullptr);
    if (!file.area) {
        dataset->SetMetadataItem("AREA_OR_POINT", "Point");
    }
    if (!file.transform.empty()) {
        REQUIRE(dataset->SetGeoTransform(file.transform.data()) == CE_None);
    }
    if (file.epsg > 0) {
        OGRSpatialReference reference;
        reference.importFromEPSG(file.epsg);
        dataset->SetSpatialRef(&reference);
    }
    for (int b = 1; b <= file.bands; ++b) {
        auto& band = *dataset->GetRasterBand(b);
        if (file.nodata && file.type == GDT_Int64) {
            band.SetNoDataValueAsInt64(static_cast<std::int64_t>(*file.nodata));
        } else if (file.nodata && file.type == GDT_UInt64) {
            band.SetNoDataValueAsUInt64(static_cast<std::uint64_t>(*file.nodata));
        } else if (file.nodata) {
            band.SetNoDataValue(*file.nodata);
        }
        if (file.scale) {
            band.SetScale(*file.scale);
            band.SetOffset(*file.offset);
        }
        if (!file.unit.empty()) {
            band.SetUnitType(file.unit.c_str());
        }
        if (!file.values.empty()) {
            CHECK(band.RasterIO(GF_Write, 0, 0, file.columns, file.rows, file.values.data(), file.columns, file.rows,
                                GDT_Float64, 0, 0, nullptr) == CE_None);
        }
        for (auto& value : file.values) {
            value += 10;
        }
    }
    if (!file.mask.empty()) {
        dataset->CreateMaskBand(GMF_PER_DATASET);
        CHECK(dataset->GetRasterBand(1)->GetMaskBand()->RasterIO(GF_Write, 0, 0, file.columns, file.rows,
                                                                 file.mask.data(), file.columns, file.rows, GDT_Byte, 0,
                                                                 0, nullptr) == CE_None);
    }
    GDALClose(dataset);
    configured("GDAL_PAM_ENABLED", nullptr);
    configured("GDAL_TIFF_INTERNAL_MASK", nullptr);
    return path;
}

} // namespace kerb::test
