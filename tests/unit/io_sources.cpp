// What the readers make of good, odd and broken rows.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include <kerb/base/error.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>

#include "io/open_source.hpp"
#include "support/gdal_layer.hpp"
#include "support/outcome.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Outcome;
using kerb::Point;
using kerb::Shape;
using kerb::io::LayerRead;
using kerb::io::LayerRequest;
using kerb::io::read_layer;
using kerb::io::SourceOptions;
using kerb::test::Feature;
using kerb::test::make_layer;
using kerb::test::run_sql;
using kerb::test::Scratch;

namespace {

LayerRead read(const std::string& path, const LayerRequest& request = {}, const SourceOptions& options = {}) {
    auto got = read_layer(path, request, options);
    INFO(path);
    CHECK(got.accounting.adds_up());
    std::int64_t rows = 0;
    for (const auto& table : got.tables) {
        rows += static_cast<std::int64_t>(table.size());
    }
    CHECK(rows == got.accounting.used);
    return got;
}

Outcome outcome_of(const std::string& path, const LayerRequest& request = {}, const SourceOptions& options = {}) {
    return kerb::test::outcome([&] { static_cast<void>(read_layer(path, request, options)); });
}

std::int64_t skipped(const LayerRead& got, const std::string& reason) {
    const auto found = got.accounting.skipped.find(reason);
    return found == got.accounting.skipped.end() ? 0 : found->second;
}

std::int64_t issues(const LayerRead& got, const std::string& reason) {
    return std::count_if(got.issues.begin(), got.issues.end(), [&](const auto& i) { return i.reason == reason; });
}

const kerb::Issue& issue(const LayerRead& got, const std::string& reason) {
    const auto found =
        std::find_if(got.issues.begin(), got.issues.end(), [&](const auto& i) { return i.reason == reason; });
    REQUIRE(found != got.issues.end());
    return *found;
}

std::string value(const kerb::Issue& found, const std::string& name) {
    for (const auto& [argument, given] : found.message.arguments) {
        if (argument == name) {
            return std::get<std::string>(given);
        }
    }
    return {};
}

const FeatureTable& table(const LayerRead& got, Shape shape) {
    const auto found =
        std::find_if(got.tables.begin(), got.tables.end(), [&](const auto& t) { return t.shape() == shape; });
    REQUIRE(found != got.tables.end());
    return *found;
}

const std::vector<Feature> odd_features = {
    {"POINT (500000 3500000)", "good point"},
    {"", "null"},
    {"POINT EMPTY", "empty"},
    {"LINESTRING EMPTY", "empty line"},
    {"MULTIPOINT ((500001 3500000),(500002 3500000))", "two points"},
    {"POINT Z (500003 3500000 12)", "height"},
    {"POINT M (500004 3500000 12)", "measure"},
    {"LINESTRING (500000 3500000,500100 3500000)", "good line"},
    {"LINESTRING (500000 3500000,500000 3500000)", "no length"},
    {"LINESTRING (500000 3500000)", "one point"},
    {"CIRCULARSTRING (500000 3500000,500050 3500050,500100 3500000)", "arc"},
    {"COMPOUNDCURVE ((500000 3500000,500010 3500000))", "straight compound"},
    {"POLYGON ((500000 3500000,500010 3500000,500010 3500010,500000 3500000))", "good polygon"},
    {"POLYGON ((500000 3500000,500010 3500010,500010 3500000,500000 3500010,500000 3500000))", "bow tie"},
    {"POLYGON ((500000 3500000,500010 3500000,500010 3500010,500000 3500010))", "unclosed"},
    {"POLYGON ((500000 3500000,500010 3500000,500000 3500000))", "three points"},
    {"POLYGON ((500000 3500000,500010 3500000,500010 3500010,500000 3500000),(500020 3500000,500021 3500000,500021 "
     "3500001,500020 3500000))",
     "hole outside"},
    {"CURVEPOLYGON (CIRCULARSTRING (500000 3500000,500010 3500000,500000 3500000))", "disc"},
    {"GEOMETRYCOLLECTION (POINT (500000 3500000),LINESTRING (500000 3500000,500001 3500000))", "collection"},
    {"TRIANGLE ((500000 3500000,500010 3500000,500010 3500010,500000 3500000))", "triangle"},
};

} // namespace

