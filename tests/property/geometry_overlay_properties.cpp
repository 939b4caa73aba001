// Overlaps and gaps of areas against what sampling of the plane says, and against overlays of every pair.
#include <rapidcheck.h>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

#include "support/property.hpp"
#include "support/test.hpp"

using kerb::MultiPolygon;
using kerb::Point;

namespace {

constexpr int side = 5;

/// A tiling of jittered cells, with some cells missing and some corners astray: what a careless hand leaves.
struct Tiling {
    std::vector<MultiPolygon> cells;

    explicit Tiling(std::uint64_t seed) {
        kerb::RandomStream random(seed, 1, 0);
        std::vector<Point> corners;
        for (int i = 0; i < (side + 1) * (side + 1); ++i) {
            corners.push_back({(i % (side + 1)) * 100.0 + random.uniform(-30, 30),
                               (i / (side + 1)) * 100.0 + random.uniform(-30, 30)});
        }
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                const auto at = [&](int dx, int dy) {
                    return corners[static_cast<std::size_t>((y + dy) * (side + 1) + x + dx)];
                };
                kerb::Points ring = {at(0, 0), at(1, 0), at(1, 1), at(0, 1)};
                if (random.below(8) == 0) {
                    ring[random.below(4)].x += random.uniform(-20, 20);
                }
                if (random.below(2) == 0) {
                    std::reverse(ring.begin(), ring.end());
                }
                ring.push_back(ring.front());
                if (random.below(10) != 0) {
                    cells.push_back({{ring, {}}});
                }
            }
        }
        if (random.below(3) == 0 && !cells.empty()) {
            cells.push_back(cells.front()); // the very same again
        }
    }
    [[nodiscard]] std::vector<const MultiPolygon*> areas() const {
        std::vector<const MultiPolygon*> all;
        for (const auto& cell : cells) {
            all.push_back(&cell);
        }
        return all;
    }
};

} // namespace

TEST_CASE("Overlaps are those of every pair's overlay") {
    kerb::test::holds("for any tiling", [](std::uint64_t seed) {
        const Tiling tiling(seed);
        const auto areas = tiling.areas();
        std::vector<std::pair<std::uint32_t, std::uint32_t>> wanted, got;
        for (std::uint32_t i = 0; i < areas.size(); ++i) {
            for (std::uint32_t k = 0; k < i; ++k) {
                const auto common = kerb::common_area(*areas[k], *areas[i]);
                if (common && common->area_m2 >= 0.5) {
                    wanted.emplace_back(k, i);
                }
            }
        }
        for (const auto& overlap : kerb::find_overlaps(areas, 0.5, kerb::Threads(2))) {
            got.emplace_back(overlap.first, overlap.second);
            RC_ASSERT(covers(*areas[overlap.first], overlap.common.place));
            RC_ASSERT(covers(*areas[overlap.second], overlap.common.place));
        }
        RC_ASSERT(got == wanted);
    });
}

TEST_CASE("Cells and gaps make up the frame that should be covered") {
    kerb::test::holds("for any tiling", [](std::uint64_t seed) {
        const Tiling tiling(seed);
        const auto areas = tiling.areas();
        const MultiPolygon frame = {{{{-50, -50}, {550, -50}, {550, 550}, {-50, 550}, {-50, -50}}, {}}};
        const std::vector<const MultiPolygon*> whole = {&frame};
        const auto gaps = kerb::gaps_between(areas, whole, 0);
        for (int i = 0; i < 400; ++i) {
            const Point p = {-49 + (i % 20) * 31.13, -49 + (i / 20) * 31.17};
            if (!covers(frame, p)) {
                continue;
            }
            const auto holds = [p](const MultiPolygon& area) { return covers(area, p); };
            const bool in_cell = std::any_of(tiling.cells.begin(), tiling.cells.end(), holds);
            const bool in_gap = std::any_of(gaps.begin(), gaps.end(), [&](const auto& gap) { return holds(gap.area); });
            RC_ASSERT(in_cell != in_gap);
        }
    });
}

