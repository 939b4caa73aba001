// Which files are let in.
#include <atomic>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <cpl_conv.h>
#include <cpl_http.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kerb/base/error.hpp>
#include <kerb/io/checksum.hpp>
#include <kerb/io/osm.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>
#include <kerb/io/text_file.hpp>

#include "io/csv.hpp"
#include "io/gate.hpp"
#include "io/geojson.hpp"
#include "io/geopackage.hpp"
#include "support/gdal_layer.hpp"
#include "support/outcome.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::Outcome;
using kerb::io::read_layer;
using kerb::io::SourceOptions;
using kerb::io::detail::is_harmless_trigger;
using kerb::test::make_layer;
using kerb::test::run_sql;
using kerb::test::Scratch;

namespace {

kerb::test::Ended reading(const std::string& path, const SourceOptions& options = {}) {
    return kerb::test::ended([&] { static_cast<void>(read_layer(path, {}, options)); });
}

/// A port on loopback that must never be called.
class Canary {
public:
    Canary() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        REQUIRE(listen(socket_, 8) == 0);
        socklen_t size = sizeof address;
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~Canary() { close(socket_); }
    Canary(const Canary&) = delete;
    Canary& operator=(const Canary&) = delete;
    [[nodiscard]] std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/crs"; }
    [[nodiscard]] bool called() const {
        pollfd waiting{socket_, POLLIN, 0};
        return poll(&waiting, 1, 200) > 0;
    }

private:
    int socket_;
    int port_ = 0;
};

} // namespace

TEST_CASE("What is no path of a file is refused before anything looks at it") {
    for (const auto* path : {"/vsicurl/http://127.0.0.1/a.gpkg", "/vsimem/a.geojson", "/vsizip/a.zip/b.shp",
                             "http://127.0.0.1/a.gpkg", "PG:host=127.0.0.1", "MEM:::DATAPOINTER=1,PIXELS=1",
                             "CSV:/etc/passwd", "GPKG:/tmp/a.gpkg:roads", "sqlite:/tmp/a.db"}) {
        CAPTURE(path);
        CHECK(reading(path).outcome == Outcome::refused);
        CHECK(reading(path).code == "gate.not_a_path");
    }
    CHECK(reading(R"({"type":"Point","coordinates":[1,2]})").outcome != Outcome::done);
    CHECK(reading("").outcome == Outcome::input_unusable);
    CHECK(reading("/nowhere/a:b/city.gpkg").code == "gate.missing");
}

TEST_CASE("Folders, pipes, devices and links to them are refused, links to files are followed") {
    const Scratch scratch;
    CHECK(reading(scratch.file("")).code == "gate.not_regular");
    REQUIRE(mkfifo(scratch.file("pipe.csv").c_str(), 0600) == 0);
    CHECK(reading(scratch.file("pipe.csv")).code == "gate.not_regular"); // and does not wait for a writer
    CHECK(reading("/dev/zero").code == "gate.not_regular");
    REQUIRE(symlink("/dev/zero", scratch.file("zero.csv").c_str()) == 0);
    CHECK(reading(scratch.file("zero.csv")).code == "gate.not_regular");
    REQUIRE(symlink("/nowhere/at all", scratch.file("hanging.csv").c_str()) == 0);
    CHECK(reading(scratch.file("hanging.csv")).outcome == Outcome::refused);
    scratch.write("real.csv", "x,y\n1,2\n");
    REQUIRE(symlink(scratch.file("real.csv").c_str(), scratch.file("link.csv").c_str()) == 0);
    CHECK(reading(scratch.file("link.csv")).outcome == Outcome::done);
}

