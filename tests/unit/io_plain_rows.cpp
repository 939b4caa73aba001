// Plain layers are read straight from SQLite: nothing may differ from what GDAL's features give.
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <kerb/io/source.hpp>

#include "support/gdal_layer.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::io::LayerRead;
using kerb::io::LayerRequest;
using kerb::io::read_layer;
using kerb::test::Feature;
using kerb::test::make_layer;
using kerb::test::run_sql;
using kerb::test::Scratch;

namespace {

/// A condition that every row fulfils sends the layer through GDAL.
LayerRead by_features(const std::string& path, LayerRequest request) {
    request.where = "name is null or name is not null";
    return read_layer(path, request);
}

void check_same(const std::string& path, const LayerRequest& request = {}) {
    const auto fast = read_layer(path, request), slow = by_features(path, request);
    CHECK(fast.accounting.read == slow.accounting.read);
    CHECK(fast.accounting.skipped == slow.accounting.skipped);
    CHECK(fast.issues.size() == slow.issues.size());
    REQUIRE(fast.frame.has_value() == slow.frame.has_value());
    REQUIRE(fast.tables.size() == slow.tables.size());
    for (std::size_t t = 0; t < fast.tables.size(); ++t) {
        const auto &a = fast.tables[t], &b = slow.tables[t];
        CHECK(a.name == b.name);
        CHECK(a.rows == b.rows);
        CHECK(a.geometry == b.geometry);
        REQUIRE(a.columns.size() == b.columns.size());
        for (std::size_t c = 0; c < a.columns.size(); ++c) {
            CAPTURE(a.columns[c].name);
            CHECK(a.columns[c].name == b.columns[c].name);
            CHECK(a.columns[c].type == b.columns[c].type);
            for (std::size_t row = 0; row < a.rows.size(); ++row) {
                CHECK(a.columns[c].null_at(row) == b.columns[c].null_at(row));
                CHECK(a.columns[c].text_at(row) == b.columns[c].text_at(row));
            }
        }
    }
}

const std::vector<Feature> points = {{"POINT (500000.125 3500000)", "a"}, {"POINT (1 2)", ""}, {"POINT (3 4)", "路灯"}};
const std::vector<Feature> lines = {{"LINESTRING (0 0,10 0,10.5 3)", "a"}, {"LINESTRING (5 5,6 6)", "b"}};

} // namespace

TEST_CASE("Plain points and lines are what GDAL says they are") {
    const Scratch scratch;
    check_same(make_layer("GPKG", scratch.file("p.gpkg"), points, 32650, wkbPoint));
    check_same(make_layer("GPKG", scratch.file("l.gpkg"), lines, 32650, wkbLineString));
    check_same(make_layer("GPKG", scratch.file("n.gpkg"), lines, 0, wkbLineString));
    check_same(make_layer("GPKG", scratch.file("m.gpkg"),
                          {{"MULTILINESTRING ((0 0,1 0),(1 0,2 2))", "a"}, {"MULTILINESTRING ((0 0,9 0))", "b"}}, 32650,
                          wkbMultiLineString));
    check_same(make_layer("GPKG", scratch.file("e.gpkg"), {}, 32650, wkbPoint));
}

TEST_CASE("Plain areas are what GDAL says they are") {
    const Scratch scratch;
    const std::vector<Feature> single = {
        {"POLYGON ((0 0,9 0,9 9,0 9,0 0))", "a"},
        {"POLYGON ((0 0,0 9,9 9,9 0,0 0),(1 1,2 1,2 2,1 1),(5 5,6 5,6 6,5 5))", "two holes, clockwise"}};
    const std::vector<Feature> multi = {
        {"MULTIPOLYGON (((0 0,9 0,9 9,0 0)),((20 0,29 0,29 9,20 0),(28 1,28 2,27 1,28 1)))", "two"},
        {"MULTIPOLYGON (((0 0,1 0,1 1,0 0)))", "one"}};
    check_same(make_layer("GPKG", scratch.file("a.gpkg"), single, 32650, wkbPolygon));
    check_same(make_layer("GPKG", scratch.file("m.gpkg"), multi, 32650, wkbMultiPolygon));
    check_same(make_layer("GPKG", scratch.file("n.gpkg"), multi, 0, wkbMultiPolygon));
    check_same(make_layer("GPKG", scratch.file("e.gpkg"), {}, 32650, wkbPolygon));
    LayerRequest points_only;
    points_only.shape = kerb::Shape::point;
    check_same(scratch.file("a.gpkg"), points_only);
}

