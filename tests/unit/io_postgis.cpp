// What can be told of a PostGIS database without one. The rest is in tests/cli/test_postgis.py.
#include <cstdlib>

#include <kerb/base/error.hpp>
#include <kerb/io/postgis.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::Outcome;
using kerb::io::PostgisTarget;

namespace {

// Nobody listens on port 1 of the loopback.
const char* const nobody = "postgresql://planner:xyzzy@127.0.0.1:1/city";

kerb::FeatureTable table(const std::string& name) {
    kerb::FeatureTable made;
    made.name = name;
    made.add("key", kerb::ColumnType::text).push(std::string("a"));
    made.rows.push_back(1);
    return made;
}

} // namespace

TEST_CASE("A database's name tells where it is, not who asks") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"city", "service=city"},
        {nobody, "host=127.0.0.1 port=1 dbname=city"},
        {"postgres://db.example/city?password=xyzzy", "host=db.example dbname=city"},
        {"postgresql://u:xy%40z%2Fzy@[::1]/a", "host=::1 dbname=a"},
        {"postgresql://%2Fvar%2Frun/city", "host=/var/run dbname=city"},
        {"host=db user=u password='xyzzy x' dbname=城市", "host=db dbname=城市"},
        {"service=city password=xyzzy", "service=city"},
        {"user=u", "PostgreSQL"},
        {"host=@sockets/of/ours dbname=city", "host=@sockets/of/ours dbname=city"},
    };
    for (const auto& [text, name] : cases) {
        CHECK(PostgisTarget::parse(text).name() == name);
    }
    CHECK(PostgisTarget::parse(nobody).parameters().at("password") == "xyzzy");
}

TEST_CASE("What is no database is refused without repeating it") {
    for (const std::string text : {"", "xyzzy plugh", "u:xyzzy@db", "http://db/xyzzy", "password=xyzzy plugh",
                                   "xyzzy=1", "postgresql://u:xyzzy/plugh@db/city", "postgresql://u:1/xyzzy@db/city",
                                   "postgresql://u:plugh@xyzzy@db/city", "postgresql://u:%xyzzy@db/city"}) {
        INFO(text);
        const auto ended = kerb::test::ended([&] { static_cast<void>(PostgisTarget::parse(text)); });
        CHECK(ended.outcome == Outcome::usage);
        CHECK(ended.code == "postgis.bad_target");
        try {
            static_cast<void>(PostgisTarget::parse(text));
        } catch (const kerb::Error& error) {
            CHECK(std::string(error.what()).find("xyzzy") == std::string::npos);
        }
    }
}

TEST_CASE("Nobody at home is a lost backend, and said without the password") {
    const auto target = PostgisTarget::parse(nobody);
    try {
        static_cast<void>(kerb::io::read_postgis(target));
        FAIL("read from nowhere");
    } catch (const kerb::BackendError& error) {
        CHECK(error.outcome() == Outcome::backend_lost);
        CHECK(std::string(error.what()).find("xyzzy") == std::string::npos);
    }
    CHECK(kerb::test::ended([&] { kerb::io::write_postgis(target, {table("a")}); }).code == "postgis.lost");
    const auto numbered =
        PostgisTarget::parse("host=db.example hostaddr=127.0.0.1 port=1 dbname=city connect_timeout=3");
    CHECK(kerb::test::ended([&] { static_cast<void>(kerb::io::read_postgis(numbered)); }).code == "postgis.lost");
}

TEST_CASE("What a database cannot hold is refused before it is asked") {
    const auto target = PostgisTarget::parse(nobody);
    const auto code = [&](const kerb::FeatureTable& made, const std::string& schema = "s") {
        return kerb::test::ended([&] { kerb::io::write_postgis(target, {made}, {schema, true}); }).code;
    };
    CHECK(code(table("")) == "postgis.bad_name");
    CHECK(code(table(std::string(64, 'a'))) == "postgis.bad_name");
    CHECK(code(table(std::string("a\0b", 3))) == "postgis.bad_name");
    CHECK(code(table("a"), std::string(64, 'a')) == "postgis.bad_name");
    auto uneven = table("a");
    uneven.rows.push_back(2);
    CHECK(code(uneven) == "sink.uneven");
    CHECK(code(table(std::string(63, 'a'))) == "postgis.lost");
}