TEST_CASE("Content decides, not the name") {
    const Scratch scratch;
    CHECK(reading(scratch.write("empty.gpkg", "")).code == "gate.empty");
    const std::string vrt =
        "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>/etc/passwd</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>";
    for (const auto* name : {"a.vrt", "a.geojson", "a.gpkg", "a.shp", "a.csv", "a.fgb"}) {
        CAPTURE(name);
        CHECK(reading(scratch.write(name, vrt)).code == "gate.unknown_kind");
    }
    CHECK(reading(scratch.write("noise.gpkg", std::string(200, '\x07'))).code == "gate.unknown_kind");
    CHECK(reading(scratch.write("plain.txt", "x,y\n1,2\n")).code == "gate.unknown_kind");
    const auto good = make_layer("GPKG", scratch.file("good.gpkg"), {{"POINT (1 2)", "a"}}, 4547);
    std::filesystem::copy_file(good, scratch.file("good.geojson"));
    CHECK(reading(scratch.file("good.geojson")).outcome == Outcome::done);
    run_sql(good, "PRAGMA application_id=1"); // a SQLite file that is no GeoPackage
    CHECK(reading(good).code == "gate.unknown_kind");
}

TEST_CASE("Archives are refused by name, also behind a link") {
    const Scratch scratch;
    CHECK(reading(scratch.write("a.shp.zip", "PK\x03\x04")).code == "gate.archive");
    CHECK(reading(scratch.write("a.GPKG.GZ", "\x1f\x8b")).code == "gate.archive");
    REQUIRE(symlink(scratch.file("a.shp.zip").c_str(), scratch.file("b.shp").c_str()) == 0);
    CHECK(reading(scratch.file("b.shp")).code == "gate.archive");
}

TEST_CASE("Files beyond the limit are refused before they are read") {
    const Scratch scratch;
    SourceOptions options;
    options.size_limit = 100;
    const auto ended = reading(scratch.write("a.csv", "x,y\n" + std::string(200, '\n')), options);
    CHECK(ended.outcome == Outcome::resource_limit);
    CHECK(ended.code == "gate.too_large");
    const auto osm = scratch.write("a.osm.pbf", std::string("\0\0\0\x0d\x0a\x09OSMHeader", 15) + std::string(200, 'x'));
    const auto pbf = kerb::test::ended([&] { static_cast<void>(kerb::io::read_osm(osm, {}, options)); });
    CHECK(pbf.outcome == Outcome::resource_limit);
    CHECK(kerb::test::outcome([&] { static_cast<void>(kerb::io::read_osm(osm)); }) == Outcome::input_unusable);
}

TEST_CASE("Triggers are known by what they do") {
    CHECK(
        is_harmless_trigger("CREATE TRIGGER \"rtree_t_geom_insert\" AFTER INSERT ON \"t\" WHEN (new.\"geom\" NOT NULL "
                            "AND NOT ST_IsEmpty(NEW.\"geom\")) BEGIN INSERT OR REPLACE INTO \"rtree_t_geom\" VALUES "
                            "(NEW.\"fid\",ST_MinX(NEW.\"geom\"), ST_MaxX(NEW.\"geom\")); END"));
    CHECK(
        is_harmless_trigger("CREATE TRIGGER \"trigger_delete_feature_count_t\" AFTER DELETE ON \"t\" BEGIN UPDATE "
                            "gpkg_ogr_contents SET feature_count = feature_count - 1 WHERE lower(table_name) = "
                            "lower('t'); END"));
    CHECK(
        is_harmless_trigger("CREATE TRIGGER 'gpkg_tile_matrix_zoom_level_insert' BEFORE INSERT ON 'gpkg_tile_matrix' "
                            "FOR EACH ROW BEGIN SELECT RAISE(ABORT, 'zoom_level; cannot be less than 0') WHERE "
                            "(NEW.zoom_level < 0); END"));
    for (const auto* hostile :
         {"CREATE TRIGGER rtree_t_geom_insert AFTER INSERT ON t BEGIN DELETE FROM roads; END",
          "CREATE TRIGGER rtree_t_geom_insert AFTER INSERT ON t BEGIN DELETE FROM gpkg_contents; END",
          "CREATE TRIGGER rtree_a AFTER INSERT ON t BEGIN SELECT load_extension('/tmp/x.so'); END",
          "CREATE TRIGGER rtree_b AFTER INSERT ON t BEGIN SELECT \"load_extension\" ('/tmp/x.so'); END",
          "CREATE TRIGGER rtree_c AFTER INSERT ON t WHEN writefile('/tmp/x', 'y') BEGIN SELECT 1; END",
          "CREATE TRIGGER gpkg_d AFTER INSERT ON t BEGIN UPDATE rtree_x SET a=1; INSERT INTO t VALUES(1); END",
          "CREATE TRIGGER gpkg_e AFTER INSERT ON t BEGIN /* SELECT */ REPLACE INTO t SELECT 1; END",
          "CREATE TRIGGER gpkg_f AFTER INSERT ON t BEGIN SELECT 1; -- \n DROP TABLE t; END", "", "BEGIN"}) {
        CAPTURE(hostile);
        CHECK(is_harmless_trigger(hostile) == (std::string(hostile) == "BEGIN"));
    }
}

