// Rows of a GeoPackage written by SQLite itself, and the R-tree built whole.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sqlite3.h>

#include <kerb/inventory/feature_table.hpp>

#include "database.hpp"
#include "geopackage_again.hpp"
#include "rtree_bulk.hpp"

namespace kerb::io::detail {

/// A layer whose parts are being written.
struct LayerBegun {
    std::string name;
    std::int64_t rows = 0;
    std::int32_t srs = 0;
    bool placed = false, indexed = false;
    Box extent;
    std::vector<IndexedBox> boxes;
};

/// Fills layers that GDAL has made without rows: about six times as fast as feature by feature, most of it because an
/// index is sorted once instead of grown a million times. The file must be a private one: nothing of it is safe before
/// finish().
class RowWriter {
public:
    /// \param path the output, as errors name it
    RowWriter(std::string file, std::string path);
    /// Rows get the ids 1, 2, …; tables of one name that follow each other are parts of one layer. An index that GDAL
    /// made for the layer is filled too. One thread at a time. \throws OutputError.
    void fill(const FeatureTable& part);
    /// Everything is in the file, and was read once more: rows and geometries as many as were written. \throws
    /// OutputError.
    void finish();

private:
    void run(const std::string& sql) const;
    [[nodiscard]] Statement prepare(const std::string& sql) const;
    /// \param error what SQLite said of its values
    void step(sqlite3_stmt* statement, int error) const;
    [[noreturn]] void fail_here() const;
    [[nodiscard]] std::int64_t number(const std::string& sql) const;
    template <class AddRow>
    void insert(const std::string& into, std::size_t columns, std::size_t rows, const AddRow& add_row) const;
    void insert_rows(const FeatureTable& table);
    void begin_layer(const FeatureTable& table);
    void end_layer();
    void write_index();
    void note_contents() const;
    void open(int flags);

    /// The index of the layer before, sorted while rows of the next are written.
    struct Index {
        std::string name;
        std::future<BulkTree> tree;
    };
    struct Close {
        void operator()(sqlite3* base) const { sqlite3_close(base); }
    };
    std::string file_, path_;
    std::unique_ptr<sqlite3, Close> base_;
    std::optional<LayerBegun> layer_;
    Index index_;
    std::vector<WrittenLayer> written_;
};

} // namespace kerb::io::detail
