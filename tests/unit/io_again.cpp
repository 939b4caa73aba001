// What was written is looked at once more: whatever is not whole is told, whoever lost it.
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <new>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/io/grid_windows.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>
#include <kerb/io/text_file.hpp>

#include "io/database.hpp"
#include "io/geopackage.hpp"
#include "io/geopackage_again.hpp"
#include "io/grid_blocks.hpp"
#include "io/layer_supply.hpp"
#include "io/rows_again.hpp"
#include "support/outcome.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::FeatureTable;
using kerb::test::ended;
using kerb::test::Scratch;

namespace {

namespace fs = std::filesystem;

FeatureTable poles(int count) {
    FeatureTable table;
    table.name = "poles";
    table.frame = kerb::Frame::from("EPSG:4547");
    auto& names = table.add("name", kerb::ColumnType::text);
    kerb::Points places;
    for (int row = 0; row < count; ++row) {
        table.rows.push_back(row + 1);
        names.push(std::string(200, 'x'));
        places.push_back({500000.0 + row, 3556500});
    }
    table.geometry = places;
    return table;
}

/// A grid of 4 × 4 cells that are all 7.
kerb::Grid sevens() {
    kerb::Grid grid;
    grid.frame = kerb::Frame::from("EPSG:4547");
    grid.place = {{500000, 3556500}, 10, 10, false};
    grid.columns = grid.rows = 4;
    grid.values.assign(16, 7);
    return grid;
}

kerb::test::Ended again(const std::string& file, const FeatureTable& table, const char* driver) {
    return ended([&] {
        kerb::io::detail::GdalScope scope;
        kerb::io::detail::check_again(file, table, driver, "asked/for", scope);
    });
}

std::int64_t rows_in(const std::string& file, const std::string& table) {
    const kerb::io::detail::Database base(file);
    return kerb::io::detail::count_rows(base, table);
}

kerb::test::Ended again(const std::string& file, const kerb::io::detail::WrittenLayer& layer) {
    return ended([&] { kerb::io::detail::read_again(file, "asked/for", {layer}); });
}

} // namespace

TEST_CASE("Rows, places and pages that a GeoPackage has lost are missed") {
    const Scratch scratch;
    const auto path = scratch.file("a.gpkg");
    auto table = poles(200);
    kerb::io::write_layers(path, {table});
    CHECK(again(path, {"poles", 200, true}).code.empty());
    CHECK(again(path, {"poles", 201, true}).code == "sink.incomplete");
    CHECK(again(path, {"none", 0, false}).code == "sink.not_written");
    CHECK(again(scratch.file("none.gpkg"), {"poles", 200, true}).code == "sink.not_written");
    table.geometry = {};
    kerb::io::write_layers(scratch.file("plain.gpkg"), {table});
    CHECK(again(scratch.file("plain.gpkg"), {"poles", 200, false}).code.empty());
    CHECK(again(scratch.file("plain.gpkg"), {"poles", 200, true}).code == "sink.incomplete");
    // Pages that never reached the disk, behind the head of the file.
    std::size_t missed = 0;
    const auto size = fs::file_size(path);
    for (std::uintmax_t page = 4096; page < size; page += 4096) {
        const auto damaged = scratch.write("b.gpkg", kerb::test::bytes_of(path).replace(page, 4096, 4096, '\0'));
        const auto end = again(damaged, {"poles", 200, true});
        CHECK((end.code.empty() || end.code == "sink.not_written" || end.code == "sink.incomplete"));
        missed += end.code.empty() ? 0 : 1;
    }
    CHECK(missed >= 200 * 200 / 4096); // every page of the layer's rows
}

TEST_CASE("Rows, side files and line ends that another format has lost are missed") {
    const Scratch scratch;
    auto table = poles(3);
    const auto write = [&](const char* name) {
        kerb::io::SinkOptions options;
        options.overwrite = true;
        fs::create_directories(scratch.file(name));
        kerb::io::write_layers(scratch.file(name) + "/a." + name, {table}, options);
        return scratch.file(name) + "/a." + name;
    };
    const auto shape = write("shp");
    CHECK(again(shape, table, "ESRI Shapefile").code.empty());
    CHECK(again(shape, poles(4), "ESRI Shapefile").code == "sink.incomplete");
    CHECK(again(scratch.file("none.shp"), table, "ESRI Shapefile").code == "sink.incomplete");
    for (const auto* lost : {".prj", ".cpg"}) {
        fs::remove(fs::path(write("shp")).replace_extension(lost));
        CHECK(again(shape, table, "ESRI Shapefile").code == "sink.beside_lost");
    }
    std::ofstream(fs::path(write("shp")).replace_extension(".cpg")) << "GBK";
    CHECK(again(shape, table, "ESRI Shapefile").code == "sink.beside_lost");

    const auto csv = write("csv");
    CHECK(again(csv, table, "CSV").code.empty());
    fs::resize_file(csv, fs::file_size(csv) - 1);
    CHECK(again(csv, table, "CSV").code == "sink.not_written");

    const auto flat = write("fgb");
    std::ofstream(scratch.file("fgb/a_temp.tmp")) << "x"; // one that GDAL could not remove
    CHECK(again(flat, table, "FlatGeobuf").code.empty());
    CHECK_FALSE(fs::exists(scratch.file("fgb/a_temp.tmp")));
    fs::create_directories(scratch.file("fgb/stuck/inside"));
    CHECK(again(flat, table, "FlatGeobuf").code == "sink.not_written");
    table.geometry = kerb::Points(3, {0, 0});
    fs::resize_file(flat, fs::file_size(flat) / 2);
    CHECK(again(flat, table, "FlatGeobuf").code == "sink.incomplete");
}

