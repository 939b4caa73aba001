// A source of layers, opened once for all that is asked of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/base/progress.hpp>
#include <kerb/io/source.hpp>

#include "database.hpp"
#include "vector_dataset.hpp"

namespace kerb::io::detail {

class Collector;

/// What list_layers() and read_layer() open anew: whoever reads many layers opens their file once, and has all of them
/// from the same file even if another takes its name meanwhile. One thread at a time. \throws what read_layer() throws
class OpenSource {
public:
    OpenSource(std::string path, SourceOptions options);
    ~OpenSource();
    OpenSource(const OpenSource&) = delete;
    OpenSource& operator=(const OpenSource&) = delete;

    /// As list_layers(). \par Complexity O(rows) for a GeoPackage, whose rows are counted
    [[nodiscard]] std::vector<LayerInfo> layers();
    /// As read_layer().
    [[nodiscard]] LayerRead read(const LayerRequest& request, const Progress& progress);
    /// The file as SQLite sees it; none unless it is a GeoPackage.
    [[nodiscard]] const Database* base() const { return base_ ? &*base_ : nullptr; }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    [[nodiscard]] LayerInfo info_of(OGRLayer& layer) const;
    void take_rows(OGRLayer& layer, Collector& collector, GdalScope& scope, const Progress& progress) const;

    std::string path_; ///< as the caller names it
    SourceOptions options_;
    Admitted file_;
    GeoJsonCrs crs_ = GeoJsonCrs::absent;
    std::optional<Database> base_;
    VectorDataset dataset_{nullptr, nullptr};
    std::vector<std::string> warnings_; ///< of its opening
};

} // namespace kerb::io::detail
