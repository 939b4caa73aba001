// Geometries as the blobs of a GeoPackage (OGC 12-128r18, clause 2.1.3).
#pragma once

#include <string>

#include <kerb/inventory/feature_table.hpp>

namespace kerb::io::detail {

/// Blobs of one layer's rows, little endian; lines and areas with their box.
class BlobWriter {
public:
    BlobWriter(const FeatureTable& table, std::int32_t srs_id);
    /// The blob of a row; good until the next call.
    [[nodiscard]] const std::string& blob(std::size_t row);
    /// The box of the row last asked for.
    [[nodiscard]] const Box& box() const { return box_; }

private:
    void begin(bool with_box);
    void put(const void* bytes, std::size_t count) { blob_.append(static_cast<const char*>(bytes), count); }
    void put_count(std::size_t count);
    void put_head(std::uint32_t kind);
    void put_chain(std::span<const Point> chain);
    void put_lines(const Lines& lines, std::size_t row);
    void put_area(const MultiPolygon& area);

    const FeatureTable& table_;
    std::int32_t srs_id_;
    std::string blob_;
    Box box_;
};

} // namespace kerb::io::detail