TEST_CASE("Triggers are read as SQLite reads them: quotes, comments, operators, and what is none of the statements") {
    const auto harmless = [](const std::string& body) {
        return is_harmless_trigger("CREATE TRIGGER x AFTER INSERT ON t BEGIN " + body + " END");
    };
    for (const auto* good :
         {"SELECT 1;", "SELECT 4 / 2;", "SELECT 4 /* ; DELETE FROM t */ / 2;", "SELECT NEW.[a b] FROM `t` WHERE 1;",
          "UPDATE gpkg_contents SET last_change = 'x';", "UPDATE OR IGNORE [rtree_t_geom] SET id = 1;",
          "INSERT OR REPLACE INTO `rtree_t_geom` VALUES (1);", "REPLACE INTO rtree_t_geom VALUES (1);",
          "DELETE FROM rtree_t_geom WHERE id = 1;", "INSERT INTO rtree_t_geom (id, minx) VALUES (1, 2);",
          "SELECT \"\" FROM 城市表;", "SELECT $1;"}) {
        CAPTURE(good);
        CHECK(harmless(good));
    }
    for (const auto* bad : {"UPDATE [t] SET a = 1;",
                            "INSERT t VALUES (1);",
                            "REPLACE t VALUES (1);",
                            "DELETE t;",
                            "DROP TABLE t;",
                            "INSERT INTO gpkg_contents VALUES (1);",
                            "DELETE FROM gpkg_ogr_contents;",
                            "UPDATE;",
                            "INSERT;",
                            "DELETE;",
                            "INSERT OR;",
                            "UPDATE",
                            "INSERT",
                            "DELETE FROM",
                            "SELECT [load_extension](1);",
                            "SELECT `writefile` (1, 2);",
                            "SELECT 危险 (1);",
                            "SELECT 1; END DELETE FROM t;",
                            "SELECT \"\"(1), fts3_tokenizer(1);",
                            "SELECT 1 /* never closed",
                            "SELECT [never closed; DELETE FROM t;"}) {
        CAPTURE(bad);
        const std::string_view text(bad);
        CHECK(harmless(bad) == (text.find("never closed") != std::string_view::npos));
    }
}

TEST_CASE("What a file is called does not make it what it is not") {
    const Scratch scratch;
    make_layer("ESRI Shapefile", scratch.file("a.shp"), {{"POINT (1 2)", "a"}}, 4547);
    std::filesystem::copy_file(scratch.file("a.shp"), scratch.file("a.bin"));
    CHECK(reading(scratch.file("a.bin")).code == "gate.unknown_kind");
    const std::string zeros("x,y\n1,2\n\0", 9);
    CHECK(reading(scratch.write("zeros.csv", zeros)).code == "gate.unknown_kind");
    CHECK(reading(scratch.write("braces.csv", "{\"x\",y\n1,2\n")).code != "gate.unknown_kind");
    const auto grid = [](const std::string& path) {
        return kerb::test::ended([&] { static_cast<void>(kerb::io::detail::admit_grid(path, 1 << 20)); }).code;
    };
    CHECK(grid(scratch.write("a.asc", "ncols 2\nnrows 2\n")).empty());
    CHECK(grid(scratch.write("b.asc", std::string("ncols 2\nnrows \0", 15))) == "gate.unknown_grid");
    CHECK(grid(scratch.write("c.asc", "ncolsandmore 2\n")) == "gate.unknown_grid");
}

