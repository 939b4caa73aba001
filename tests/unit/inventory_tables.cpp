// The inventory as tables, and back.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/inventory/tables.hpp>

#include "support/same_city.hpp"
#include "support/test.hpp"

using kerb::Column;
using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Frame;
using kerb::Inventory;
using kerb::Issue;
using kerb::Point;
using kerb::Points;

namespace {

Inventory through_tables(const Inventory& city, std::vector<Issue>& issues) {
    Inventory back(city.frame);
    for (const auto& table : kerb::to_tables(city)) {
        const auto accounting = kerb::append_table(back, kerb::class_of_layer(table.name), table, issues);
        CHECK(accounting.adds_up());
        CHECK(accounting.used == static_cast<std::int64_t>(table.size()));
    }
    return back;
}

FeatureTable lamps(const Points& points) {
    FeatureTable table;
    table.name = "lamps";
    table.frame = Frame::from("EPSG:4547");
    table.geometry = points;
    for (std::size_t i = 0; i < points.size(); ++i) {
        table.rows.push_back(static_cast<std::int64_t>(i) + 10);
    }
    return table;
}

void add_texts(FeatureTable& table, const std::string& name, const std::vector<std::string>& values) {
    auto& column = table.add(name, ColumnType::text);
    for (const auto& value : values) {
        column.push(value);
    }
}

std::int64_t count(const std::vector<Issue>& issues, const std::string& reason) {
    return std::count_if(issues.begin(), issues.end(), [&](const Issue& i) { return i.reason == reason; });
}

std::string extra(const kerb::Attributes& about, const std::string& name) {
    for (const auto& [field, value] : about.extra.value()) {
        if (field == name) {
            return value;
        }
    }
    return "(none)";
}

} // namespace

TEST_CASE("An inventory survives its tables whole") {
    const auto city = kerb::test::small_city();
    std::vector<Issue> issues;
    kerb::test::check_same_city(city, through_tables(city, issues));
    CHECK(issues.empty());
    CHECK(kerb::to_tables(Inventory(city.frame)).empty());
}

TEST_CASE("Tables come points first, polygons later, tables without place last") {
    std::vector<std::string> names;
    for (const auto& table : kerb::to_tables(kerb::test::small_city())) {
        names.push_back(table.name);
    }
    CHECK(names == std::vector<std::string>{"streetlights", "kiosk", "roads", "kiosk__lines", "green_spaces", "zones",
                                            "kiosk__areas", "luminaires"});
}

TEST_CASE("Columns exist only where some asset says something") {
    const auto tables = kerb::to_tables(kerb::test::small_city());
    const auto& roads = tables[2];
    CHECK(roads.find("owner") != nullptr);
    CHECK(roads.find("owner")->null_at(1));
    CHECK(roads.find("road_class")->text_at(0) == "arterial");
    CHECK(tables[0].find("owner") == nullptr);
    CHECK(tables[0].find("extra") == nullptr);
}

TEST_CASE("Parts of one row are the tables, row by row") {
    const auto city = kerb::test::small_city();
    std::vector<FeatureTable> parts;
    kerb::visit_parts(city, 1, [&parts](FeatureTable&& part) { parts.push_back(std::move(part)); });
    std::size_t next = 0;
    for (const auto& table : kerb::to_tables(city)) {
        for (std::size_t row = 0; row < table.size(); ++row, ++next) {
            REQUIRE(next < parts.size());
            const auto& part = parts[next];
            CAPTURE(table.name, row);
            CHECK(part.name == table.name);
            CHECK(part.shape() == table.shape());
            CHECK(part.frame == table.frame);
            CHECK(part.rows == std::vector<std::int64_t>{table.rows[row]});
            REQUIRE(part.columns.size() == table.columns.size());
            for (std::size_t c = 0; c < table.columns.size(); ++c) {
                CHECK(part.columns[c].name == table.columns[c].name);
                CHECK(part.columns[c].size() == 1);
                CHECK(part.columns[c].null_at(0) == table.columns[c].null_at(row));
                CHECK(part.columns[c].text_at(0) == table.columns[c].text_at(row));
            }
        }
    }
    CHECK(next == parts.size());
}

TEST_CASE("Values that do not fit become issues and stay in extra") {
    auto table = lamps({{1, 2}, {3, 4}, {5, 6}, {7, 8}});
    add_texts(table, "key", {"A", "B", "C", "D"});
    add_texts(table, "height_m", {"12.5", "ten", "１２", "1e999"});
    add_texts(table, "luminaire_count", {"2", "2.5", "99999999999", " 3 "});
    add_texts(table, "state", {"working", "broken", "out", ""});
    auto& power = table.add("reach_m", ColumnType::real);
    for (const double value : {30.0, std::nan(""), std::numeric_limits<double>::infinity(), 20.0}) {
        power.push(value);
    }
    Inventory city(*table.frame);
    std::vector<Issue> issues;
    const auto accounting = kerb::append_table(city, "streetlight", table, issues);
    CHECK(accounting.read == 4);
    CHECK(accounting.used == 4);
    CHECK(city.streetlights[0].height_m == 12.5);
    for (const std::size_t i : {1, 2, 3}) {
        CHECK_FALSE(city.streetlights[i].height_m);
    }
    CHECK(extra(city.streetlights[1].about, "height_m") == "ten");
    CHECK(extra(city.streetlights[2].about, "height_m") == "１２");
    CHECK(city.streetlights[3].luminaire_count == 3);
    CHECK_FALSE(city.streetlights[2].luminaire_count);
    CHECK(extra(city.streetlights[1].about, "luminaire_count") == "2.5");
    CHECK(city.streetlights[1].state == kerb::LightState::unknown);
    CHECK(extra(city.streetlights[1].about, "state") == "broken");
    CHECK_FALSE(city.streetlights[1].reach_m);
    CHECK_FALSE(city.streetlights[2].reach_m);
    CHECK(count(issues, "field.not_a_number") == 3 + 2 + 2);
    CHECK(count(issues, "field.unknown_code") == 1);
    for (const auto& issue : issues) {
        CAPTURE(issue.reason);
        CHECK(issue.layer == "lamps");
        CHECK(issue.located);
        CHECK(issue.row >= 11);
        CHECK_FALSE(issue.key.empty());
    }
}