TEST_CASE("Every odd geometry is used or skipped by its name, and located") {
    const Scratch scratch;
    const auto got = read(make_layer("GPKG", scratch.file("odd.gpkg"), odd_features, 32650));
    CHECK(got.accounting.read == 21); // the two points of one feature count as two
    CHECK(skipped(got, "geometry.null") == 1);
    CHECK(skipped(got, "geometry.empty") == 2);
    CHECK(skipped(got, "geometry.zero_length") == 1);
    CHECK(skipped(got, "geometry.too_few_points") == 2);
    CHECK(skipped(got, "geometry.self_intersection") == 1);
    CHECK(skipped(got, "geometry.not_closed") == 1);
    CHECK(skipped(got, "geometry.hole_outside") == 1);
    CHECK(skipped(got, "geometry.type") == 2);
    CHECK(table(got, Shape::point).size() == 5);
    CHECK(table(got, Shape::line).size() == 3);
    CHECK(table(got, Shape::polygon).size() == 2);
    CHECK(got.frame->name() == "EPSG:32650");

    const auto& crossed = issue(got, "geometry.self_intersection");
    CHECK(crossed.row == 14);
    CHECK(crossed.layer == "things");
    CHECK(crossed.located);
    CHECK(std::hypot(crossed.x - 500005, crossed.y - 3500005) < 1e-9);
    for (const auto& found : got.issues) {
        CAPTURE(found.reason);
        CHECK(kerb::has_text(found.message.code, kerb::Language::en));
        CHECK(kerb::render(found.message, kerb::Language::en).find("layer=") == std::string::npos);
        CHECK(kerb::render(found.message, kerb::Language::zh).find("layer=") == std::string::npos);
        CHECK(kerb::has_text("reason." + found.reason, kerb::Language::en));
    }
}

TEST_CASE("Dropped heights and stroked curves are said") {
    const Scratch scratch;
    const auto got = read(make_layer("GPKG", scratch.file("odd.gpkg"), odd_features, 32650));
    CHECK(std::get<std::int64_t>(issue(got, "geometry.height_dropped").message.arguments.back().second) == 2);
    CHECK(std::get<std::int64_t>(issue(got, "geometry.curve_stroked").message.arguments.back().second) == 2);
    const auto& lines = std::get<kerb::Lines>(table(got, Shape::line).geometry);
    CHECK(lines.part(1).size() > 20); // the arc
    CHECK(lines.part(2).size() == 2); // the straight compound
}

TEST_CASE("Every point of a multi-point is told apart, empty ones are no point at 0, 0") {
    const Scratch scratch;
    const auto got =
        read(make_layer("GPKG", scratch.file("m.gpkg"), {{"MULTIPOINT (EMPTY,(500001 3500000))", "a"}}, 32650));
    CHECK(got.accounting.read == 2);
    CHECK(skipped(got, "geometry.empty") == 1);
    REQUIRE(table(got, Shape::point).size() == 1);
    CHECK(std::get<kerb::Points>(table(got, Shape::point).geometry)[0] == Point{500001, 3500000});
}

TEST_CASE("Only the asked shape is taken, the others are counted") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("odd.gpkg"), odd_features, 32650);
    LayerRequest request;
    request.shape = Shape::line;
    const auto got = read(path, request);
    CHECK(got.tables.size() == 1);
    CHECK(skipped(got, "geometry.type") == 12);
}

TEST_CASE("Coordinates that are no numbers or not on earth are skipped") {
    const Scratch scratch;
    const auto path = scratch.write("p.csv",
                                    "key,x,y\nA,500000,3500000\nB,nan,3500000\nC,inf,3500000\nD,1e400,3500000\n"
                                    "E,abc,3500000\nF,１２,3500000\nG,,\nH,500000,\nI,1e300,5\nJ,\"500000,5\",7\n");
    const auto got = read(path);
    CHECK(got.accounting.read == 10);
    CHECK(got.accounting.used == 1);
    CHECK(skipped(got, "geometry.not_finite") == 2);
    CHECK(skipped(got, "geometry.null") == 1);
    CHECK(skipped(got, "geometry.out_of_range") == 1);
    CHECK(skipped(got, "geometry.not_a_number") == 5);
    CHECK(value(issue(got, "geometry.not_a_number"), "value") == "1e400");
    CHECK(issues(got, "geometry.not_a_number") == 5);
}

