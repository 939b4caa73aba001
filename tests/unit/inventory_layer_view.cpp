// A layer asked by the names of its fields, whatever its class.
#include <kerb/base/error.hpp>
#include <kerb/inventory/layer_view.hpp>
#include <kerb/inventory/tables.hpp>

#include "support/outcome.hpp"
#include "support/test.hpp"

using kerb::Inventory;
using kerb::LayerView;
using kerb::Outcome;
using kerb::test::ended;

TEST_CASE("Fields say text, number and date by their kind, and silence is silence") {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    city.manholes.resize(2);
    auto& manhole = city.manholes[1];
    manhole.about.key = "m";
    manhole.about.owner = "city";
    manhole.about.more.edit().grid = "g7";
    manhole.about.extra.edit() = {{"depth", "2.5"}, {"seen", "2024-03-01"}};
    manhole.system = kerb::DrainSystem::sewage;
    manhole.depth_m = 1.25;
    manhole.net = false;
    manhole.net_date = kerb::Moment::day(2024, 3, 1);
    const LayerView layer(city, "manholes");
    REQUIRE(layer.size() == 2);
    CHECK(layer.about(1).key == "m");
    const auto text = [&](const char* field) { return layer.field(field).text(1); };
    CHECK(text("key") == "m");
    CHECK(text("owner") == "city");
    CHECK(text("grid") == "g7");
    CHECK(text("system") == "sewage");
    CHECK(text("net") == "false");
    CHECK(text("depth_m") == "1.25");
    CHECK(text("net_date") == "2024-03-01");
    CHECK(text("extra.depth") == "2.5");
    CHECK(text("extra.width").empty());
    CHECK(layer.field("depth_m").number(1) == 1.25);
    CHECK(layer.field("extra.depth").number(1) == 2.5);
    CHECK_FALSE(layer.field("system").number(1));
    CHECK(layer.field("net_date").date(1)->days() == manhole.net_date->days());
    CHECK(layer.field("extra.seen").date(1)->days() == manhole.net_date->days());
    CHECK_FALSE(layer.field("owner").date(1));
    for (const auto* field : {"key", "owner", "grid", "system", "net", "depth_m", "net_date", "extra.depth"}) {
        CAPTURE(field);
        CHECK(layer.field(field).filled(1));
        CHECK_FALSE(layer.field(field).filled(0));
        CHECK(layer.field(field).text(0).empty());
        CHECK_FALSE(layer.field(field).number(0));
        CHECK_FALSE(layer.field(field).date(0));
    }
}

TEST_CASE("An asset has the geometry that it has") {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    city.toilets.resize(3);
    city.toilets[0].place = kerb::Point{1, 2};
    city.toilets[1].place = kerb::MultiPolygon{{{{0, 0}, {1, 0}, {0, 1}, {0, 0}}, {}}};
    city.roads.resize(1);
    city.roads[0].centreline = {{{0, 0}, {1, 0}}};
    const LayerView toilets(city, "toilets"), roads(city, "roads");
    CHECK(*toilets.point(0) == kerb::Point{1, 2});
    CHECK(toilets.area(0) == nullptr);
    CHECK(toilets.area(1)->size() == 1);
    CHECK((toilets.point(2) == nullptr && toilets.lines(2) == nullptr && toilets.area(2) == nullptr));
    CHECK(roads.lines(0) == &city.roads[0].centreline);
}

TEST_CASE("Every layer and field that an inventory describes can be asked; others are named") {
    const Inventory city(kerb::Frame::from("EPSG:4547"));
    for (const auto& asset_class : kerb::asset_classes()) {
        const LayerView layer(city, asset_class.layer);
        CHECK(layer.size() == 0);
        for (const auto& field : asset_class.fields) {
            CHECK_NOTHROW(layer.field(field.name));
        }
    }
    CHECK(ended([&] { LayerView(city, "rods"); }).code == "inventory.no_layer");
    CHECK(ended([&] { LayerView(city, ""); }).outcome == Outcome::usage);
    CHECK(ended([&] { static_cast<void>(LayerView(city, "roads").field("widht")); }).code == "inventory.no_field");
}