TEST_CASE("An odd area sends the layer through GDAL") {
    const Scratch scratch;
    const std::vector<Feature> odd_areas = {
        {"", "no place"},
        {"POLYGON EMPTY", "empty"},
        {"MULTIPOLYGON EMPTY", "empty multi"},
        {"MULTIPOLYGON (((0 0,1 0,1 1,0 0)),EMPTY)", "empty part"},
        {"POLYGON Z ((0 0 1,9 0 1,9 9 1,0 0 1))", "height"},
        {"POLYGON M ((0 0 1,9 0 1,9 9 1,0 0 1))", "measure"},
        {"POLYGON ((0 0,9 9,9 0,0 9,0 0))", "crosses itself"},
        {"POLYGON ((0 0,9 0,9 9,0 9,0 0),(20 20,21 20,21 21,20 20))", "hole outside"},
        {"POLYGON ((0 0,9 0,9 9,1 1))", "not closed"},
        {"POLYGON ((0 0,9 0,0 0))", "three points"},
        {"CURVEPOLYGON (CIRCULARSTRING (0 0,1 1,2 0,1 -1,0 0))", "curve"},
        {"LINESTRING (0 0,1 1)", "another shape"},
        {"GEOMETRYCOLLECTION (POLYGON ((0 0,9 0,9 9,0 0)))", "collection"}};
    for (const auto type : {wkbPolygon, wkbMultiPolygon}) {
        const std::string good =
            type == wkbPolygon ? "POLYGON ((0 0,9 0,9 9,0 9,0 0))" : "MULTIPOLYGON (((0 0,9 0,9 9,0 9,0 0)))";
        for (const auto& odd : odd_areas) {
            CAPTURE(odd.name, type);
            const auto path = scratch.file(odd.name + std::to_string(type) + ".gpkg");
            check_same(make_layer("GPKG", path, {{good, "a"}, odd, {good, "b"}}, 32650, type));
        }
    }
}

TEST_CASE("An area whose bytes lie is never plain") {
    const Scratch scratch;
    const auto path =
        make_layer("GPKG", scratch.file("cut.gpkg"),
                   {{"POLYGON ((0 0,9 0,9 9,0 9,0 0))", "a"}, {"POLYGON ((0 0,1 0,1 1,0 0))", "b"}}, 32650, wkbPolygon);
    // Behind the header and the box (40 bytes): byte order, type, number of rings, number of points.
    const std::string head = "substr(geom,1,40)", rings = "X'0103000000ffffffff05000000'",
                      corners = "X'0103000000010000000000ffff'", none = "X'010300000000000000'",
                      big_endian = "X'00'||substr(geom,42)", behind = "substr(geom,41)||X'00'",
                      short_of = "substr(geom,41,length(geom)-48)";
    for (const auto& lie : {rings, corners, none, big_endian, behind, short_of}) {
        CAPTURE(lie);
        const auto lying = scratch.file("lying.gpkg");
        std::filesystem::copy_file(path, lying, std::filesystem::copy_options::overwrite_existing);
        run_sql(lying, "UPDATE things SET geom = " + head + "||" + lie + " WHERE fid=2;");
        check_same(lying);
    }
}