TEST_CASE("A CSV column is numeric when all of its values are, and nothing is cut") {
    const Scratch scratch;
    const auto path = scratch.write("t.csv",
                                    "lon,lat,whole,real,mixed,padded,long,blank,text\n"
                                    "114.07,32.13,1,1.5,7,007,12345678901234567890,,a\n"
                                    "114.08,32.14,-2,,seven,008,1,,路灯\n");
    const auto got = read(path);
    const auto& t = table(got, Shape::point);
    CHECK(t.frame->name() == "EPSG:4326");
    CHECK(t.find("whole")->type == ColumnType::integer);
    CHECK(t.find("real")->type == ColumnType::real);
    CHECK(t.find("real")->null_at(1));
    CHECK(t.find("mixed")->text_at(1) == "seven");
    CHECK(t.find("padded")->text_at(0) == "007");
    CHECK(t.find("long")->text_at(0) == "12345678901234567890");
    CHECK(t.find("blank")->null_at(0));
    CHECK(t.find("text")->text_at(1) == "路灯");
    CHECK(std::get<kerb::Points>(t.geometry)[1] == Point{114.08, 32.14});
}

TEST_CASE("CSV with WKT, own columns, other separators, a byte order mark, or no place at all") {
    const Scratch scratch;
    const auto wkt = read(scratch.write("w.csv", "WKT,name\n\"LINESTRING (0 0,3 4)\",a\n\"LINESTRING (0 0\",b\n,c\n"));
    CHECK(table(wkt, Shape::line).size() == 1);
    CHECK(table(wkt, Shape::line).find("WKT") == nullptr);
    CHECK(skipped(wkt, "geometry.unreadable") == 1);
    CHECK(skipped(wkt, "geometry.null") == 1);
    CHECK_FALSE(wkt.frame);

    SourceOptions own;
    own.csv_x = "OST";
    own.csv_y = "NORD";
    own.source_crs = "EPSG:4547";
    const auto moved = read(scratch.write("o.csv", "\xef\xbb\xbfname;OST;NORD\na;500000;3500000\n"), {}, own);
    CHECK(std::get<kerb::Points>(table(moved, Shape::point).geometry)[0] == Point{500000, 3500000});
    CHECK(table(moved, Shape::point).find("name")->text_at(0) == "a");
    CHECK(moved.frame->name() == "EPSG:4547");

    const auto plain = read(scratch.write("plain.csv", "date,lamp\n2026-01-01,SL-1\n"));
    CHECK(table(plain, Shape::none).size() == 1);
}

TEST_CASE("Doubled headers and superfluous cells of a CSV are not lost silently") {
    const Scratch scratch;
    const auto doubled = read(scratch.write("d.csv", "x,y,name,name\n1,2,first,second\n"));
    const auto& t = table(doubled, Shape::point);
    std::vector<std::string> values;
    for (const auto& column : t.columns) {
        values.push_back(column.text_at(0));
    }
    CHECK(std::count(values.begin(), values.end(), "first") == 1);
    CHECK(std::count(values.begin(), values.end(), "second") == 1);

    const auto wide = read(scratch.write("wide.csv", "x,y,name\n1,2,a\n3,4,b,surplus\n"));
    CHECK(issues(wide, "source.surplus_cells") == 1);
    CHECK(issue(wide, "source.surplus_cells").row == 2);
}

TEST_CASE("Text that is not UTF-8 needs its encoding") {
    const Scratch scratch;
    const std::string gbk = "\xc2\xb7\xb5\xc6"; // 路灯
    const auto path = scratch.write("g.csv", "x,y,name\n1,2," + gbk + "\n");
    CHECK(outcome_of(path) == Outcome::needs_decision);
    SourceOptions options;
    options.encoding = "GB18030";
    CHECK(table(read(path, {}, options), Shape::point).find("name")->text_at(0) == "路灯");
}

TEST_CASE("Shapefiles say their encoding by .cpg, by language id, or not at all") {
    const Scratch scratch;
    const char* const gb[] = {"ENCODING=GB18030", nullptr};
    const auto path =
        make_layer("ESRI Shapefile", scratch.file("路灯.shp"), {{"POINT (1 2)", "中山路"}}, 4547, wkbPoint, "路灯", gb);
    REQUIRE(kerb::test::bytes_of(scratch.file("路灯.dbf")).find("\xd6\xd0\xc9\xbd\xc2\xb7") != std::string::npos);
    CHECK(table(read(path), Shape::point).find("name")->text_at(0) == "中山路");

    std::filesystem::remove(scratch.file("路灯.cpg"));
    auto dbf = kerb::test::bytes_of(scratch.file("路灯.dbf"));
    for (const char nobody : {'\0', '\x57'}) {
        dbf[29] = nobody;
        scratch.write("路灯.dbf", dbf);
        CHECK(outcome_of(path) == Outcome::needs_decision);
    }
    SourceOptions options;
    options.encoding = "GB18030";
    CHECK(table(read(path, {}, options), Shape::point).find("name")->text_at(0) == "中山路");
    dbf[29] = '\x4d'; // code page 936
    scratch.write("路灯.dbf", dbf);
    CHECK(table(read(path), Shape::point).find("name")->text_at(0) == "中山路");
}