TEST_CASE("Rows without a usable place are skipped by name") {
    Inventory city(Frame::from("EPSG:4547"));
    std::vector<Issue> issues;
    const auto nan = std::nan("");
    const auto lights = kerb::append_table(city, "streetlight", lamps({{1, 2}, {nan, nan}}), issues);
    CHECK(lights.used == 1);
    CHECK(lights.skipped.at("geometry.outside_frame") == 1);
    const auto roads = kerb::append_table(city, "road", lamps({{1, 2}}), issues);
    CHECK(roads.used == 0);
    CHECK(roads.skipped.at("asset.wrong_shape") == 1);
    auto notes = lamps({{1, 2}});
    notes.geometry = std::monostate{};
    CHECK(kerb::append_table(city, "note", notes, issues).used == 1); // what has no place is kept too
    CHECK(kerb::append_table(city, "luminaire", notes, issues).used == 1);
    CHECK(issues.size() == 2 + 3); // and three layers without keys
}

TEST_CASE("Keys are made where there are none, and repeated ones are named") {
    auto table = lamps({{1, 2}, {3, 4}, {5, 6}});
    add_texts(table, "key", {"A", "", "A"});
    Inventory city(*table.frame);
    std::vector<Issue> issues;
    static_cast<void>(kerb::append_table(city, "streetlight", table, issues));
    CHECK(city.streetlights[1].about.key == "streetlight-11");
    CHECK(count(issues, "asset.no_key") == 1);
    CHECK(count(issues, "asset.duplicate_key") == 1);
    static_cast<void>(kerb::append_table(city, "streetlight", table, issues)); // across tables too
    CHECK(count(issues, "asset.duplicate_key") == 4);
    static_cast<void>(kerb::append_table(city, "bin", table, issues)); // another class may use the key
    CHECK(count(issues, "asset.duplicate_key") == 5);
    CHECK(city.streetlights.size() == 6);
}

TEST_CASE("A field that comes twice keeps both values") {
    auto table = lamps({{1, 2}});
    add_texts(table, "colour", {"red"});
    add_texts(table, "extra", {R"({"colour":"blue","n":5,"list":[1,"二"]})"});
    Inventory city(*table.frame);
    std::vector<Issue> issues;
    static_cast<void>(kerb::append_table(city, "streetlight", table, issues));
    const auto back = through_tables(city, issues);
    CHECK(extra(back.streetlights[0].about, "colour") == "red");
    CHECK(extra(back.streetlights[0].about, "colour#2") == "blue");
    CHECK(extra(back.streetlights[0].about, "n") == "5");
    CHECK(extra(back.streetlights[0].about, "list") == "[1,\"二\"]");
}

TEST_CASE("Text in `extra` that is no object is kept as it is") {
    auto table = lamps({{1, 2}, {3, 4}});
    add_texts(table, "extra", {"see file 7", "[1,2]"});
    Inventory city(*table.frame);
    std::vector<Issue> issues;
    static_cast<void>(kerb::append_table(city, "streetlight", table, issues));
    CHECK(extra(city.streetlights[0].about, "extra") == "see file 7");
    CHECK(extra(city.streetlights[1].about, "extra") == "[1,2]");
}

TEST_CASE("Every class is described with the fields that its tables have") {
    for (const auto& asset_class : kerb::asset_classes()) {
        CAPTURE(asset_class.class_name);
        CHECK(kerb::class_of_layer(asset_class.layer) == asset_class.class_name);
        CHECK(asset_class.fields.front().name == "key");
        for (const auto& field : asset_class.fields) {
            CAPTURE(field.name);
            for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
                CHECK(kerb::has_text("field." + field.name, language));
                for (const auto& code : field.codes) {
                    CHECK(kerb::has_text("code." + field.name + "." + code, language));
                }
            }
        }
    }
    CHECK(kerb::class_of_layer("manhole") == "manhole");
}

TEST_CASE("Columns hold nulls, find their numbers and their shortest text") {
    Column column("a", ColumnType::real);
    column.push(0.1);
    CHECK(column.valid.empty());
    column.push(std::monostate{});
    column.push(2.0);
    CHECK(column.null_at(1));
    CHECK(column.text_at(0) == "0.1");
    CHECK(column.text_at(1).empty());
    CHECK(column.number_at(2) == 2.0);
    CHECK_FALSE(column.number_at(1));
    Column text("b", ColumnType::text);
    text.push(std::string("7"));
    CHECK_FALSE(text.number_at(0)); // text is not parsed
}

TEST_CASE("A table moves to another frame, or says that it has none") {
    auto table = lamps({{114.07, 32.13}, {400, 99}});
    table.frame = Frame::from("EPSG:4326");
    kerb::reproject(table, Frame::from("EPSG:4547"));
    const auto& points = std::get<Points>(table.geometry);
    CHECK(std::abs(points[0].x - 506603) < 100);
    CHECK(std::isnan(points[1].x));
    CHECK(table.frame->name() == "EPSG:4547");
    table.frame.reset();
    CHECK_THROWS_AS(kerb::reproject(table, Frame::from("EPSG:4547")), kerb::FrameError);
}
