// What an inventory file says of itself, and files of other versions.
#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/qgis_style.hpp>
#include <kerb/inventory/schema.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/io/sink.hpp>

#include "io/geopackage_schema.hpp"
#include "support/gdal_layer.hpp"
#include "support/outcome.hpp"
#include "support/same_city.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Language;
using kerb::Outcome;
using kerb::io::read_inventory;
using kerb::io::write_inventory;
using kerb::test::ended;
using kerb::test::Scratch;

namespace {

/// The first column of all rows, joined by a space; NULL as `-`.
std::string ask(const std::string& path, const std::string& sql) {
    sqlite3* base = nullptr;
    REQUIRE(sqlite3_open_v2(path.c_str(), &base, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    std::string answer;
    const int done = sqlite3_exec(
        base, sql.c_str(),
        [](void* out, int, char** values, char**) {
            auto& text = *static_cast<std::string*>(out);
            text += (text.empty() ? "" : " ") + std::string(values[0] == nullptr ? "-" : values[0]);
            return 0;
        },
        &answer, nullptr);
    INFO(sql << ": " << sqlite3_errmsg(base));
    REQUIRE(done == SQLITE_OK);
    sqlite3_close(base);
    return answer;
}

/// A layer as the first inventories had it: an other class with its fields in `extra`.
FeatureTable old_layer(const std::string& name, kerb::GeometryColumn geometry, const std::string& extra) {
    FeatureTable table;
    table.name = name;
    table.frame = kerb::Frame::from("EPSG:4547");
    table.geometry = std::move(geometry);
    table.rows = {1};
    table.add("key", ColumnType::text).push(name + "-1");
    table.add("status", ColumnType::text).push(std::string("in_service"));
    table.add("extra", ColumnType::text).push(extra);
    return table;
}

std::vector<FeatureTable> old_city() {
    const kerb::Point p = {500000, 3556500};
    const kerb::Points ring = {p, {p.x + 10, p.y}, {p.x + 10, p.y + 10}, p};
    const std::vector<kerb::MultiPolygon> area = {{{ring, {}}}};
    kerb::Lines line;
    line.push({{p, {p.x + 5, p.y}}});
    return {old_layer("manhole", kerb::Points{p}, R"({"system":"storm","depth_m":"2.5","colour":"black"})"),
            old_layer("tree", kerb::Points{p}, R"({"species":"银杏"})"),
            old_layer("waste_basket", kerb::Points{p}, R"({"amenity":"waste_basket"})"),
            old_layer("toilet", kerb::Points{p}, R"({"fee":"no"})"),
            old_layer("kiosk", kerb::Points{p}, R"({"depth_m":"1"})"),
            old_layer("waterway", line, R"({"waterway":"canal"})"),
            old_layer("toilet__areas", area, R"({"accessible":"yes"})"),
            old_layer("parking", area, R"({"bays":"many"})"),
            old_layer("building", area, R"({"storeys":"6"})")};
}

void check_migrated(const kerb::Inventory& city) {
    REQUIRE(city.manholes.size() == 1);
    CHECK(city.manholes[0].system == kerb::DrainSystem::storm);
    CHECK(city.manholes[0].depth_m == 2.5);
    CHECK(city.manholes[0].about.status == kerb::Status::in_service);
    CHECK(city.manholes[0].about.extra.value() == kerb::Extra{{"colour", "black"}});
    REQUIRE(city.trees.size() == 1);
    CHECK(city.trees[0].species == "银杏");
    REQUIRE(city.waste_sites.size() == 1);
    CHECK(city.waste_sites[0].kind == kerb::WasteKind::bin);
    REQUIRE(city.channels.size() == 1);
    CHECK(city.channels[0].kind == kerb::ChannelKind::canal);
    REQUIRE(city.toilets.size() == 2);
    CHECK(city.toilets[1].accessible == true);
    REQUIRE(city.parkings.size() == 1);
    CHECK(city.parkings[0].about.extra.value() == kerb::Extra{{"bays", "many"}}); // no number: kept, and an issue
    REQUIRE(city.buildings.size() == 1);
    CHECK(city.buildings[0].storeys == 6.0);
    REQUIRE(city.others.size() == 1);
    CHECK(city.others[0].class_name == "kiosk");
}

} // namespace

TEST_CASE("An inventory states its version, its names and its codes") {
    const Scratch scratch;
    const auto path = scratch.file("city.gpkg");
    write_inventory(path, kerb::test::small_city());
    CHECK(ask(path, "SELECT version FROM kerb_schema") == std::to_string(kerb::inventory_schema_version));
    CHECK(ask(path, "SELECT identifier FROM gpkg_contents WHERE table_name = 'green_spaces'") == "green spaces");
    CHECK(ask(path, "SELECT identifier FROM gpkg_contents WHERE table_name = 'kiosk'") == "kiosk");
    CHECK(ask(path, "SELECT title FROM gpkg_data_columns WHERE table_name = 'roads' AND column_name = 'width_m'") ==
          "width (m)");
    CHECK(ask(path,
              "SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = 'road_road_class' ORDER BY "
              "rowid") == "expressway arterial collector local lane other");
    CHECK(ask(path,
              "SELECT min || min_is_inclusive || max || max_is_inclusive FROM gpkg_data_column_constraints "
              "WHERE constraint_name = 'width_m'") == "00Inf0");
    CHECK(ask(path,
              "SELECT label FROM kerb_label WHERE table_name = 'streetlights' AND column_name = '' AND lang = 'zh'") ==
          "路灯");
    CHECK(ask(path, "SELECT scope FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'") ==
          "read-write read-write");
    CHECK(ask(path, "PRAGMA foreign_key_check").empty());
}

TEST_CASE("The names are in the language asked for, and the rows are the same") {
    const Scratch scratch;
    kerb::io::SinkOptions options;
    options.language = Language::zh;
    write_inventory(scratch.file("zh.gpkg"), kerb::test::small_city(), options);
    const auto path = scratch.file("zh.gpkg");
    CHECK(ask(path, "SELECT identifier || description FROM gpkg_contents WHERE table_name = 'roads'") == "道路roads");
    CHECK(ask(path, "SELECT title FROM gpkg_data_columns WHERE table_name = 'roads' AND column_name = 'width_m'") ==
          "宽度 (m)");
    kerb::test::check_same_city(kerb::test::small_city(), read_inventory(path).city);
}

TEST_CASE("Titles that are the same, or that of another with its name, are told apart") {
    const Scratch scratch;
    const auto path = scratch.file("city.gpkg");
    std::vector<FeatureTable> tables;
    std::vector<kerb::LayerSchema> schema;
    for (const auto* name : {"a", "b", "c"}) {
        tables.push_back(old_layer(name, kerb::Points{{500000, 3556500}}, "{}"));
        schema.push_back({name, "", {"pole", "杆"}, {}});
    }
    schema[2].title.en = "pole (b)";
    const std::vector<std::pair<std::string, std::string>> columns = {
        {"key", "state"}, {"status", "state"}, {"extra", "state (status)"}, {"nameless", ""}};
    for (const auto& [name, title] : columns) {
        schema[0].columns.push_back({name, ColumnType::text, {title, ""}, "", false, {}, {}, ""});
    }
    schema[0].columns[0].codes = {{"on", {"in use", ""}}, {"off", {"", ""}}};
    schema[0].columns[0].domain = "state";
    kerb::io::SinkOptions options;
    options.schema = {schema[1]};
    tables[1].columns[0].title = "a title of the table, not of the schema";
    kerb::io::write_layers(scratch.file("named.gpkg"), tables, options);
    CHECK(ask(scratch.file("named.gpkg"), "SELECT title FROM gpkg_data_columns").empty());
    kerb::io::write_layers(path, tables);
    REQUIRE(kerb::io::detail::write_schema(path, schema, Language::en, {{"a", "a note"}}).empty());
    CHECK(ask(path, "SELECT identifier FROM gpkg_contents ORDER BY table_name") == "pole pole (b) pole (b) (c)");
    CHECK(ask(path, "SELECT name FROM gpkg_data_columns ORDER BY rowid") ==
          "state state (status) state (status) (extra)");
    CHECK(ask(path, "SELECT description FROM gpkg_contents WHERE table_name = 'a'") == "a note");
    CHECK(ask(path,
              "SELECT coalesce(description, '-') FROM gpkg_data_column_constraints WHERE constraint_name = "
              "'state' ORDER BY rowid") == "in use off");
}

TEST_CASE("Names that cannot be written leave the file as it was, with a reason") {
    const Scratch scratch;
    const auto path = scratch.file("city.gpkg");
    kerb::io::write_layers(path, {old_layer("a", kerb::Points{{500000, 3556500}}, "{}")});
    const auto before = kerb::test::bytes_of(path);
    const auto write = [](const std::string& file, const std::string& column) {
        const kerb::LayerSchema layer{
            "a", "", {"pole", ""}, {{column, ColumnType::text, {"state", ""}, "", false, {}, {}, ""}}};
        return kerb::io::detail::write_schema(file, {layer, layer}, Language::en, {});
    };
    CHECK(write(path, "key").find("UNIQUE") != std::string::npos); // a layer that is there twice
    CHECK(kerb::test::bytes_of(path) == before);
    scratch.write("text.gpkg", "no database, and long enough to see that");
    CHECK_FALSE(write(scratch.file("text.gpkg"), "key").empty());
    CHECK_FALSE(write(scratch.file("none.gpkg"), "key").empty());
    sqlite3* other = nullptr;
    const auto bare = scratch.file("bare.gpkg"); // a database that is no GeoPackage
    REQUIRE(sqlite3_open(bare.c_str(), &other) == SQLITE_OK);
    sqlite3_exec(other, "CREATE TABLE a (key)", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    CHECK(write(bare, "key").find("no such table") != std::string::npos);
    REQUIRE(sqlite3_open_v2(path.c_str(), &other, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK);
    sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
    CHECK(write(path, "key") == "database is locked");
    sqlite3_close(other);
    CHECK(kerb::test::bytes_of(path) == before);
}

TEST_CASE("GDAL opens an inventory without a warning, and knows its codes and ranges") {
    const Scratch scratch;
    const auto path = scratch.file("city.gpkg");
    write_inventory(path, kerb::test::small_city());
    GDALAllRegister();
    CPLErrorReset();
    const std::unique_ptr<GDALDataset> dataset(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR));
    REQUIRE(dataset);
    for (auto* layer : dataset->GetLayers()) {
        for (const auto& feature : *layer) {
            static_cast<void>(feature);
        }
    }
    CHECK(std::string(CPLGetLastErrorMsg()).empty());
    const auto* codes = dataset->GetFieldDomain("road_road_class");
    REQUIRE(codes != nullptr);
    CHECK(codes->GetDomainType() == OFDT_CODED);
    const auto* range = dataset->GetFieldDomain("width_m");
    REQUIRE(range != nullptr);
    CHECK(range->GetDomainType() == OFDT_RANGE);
}

TEST_CASE("Two layers never share an identifier, whatever they are called") {
    const Scratch scratch;
    auto city = kerb::test::small_city();
    city.others.resize(1);
    city.others[0].class_name = "green spaces"; // the title of a layer
    city.others[0].place = kerb::Point{500000, 3556500};
    write_inventory(scratch.file("city.gpkg"), city);
    CHECK(ask(scratch.file("city.gpkg"), "SELECT identifier FROM gpkg_contents WHERE table_name = 'green_spaces'") ==
          "green spaces (green_spaces)");
    kerb::test::check_same_city(city, read_inventory(scratch.file("city.gpkg")).city);
}

TEST_CASE("An inventory of version 1 is read as today's") {
    const Scratch scratch;
    const auto old = scratch.file("old.gpkg");
    kerb::io::write_layers(old, old_city());
    const auto read = read_inventory(old);
    check_migrated(read.city);
    CHECK(read.issues.size() == 1); // `bays`: many

    const auto kerbs = kerb::Mapping::from_toml(kerb::parse_toml(*kerb::builtin_data("mappings/kerb.toml"), "kerb"));
    const auto imported = kerb::io::import_sources({{old, ""}}, kerbs);
    check_migrated(imported.city);
    write_inventory(scratch.file("new.gpkg"), imported.city);
    const auto again = read_inventory(scratch.file("new.gpkg"));
    kerb::test::check_same_city(imported.city, again.city);
    CHECK(ask(scratch.file("new.gpkg"), "SELECT kind FROM channels") == "canal");
}

TEST_CASE("A foreign source that is mapped by its own rules is not taken for an old inventory") {
    const Scratch scratch;
    kerb::io::write_layers(scratch.file("old.gpkg"), old_city());
    const auto own = kerb::Mapping::from_toml(
        kerb::parse_toml("name='t'\n[[layer]]\nlayers='waste_basket'\nclass='waste_basket'\n", "t.toml"));
    const auto read = kerb::io::import_sources({{scratch.file("old.gpkg"), ""}}, own);
    CHECK(read.city.waste_sites.empty());
    CHECK(read.city.others.size() == 1);
}

TEST_CASE("An inventory of a newer schema is refused, and a version that is none") {
    const Scratch scratch;
    const auto path = scratch.file("city.gpkg");
    write_inventory(path, kerb::test::small_city());
    const auto kerbs = kerb::Mapping::from_toml(kerb::parse_toml(*kerb::builtin_data("mappings/kerb.toml"), "kerb"));
    for (const auto* version : {"3", "0", "'two'", "NULL"}) {
        CAPTURE(version);
        kerb::test::run_sql(path, std::string("UPDATE kerb_schema SET version = ") + version);
        const auto end = ended([&] { static_cast<void>(read_inventory(path)); });
        CHECK(end.outcome == Outcome::input_unusable);
        CHECK(end.code == "inventory.newer_schema");
        CHECK(ended([&] {
                  static_cast<void>(kerb::io::import_sources({{path, ""}}, kerbs));
              }).code == "inventory.newer_schema");
    }
    kerb::test::run_sql(path, "DROP TABLE kerb_schema"); // then it is as old as can be
    kerb::test::check_same_city(kerb::test::small_city(), read_inventory(path).city);
}

TEST_CASE("A style gets the titles and codes of its layer") {
    kerb::LayerSchema layer{"roads", "road", {}, {}};
    layer.columns.push_back({"road_class", ColumnType::text, {"class <1>", "等级"}, "", false, {}, {}, "d"});
    layer.columns[0].codes.push_back({"a\"b", {"A & B", "甲"}});
    layer.columns.push_back({"theirs", ColumnType::text, {}, "", false, {}, {}, ""});
    const auto styled =
        kerb::with_fields("<qgis styleCategories=\"Symbology\">\n  <x/>\n</qgis>\n", layer, Language::en);
    CHECK(styled.find("<qgis styleCategories=\"Symbology|Fields|Forms\">\n  <x/>\n") == 0);
    CHECK(styled.find("name=\"A &amp; B\" value=\"a&quot;b\"") != std::string::npos);
    CHECK(styled.find("<alias field=\"road_class\" name=\"class &lt;1&gt;\"/>") != std::string::npos);
    CHECK(styled.find("theirs") == std::string::npos);
    CHECK(styled.ends_with("</qgis>\n"));
    CHECK(kerb::with_fields("no style", layer, Language::en) == "no style");
}