// Run by tests/cli/test_postgis.py, which has a database and looks at what is in it afterwards.
TEST_CASE("Titles, places without a frame and the longest name go into a database", "[.database]") {
    const auto* address = std::getenv("KERB_TEST_DATABASE");
    REQUIRE(address != nullptr);
    auto titled = table("poles");
    titled.title = "O'Brien's \\ poles; DROP TABLE x --";
    titled.columns[0].title = "the pole's \"key\" 杆号";
    titled.geometry = kerb::Points{{1, 2}};
    kerb::io::PostgisSink sink;
    sink.schema = "library";
    auto broken = titled; // half a letter
    broken.title = "\xe6\x9d";
    const auto end = kerb::test::ended([&] { write_postgis(PostgisTarget::parse(address), {broken}, sink); });
    CHECK(end.outcome == Outcome::output_not_written);
    for (const bool overwrite : {false, true}) {
        sink.overwrite = overwrite;
        CHECK(write_postgis(PostgisTarget::parse(address), {titled, table(std::string(63, 'n'))}, sink).empty());
    }
    const auto read = read_postgis(PostgisTarget::parse(address), {"library", {"poles"}});
    REQUIRE(read.size() == 1);
    CHECK_FALSE(read.at("poles").tables[0].frame);
    CHECK(std::get<kerb::Points>(read.at("poles").tables[0].geometry)[0].y == 2);
}

TEST_CASE("Frames that the database has no number for come back as they were, and a table without rows",
          "[.database]") {
    const auto* address = std::getenv("KERB_TEST_DATABASE");
    REQUIRE(address != nullptr);
    const std::string high = // which the WKT of 2001 has no words for
        R"(PROJCRS["high",BASEGEOGCRS["CGCS2000",DATUM["China 2000",ELLIPSOID["CGCS2000",6378137,298.257222101]]],)"
        R"(CONVERSION["zone",METHOD["Transverse Mercator",ID["EPSG",9807]],PARAMETER["Latitude of natural origin",0],)"
        R"(PARAMETER["Longitude of natural origin",114],PARAMETER["Scale factor at natural origin",1],)"
        R"(PARAMETER["False easting",500000],PARAMETER["False northing",0]],)"
        R"(CS[Cartesian,3],AXIS["E",east],AXIS["N",north],AXIS["h",up],LENGTHUNIT["metre",1]])";
    std::vector<kerb::FeatureTable> tables = {table("feet"), table("high"), {}};
    tables[0].frame = kerb::Frame::from("EPSG:2263").in_metres();
    tables[1].frame = kerb::Frame::from(high);
    tables[0].geometry = tables[1].geometry = kerb::Points{{500001, 3556501}};
    tables[2].name = "nobody";
    tables[2].frame = kerb::Frame::from("EPSG:4547");
    tables[2].geometry = kerb::Points{};
    kerb::io::PostgisSink sink;
    sink.schema = "frames";
    CHECK(write_postgis(PostgisTarget::parse(address), tables, sink).empty());
    const auto read = read_postgis(PostgisTarget::parse(address), {"frames", {"feet", "high", "nobody"}});
    CHECK(read.at("nobody").accounting.read == 0);
    for (const auto* name : {"feet", "high"}) {
        CAPTURE(name);
        const auto& back = read.at(name).tables.at(0);
        CHECK(back.size() == 1);
        REQUIRE(back.frame);
        CHECK(back.frame->metres_per_unit() == 1);
    }
    CHECK(read.at("high").tables[0].frame->name() == "high");
}