TEST_CASE("What GDAL tells for its developers is neither an error nor a warning") {
    kerb::io::detail::GdalScope scope;
    CPLError(CE_Debug, 1, "so and so");
    CHECK(scope.take_error().empty());
    CHECK(scope.take_warnings().empty());
    CPLError(CE_Warning, 1, "mind");
    CPLError(CE_Failure, 1, "first");
    CPLError(CE_Failure, 1, "then");
    CHECK(scope.take_error() == "first");
    CHECK(scope.take_warnings() == std::vector<std::string>{"mind"});
}

TEST_CASE("GeoPackages with foreign triggers, views or virtual tables are refused and stay as they are") {
    const Scratch scratch;
    const char* const indexed[] = {"SPATIAL_INDEX=YES", nullptr};
    const auto good =
        make_layer("GPKG", scratch.file("good.gpkg"), {{"POINT (1 2)", "a"}}, 4547, wkbPoint, "things", indexed);
    CHECK(reading(good).outcome == Outcome::done); // the triggers of the standard and of GDAL
    const auto with = [&](const std::string& name, const std::string& sql) {
        const auto path = scratch.file(name);
        std::filesystem::copy_file(good, path);
        run_sql(path, sql);
        const auto before = kerb::test::bytes_of(path);
        const auto ended = reading(path);
        CHECK(kerb::test::bytes_of(path) == before);
        CHECK(ended.outcome == (ended.code.empty() ? Outcome::done : Outcome::refused));
        return ended.code;
    };
    CHECK(with("s.gpkg", "CREATE VIEW st_geometry_columns AS SELECT 1").empty()); // for old programs; no layer
    for (const auto* beside : {"-journal", "-wal", "-shm"}) {                     // empty: nothing is under way
        const auto lone = scratch.write("e.gpkg", kerb::test::bytes_of(good));
        scratch.write(std::string("e.gpkg") + beside, "");
        const auto before = scratch.content();
        CHECK(reading(lone).outcome == Outcome::done);
        CHECK(scratch.content() == before);
        std::filesystem::remove(lone + beside);
    }
    for (const std::size_t version : {18, 19}) { // one that keeps a log, under a name that is no address
        auto bytes = kerb::test::bytes_of(good);
        bytes[version] = 2;
        CHECK(reading(scratch.write("a%20b.gpkg", bytes)).code == "gate.percent");
    }
    CHECK(with("t.gpkg", "CREATE TRIGGER rtree_evil AFTER INSERT ON things BEGIN DELETE FROM gpkg_extensions; END") ==
          "gate.trigger");
    const std::string endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS fid, NULL AS "
        "geom FROM n";
    CHECK(with("v.gpkg", "CREATE VIEW endless AS " + endless) == "gate.view");
    CHECK(with("f.gpkg", "CREATE VIRTUAL TABLE notes USING fts5(text)") == "gate.virtual_table");
    CHECK(with("n.gpkg", "CREATE TABLE more (a)").empty());
}

TEST_CASE("A GeoPackage that somebody is still writing is not read") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("a.gpkg"), {{"POINT (1 2)", "a"}}, 4547);
    for (const auto* beside : {"a.gpkg-journal", "a.gpkg-wal"}) {
        scratch.write(beside, "hot");
        const auto ended = reading(path);
        CHECK(ended.outcome == Outcome::input_unusable);
        CHECK(ended.code == "gate.open_elsewhere");
        std::filesystem::remove(scratch.file(beside));
    }
    CHECK(reading(path).outcome == Outcome::done);
}