TEST_CASE("A GeoPackage's text in a column of numbers is no 0") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("n.gpkg"), {{"POINT (1 2)", "a"}, {"POINT (3 4)", "b"}}, 4547);
    run_sql(path,
            "ALTER TABLE things ADD COLUMN power INTEGER; ALTER TABLE things ADD COLUMN height REAL;"
            "UPDATE things SET power='abc', height=12.5 WHERE fid=1; UPDATE things SET power=7, height='１２' WHERE "
            "fid=2;");
    const auto got = read(path);
    const auto& t = table(got, Shape::point);
    CHECK(t.find("power")->null_at(0));
    CHECK(t.find("power")->number_at(1) == 7.0);
    CHECK(t.find("height")->number_at(0) == 12.5);
    CHECK(t.find("height")->null_at(1));
    CHECK(issues(got, "field.unread") == 2);
    CHECK(value(issue(got, "field.unread"), "value") == "abc");
    CHECK(issue(got, "field.unread").row == 1);
}

TEST_CASE("A Shapefile's number that is none is no 0") {
    const Scratch scratch;
    FeatureTable lamps;
    lamps.name = "lamps";
    lamps.frame = kerb::Frame::from("EPSG:4547");
    lamps.geometry = kerb::Points{{1, 2}, {3, 4}, {5, 6}};
    lamps.rows = {1, 2, 3};
    auto& names = lamps.add("name", ColumnType::text);
    for (const auto* name : {"a", "b", "c"}) {
        names.push(name);
    }
    auto& power = lamps.add("power", ColumnType::integer);
    power.push(std::int64_t{120});
    power.push(std::int64_t{250});
    power.push(std::monostate{});
    kerb::io::write_layers(scratch.file("a.shp"), {lamps});
    auto dbf = kerb::test::bytes_of(scratch.file("a.dbf"));
    dbf.replace(dbf.find("120"), 3, "12O");
    scratch.write("a.dbf", dbf);
    const auto got = read(scratch.file("a.shp"));
    const auto* column = table(got, Shape::point).find("power");
    CHECK(column->null_at(0));
    CHECK(column->number_at(1) == 250.0);
    CHECK(column->null_at(2));
    REQUIRE(issues(got, "field.unread") == 1);
    CHECK(issue(got, "field.unread").row == 0);
    CHECK(value(issue(got, "field.unread"), "value").find("12O") != std::string::npos);
}

TEST_CASE("Dates are ISO 8601, lists are JSON") {
    const Scratch scratch;
    const auto path = scratch.write("d.geojson", R"({"type":"FeatureCollection","features":[{"type":"Feature",
        "properties":{"day":"2012-04-01","at":"2012-04-01T12:30:05.5+08:00","tags":["a","路"]},
        "geometry":{"type":"Point","coordinates":[114,32]}}]})");
    const auto got = read(path);
    const auto& t = table(got, Shape::point);
    CHECK(t.find("day")->text_at(0) == "2012-04-01");
    CHECK(t.find("at")->text_at(0) == "2012-04-01T12:30:05.500+08:00");
    CHECK(t.find("tags")->text_at(0).find("\"路\"") != std::string::npos);
}

