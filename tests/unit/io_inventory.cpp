// Inventories in files.
#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/io/inventory_file.hpp>

#include "support/gdal_layer.hpp"
#include "support/outcome.hpp"
#include "support/same_city.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::Frame;
using kerb::Mapping;
using kerb::Outcome;
using kerb::io::import_sources;
using kerb::io::InventoryRead;
using kerb::io::SourceName;
using kerb::test::make_layer;
using kerb::test::Scratch;

namespace {

Mapping mapping(const std::string& text) {
    return Mapping::from_toml(kerb::parse_toml("name='t'\n" + text, "t.toml"));
}

const char* const any_layer = "[[layer]]\nlayers='*'\nclass='*'\n";

kerb::Accounting total(const InventoryRead& read) {
    kerb::Accounting all;
    for (const auto& layer : read.layers) {
        CHECK(layer.accounting.adds_up());
        all += layer.accounting;
    }
    return all;
}

} // namespace

TEST_CASE("An inventory is read as it was written, again and again, to the last byte") {
    const Scratch scratch;
    const auto city = kerb::test::small_city();
    kerb::io::SinkOptions options;
    options.time_stamp = "2000-01-01T00:00:00.000Z";
    options.styles = {{"roads", "<qgis/>"}};
    options.run = {{"seed", "7"}};
    kerb::io::write_inventory(scratch.file("城市.gpkg"), city, options);
    const auto once = kerb::io::read_inventory(scratch.file("城市.gpkg"));
    kerb::test::check_same_city(city, once.city);
    CHECK(once.issues.empty());
    CHECK(once.frame.reason == kerb::WorkingFrame::Reason::kept);
    CHECK(total(once).used == 9);
    kerb::io::write_inventory(scratch.file("again.gpkg"), once.city, options);
    CHECK(kerb::test::bytes_of(scratch.file("again.gpkg")) == kerb::test::bytes_of(scratch.file("城市.gpkg")));

    // The mapping `kerb` is the same way in.
    const auto kerbs = Mapping::from_toml(kerb::parse_toml(*kerb::builtin_data("mappings/kerb.toml"), "kerb"));
    const auto imported = import_sources({{scratch.file("again.gpkg"), ""}}, kerbs);
    kerb::test::check_same_city(city, imported.city);
}

TEST_CASE("Layers in several frames come into one, and every row is accounted for") {
    const Scratch scratch;
    // The same spot three times: degrees, metres of a zone, US survey feet of another plane.
    make_layer("GPKG", scratch.file("degrees.gpkg"), {{"POINT (-87.63 41.88)", "a"}, {"", "b"}}, 4326, wkbUnknown,
               "degrees");
    kerb::FeatureTable feet;
    feet.name = "feet";
    feet.frame = Frame::from("EPSG:4326");
    feet.geometry = kerb::Points{{-87.63, 41.88}};
    feet.rows = {1};
    kerb::reproject(feet, Frame::from("EPSG:3435"));
    kerb::io::write_layers(scratch.file("feet.gpkg"), {feet});
    const auto read = import_sources({{scratch.file("degrees.gpkg"), ""}, {scratch.file("feet.gpkg"), ""}},
                                     mapping(any_layer), Frame::from("EPSG:26916"));
    REQUIRE(read.city.others.size() == 2);
    const auto a = std::get<kerb::Point>(read.city.others[0].place);
    const auto b = std::get<kerb::Point>(read.city.others[1].place);
    CHECK(std::hypot(a.x - b.x, a.y - b.y) < 2); // two datums, WGS 84 and NAD 83
    CHECK(std::abs(a.x - 447700) < 200);
    CHECK(read.frame.reason == kerb::WorkingFrame::Reason::requested);
    const auto all = total(read);
    CHECK(all.read == 3);
    CHECK(all.used == 2);
    CHECK(all.skipped.at("geometry.null") == 1);
}

