// Grids in and out: what is written is what is read, or nothing is changed; and what is read is what the file says.
#include <cstdlib>
#include <limits>
#include <random>

#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>

#include "support/gdal_grid.hpp"
#include "support/outcome.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::Frame;
using kerb::Grid;
using kerb::GridPlacement;
using kerb::Outcome;
using kerb::io::GridSinkOptions;
using kerb::io::GridSourceOptions;
using kerb::io::read_grid;
using kerb::io::write_grid;
using kerb::test::bytes_of;
using kerb::test::ended;
using kerb::test::GridFile;
using kerb::test::make_grid;
using kerb::test::Scratch;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// Rough terrain with cells without a value; several tiles, none of them full at the far edges.
Grid terrain(std::size_t columns = 600, std::size_t rows = 300, bool south_up = false) {
    auto grid =
        Grid::filled(columns, rows, GridPlacement{{500000.1, 3556500.7}, 0.3, 0.7, south_up}, Frame::from("EPSG:4547"));
    std::mt19937 random(7);
    for (auto& value : grid.values) {
        value = static_cast<float>(random() % 100000) * 1e-3F - 5;
        value = random() % 50 == 0 ? none : value;
    }
    return grid;
}

kerb::test::Ended reading(const std::string& path, const GridSourceOptions& options = {}) {
    return ended([&] { static_cast<void>(read_grid(path, options)); });
}

kerb::test::Ended writing(const std::string& path, const Grid& grid, bool overwrite = false) {
    return ended([&] {
        GridSinkOptions options;
        options.overwrite = overwrite;
        write_grid(path, grid, options);
    });
}

std::string ascii(const std::string& values, const std::string& more = "") {
    return "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 5\n" + more + values;
}

} // namespace

TEST_CASE("A grid is read as it was written, to the bit") {
    const Scratch scratch;
    int n = 0;
    for (const bool south_up : {false, true}) {
        for (const auto nodata :
             {std::optional<float>(), std::optional(-9999.0F), std::optional(-3.4028235e38F), std::optional(0.1F)}) {
            auto grid = terrain(600, 300, south_up);
            grid.nodata = nodata;
            grid.at({5, 5}) = nodata.value_or(none);
            grid.at({6, 5}) = -0.0F;
            grid.at({7, 5}) = 1e-42F; // below the normal numbers
            grid.at({8, 5}) = std::numeric_limits<float>::infinity();
            const auto path = scratch.file("层 " + std::to_string(n++) + ".tif");
            write_grid(path, grid);
            const auto read = read_grid(path);
            CHECK(kerb::same_cells(read.grid, grid));
            CHECK(read.grid.nodata == nodata);
            CHECK(read.issues.empty());
            CHECK(read.unit.empty());
            CHECK(std::isnan(read.grid.at({5, 5})));
            write_grid(scratch.file("again.tiff"), read.grid);
            CHECK(bytes_of(scratch.file("again.tiff")) == bytes_of(path));
            std::filesystem::remove(scratch.file("again.tiff"));
        }
    }
    for (const auto size : {kerb::Cell{1, 1}, kerb::Cell{256, 256}, kerb::Cell{1, 700}, kerb::Cell{257, 1}}) {
        const auto grid = terrain(size.column, size.row);
        const auto path = scratch.file("size " + std::to_string(n++) + ".tif");
        write_grid(path, grid);
        CHECK(kerb::same_cells(read_grid(path).grid, grid));
    }
    for (const auto& [name, bytes] : scratch.content()) {
        CHECK(name.ends_with(".tif")); // nothing beside them
    }
}

TEST_CASE("Frames are kept, or the writer says that they cannot be") {
    const Scratch scratch;
    auto grid = terrain(3, 2);
    int n = 0;
    for (const auto& frame :
         {std::optional<Frame>(), std::optional(Frame::from("EPSG:4490")), std::optional(Frame::from("EPSG:25831")),
          std::optional(Frame::from("EPSG:26986")), std::optional(Frame::from("EPSG:2249")),
          std::optional(Frame::from("EPSG:2249").in_metres()), std::optional(Frame::local(114.0712345678, 32.1)),
          std::optional(Frame::from("EPSG:3857"))}) {
        CAPTURE(frame ? frame->name() : "none");
        grid.frame = frame;
        const auto path = scratch.file(std::to_string(n++) + ".tif");
        write_grid(path, grid);
        CHECK(read_grid(path).grid.frame == frame);
    }
    // A made-up projection that GeoTIFF has no keys for.
    grid.frame = Frame::from("+proj=ob_tran +o_proj=eqc +o_lat_p=30 +o_lon_p=10 +lon_0=0 +R=6371000 +units=m");
    const auto before = scratch.content();
    const auto got = writing(scratch.file("odd.tif"), grid);
    CHECK(got.outcome == Outcome::output_not_written);
    CHECK(scratch.content() == before);
}

