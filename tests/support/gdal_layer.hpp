// Layers made by GDAL itself, without the checks of our own writer.
#pragma once

#include <string>
#include <vector>

#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include "support/test.hpp"

namespace kerb::test {

struct Feature {
    std::string wkt; ///< empty: none
    std::string name;
};

/// A layer with the one field `name`.
inline std::string make_layer(const std::string& driver, const std::string& path, const std::vector<Feature>& features,
                              int epsg, OGRwkbGeometryType type = wkbUnknown, const std::string& layer_name = "things",
                              const char* const* creation = nullptr) {
    // An R-tree's triggers call what only GDAL has; without it a test can change the file by SQL.
    static const char* const no_index[] = {"SPATIAL_INDEX=NO", nullptr};
    creation = driver == "GPKG" && creation == nullptr ? no_index : creation;
    GDALAllRegister();
    CPLPushErrorHandler(CPLQuietErrorHandler);
    auto* dataset =
        GetGDALDriverManager()->GetDriverByName(driver.c_str())->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    REQUIRE(dataset != nullptr);
    OGRSpatialReference reference;
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    if (epsg > 0) {
        reference.importFromEPSG(epsg);
    }
    auto* layer =
        dataset->CreateLayer(layer_name.c_str(), epsg > 0 ? &reference : nullptr, type, const_cast<char**>(creation));
    REQUIRE(layer != nullptr);
    OGRFieldDefn field("name", OFTString);
    layer->CreateField(&field);
    for (const auto& [wkt, name] : features) {
        OGRFeature feature(layer->GetLayerDefn());
        feature.SetField("name", name.c_str());
        if (!wkt.empty()) {
            OGRGeometry* geometry = nullptr;
            REQUIRE(OGRGeometryFactory::createFromWkt(wkt.c_str(), nullptr, &geometry) == OGRERR_NONE);
            feature.SetGeometryDirectly(geometry);
        }
        REQUIRE(layer->CreateFeature(&feature) == OGRERR_NONE);
    }
    GDALClose(dataset);
    CPLPopErrorHandler();
    return path;
}

/// Runs SQL on a SQLite file.
inline void run_sql(const std::string& path, const std::string& text) {
    sqlite3* base = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &base) == SQLITE_OK);
    char* error = nullptr;
    const int done = sqlite3_exec(base, text.c_str(), nullptr, nullptr, &error);
    INFO(text << ": " << (error == nullptr ? "" : error));
    REQUIRE(done == SQLITE_OK);
    sqlite3_close(base);
}

} // namespace kerb::test