TEST_CASE("No file makes kerb call an address, whatever the environment allows") {
    const Scratch scratch;
    const Canary canary;
    setenv("NO_PROXY", "*", 1);
    setenv("no_proxy", "*", 1);
    setenv("CPL_VSIL_CURL_ALLOWED_FILENAME", canary.address().c_str(), 1);
    const std::string rest =
        R"("features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]})";
    const auto link = R"({"type":"FeatureCollection","crs":{"type":"link","properties":{"href":")" + canary.address() +
                      R"(","type":"ogcwkt"}},)" + rest;
    const auto named = R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":")" + canary.address() +
                       "\"}}," + rest;
    CHECK(reading(scratch.write("link.geojson", link)).outcome == Outcome::needs_decision);
    CHECK(reading(scratch.write("named.geojson", named)).outcome == Outcome::needs_decision);
    make_layer("ESRI Shapefile", scratch.file("a.shp"), {{"POINT (1 2)", "a"}}, 4547, wkbPoint, "a");
    scratch.write("a.prj", canary.address());
    CHECK(reading(scratch.file("a.shp")).outcome != Outcome::input_unusable);
    CHECK_FALSE(canary.called());
    for (const auto* name : {"NO_PROXY", "no_proxy", "CPL_VSIL_CURL_ALLOWED_FILENAME"}) {
        unsetenv(name);
    }
}

TEST_CASE("Whatever a driver asks of the network within kerb is refused before anybody is called") {
    const Canary canary;
    const kerb::io::detail::GdalScope scope;
    auto* answer = CPLHTTPFetch(canary.address().c_str(), nullptr);
    REQUIRE(answer != nullptr);
    CHECK(answer->nStatus != 0);
    CHECK(answer->nDataLen == 0);
    CHECK(std::string(answer->pszErrBuf) == "the network is not used");
    CPLHTTPDestroyResult(answer);
    CHECK_FALSE(canary.called());
}

TEST_CASE("An address that is refused is told without its user and password") {
    for (const auto* secret :
         {"https://mary:hush@host/a.gpkg", "PG:host=h password=hush", "/vsicurl/https://mary:hush@host/a"}) {
        const auto told = reading(secret);
        CAPTURE(told.text);
        CHECK(told.outcome == Outcome::refused);
        CHECK(told.text.find("hush") == std::string::npos);
        CHECK(told.text.find("mary") == std::string::npos);
    }
    CHECK(reading("https://host/a.gpkg").text.find("https://host/a.gpkg") != std::string::npos);
    CHECK(reading("https://host/a@b.gpkg").outcome == Outcome::refused);
    CHECK(reading("a@b://host").text.find("a@b://host") != std::string::npos);
}

TEST_CASE("SQLite files are GeoPackages by their application id alone, be they of version 1.0, 1.1 or later") {
    const Scratch scratch;
    const auto path = scratch.file("a.gpkg");
    make_layer("GPKG", path, {{"POINT (1 2)", "a"}}, 4547, wkbPoint, "a");
    for (const auto* pragma : {"1196437808", "1196437809", "1196444487"}) { // GP10, GP11, GPKG
        run_sql(path, std::string("PRAGMA application_id = ") + pragma);
        CHECK(reading(path).outcome == Outcome::done);
    }
    run_sql(path, "PRAGMA application_id = 1");
    CHECK(reading(path).outcome == Outcome::refused);
    CHECK(reading(scratch.write("b.gpkg", std::string("SQLite format 3\0", 16))).outcome == Outcome::refused);
}