TEST_CASE("Frames are told from the source, or not at all") {
    const Scratch scratch;
    const std::vector<Feature> one = {{"POINT (1 2)", "a"}};
    CHECK_FALSE(read(make_layer("GPKG", scratch.file("none.gpkg"), one, 0)).frame);
    CHECK_FALSE(read(make_layer("ESRI Shapefile", scratch.file("none.shp"), one, 0, wkbPoint, "none")).frame);
    CHECK(read(make_layer("FlatGeobuf", scratch.file("a.fgb"), one, 4547, wkbPoint)).frame->name() == "EPSG:4547");
    CHECK(
        read(make_layer("ESRI Shapefile", scratch.file("a.shp"), one, 4547, wkbPoint, "a")).frame->metres_per_unit() ==
        1);
    const std::string rest =
        R"("features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]})";
    const std::string begin = R"({"type":"FeatureCollection",)";
    CHECK(read(scratch.write("a.geojson", begin + rest)).frame->name() == "EPSG:4326");
    CHECK_FALSE(read(scratch.write("n.geojson", begin + R"("crs":null,)" + rest)).frame);
    // A reference that is named but not known is not WGS 84.
    const auto named = [](const std::string& name) {
        return R"("crs":{"type":"name","properties":{"name":")" + name + "\"}},";
    };
    CHECK(read(scratch.write("c.geojson", begin + named("urn:ogc:def:crs:EPSG::4547") + rest)).frame->name() ==
          "EPSG:4547");
    for (const auto* unknown : {"urn:ogc:def:crs:EPSG::999999", "nonsense"}) {
        CAPTURE(unknown);
        const auto path = scratch.write("d.geojson", begin + named(unknown) + rest);
        CHECK(outcome_of(path) == Outcome::needs_decision);
        SourceOptions options;
        options.source_crs = "EPSG:4547";
        CHECK(read(path, {}, options).frame->name() == "EPSG:4547");
    }

    const auto local = make_layer("GPKG", scratch.file("local.gpkg"), one, 4547);
    run_sql(local,
            "UPDATE gpkg_spatial_ref_sys SET organization='NONE', definition='LOCAL_CS[\"site plan\",UNIT[\"m\",1]]' "
            "WHERE srs_id=4547");
    CHECK(outcome_of(local) == Outcome::needs_decision);
    CHECK(kerb::io::list_layers(local).front().crs == "site plan");
}

TEST_CASE("Layers and fields that do not exist are named with those that do") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("a.gpkg"), {{"POINT (1 2)", "a"}}, 4547);
    LayerRequest request;
    request.layer = "roads";
    CHECK(outcome_of(path, request) == Outcome::usage);
    request = {};
    request.columns = {"power"};
    CHECK(outcome_of(path, request) == Outcome::usage);
    request.columns = {"NAME"}; // names are taken as they are written
    CHECK(outcome_of(path, request) == Outcome::usage);
    request.columns = {"name"};
    CHECK(outcome_of(path, request) == Outcome::done);
    request.where = "power > 3";
    CHECK(outcome_of(path, request) == Outcome::usage);
    try {
        static_cast<void>(read_layer(path, request));
    } catch (const kerb::UsageError& error) {
        CHECK(std::string(error.what()).find("name") != std::string::npos);
    }
}

TEST_CASE("A layer of lies about its own count is counted") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("a.gpkg"), {{"POINT (1 2)", "a"}, {"POINT (3 4)", "b"}}, 4547);
    run_sql(path, "UPDATE gpkg_ogr_contents SET feature_count=9000000000");
    CHECK(kerb::io::list_layers(path).front().rows == 2);
    CHECK(read(path).accounting.read == 2);
}

TEST_CASE("An empty layer is read as such") {
    const Scratch scratch;
    const auto got = read(make_layer("GPKG", scratch.file("a.gpkg"), {}, 4547));
    CHECK(got.tables.empty());
    CHECK(got.accounting.read == 0);
}

TEST_CASE("Reading changes no input and leaves nothing beside it") {
    const Scratch scratch;
    const std::vector<Feature> one = {{"POINT (1 2)", "路"}};
    std::vector<std::string> paths = {
        make_layer("GPKG", scratch.file("a.gpkg"), one, 4547),
        make_layer("GPKG", scratch.file("wal.gpkg"), one, 4547),
        make_layer("ESRI Shapefile", scratch.file("a.shp"), one, 4547, wkbPoint, "a"),
        make_layer("FlatGeobuf", scratch.file("a.fgb"), one, 4547, wkbPoint),
        scratch.write("a.csv", "x,y\n1,2\n"),
        scratch.write("a.geojson",
                      R"({"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}})")};
    run_sql(paths[1], "PRAGMA journal_mode=WAL; UPDATE things SET name='b'");
    CHECK(kerb::test::bytes_of(paths[1])[18] == 2);
    const auto before = scratch.content();
    for (const auto& path : paths) {
        CAPTURE(path);
        CHECK(read(path).accounting.used == 1);
        CHECK(kerb::io::list_layers(path).size() == 1);
    }
    CHECK(scratch.content() == before);
}