TEST_CASE("The same grid gives the same bytes, for any number of threads") {
    const Scratch scratch;
    const auto grid = terrain(1500, 1100);
    std::string first;
    for (const int threads : {1, 1, 2, 4, 0}) {
        GridSinkOptions options;
        options.overwrite = true;
        options.threads = kerb::Threads(threads);
        write_grid(scratch.file("a.tif"), grid, options);
        const auto bytes = bytes_of(scratch.file("a.tif"));
        CHECK((first.empty() || bytes == first));
        first = bytes;
    }
}

TEST_CASE("A written grid is a tiled, compressed GeoTIFF that others can read") {
    const Scratch scratch;
    auto grid = terrain();
    grid.nodata = -9999.0F;
    write_grid(scratch.file("a.tif"), grid);
    GDALAllRegister();
    auto* dataset = static_cast<GDALDataset*>(GDALOpen(scratch.file("a.tif").c_str(), GA_ReadOnly));
    REQUIRE(dataset != nullptr);
    auto* band = dataset->GetRasterBand(1);
    int width = 0, height = 0;
    band->GetBlockSize(&width, &height);
    CHECK((width == 256 && height == 256));
    CHECK(band->GetRasterDataType() == GDT_Float32);
    CHECK(band->GetNoDataValue() == -9999);
    CHECK(std::string(dataset->GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE")) == "DEFLATE");
    CHECK(std::string(dataset->GetMetadataItem("PREDICTOR", "IMAGE_STRUCTURE")) == "3");
    CHECK(std::string(dataset->GetSpatialRef()->GetAuthorityCode(nullptr)) == "4547");
    std::vector<float> values(grid.values.size());
    REQUIRE(band->RasterIO(GF_Read, 0, 0, 600, 300, values.data(), 600, 300, GDT_Float32, 0, 0, nullptr) == CE_None);
    GDALClose(dataset);
    std::size_t same = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        same += values[i] == (std::isnan(grid.values[i]) ? -9999.0F : grid.values[i]) ? 1 : 0;
    }
    CHECK(same == values.size());
}

TEST_CASE("What cannot be written is refused before anything is touched") {
    const Scratch scratch;
    auto grid = terrain(3, 2);
    CHECK(writing(scratch.file("a.asc"), grid).code == "grid.format");
    CHECK(writing(scratch.file("a"), grid).code == "grid.format");
    CHECK(writing(scratch.file("a.tif"), Grid{}).code == "grid.unsound");
    grid.values.pop_back();
    CHECK(writing(scratch.file("a.tif"), grid).code == "grid.unsound");
    CHECK(writing("/vsimem/a.tif", terrain(3, 2)).outcome == Outcome::output_not_written);
    CHECK(scratch.content().empty());
}

TEST_CASE("An existing grid is kept without overwrite and replaced with it, with what belonged to it") {
    const Scratch scratch;
    const auto grid = terrain(3, 2);
    scratch.write("a.tif", "old");
    scratch.write("a.tif.aux.xml", "statistics of the old one");
    scratch.write("a.tif.ovr", "its overviews");
    const auto before = scratch.content();
    CHECK(writing(scratch.file("a.tif"), grid).code == "sink.exists");
    CHECK(scratch.content() == before);
    CHECK(writing(scratch.file("a.tif"), grid, true).outcome == Outcome::done);
    CHECK(scratch.content().size() == 1);
    CHECK(kerb::same_cells(read_grid(scratch.file("a.tif")).grid, grid));

    scratch.write("b.tif.msk", "a stranger's");
    CHECK(writing(scratch.file("b.tif"), grid).code == "sink.exists");
    CHECK_FALSE(std::filesystem::exists(scratch.file("b.tif")));
    REQUIRE(symlink(scratch.file("a.tif").c_str(), scratch.file("link.tif").c_str()) == 0);
    CHECK(writing(scratch.file("link.tif"), grid, true).code == "sink.not_regular");
    CHECK(writing(scratch.file("none/a.tif"), grid).outcome == Outcome::output_not_written);
    CHECK(writing("/proc/a.tif", grid).outcome == Outcome::output_not_written);
}

TEST_CASE("A full disk at any size leaves the old grid and nothing else") {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.file("disk"));
    const auto disk = scratch.file("disk");
    if (mount("none", disk.c_str(), "tmpfs", 0, "size=4k") != 0) {
        WARN("no small disk: mounting is not permitted here");
        return;
    }
    const auto grid = terrain(); // of some 400 kB
    int failed = 0, written = 0;
    for (const auto* size : {"size=8k", "size=64k", "size=128k", "size=200k", "size=300k", "size=360k", "size=400k",
                             "size=440k", "size=4m"}) {
        CAPTURE(size);
        REQUIRE(mount("none", disk.c_str(), "tmpfs", MS_REMOUNT, size) == 0);
        std::ofstream(disk + "/a.tif") << "old";
        const auto got = writing(disk + "/a.tif", grid, true);
        failed += got.outcome == Outcome::output_not_written ? 1 : 0;
        written += got.outcome == Outcome::done ? 1 : 0;
        if (got.outcome == Outcome::done) {
            CHECK(kerb::same_cells(read_grid(disk + "/a.tif").grid, grid));
        } else {
            CHECK(bytes_of(disk + "/a.tif") == "old");
        }
        CHECK(std::distance(std::filesystem::directory_iterator(disk), {}) == 1);
        std::filesystem::remove(disk + "/a.tif");
    }
    REQUIRE(umount(disk.c_str()) == 0);
    CHECK(failed + written == 9);
    CHECK(failed >= 3);
    CHECK(written >= 1);
}