TEST_CASE("A host's GDAL, locale and error handlers are as they were") {
    const Scratch scratch;
    const auto good = make_layer("GPKG", scratch.file("a.gpkg"), {{"POINT (1 2)", "a"}}, 4547);
    const auto bad = scratch.write("b.geojson", "{\"type\":");
    int heard = 0;
    const auto count = [](CPLErr, CPLErrorNum, const char*) { ++*static_cast<int*>(CPLGetErrorHandlerUserData()); };
    CPLPushErrorHandlerEx(count, &heard);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", "cache_size=100");
    CPLSetThreadLocalConfigOption("GDAL_HTTP_PROXY", "");
    CPLSetConfigOption("SHAPE_RESTORE_SHX", "YES");
    CPLError(CE_Warning, 77, "mine");
    heard = 0;
    const std::string locale = std::setlocale(LC_ALL, nullptr);
    const std::string variables(getenv("PATH"));

    CHECK(reading(good).outcome == Outcome::done);
    CHECK(reading(bad).outcome == Outcome::input_unusable);
    kerb::FeatureTable table;
    table.name = "t";
    table.frame = kerb::Frame::from("EPSG:4547");
    table.geometry = kerb::Points{{1, 2}};
    table.rows = {1};
    kerb::io::SinkOptions sink;
    sink.time_stamp = "2000-01-01T00:00:00.000Z";
    kerb::io::write_layers(scratch.file("out.gpkg"), {table}, sink);

    CHECK(heard == 0);
    CHECK(CPLGetLastErrorNo() == 77);
    CHECK(std::string(CPLGetLastErrorMsg()) == "mine");
    CHECK(CPLGetErrorHandlerUserData() == &heard);
    CHECK(std::string(CPLGetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", "-")) == "cache_size=100");
    CHECK(std::string(CPLGetThreadLocalConfigOption("GDAL_HTTP_PROXY", "-")).empty());
    CHECK(std::string(CPLGetThreadLocalConfigOption("SHAPE_RESTORE_SHX", "-")) == "-");
    CHECK(std::string(CPLGetThreadLocalConfigOption("OGR_CURRENT_DATE", "-")) == "-");
    CHECK(std::string(CPLGetConfigOption("SHAPE_RESTORE_SHX", "-")) == "YES");
    CHECK(std::setlocale(LC_ALL, nullptr) == locale);
    CHECK(getenv("PATH") == variables);

    CPLSetConfigOption("SHAPE_RESTORE_SHX", nullptr);
    CPLSetThreadLocalConfigOption("OGR_SQLITE_PRAGMA", nullptr);
    CPLSetThreadLocalConfigOption("GDAL_HTTP_PROXY", nullptr);
    CPLPopErrorHandler();
    CPLErrorReset();
}

TEST_CASE("An option set twice in a scope is given back as it was before both") {
    CPLSetThreadLocalConfigOption("KERB_TEST", "first");
    {
        kerb::io::detail::GdalScope scope;
        scope.set("KERB_TEST", "second");
        scope.set("KERB_TEST", "third");
        CHECK(std::string(CPLGetThreadLocalConfigOption("KERB_TEST", "-")) == "third");
    }
    CHECK(std::string(CPLGetThreadLocalConfigOption("KERB_TEST", "-")) == "first");
    CPLSetThreadLocalConfigOption("KERB_TEST", nullptr);
}

TEST_CASE("Many threads read at once") {
    const Scratch scratch;
    const auto gpkg = make_layer("GPKG", scratch.file("a.gpkg"), {{"POINT (1 2)", "a"}}, 4547);
    const auto csv = scratch.write("a.csv", "x,y\n1,2\n");
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                good += read_layer(i % 2 == 0 ? gpkg : csv, {}).accounting.used == 1 ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(good == 80);
}

TEST_CASE("The checksum of a file is SHA-256") {
    const Scratch scratch;
    CHECK(kerb::io::sha256_file(scratch.write("abc", "abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(kerb::io::sha256_file(scratch.write("none", "")) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(kerb::test::outcome([&] { static_cast<void>(kerb::io::sha256_file("/nowhere")); }) ==
          Outcome::input_unusable);
}

TEST_CASE("A disk that does not read is told as that, whatever reads") {
    const std::string path = "/proc/self/mem"; // a regular file of which nothing can be read at its begin
    if (!std::ifstream(path)) {
        WARN("no file that can be opened and not be read");
        return;
    }
    const Scratch scratch;
    for (const auto* name : {"a.gpkg", "a.csv", "a.geojson"}) {
        std::filesystem::create_symlink(path, scratch.file(name));
        CHECK(reading(scratch.file(name)).code == "gate.unreadable");
    }
    const auto code = [](const auto& read) { return kerb::test::ended([&] { static_cast<void>(read()); }).code; };
    CHECK(code([&] { return kerb::io::detail::admit_grid(path, 1 << 20); }) == "gate.unreadable");
    CHECK(code([&] { return kerb::io::sha256_file(path); }) == "gate.unreadable");
    CHECK(code([&] { return kerb::io::text_of_file(path); }) == "gate.unreadable");
    CHECK(code([&] { return kerb::io::detail::outer_member(path, "crs"); }) == "gate.unreadable");
    CHECK(code([&] { return kerb::io::detail::surplus_rows(path, 3); }) == "gate.unreadable");
}