TEST_CASE("File names with signs that mean something to SQLite are just names") {
    const Scratch scratch;
    const auto plain = make_layer("GPKG", scratch.file("plain.gpkg"), {{"POINT (1 2)", "a"}}, 4547);
    for (const auto* name : {"a?mode=rwc.gpkg", "b#c.gpkg", "100%25 路.gpkg", "it's \"so\".gpkg", "a:b.gpkg"}) {
        CAPTURE(name);
        std::filesystem::copy_file(plain, scratch.file(name));
        CHECK(read(scratch.file(name)).accounting.used == 1);
    }
}

TEST_CASE("Truncated and mangled files are refused or counted, never half an answer") {
    const Scratch scratch;
    std::vector<Feature> many;
    for (int i = 0; i < 400; ++i) {
        many.push_back({"POINT (" + std::to_string(i) + " 2)", "lamp number " + std::to_string(i)});
    }
    make_layer("GPKG", scratch.file("a.gpkg"), many, 4547);
    make_layer("ESRI Shapefile", scratch.file("a.shp"), many, 4547, wkbPoint, "a");
    make_layer("FlatGeobuf", scratch.file("a.fgb"), many, 4547, wkbPoint);
    make_layer("GeoJSON", scratch.file("a.geojson"), many, 4326);
    for (const auto* name : {"a.gpkg", "a.shp", "a.dbf", "a.shx", "a.fgb", "a.geojson"}) {
        const auto whole = kerb::test::bytes_of(scratch.file(name));
        for (const double share : {0.02, 0.3, 0.5, 0.9, 0.999}) {
            CAPTURE(name, share);
            scratch.write(name, whole.substr(0, static_cast<std::size_t>(share * static_cast<double>(whole.size()))));
            const bool part_of_shapefile = name[2] == 's' || name[2] == 'd';
            const auto path = part_of_shapefile ? scratch.file("a.shp") : scratch.file(name);
            try {
                const auto got = read(path);
                // Taken in: then every row is there, or skipped by name.
                CHECK(got.accounting.read == 400);
                CHECK((got.accounting.used == 400 || !got.issues.empty()));
            } catch (const kerb::Error& error) {
                CHECK((error.outcome() == Outcome::input_unusable || error.outcome() == Outcome::refused));
            }
        }
        scratch.write(name, whole);
    }
    CHECK(read(scratch.file("a.shp")).accounting.used == 400);
}

TEST_CASE("A bad feature of a GeoJSON costs itself only") {
    const Scratch scratch;
    const auto path = scratch.write("bad.geojson", R"({"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"k":"a"},"geometry":{"type":"Point","coordinates":[114,32]}},
        {"type":"Feature","properties":{"k":"b"},"geometry":{"type":"Point","coordinates":["x",32]}},
        {"type":"Feature","properties":{"k":"c"},"geometry":{"type":"LineString","coordinates":[[114,32],[114]]}},
        {"type":"Feature","properties":{"k":"d"},"geometry":null},
        {"type":"Feature","properties":{"k":"e"},"geometry":{"type":"Blob","coordinates":[1,2]}}]})");
    const auto got = read(path);
    CHECK(got.accounting.read == 5);
    CHECK(got.accounting.used == 1);
    CHECK(table(got, Shape::point).find("k")->text_at(0) == "a");
}

TEST_CASE("All layers that are read of an open source are those of one file, even if another takes its name") {
    const Scratch scratch;
    const auto named = [](const std::string& layer, std::size_t rows) {
        FeatureTable made;
        made.name = layer;
        made.frame = kerb::Frame::from("EPSG:4547");
        made.geometry = kerb::Points(rows, Point{500000, 3e6});
        for (std::size_t i = 0; i < rows; ++i) {
            made.rows.push_back(static_cast<std::int64_t>(i + 1));
        }
        return made;
    };
    const auto path = scratch.file("a.gpkg");
    kerb::io::write_layers(path, {named("first", 2), named("second", 3)});
    kerb::io::write_layers(scratch.file("b.gpkg"), {named("first", 5), named("second", 7)});

    kerb::io::detail::OpenSource source(path, {});
    const auto rows_of = [&source](const std::string& layer) {
        LayerRequest request;
        request.layer = layer;
        return source.read(request, {}).accounting.used;
    };
    CHECK(rows_of("first") == 2);
    std::filesystem::rename(scratch.file("b.gpkg"), path);
    CHECK(rows_of("second") == 3);
    CHECK(rows_of("first") == 2); // as often as one likes
    REQUIRE(source.layers().size() == 2);
    CHECK(source.layers()[1].rows == 3);
    CHECK(read(path,
               [] {
                   LayerRequest request;
                   request.layer = "second";
                   return request;
               }())
              .accounting.used == 7);
}