TEST_CASE("Any type of number becomes a float, with its scale and offset") {
    const Scratch scratch;
    const std::vector<double> values = {0, 1, 2, 100, 127, 250};
    for (const auto type :
         {GDT_Byte, GDT_UInt16, GDT_Int16, GDT_UInt32, GDT_Int32, GDT_UInt64, GDT_Int64, GDT_Float32, GDT_Float64}) {
        CAPTURE(GDALGetDataTypeName(type));
        GridFile file{3, 2, values, type};
        file.nodata = 250;
        const auto path = make_grid(scratch.file(std::string(GDALGetDataTypeName(type)) + ".tif"), file);
        const auto read = read_grid(path).grid;
        REQUIRE((read.columns == 3 && read.rows == 2));
        for (std::size_t i = 0; i < 5; ++i) {
            CHECK(read.values[i] == static_cast<float>(values[i]));
        }
        CHECK(std::isnan(read.values[5]));
        CHECK(read.nodata == 250.0F);

        file.scale = 0.01;
        file.offset = -2;
        const auto scaled = read_grid(make_grid(path, file)).grid;
        CHECK(scaled.values[3] == static_cast<float>(100 * 0.01 - 2));
        CHECK(std::isnan(scaled.values[5])); // what is stored is compared, not what it means
        CHECK_FALSE(scaled.nodata);
    }
    CHECK(reading(make_grid(scratch.file("c.tif"), {3, 2, values, GDT_CFloat32})).code == "grid.complex");
}

TEST_CASE("What a float cannot hold is said") {
    const Scratch scratch;
    GridFile file{3, 1, {1e300, 5, -1e39}, GDT_Float64};
    const auto read = read_grid(make_grid(scratch.file("a.tif"), file));
    CHECK((std::isinf(read.grid.values[0]) && read.grid.values[1] == 5));
    CHECK(kerb::summarize(read.grid).with_value == 1);
    REQUIRE(read.issues.size() == 1);
    CHECK(read.issues[0].reason == "grid.out_of_range");
    CHECK(kerb::render(read.issues[0].message, kerb::Language::en).find("2 values") != std::string::npos);
    // A value beside the nodata value that no float can tell from it keeps its own; the number for none is dropped.
    file.values = {-9999, -9999.0000000001, 3};
    file.nodata = -9999;
    const auto near = read_grid(make_grid(scratch.file("near.tif"), file)).grid;
    CHECK((std::isnan(near.values[0]) && near.has_value({1, 0}) && !near.nodata));
}