TEST_CASE("Titles, empty texts and layers without a frame go through every format that has a place for them") {
    const Scratch scratch;
    auto table = poles(2);
    table.title = "Poles of O'Brien";
    table.columns[0].title = "the pole's name";
    std::get<std::vector<std::string>>(table.columns[0].values)[0] = "";
    for (const auto* name : {"a.gpkg", "a.csv", "a.fgb"}) {
        kerb::io::write_layers(scratch.file(name), {table});
        const auto read = kerb::io::read_layer(scratch.file(name), {});
        REQUIRE(read.tables[0].size() == 2);
        const auto* names = read.tables[0].find("name"); // FlatGeobuf has an order of its own
        CHECK(names->text_at(0).size() + names->text_at(1).size() == 200);
    }
    table.frame.reset();
    table.geometry = kerb::Points{{114, 32}, {115, 33}};
    kerb::io::write_layers(scratch.file("a.json"), {table});
    const auto read = kerb::io::read_layer(scratch.file("a.json"), {});
    CHECK(std::get<kerb::Points>(read.tables[0].geometry)[1].x == 115);
    CHECK(read.tables[0].find("name")->text_at(0).empty());
}

TEST_CASE("A text that is larger than asked for is not taken in") {
    const Scratch scratch;
    const auto path = scratch.write("a.txt", "12345");
    CHECK(kerb::io::text_of_file(path, 5) == "12345");
    CHECK(ended([&] { static_cast<void>(kerb::io::text_of_file(path, 4)); }).code == "gate.too_large");
    CHECK_FALSE(kerb::io::text_of_file(scratch.file("none"), 4));
}

TEST_CASE("A grid's writer can be moved, and its output is where it was to be") {
    const Scratch scratch;
    const auto grid = sevens();
    kerb::io::GridWriter first(scratch.file("a.tif"), kerb::io::header_of(grid));
    kerb::io::GridWriter second(scratch.file("b.tif"), kerb::io::header_of(grid));
    first.write(grid.values);
    second = std::move(first);
    const kerb::io::GridWriter third(std::move(second));
    CHECK_FALSE(fs::exists(scratch.file("a.tif")));
    auto last = kerb::io::GridWriter(scratch.file("c.tif"), kerb::io::header_of(grid));
    last.write(grid.values);
    last.finish();
    CHECK(kerb::io::read_grid(scratch.file("c.tif"), {}).grid.values == grid.values);
    CHECK_FALSE(fs::exists(scratch.file("b.tif")));
}

TEST_CASE("Places that are nowhere are rows all the same, and in no index") {
    const Scratch scratch;
    constexpr auto infinite = std::numeric_limits<double>::infinity();
    constexpr auto none = std::numeric_limits<double>::quiet_NaN();
    auto table = poles(7);
    table.geometry =
        kerb::Points{{none, 1}, {-infinite, 1}, {infinite, 1}, {1, -infinite}, {1, infinite}, {1, none}, {2, 3}};
    kerb::io::write_layers(scratch.file("points.gpkg"), {table});
    CHECK(rows_in(scratch.file("points.gpkg"), "poles") == 7);
    CHECK(rows_in(scratch.file("points.gpkg"), "rtree_poles_geom") == 1);
    auto line = poles(4); // the first has no points, two have no end
    line.geometry =
        kerb::Lines{{{0, 0}, {1, 1}, {0, 0}, {infinite, 0}, {0, 0}, {0, infinite}}, {0, 0, 2, 4, 6}, {0, 1, 2, 3, 4}};
    kerb::io::write_layers(scratch.file("lines.gpkg"), {line});
    CHECK(rows_in(scratch.file("lines.gpkg"), "poles") == 4);
    CHECK(rows_in(scratch.file("lines.gpkg"), "rtree_poles_geom") == 1);
}

