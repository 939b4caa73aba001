// The index of a GeoPackage finds what lies in a window, and nothing is wrong with it.
#include <algorithm>
#include <random>
#include <set>

#include <sqlite3.h>

#include <kerb/io/sink.hpp>

#include "support/scratch.hpp"
#include "support/test.hpp"

namespace {

using kerb::Point;

kerb::FeatureTable boxes(std::size_t count) {
    kerb::FeatureTable table;
    table.name = "那里's";
    table.frame = kerb::Frame::from("EPSG:4547");
    kerb::Lines lines;
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same boxes each time
    std::uniform_real_distribution<double> place(0, 1000), size(0, 20);
    for (std::size_t i = 0; i < count; ++i) {
        const Point a{500000.1 + place(random), 3556500.1 + place(random)};
        lines.push({{a, {a.x + size(random), a.y + size(random)}}});
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
    }
    table.geometry = std::move(lines);
    return table;
}

/// The first column of every row.
std::vector<std::string> answer(const std::string& file, const std::string& sql) {
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    std::vector<std::string> rows;
    const auto take = [](void* to, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(to)->emplace_back(values[0]);
        return 0;
    };
    CHECK(sqlite3_exec(raw, sql.c_str(), take, &rows, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
    return rows;
}

} // namespace

TEST_CASE("An index of any number of rows is whole and answers as a look at every row would") {
    const kerb::test::Scratch scratch;
    for (const std::size_t count : {0, 1, 50, 51, 52, 2601, 2602, 20'000}) {
        CAPTURE(count);
        const auto file = scratch.file(std::to_string(count) + ".gpkg");
        const auto table = boxes(count);
        kerb::io::write_layers(file, {table});
        CHECK(answer(file, "SELECT rtreecheck('rtree_那里''s_geom')") == std::vector<std::string>{"ok"});
        const double x0 = 500200, x1 = 500300, y0 = 3556900, y1 = 3556950;
        std::vector<std::string> inside;
        const auto& lines = std::get<kerb::Lines>(table.geometry);
        for (std::size_t i = 0; i < count; ++i) {
            const auto box = kerb::bounds(lines.part(i));
            // Sides are kept as floats, rounded outwards: half a metre here.
            const bool sure = box.max_x >= x0 && box.min_x <= x1 && box.max_y >= y0 && box.min_y <= y1;
            if (sure) {
                inside.push_back(std::to_string(i + 1));
            }
        }
        const auto found = answer(file,
                                  "SELECT id FROM \"rtree_那里's_geom\" WHERE maxx >= 500200 AND minx <= 500300 "
                                  "AND maxy >= 3556900 AND miny <= 3556950 ORDER BY id");
        const std::set<std::string> known(found.begin(), found.end());
        CHECK(std::all_of(inside.begin(), inside.end(), [&known](const auto& id) { return known.contains(id); }));
        CHECK(found.size() <= inside.size() + 2 + count / 500);
    }
}
