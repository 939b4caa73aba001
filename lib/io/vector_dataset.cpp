#include "vector_dataset.hpp"

#include <cstdint>
#include <string_view>

#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>

#include "dbf.hpp"
#include "geopackage.hpp"

namespace kerb::io::detail {
namespace {

constexpr int most_layers = 100;

CPLStringList open_options(const Admitted& file, const SourceOptions& options, GdalScope& scope) {
    CPLStringList list;
    if (file.driver == "CSV") {
        // Positions and numbers are read by kerb: GDAL would make 0 of what is no number.
        list.SetNameValue("AUTODETECT_TYPE", "NO");
        list.SetNameValue("HEADERS", "YES");
        list.SetNameValue("KEEP_GEOM_COLUMNS", "YES");
    } else if (file.driver == "GPKG") {
        list.SetNameValue("LIST_ALL_TABLES", "NO");
        // GDAL hands the name to SQLite as an address and leaves % as it is.
        const bool percent = file.path.find('%') != std::string::npos;
        if (percent && keeps_wal(file.path)) {
            throw UsageError(Message{"gate.percent", {{"file", file.path}}});
        }
        list.SetNameValue("IMMUTABLE", percent ? "NO" : "YES");
        scope.set("OGR_SQLITE_PRAGMA", "trusted_schema=0,cell_size_check=1,mmap_size=0");
    } else if (file.driver == "ESRI Shapefile") {
        if (!options.encoding.empty()) {
            list.SetNameValue("ENCODING", options.encoding.c_str());
        } else if (!states_encoding(file.path)) {
            list.SetNameValue("ENCODING", "");
        } else if (states_gbk(file.path)) {
            list.SetNameValue("ENCODING", "GB18030"); // which has all of GBK, and what writers put there besides
        }
    }
    return list;
}

/// Types that a .csvt states would be imposed on the values, and places made of them.
void take_as_text(GDALDataset& dataset) {
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto& definition = *dataset.GetLayer(i)->GetLayerDefn();
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            definition.GetFieldDefn(f)->SetSubType(OFSTNone);
            definition.GetFieldDefn(f)->SetType(OFTString);
        }
    }
}

/// Names of a CSV's fields come as the file has them; here they become UTF-8.
void recode_names(GDALDataset& dataset, const std::string& encoding) {
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto& definition = *dataset.GetLayer(i)->GetLayerDefn();
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            auto& field = *definition.GetFieldDefn(f);
            const std::string name = field.GetNameRef();
            if (CPLIsUTF8(name.c_str(), static_cast<int>(name.size())) == 0) {
                const std::unique_ptr<char, void (*)(void*)> recoded(
                    CPLRecode(name.c_str(), encoding.c_str(), CPL_ENC_UTF8), CPLFree);
                field.SetName(recoded.get());
            }
        }
    }
}

/// A writer that cuts names to ten bytes may cut within a character of UTF-8: the rest of it goes.
void drop_cut_characters(GDALDataset& dataset) {
    const auto sound = [](const std::string& text) {
        return CPLIsUTF8(text.c_str(), static_cast<int>(text.size())) != 0;
    };
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto& definition = *dataset.GetLayer(i)->GetLayerDefn();
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            std::string name = definition.GetFieldDefn(f)->GetNameRef();
            for (int cut = 0; cut < 3 && name.size() > 6 && !sound(name); ++cut) {
                name.pop_back();
            }
            if (sound(name)) {
                definition.GetFieldDefn(f)->SetName(name.c_str());
            }
        }
    }
}

} // namespace

std::string encoding_of(OGRLayer& layer, const Admitted& file, const SourceOptions& options) {
    if (file.driver != "ESRI Shapefile") {
        return {};
    }
    const char* stated = layer.GetMetadataItem("SOURCE_ENCODING", "SHAPEFILE");
    return !options.encoding.empty()                                ? options.encoding
           : states_gbk(file.path)                                  ? "GB18030"
           : stated != nullptr && !std::string_view(stated).empty() ? stated
                                                                    : "UTF-8";
}

GeoJsonCrs checked_crs(const Admitted& file, const SourceOptions& options) {
    const auto crs = file.driver == "GeoJSON" ? crs_of_geojson(file.path) : GeoJsonCrs::absent;
    if (crs != GeoJsonCrs::unknown && crs != GeoJsonCrs::elsewhere) {
        return crs;
    }
    const auto said = outer_member(file.path, "crs").value_or("");
    if (!options.source_crs) {
        throw FrameError(Message{"source.unknown_crs", {{"file", file.path}, {"crs", said}}});
    }
    if (crs == GeoJsonCrs::elsewhere) {
        throw PolicyError(Message{"source.crs_elsewhere", {{"file", file.path}, {"crs", said}}});
    }
    return crs;
}

/// Has a GeoJSON file features where GDAL found none, as it does when the disk fails at once?
bool hides_features(const std::string& path, OGRLayer& layer) {
    if (layer.GetFeatureCount() != 0) {
        return false;
    }
    const auto features = outer_member(path, "features").value_or("");
    return features.find_first_not_of("[] \t\r\n") != std::string::npos;
}

VectorDataset open_vectors(const Admitted& file, const SourceOptions& options, GdalScope& scope) {
    const char* drivers[] = {file.driver.c_str(), nullptr};
    const auto list = open_options(file, options, scope);
    auto* raw = static_cast<GDALDataset*>(GDALOpenEx(
        file.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, list.List(), nullptr));
    VectorDataset dataset(raw, [](GDALDataset* opened) { GDALClose(opened); });
    if (raw == nullptr) {
        throw SourceError(Message{"source.unreadable", {{"file", file.path}, {"why", scope.take_error()}}});
    }
    if (file.driver == "ESRI Shapefile" && !has_sound_table(file.path)) {
        throw SourceError(Message{"source.no_table", {{"file", file.path}}});
    }
    if (raw->GetLayerCount() == 0) {
        throw SourceError(Message{"source.no_layers", {{"file", file.path}}});
    }
    if (raw->GetLayerCount() > most_layers) {
        throw ResourceError(Message{"source.too_many_layers",
                                    {{"file", file.path},
                                     {"count", std::int64_t{raw->GetLayerCount()}},
                                     {"limit", std::int64_t{most_layers}}}});
    }
    if (file.driver == "ESRI Shapefile") {
        drop_cut_characters(*dataset);
    } else if (file.driver == "CSV") {
        take_as_text(*dataset);
        if (!options.encoding.empty()) {
            recode_names(*dataset, options.encoding);
        }
    } else if (file.driver == "GeoJSON" && hides_features(file.path, *raw->GetLayer(0))) {
        throw SourceError(Message{"source.unreadable", {{"file", file.path}, {"why", "none of its features"}}});
    }
    return dataset;
}

} // namespace kerb::io::detail