TEST_CASE("Degrees, Web Mercator and feet are brought to a plane in metres with a stated bound") {
    const Scratch scratch;
    const auto imported = [&](const std::string& wkt, int epsg) {
        const auto path = make_layer("GPKG", scratch.file(std::to_string(epsg) + ".gpkg"), {{wkt, "a"}}, epsg);
        return import_sources({{path, ""}}, mapping("[[layer]]\nlayers='*'\nclass='road'\n"));
    };
    const auto degrees = imported("LINESTRING (114.07 32.13,114.08 32.13)", 4326);
    CHECK(degrees.frame.reason == kerb::WorkingFrame::Reason::local);
    CHECK(degrees.frame.scale.worst() < 1e-6);
    const auto& line = degrees.city.roads.at(0).centreline[0];
    CHECK(std::abs(std::hypot(line[1].x - line[0].x, line[1].y - line[0].y) - 943.6) < 0.1);
    CHECK(imported("LINESTRING (12698000 3780000,12699000 3780000)", 3857).frame.reason ==
          kerb::WorkingFrame::Reason::local);
    const auto feet = imported("LINESTRING (1170000 1900000,1171000 1900000)", 3435);
    CHECK(feet.frame.reason == kerb::WorkingFrame::Reason::converted);
    const auto& mile = feet.city.roads.at(0).centreline[0];
    CHECK(std::abs(mile[1].x - mile[0].x - 1000 * 1200.0 / 3937) < 1e-6);
}

TEST_CASE("No frame, a wrong frame, nothing at all") {
    const Scratch scratch;
    const auto outcome = [&](const std::string& path, const kerb::io::SourceOptions& options = {}) {
        return kerb::test::ended([&] {
            static_cast<void>(import_sources({{path, ""}}, mapping(any_layer), {}, options));
        });
    };
    const auto none = make_layer("GPKG", scratch.file("none.gpkg"), {{"POINT (500000 3556500)", "a"}}, 0);
    CHECK(outcome(none).outcome == Outcome::needs_decision);
    CHECK(outcome(none).code == "frame.none");
    kerb::io::SourceOptions options;
    options.source_crs = "EPSG:4547";
    CHECK(outcome(none, options).outcome == Outcome::done);
    options.source_crs = "EPSG:999999";
    CHECK(outcome(none, options).outcome == Outcome::needs_decision);
    const auto metres = make_layer("GPKG", scratch.file("metres.gpkg"), {{"POINT (500000 3556500)", "a"}}, 4326);
    CHECK(outcome(metres).code == "frame.not_degrees");
    const auto empty = make_layer("GPKG", scratch.file("empty.gpkg"), {}, 4547);
    CHECK(outcome(empty).outcome == Outcome::input_unusable);
    CHECK(outcome(make_layer("GPKG", scratch.file("bad.gpkg"), {{"", "a"}}, 4547)).code == "inventory.nothing_placed");
}

TEST_CASE("A layer that a mapping does not name is counted, a wished one must exist") {
    const Scratch scratch;
    const auto path = make_layer("GPKG", scratch.file("a.gpkg"), {{"POINT (1 2)", "a"}, {"POINT (3 4)", "b"}}, 4547);
    const auto more = make_layer("GPKG", scratch.file("b.gpkg"), {{"POINT (1 2)", "a"}}, 4547, wkbUnknown, "others");
    const auto rules = mapping("[[layer]]\nlayers='others'\nclass='bin'\n");
    const auto read = import_sources({{path, ""}, {more, "others"}}, rules);
    const auto all = total(read);
    CHECK(all.read == 3);
    CHECK(all.skipped.at("mapping.no_rule") == 2);
    const auto ended = kerb::test::ended([&] { static_cast<void>(import_sources({{path, "roads"}}, rules)); });
    CHECK(ended.outcome == Outcome::usage);
    CHECK(ended.code == "source.no_layer");
}

TEST_CASE("A bad row is located in the frame of the run even when no good one is beside it") {
    const Scratch scratch;
    const auto bow =
        make_layer("GPKG", scratch.file("bow.gpkg"),
                   {{"POLYGON ((114 32,114.01 32.01,114.01 32,114 32.01,114 32))", "bow"}}, 4326, wkbUnknown, "bow");
    const auto good = make_layer("GPKG", scratch.file("good.gpkg"), {{"POINT (500000 3542000)", "a"}}, 4547);
    const auto read = import_sources({{bow, ""}, {good, ""}}, mapping(any_layer), Frame::from("EPSG:4547"));
    const auto found = std::find_if(read.issues.begin(), read.issues.end(),
                                    [](const auto& i) { return i.reason == "geometry.self_intersection"; });
    REQUIRE(found != read.issues.end());
    CHECK(found->located);
    CHECK(std::abs(found->x - 500472) < 5);
    CHECK(std::abs(found->y - 3542600) < 2000);
}

TEST_CASE("Names of sources") {
    CHECK(SourceName::parse("a.gpkg").layer.empty());
    CHECK(SourceName::parse("/x/a.gpkg::roads").path == "/x/a.gpkg");
    CHECK(SourceName::parse("/x/a.gpkg::roads").layer == "roads");
    CHECK(SourceName::parse("a::b::c").path == "a::b");
}
