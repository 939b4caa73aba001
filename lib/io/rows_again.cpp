#include "rows_again.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>

#include "exchange.hpp"
#include "workshop.hpp"

namespace kerb::io::detail {
namespace {

namespace fs = std::filesystem;

/// Were the files of a Shapefile written that tell its reference system and its code page?
void check_beside(GDALDataset& dataset, const FeatureTable& table, const std::string& path) {
    const auto lost = [&path](const char* ending) {
        throw OutputError(Message{"sink.beside_lost",
                                  {{"file", path}, {"beside", fs::path(path).replace_extension(ending).string()}}});
    };
    auto& layer = *dataset.GetLayer(0);
    if (table.frame && layer.GetSpatialRef() == nullptr) {
        lost(".prj");
    }
    const auto* encoding = layer.GetMetadataItem("ENCODING_FROM_CPG", "SHAPEFILE");
    if (encoding == nullptr || std::string_view(encoding) != "UTF-8") {
        lost(".cpg");
    }
}

/// GDAL does not look whether the last line of a CSV file was ended.
void check_last_line(const std::string& file, const std::string& path) {
    std::ifstream stream(file, std::ios::binary);
    stream.seekg(-1, std::ios::end);
    if (stream.get() != '\n') {
        fail(path, "the end of the last line is missing");
    }
}

/// Takes away what GDAL made for itself and could not remove.
void clear_room(const fs::path& file, const std::string& path) {
    for (const auto& entry : entries_of(file.parent_path()).value_or(std::vector<fs::path>())) {
        std::error_code error;
        if (entry.stem() != file.stem() && !fs::remove(entry, error)) {
            fail(path, entry.filename(), error.value());
        }
    }
}

} // namespace

void check_again(const std::string& file, const FeatureTable& table, const char* driver, const std::string& path,
                 GdalScope& scope) {
    const char* drivers[] = {driver, nullptr};
    auto* raw = static_cast<GDALDataset*>(
        GDALOpenEx(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, nullptr, nullptr));
    const std::unique_ptr<GDALDataset, void (*)(GDALDataset*)> dataset(raw, [](GDALDataset* d) { GDALClose(d); });
    auto* layer = raw == nullptr ? nullptr : raw->GetLayer(0);
    std::size_t rows = 0, placed = 0;
    while (const auto feature = std::unique_ptr<OGRFeature>(layer == nullptr ? nullptr : layer->GetNextFeature())) {
        ++rows;
        placed += feature->GetGeometryRef() != nullptr ? 1 : 0;
    }
    const auto wanted = std::pair(table.size(), table.shape() == Shape::none ? placed : table.size());
    const auto error = scope.take_error();
    if (layer == nullptr || std::pair(rows, placed) != wanted || !error.empty()) {
        throw OutputError(Message{"sink.incomplete",
                                  {{"file", path},
                                   {"layer", table.name},
                                   {"found", static_cast<std::int64_t>(rows)},
                                   {"count", static_cast<std::int64_t>(table.size())}}});
    }
    const std::string_view name = driver;
    if (name == "ESRI Shapefile") {
        check_beside(*dataset, table, path);
    } else if (name == "CSV") {
        check_last_line(file, path);
    }
    clear_room(file, path);
}

} // namespace kerb::io::detail