TEST_CASE("Cells without a value: by nodata to the float, by NaN, by a mask") {
    const Scratch scratch;
    GridFile file{3, 1, {-3.4028234663852886e38, 7, std::nan("")}, GDT_Float32};
    file.nodata = -3.40282347e38; // as a float the same number
    const auto read = read_grid(make_grid(scratch.file("a.tif"), file)).grid;
    CHECK((std::isnan(read.values[0]) && read.values[1] == 7 && std::isnan(read.values[2])));
    CHECK(read.nodata == -3.4028235e38F);
    file = {3, 1, {1, 2, 3}, GDT_Int16};
    file.mask = {255, 0, 255};
    const auto masked = read_grid(make_grid(scratch.file("m.tif"), file)).grid;
    CHECK((masked.values[0] == 1 && std::isnan(masked.values[1]) && masked.values[2] == 3));
}

TEST_CASE("Rows stay as the file has them, cells need not be square") {
    const Scratch scratch;
    GridFile file{3, 2, {1, 2, 3, 4, 5, 6}, GDT_Float32};
    file.transform = {100, 2, 0, 200, 0, 5};
    const auto up = read_grid(make_grid(scratch.file("up.tif"), file)).grid;
    CHECK(up.place == GridPlacement{{100, 200}, 2, 5, true});
    CHECK(kerb::value_at(up, {101, 202.5}) == 1);
    CHECK(kerb::value_at(up, {105, 207.5}) == 6);
    file.transform = {100, 2, 0, 200, 0, -5};
    const auto down = read_grid(make_grid(scratch.file("down.tif"), file)).grid;
    CHECK(down.place == GridPlacement{{100, 200}, 2, 5, false});
    CHECK(kerb::value_at(down, {105, 192.5}) == 6);
    CHECK(down.frame->name() == "EPSG:4547");
    file.area = false; // positions are those of centres
    const auto points = read_grid(make_grid(scratch.file("point.tif"), file)).grid;
    CHECK(points.place.origin == kerb::Point{100, 200});

    file.transform = {100, 2, 0.1, 200, 0, -5};
    CHECK(reading(make_grid(scratch.file("rotated.tif"), file)).code == "grid.rotated");
    file.transform = {100, 0, 2, 200, -5, 0};
    CHECK(reading(make_grid(scratch.file("quarter.tif"), file)).code == "grid.rotated");
    file.transform = {100, -2, 0, 200, 0, -5};
    CHECK(reading(make_grid(scratch.file("mirrored.tif"), file)).code == "grid.mirrored");
    file.transform.clear();
    CHECK(reading(make_grid(scratch.file("nowhere.tif"), file)).code == "grid.no_place");
    scratch.write("nowhere.tfw", "2\n0\n0\n-5\n101\n197.5\n");
    CHECK(read_grid(scratch.file("nowhere.tif")).grid.place == GridPlacement{{100, 200}, 2, 5, false});
}

TEST_CASE("The frame is what the file states, none, or what the caller says") {
    const Scratch scratch;
    GridFile file{3, 2, {1, 2, 3, 4, 5, 6}, GDT_Float32};
    file.epsg = 0;
    const auto path = make_grid(scratch.file("a.tif"), file);
    CHECK_FALSE(read_grid(path).grid.frame);
    GridSourceOptions options;
    options.source_crs = "EPSG:25831";
    CHECK(read_grid(path, options).grid.frame->name() == "EPSG:25831");
    file.epsg = 4490;
    CHECK(read_grid(make_grid(path, file), options).grid.frame->name() == "EPSG:4490");
    file.epsg = 9518; // WGS 84 + EGM2008 height
    file.unit = "US survey foot";
    const auto heights = read_grid(make_grid(path, file));
    CHECK(heights.grid.frame->kind() == kerb::FrameKind::geographic);
    CHECK(heights.unit == "US survey foot");
    file.unit.clear();
    CHECK(read_grid(make_grid(path, file)).unit == "metre");
}

TEST_CASE("A band is chosen when there are several") {
    const Scratch scratch;
    GridFile file{2, 1, {1, 2}, GDT_Byte};
    file.bands = 3;
    const auto path = make_grid(scratch.file("rgb.tif"), file);
    CHECK(reading(path).outcome == Outcome::usage);
    CHECK(reading(path).code == "grid.which_band");
    GridSourceOptions options;
    options.band = 3;
    CHECK(read_grid(path, options).grid.values == std::vector<float>{1 + 20, 2 + 20});
    for (const int band : {-1, 4}) {
        options.band = band;
        CHECK(reading(path, options).code == "grid.no_band");
    }
}