TEST_CASE("A layer comes in parts") {
    const Scratch scratch;
    const auto path = scratch.file("parts.gpkg");
    const auto part = [](int rows) { return std::make_shared<const FeatureTable>(poles(rows)); };
    kerb::io::detail::write_geopackage(path, {poles(0)},
                                       [&](const auto& take) {
                                           take(part(3));
                                           take(part(0));
                                           take(part(100));
                                       },
                                       {});
    CHECK(rows_in(path, "poles") == 103);
    CHECK(rows_in(path, "rtree_poles_geom") == 103);
    CHECK(again(path, {"poles", 103, true}).code.empty());
}

TEST_CASE("Fields that are together too wide for a Shapefile are refused, one without a frame is written") {
    const Scratch scratch;
    auto table = poles(1);
    table.frame.reset();
    kerb::io::write_layers(scratch.file("here.shp"), {table});
    CHECK_FALSE(kerb::io::read_layer(scratch.file("here.shp"), {}).frame);
    for (int i = 0; i < 900; ++i) {
        table.add("c" + std::to_string(i), kerb::ColumnType::text).push(std::string(200, 'x'));
    }
    const auto end = ended([&] { kerb::io::write_layers(scratch.file("wide.shp"), {table}); });
    CHECK(end.code == "sink.not_written");
    CHECK(end.outcome == kerb::Outcome::output_not_written);
    CHECK_FALSE(fs::exists(scratch.file("wide.shp")));
}

TEST_CASE("Rows of a layer that has no ids cannot be asked for values of another type") {
    const Scratch scratch;
    const auto path = scratch.file("a.gpkg");
    kerb::io::write_layers(path, {poles(2)});
    const kerb::io::detail::Database base(path);
    const std::vector<kerb::io::detail::TypedColumn> whole = {{"name", kerb::io::detail::TypedColumn::Kind::whole}};
    CHECK(kerb::io::detail::misfits(base, "poles", "fid", whole).size() == 2);
    CHECK(kerb::io::detail::misfits(base, "poles", "", whole).empty());
    CHECK(kerb::io::detail::misfits(base, "poles", "fid", {}).empty());
}

TEST_CASE("A database without memory is no broken one, nor is one of too long a value") {
    const Scratch scratch;
    const auto path = scratch.file("a.gpkg");
    kerb::io::write_layers(path, {poles(2)});
    const kerb::io::detail::Database base(path);
    const auto look = [&base] {
        const auto rows = base.prepare("SELECT name, zeroblob(1000000) FROM poles ORDER BY 1");
        return base.step(rows);
    };
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + 100);
    CHECK_THROWS_AS(look(), std::bad_alloc);
    sqlite3_hard_heap_limit64(0);
    CHECK(look());
    const auto end = ended([&base] { static_cast<void>(base.step(base.prepare("SELECT zeroblob(300000000)"))); });
    CHECK(end.code == "gate.long_value");
    CHECK(end.outcome == kerb::Outcome::resource_limit);
}

TEST_CASE("A grid that is not what was written is missed: size, place, frame and cells") {
    const Scratch scratch;
    const auto grid = sevens();
    const auto file = scratch.file("a.tif");
    kerb::io::write_grid(file, grid);
    const auto end = [&](const kerb::io::GridHeader& header, float value) {
        const kerb::io::detail::GdalScope scope;
        const char* tiled[] = {"TILED=YES", nullptr};
        auto* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
        const std::unique_ptr<GDALDataset> other(
            driver->Create(scratch.file("b.tif").c_str(), 4, 4, 1, GDT_Float32, const_cast<char**>(tiled)));
        kerb::io::detail::GridBlocks blocks(kerb::io::header_of(grid));
        REQUIRE(blocks.write(*other->GetRasterBand(1), std::vector<float>(16, value).data(), 4));
        return ended([&] { compare({file, "asked/for", header, kerb::Threads(1)}, blocks); }).code;
    };
    const auto header = kerb::io::header_of(grid);
    CHECK(end(header, 7).empty());
    CHECK(end(header, 8) == "grid.incomplete");
    auto other = header;
    other.columns = 5;
    CHECK(end(other, 7) == "grid.incomplete");
    other = header;
    other.rows = 5;
    CHECK(end(other, 7) == "grid.incomplete");
    other = header;
    other.place.origin.x += 1;
    CHECK(end(other, 7) == "grid.incomplete");
    other = header;
    for (const auto& frame : {std::optional<kerb::Frame>(), std::optional(kerb::Frame::from("EPSG:4549"))}) {
        other.frame = frame;
        CHECK(end(other, 7) == "grid.frame_lost");
    }
}
