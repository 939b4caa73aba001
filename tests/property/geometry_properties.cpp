#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/segment_grid.hpp>

#include "support/property.hpp"

using kerb::Box;
using kerb::MultiLineString;
using kerb::Point;
using kerb::Points;

namespace {

/// Points on a decimetre raster around a large easting: many ties, no rounding.
Points raster_points(const std::vector<std::pair<int, int>>& raw) {
    Points points;
    for (const auto& [x, y] : raw) {
        points.push_back({38'500'000 + (x % 2000) / 8.0, 2'500'000 + (y % 2000) / 8.0});
    }
    return points;
}

} // namespace

TEST_CASE("A box finds in the grid what a full search finds") {
    kerb::test::holds("grid = scan",
                      [](const std::vector<std::pair<int, int>>& raw, int x, int y, unsigned size, unsigned edge) {
                          const auto points = raster_points(raw);
                          const kerb::PointGrid grid(points, 0.1 + edge % 500);
                          const Point corner{38'500'000.0 + x % 300, 2'500'000.0 + y % 300};
                          const Box box{corner.x, corner.y, corner.x + size % 200, corner.y + size % 100};
                          std::vector<std::uint32_t> found, expected;
                          grid.visit(box, [&](Point p, std::uint32_t id) {
                              RC_ASSERT(p == points[id]);
                              if (box.contains(p)) {
                                  found.push_back(id);
                              }
                          });
                          for (std::uint32_t i = 0; i < points.size(); ++i) {
                              if (box.contains(points[i])) {
                                  expected.push_back(i);
                              }
                          }
                          std::sort(found.begin(), found.end());
                          RC_ASSERT(found == expected);
                      });
}

TEST_CASE("Length does not depend on the direction or on the order of parts") {
    kerb::test::holds("length", [](const std::vector<std::pair<int, int>>& raw) {
        auto chain = raster_points(raw);
        const auto forth = kerb::length(chain);
        MultiLineString parts;
        for (std::size_t i = 1; i < chain.size(); ++i) {
            parts.insert(parts.begin(), {chain[i - 1], chain[i]});
        }
        std::reverse(chain.begin(), chain.end());
        RC_ASSERT(kerb::length(chain) == forth);
        RC_ASSERT(kerb::length(parts) == forth);
    });
}

TEST_CASE("A grid of segments leaves none out, in a box or on the way outwards") {
    kerb::test::holds("grid = scan", [](const std::vector<std::pair<int, int>>& raw, int x, int y, unsigned edge) {
        const auto points = raster_points(raw);
        std::vector<kerb::Segment> segments;
        for (std::uint32_t i = 0; i + 1 < points.size(); ++i) {
            segments.push_back({points[i], points[i + 1], i});
        }
        const kerb::SegmentGrid grid(segments, 0.1 + edge % 500);
        const Point p{38'500'000.0 + x % 700, 2'500'000.0 + y % 700}; // outside, too
        const double reach = edge % 90;
        std::vector<char> in_box(segments.size(), 0), outwards(segments.size(), 0);
        const Box box{p.x - reach, p.y - reach, p.x + reach, p.y + reach};
        grid.visit(box, [&](const kerb::Segment& s) { in_box[s.line] = 1; });
        grid.visit_outwards(
            p, [&](double least) { return least <= reach; }, [&](const kerb::Segment& s) { outwards[s.line] = 1; });
        for (const auto& s : segments) {
            const bool near = kerb::distance_to_segment(p, s.a, s.b) <= reach;
            RC_ASSERT((!near || (in_box[s.line] != 0 && outwards[s.line] != 0)));
        }
    });
}

TEST_CASE("A point inside an area is inside it, whatever its holes") {
    kerb::test::holds("covers", [](unsigned width, unsigned height, unsigned hole) {
        const double w = 3 + width % 50, h = 3 + height % 50, share = 0.1 + hole % 80 / 100.0;
        const auto ring = [](double x0, double y0, double x1, double y1) {
            return Points{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}};
        };
        const kerb::MultiPolygon area = {
            {ring(0, 0, w, h), {ring(w * (1 - share) / 2, 1, w * (1 + share) / 2, h - 1)}}};
        const auto inside = kerb::point_inside(area);
        RC_ASSERT(inside.has_value());
        RC_ASSERT(kerb::covers(area, *inside));
        RC_ASSERT(inside == kerb::point_inside(area));
        RC_ASSERT(!kerb::point_inside({}).has_value());
        RC_ASSERT(!kerb::point_inside({{{{0, 0}, {1, 1}}, {}}}).has_value());
    });
}

TEST_CASE("A ring's area does not depend on where it starts or which way it turns") {
    kerb::test::holds("area", [](const std::vector<std::pair<int, int>>& raw, unsigned by) {
        auto ring = raster_points(raw);
        RC_PRE(ring.size() >= 3U);
        auto turned = ring;
        std::rotate(turned.begin(), turned.begin() + by % turned.size(), turned.end());
        std::reverse(turned.begin(), turned.end());
        ring.push_back(ring.front());
        turned.push_back(turned.front());
        RC_ASSERT(kerb::ring_area(ring) == kerb::ring_area(turned));
    });
}

TEST_CASE("Two stretches make the whole") {
    kerb::test::holds("stretch", [](const std::vector<std::pair<int, int>>& raw, unsigned at) {
        const auto chain = raster_points(raw);
        const MultiLineString line = {chain};
        const auto total = kerb::length(line);
        RC_PRE(total > 0);
        const auto middle = total * (at % 1001) / 1000;
        const auto sum =
            kerb::length(kerb::stretch(line, 0, middle)) + kerb::length(kerb::stretch(line, middle, total + 1));
        RC_ASSERT(std::abs(sum - total) < 1e-6);
    });
}