TEST_CASE("An Esri ASCII grid is read strictly") {
    const Scratch scratch;
    const auto path = scratch.write("a.asc", ascii("1 2.5 -9999\n+4 5e0 nan\n", "NODATA_value -9999\n"));
    const auto read = read_grid(path).grid;
    CHECK(read.place == GridPlacement{{100, 210}, 5, 5, false});
    CHECK((read.values[0] == 1 && read.values[1] == 2.5F && std::isnan(read.values[2])));
    CHECK((read.values[3] == 4 && read.values[4] == 5 && std::isnan(read.values[5])));
    CHECK(read.nodata == -9999.0F);
    CHECK_FALSE(read.frame);
    GridSourceOptions options;
    options.source_crs = "EPSG:4547";
    CHECK(read_grid(path, options).grid.frame->name() == "EPSG:4547");

    // Centres, cells that are not square, values where the rows do not end, upper case, DOS line ends.
    const auto odd = read_grid(scratch.write("b.asc",
                                             "NCOLS 3\r\nNROWS 2\r\nXLLCENTER 1\r\nYLLCENTER 2\r\nDX 2\r\nDY 4\r\n"
                                             "1\r\n2 3 4\r\n5 6"))
                         .grid;
    CHECK(odd.place == GridPlacement{{0, 8}, 2, 4, false});
    CHECK(odd.values == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK_FALSE(odd.nodata);
    CHECK(kerb::value_at(odd, {1, 2}) == 4);

    const auto wrong = reading(scratch.write("c.asc", ascii("1 2 3\n4 abc 6\n")));
    CHECK(wrong.outcome == Outcome::input_unusable);
    CHECK(wrong.code == "grid.not_a_number");
    CHECK(reading(scratch.write("d.asc", ascii("1 2 3\n4,5 5 6\n"))).code == "grid.not_a_number");
    CHECK(reading(scratch.write("l.asc", ascii("1 2 3\n4 5 6\n", "height 7\n"))).code == "grid.not_a_number");
    CHECK(reading(scratch.write("e.asc", ascii("1 2 3\n4 5\n"))).code == "grid.count");
    CHECK(reading(scratch.write("f.asc", ascii("1 2 3\n4 5 6 7\n"))).code == "grid.count");
    CHECK(reading(scratch.write("g.asc", ascii(""))).outcome == Outcome::input_unusable);
    CHECK(reading(scratch.write("h.asc", ascii("1 2 3\n4 5 " + std::string(3 << 20, '6')))).code ==
          "grid.not_a_number");
    CHECK(reading(scratch.write("i.asc", "ncols 3\nnrows x\n1 2 3")).outcome == Outcome::input_unusable);
    CHECK(reading(scratch.write("j.asc", "ncols -3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1")).outcome ==
          Outcome::input_unusable);
    CHECK(read_grid(scratch.write("k.asc", ascii("1 2 3\n4 5 1e-400\n"))).grid.values[5] == 0);
}

TEST_CASE("A long ASCII grid is read in pieces, its .prj states the frame") {
    const Scratch scratch;
    std::string text = "ncols 700\nnrows 700\nxllcorner 0\nyllcorner 0\ncellsize 1\n";
    for (int i = 0; i < 700 * 700; ++i) {
        text += std::to_string(i % 1000) + (i % 700 == 699 ? "\n" : " ");
    }
    REQUIRE(text.size() > (1U << 20U));
    scratch.write("a.prj", Frame::from("EPSG:25831").wkt());
    const auto read = read_grid(scratch.write("a.asc", text)).grid;
    std::size_t same = 0;
    for (std::size_t i = 0; i < read.values.size(); ++i) {
        same += read.values[i] == static_cast<float>(i % 1000) ? 1 : 0;
    }
    CHECK(same == 700 * 700);
    REQUIRE(mkfifo(scratch.file("b.prj").c_str(), 0600) == 0);
    CHECK(reading(scratch.write("b.asc", ascii("1 2 3 4 5 6"))).code == "gate.not_regular"); // and does not wait
}

TEST_CASE("Only regular files of the two kinds are let in, whatever their names") {
    const Scratch scratch;
    for (const auto* path : {"/vsicurl/http://127.0.0.1/a.tif", "/vsimem/a.tif", "/vsizip/a.zip/a.tif",
                             "http://127.0.0.1/a.tif", "GTIFF_DIR:1:/tmp/a.tif", "GTIFF_RAW:/tmp/a.tif"}) {
        CAPTURE(path);
        CHECK(reading(path).outcome == Outcome::refused);
        CHECK(reading(path).code == "gate.not_a_path");
    }
    const auto good = make_grid(scratch.file("good.tif"), {3, 2, {1, 2, 3, 4, 5, 6}, GDT_Float32});
    const auto vrt =
        "<VRTDataset rasterXSize=\"3\" rasterYSize=\"2\"><VRTRasterBand dataType=\"Float32\" band=\"1\">"
        "<SimpleSource><SourceFilename>" +
        good + "</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>";
    for (const auto* name : {"a.vrt", "a.tif", "a.asc"}) {
        CHECK(reading(scratch.write(name, vrt)).code == "gate.unknown_grid");
    }
    CHECK(reading(scratch.write("a.tif.zip", "PK\x03\x04")).code == "gate.archive");
    CHECK(reading(scratch.write("empty.tif", "")).code == "gate.empty");
    CHECK(reading(scratch.write("x.asc", "ncolsx 3\n")).code == "gate.unknown_grid");
    CHECK(reading(scratch.file("none.tif")).code == "gate.missing");
    CHECK(reading(scratch.file("")).code == "gate.not_regular");
    CHECK(reading("/dev/zero").code == "gate.not_regular");
    GridSourceOptions small;
    small.size_limit = 10;
    CHECK(reading(good, small).outcome == Outcome::resource_limit);
    std::filesystem::copy_file(good, scratch.file("good.dem"));
    CHECK(reading(scratch.file("good.dem")).outcome == Outcome::done);
    // A broken one is no grid: cut, or garbage after the magic.
    const auto bytes = bytes_of(good);
    CHECK(reading(scratch.write("cut.tif", bytes.substr(0, bytes.size() - 10))).outcome == Outcome::input_unusable);
    CHECK(reading(scratch.write("noise.tif", bytes.substr(0, 8) + std::string(200, '\x07'))).outcome ==
          Outcome::input_unusable);
}

TEST_CASE("Nothing beside a grid is opened or made, and the grid is only read") {
    const Scratch scratch;
    const auto good = make_grid(scratch.file("a.tif"), {3, 2, {1, 2, 3, 4, 5, 6}, GDT_Float32});
    // A mask, overviews and metadata that would change what is read.
    GridFile mask{3, 2, {0, 0, 0, 0, 0, 0}, GDT_Byte};
    std::filesystem::rename(make_grid(scratch.file("mask.tif"), mask), scratch.file("a.tif.msk"));
    scratch.write("a.tif.aux.xml",
                  "<PAMDataset><GeoTransform>0, 1, 0, 0, 0, 1</GeoTransform><PAMRasterBand band=\"1\">"
                  "<Scale>100</Scale><NoDataValue>3</NoDataValue></PAMRasterBand></PAMDataset>");
    const auto before = scratch.content();
    const auto read = read_grid(good).grid;
    CHECK(read.values == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK(read.place.cell_width == 2);
    CHECK_FALSE(read.nodata);
    CHECK(scratch.content() == before);
}

TEST_CASE("A header that promises too much costs no memory") {
    const Scratch scratch;
    const auto huge = "ncols 2000000000\nnrows 2000000000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n";
    const auto got = reading(scratch.write("a.asc", huge));
    CHECK((got.outcome == Outcome::resource_limit || got.outcome == Outcome::input_unusable));
    const auto wide = "ncols 40000\nnrows 40000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n";
    CHECK(reading(scratch.write("b.asc", wide)).code == "grid.too_large");
    const auto short_text =
        "ncols 30000\nnrows 30000\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n"; // within the limit
    CHECK(reading(scratch.write("c.asc", short_text)).code == "grid.count");
    GridFile sparse{40000, 40000, {}, GDT_Float32};
    const auto path = make_grid(scratch.file("sparse.tif"), sparse);
    REQUIRE(std::filesystem::file_size(path) < 4'000'000);
    CHECK(reading(path).outcome == Outcome::resource_limit);
    CHECK(reading(path).code == "grid.too_large");
    // Few cells, but a block holds many bands.
    GridFile deep{3, 2, {}, GDT_Float64};
    deep.bands = 9000;
    GridSourceOptions small;
    small.band = 1;
    small.memory_limit = 1 << 20;
    CHECK(reading(make_grid(scratch.file("deep.tif"), deep), small).code == "grid.too_large");
    small.memory_limit = 6 * 4 - 1;
    const auto good = make_grid(scratch.file("good.tif"), {3, 2, {1, 2, 3, 4, 5, 6}, GDT_Float32});
    CHECK(reading(good, small).code == "grid.too_large");
}

TEST_CASE("Reading can be stopped, and tells how far it is") {
    const Scratch scratch;
    write_grid(scratch.file("a.tif"), terrain());
    double last = -1;
    static_cast<void>(read_grid(scratch.file("a.tif"), {}, [&last](std::string_view stage, double share) {
        CHECK((stage == "stage.read" && share >= last && share <= 1));
        last = share;
        return true;
    }));
    CHECK(last >= 0);
    CHECK_THROWS_AS(read_grid(scratch.file("a.tif"), {}, [](std::string_view, double) { return false; }),
                    kerb::Cancelled);
}

TEST_CASE("Terrain of other publishers is read as other programs read it") {
    const char* data = std::getenv("KERB_SHARED_DATA");
    struct Expected {
        const char* name;
        const char* frame;
        std::size_t columns, rows, without;
        double min, max, mean;
        GridPlacement place;
    };
    // By GDAL's Python binding and math.fsum.
    const Expected all[] = {
        {"dem_reference/lidar_mn/dem.tif",
         "EPSG:26915",
         400,
         400,
         0,
         379.6593322753906,
         410.7586669921875,
         395.03024656257628,
         {{429252.313370022, 5150885.424942633}, 1, 1}},
        {"dem_reference/malstroem_dk/dtm.tif",
         "EPSG:25832",
         250,
         188,
         0,
         0,
         51.45992660522461,
         23.587725220475296,
         {{720000, 6193000}, 16, 15.957446808510639}},
        {"dem_reference/malstroem_dk/depths.tif",
         "EPSG:25832",
         250,
         188,
         0,
         0,
         7.681634902954102,
         0.15156816108176049,
         {{720000, 6193000}, 16, 15.957446808510639}},
        {"dem_reference/malstroem_dk/filled_no_flats.tif",
         "EPSG:25832",
         250,
         188,
         0,
         0,
         51.45992660522461,
         23.739293381564774,
         {{720000, 6193000}, 16, 15.957446808510639}},
        {"dem_reference/malstroem_dk/wsheds.tif",
         "EPSG:25832",
         250,
         188,
         0,
         0,
         104,
         49.74236170212766,
         {{720000, 6193000}, 16, 15.957446808510639}},
        {"dem_gothenburg/kronenhuset_dem_1m.tif",
         "EPSG:3007",
         234,
         223,
         0,
         0.006800193805247545,
         23.205501556396484,
         4.19967439124368,
         {{147720, 6398780}, 1, 1}},
        {"santboi_drainage/sant_boi_dem_5m.tif",
         "EPSG:25831",
         299,
         420,
         0,
         11.930000305175781,
         163.77000427246094,
         46.423911368427319,
         {{418172.5, 4578207.5}, 5, 5}},
    };
    for (const auto& expected : all) {
        const auto path = std::string(data == nullptr ? "" : data) + "/" + expected.name;
        if (!std::filesystem::exists(path)) {
            WARN("not here: " << expected.name);
            continue;
        }
        CAPTURE(expected.name);
        const auto read = read_grid(path);
        const auto summary = kerb::summarize(read.grid);
        CHECK((read.grid.columns == expected.columns && read.grid.rows == expected.rows));
        CHECK(read.grid.frame == Frame::from(expected.frame));
        CHECK(summary.without == expected.without);
        CHECK((summary.min == expected.min && summary.max == expected.max));
        CHECK(std::abs(summary.mean - expected.mean) <= 1e-15 * expected.mean);
        CHECK(read.grid.place == expected.place);
        CHECK(read.issues.empty());
        const Scratch scratch;
        write_grid(scratch.file("copy.tif"), read.grid);
        CHECK(kerb::same_cells(read_grid(scratch.file("copy.tif")).grid, read.grid));
    }
}
