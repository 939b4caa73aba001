#include "geopackage_blob.hpp"

#include <bit>

namespace kerb::io::detail {
namespace {

static_assert(std::endian::native == std::endian::little, "blobs are written as they lie in memory");

constexpr std::uint32_t wkb_point = 1, wkb_line = 2, wkb_polygon = 3, wkb_lines = 5, wkb_polygons = 6;

} // namespace

BlobWriter::BlobWriter(const FeatureTable& table, std::int32_t srs_id) : table_(table), srs_id_(srs_id) {}

const std::string& BlobWriter::blob(std::size_t row) {
    blob_.clear();
    box_ = {};
    if (const auto* points = std::get_if<Points>(&table_.geometry)) {
        box_.add((*points)[row]);
        begin(false);
        put_head(wkb_point);
        put(&(*points)[row], sizeof(Point));
    } else if (const auto* lines = std::get_if<Lines>(&table_.geometry)) {
        put_lines(*lines, row);
    } else {
        put_area(std::get<std::vector<MultiPolygon>>(table_.geometry)[row]);
    }
    return blob_;
}

void BlobWriter::begin(bool with_box) {
    const char head[] = {'G', 'P', 0, static_cast<char>(with_box ? 3 : 1)};
    put(head, sizeof head);
    put(&srs_id_, sizeof srs_id_);
    if (with_box) {
        const double box[] = {box_.min_x, box_.max_x, box_.min_y, box_.max_y};
        put(box, sizeof box);
    }
}

void BlobWriter::put_count(std::size_t count) {
    const auto four = static_cast<std::uint32_t>(count);
    put(&four, sizeof four);
}

void BlobWriter::put_head(std::uint32_t kind) {
    const char little_endian = 1;
    put(&little_endian, 1);
    put(&kind, sizeof kind);
}

void BlobWriter::put_chain(std::span<const Point> chain) {
    put_count(chain.size());
    put(chain.data(), chain.size_bytes());
}

void BlobWriter::put_lines(const Lines& lines, std::size_t row) {
    for (auto part = lines.feature_begin[row]; part < lines.feature_begin[row + 1]; ++part) {
        box_.add(bounds(lines.part(part)));
    }
    begin(true);
    put_head(wkb_lines);
    put_count(lines.parts_of(row));
    for (auto part = lines.feature_begin[row]; part < lines.feature_begin[row + 1]; ++part) {
        put_head(wkb_line);
        put_chain(lines.part(part));
    }
}

void BlobWriter::put_area(const MultiPolygon& area) {
    box_ = bounds(area);
    begin(true);
    put_head(wkb_polygons);
    put_count(area.size());
    for (const auto& polygon : area) {
        put_head(wkb_polygon);
        put_count(1 + polygon.holes.size());
        put_chain(polygon.outer);
        for (const auto& hole : polygon.holes) {
            put_chain(hole);
        }
    }
}

} // namespace kerb::io::detail
