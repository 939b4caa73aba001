#include "plain_geometry.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>

#include <kerb/geometry/validity.hpp>

namespace kerb::io::detail {
namespace {

constexpr std::uint32_t most_parts = 0xffff - 1; // of a line or an area, and rings of a polygon

static_assert(sizeof(Point) == 2 * sizeof(double) && std::numeric_limits<double>::is_iec559);

/// The well-known binary inside a GeoPackage geometry, read front to back. Every read says whether there was enough.
class Wkb {
public:
    /// \param blob header of the standard (magic, version 0, flags, srs_id, envelope), then WKB
    explicit Wkb(std::string_view blob) : rest_(blob) {
        constexpr std::size_t envelope_bytes[] = {0, 32, 48, 48, 64};
        if (blob.size() < 8 || blob.substr(0, 3) != std::string_view("GP\0", 3)) {
            rest_ = {};
            return;
        }
        const auto flags = static_cast<unsigned char>(blob[3]);
        const auto envelope = (flags >> 1U) & 7U;
        const bool plain = (flags & 0x30U) == 0 && envelope < std::size(envelope_bytes);
        const auto skipped = plain ? 8 + envelope_bytes[envelope] : blob.size();
        rest_ = blob.substr(std::min(skipped, blob.size()));
    }
    /// Byte order (little endian) and type of a 2D geometry.
    bool header(std::uint32_t type) {
        std::uint32_t found = 0;
        if (rest_.empty() || rest_.front() != 1) {
            return false;
        }
        rest_.remove_prefix(1);
        return number(found) && found == type;
    }
    bool number(std::uint32_t& value) { return copy(&value, sizeof value); }
    /// How many parts follow a header of this type.
    bool parts(std::uint32_t type, std::uint32_t& count) {
        return header(type) && number(count) && count > 0 && count <= most_parts;
    }
    bool point(Point& p) { return copy(&p, sizeof p); }
    bool chain(Points& chain) {
        std::uint32_t count = 0;
        if (!number(count) || count > rest_.size() / sizeof(Point)) {
            return false;
        }
        chain.resize(count);
        return copy(chain.data(), count * sizeof(Point));
    }
    bool polygon(Polygon& polygon) {
        std::uint32_t rings = 0;
        if (!parts(wkbPolygon, rings) || !chain(polygon.outer)) {
            return false;
        }
        polygon.holes.resize(rings - 1);
        return std::all_of(polygon.holes.begin(), polygon.holes.end(), [this](Points& hole) { return chain(hole); });
    }
    [[nodiscard]] bool finished() const { return rest_.empty(); }

private:
    bool copy(void* target, std::size_t size) {
        if (rest_.size() < size) {
            return false;
        }
        if (size > 0) {
            std::memcpy(target, rest_.data(), size);
        }
        rest_.remove_prefix(size);
        return true;
    }
    std::string_view rest_;
};

bool append_point(Points& points, Wkb wkb) {
    Point p;
    if (!wkb.header(wkbPoint) || !wkb.point(p) || !wkb.finished() || find_defect(p)) {
        return false;
    }
    points.push_back(p);
    return true;
}

bool append_line(Lines& lines, bool multi, Wkb wkb) {
    std::uint32_t parts = 1;
    if (multi && !wkb.parts(wkbMultiLineString, parts)) {
        return false;
    }
    MultiLineString line(parts);
    const bool read = std::all_of(line.begin(), line.end(),
                                  [&wkb](Points& chain) { return wkb.header(wkbLineString) && wkb.chain(chain); });
    if (!read || !wkb.finished() || find_defect(line)) {
        return false;
    }
    lines.push(line);
    return true;
}

bool append_area(std::vector<MultiPolygon>& areas, bool multi, Wkb wkb) {
    std::uint32_t parts = 1;
    if (multi && !wkb.parts(wkbMultiPolygon, parts)) {
        return false;
    }
    MultiPolygon area(parts);
    const bool read = std::all_of(area.begin(), area.end(), [&wkb](Polygon& part) { return wkb.polygon(part); });
    if (!read || !wkb.finished() || find_defect(area)) {
        return false;
    }
    areas.push_back(std::move(area));
    return true;
}

} // namespace

std::optional<Shape> plain_shape(OGRwkbGeometryType type) {
    switch (type) {
        case wkbNone:
            return Shape::none;
        case wkbPoint:
            return Shape::point;
        case wkbLineString:
        case wkbMultiLineString:
            return Shape::line;
        case wkbPolygon:
        case wkbMultiPolygon:
            return Shape::polygon;
        default:
            return std::nullopt;
    }
}

void reserve_geometry(GeometryColumn& column, std::size_t rows) {
    if (auto* points = std::get_if<Points>(&column)) {
        points->reserve(rows);
    } else if (auto* lines = std::get_if<Lines>(&column)) {
        lines->feature_begin.reserve(rows + 1);
        lines->part_begin.reserve(rows + 1);
    } else if (auto* areas = std::get_if<std::vector<MultiPolygon>>(&column)) {
        areas->reserve(rows);
    }
}

bool append_plain(GeometryColumn& column, OGRwkbGeometryType type, std::string_view blob) {
    const Wkb wkb(blob);
    if (auto* points = std::get_if<Points>(&column)) {
        return append_point(*points, wkb);
    }
    if (auto* lines = std::get_if<Lines>(&column)) {
        return append_line(*lines, type == wkbMultiLineString, wkb);
    }
    auto* areas = std::get_if<std::vector<MultiPolygon>>(&column);
    return areas != nullptr && append_area(*areas, type == wkbMultiPolygon, wkb);
}

} // namespace kerb::io::detail