TEST_CASE("Tables without places are what GDAL says they are") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("t.gpkg"), {{"", "a"}, {"", ""}, {"", "表"}}, 0, wkbNone);
    run_sql(path,
            "ALTER TABLE things ADD COLUMN heads MEDIUMINT; ALTER TABLE things ADD COLUMN height REAL;"
            "ALTER TABLE things ADD COLUMN lit BOOLEAN; ALTER TABLE things ADD COLUMN since DATETIME;"
            "UPDATE things SET heads=2, height=-0.5, lit=1 WHERE fid=3; UPDATE things SET name=NULL WHERE fid=1;"
            "DELETE FROM things WHERE fid=2; INSERT INTO things(fid, name) VALUES (-7, 'before'), (900, 'gap');");
    LayerRequest plain;
    plain.columns = {"name", "heads", "height", "lit"};
    check_same(path, plain);
    CHECK(read_layer(path, plain).tables.at(0).rows == std::vector<std::int64_t>{-7, 1, 3, 900});
    check_same(path); // with the time
    LayerRequest points_only;
    points_only.shape = kerb::Shape::point;
    check_same(path, points_only);
    for (const auto* odd : {"heads='two'", "height='１２'", "lit=7", "name=X'ff41'"}) {
        CAPTURE(odd);
        run_sql(path, std::string("UPDATE things SET ") + odd + " WHERE fid=3");
        check_same(path, plain);
    }
    check_same(make_layer("GPKG", scratch.file("e.gpkg"), {}, 0, wkbNone));
}

TEST_CASE("One odd row, and the layer is read feature by feature") {
    const Scratch scratch;
    const std::vector<Feature> odd_points = {{"", "no place"},
                                             {"POINT EMPTY", "empty"},
                                             {"POINT Z (1 2 3)", "height"},
                                             {"MULTIPOINT ((1 2),(3 4))", "two"},
                                             {"LINESTRING (0 0,1 1)", "another shape"}};
    for (const auto& odd : odd_points) {
        CAPTURE(odd.name);
        auto rows = points;
        rows.insert(rows.begin() + 1, odd);
        check_same(make_layer("GPKG", scratch.file(odd.name + ".gpkg"), rows, 32650, wkbPoint));
    }
    const std::vector<Feature> odd_lines = {{"LINESTRING (0 0,0 0)", "no length"},
                                            {"LINESTRING (1 1)", "one point"},
                                            {"LINESTRING M (0 0 1,1 1 2)", "measure"},
                                            {"MULTILINESTRING ((0 0,1 1))", "multi"},
                                            {"MULTILINESTRING ((0 0,1 1),EMPTY)", "empty part"}};
    for (const auto& odd : odd_lines) {
        CAPTURE(odd.name);
        auto rows = lines;
        rows.push_back(odd);
        check_same(make_layer("GPKG", scratch.file(odd.name + ".gpkg"), rows, 32650, wkbLineString));
    }
}

TEST_CASE("Values of every type come over, those of another type are said") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("v.gpkg"), points, 32650, wkbPoint);
    run_sql(path,
            "ALTER TABLE things ADD COLUMN heads MEDIUMINT; ALTER TABLE things ADD COLUMN big INTEGER;"
            "ALTER TABLE things ADD COLUMN height REAL; ALTER TABLE things ADD COLUMN lit BOOLEAN;"
            "ALTER TABLE things ADD COLUMN since DATE;"
            "UPDATE things SET heads=2, big=9007199254740993, height=12.5, lit=1 WHERE fid=1;"
            "UPDATE things SET height=7, lit=0, since='2012-04-01' WHERE fid=2;");
    LayerRequest plain;
    plain.columns = {"name", "heads", "big", "height", "lit"};
    check_same(path, plain);
    check_same(path); // with the date
    for (const auto* odd : {"heads='two'", "big=1.5", "height='１２'", "lit=7", "name=X'ff41'", "name=3"}) {
        CAPTURE(odd);
        run_sql(path, std::string("UPDATE things SET ") + odd + " WHERE fid=3");
        check_same(path, plain);
    }
}

TEST_CASE("Coordinates that are no numbers are never plain") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("nan.gpkg"), points, 32650, wkbPoint);
    run_sql(path, "UPDATE things SET geom = substr(geom,1,length(geom)-8) || X'000000000000f07f' WHERE fid=2;");
    check_same(path);
    CHECK(read_layer(path, {}).accounting.used == 2);
    run_sql(path, "UPDATE things SET geom = substr(geom,1,length(geom)-4) WHERE fid=1;"); // cut short
    check_same(path);
    CHECK(read_layer(path, {}).accounting.used == 1);
}