TEST_CASE("Crossing rings are untangled to what they lie around") {
    // A bow tie keeps the half that it goes around counterclockwise, a curl is filled, a sound ring stays.
    const kerb::Polygon bow = {{{0, 0}, {4, 0}, {0, 2}, {4, 4}, {0, 4}, {3, 1.5}, {0, 0}}, {}};
    CHECK_FALSE(kerb::find_defect(MultiPolygon{kerb::untangled(bow)}));
    const kerb::Polygon tie = {{{0, 0}, {10, 0}, {10, 10}, {9, 10}, {11, 8}, {11, 9}, {0, 9}, {0, 0}}, {}};
    const auto kept = kerb::untangled(tie);
    CHECK_FALSE(kerb::find_defect(MultiPolygon{kept}));
    CHECK(covers({kept}, Point{5, 5}));
    const kerb::Polygon clockwise = {{{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}}, {}};
    CHECK(kerb::untangled(clockwise).outer.empty());
    const kerb::Polygon sound = {{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}}, {{{1, 1}, {1, 2}, {2, 2}, {2, 1}, {1, 1}}}};
    CHECK(kerb::area({kerb::untangled(sound)}) == Approx(80));
    CHECK(kerb::untangled({{{1, 1}}, {}}).outer.empty());
}

TEST_CASE("What GEOS refuses is an error, not an answer of nothing") {
    const MultiPolygon square = {{{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}}, {}}};
    const MultiPolygon no_ring = {{{{0, 0}, {9, 9}}, {}}};
    CHECK(kerb::shared_area(square, square) == 81);
    CHECK_THROWS_AS(kerb::shared_area(square, no_ring), kerb::Error);
    CHECK(kerb::shared_area(square, square) == 81); // and the next question is answered
    CHECK(kerb::united({}).empty());
}

TEST_CASE("A clipped area holds what lies in it and on some land") {
    kerb::test::holds("for any tiling", [](std::uint64_t seed) {
        const Tiling tiling(seed), zones(seed + 1);
        const auto land = tiling.areas();
        const auto parts = kerb::clipped(zones.cells, land, kerb::Threads(2));
        RC_ASSERT(parts.size() == zones.cells.size());
        for (std::size_t z = 0; z < parts.size(); ++z) {
            for (int i = 0; i < 100; ++i) {
                const Point p = {-49 + (i % 10) * 62.13, -49 + (i / 10) * 62.17};
                const bool on_land = std::any_of(tiling.cells.begin(), tiling.cells.end(),
                                                 [p](const MultiPolygon& cell) { return covers(cell, p); });
                RC_ASSERT(covers(parts[z], p) == (on_land && covers(zones.cells[z], p)));
            }
        }
        RC_ASSERT(kerb::clipped(zones.cells, land, kerb::Threads(1)) == parts);
    });
}

TEST_CASE("A small ring is valid when GEOS says so") {
    kerb::test::holds("validity", [](const std::vector<std::pair<std::uint8_t, std::uint8_t>>& raw, bool far_off) {
        // Few places, so rings that touch, cross, go back or stand still are frequent; a second part makes GEOS look.
        const Point origin = far_off ? Point{38'500'000, 3'500'000} : Point{0, 0};
        kerb::Points ring;
        for (const auto& [x, y] : raw) {
            ring.push_back({origin.x + x % 6 * 0.1, origin.y + y % 6 * 0.1});
        }
        ring.resize(std::min<std::size_t>(ring.size(), 3 + raw.size() % 4));
        if (ring.size() >= 3) {
            ring.push_back(ring.front());
            const MultiPolygon alone = {{ring, {}}};
            const Point off{origin.x + 1000, origin.y};
            MultiPolygon with_another = alone;
            with_another.push_back({{off, {off.x + 1, off.y}, {off.x, off.y + 1}, off}, {}});
            const auto mine = kerb::find_defect(alone), other = kerb::find_defect(with_another);
            RC_CLASSIFY(!mine);
            RC_ASSERT(mine.has_value() == other.has_value());
        }
    });
}
