// One writer: what is written is what is read, or nothing is changed.
#include <cmath>
#include <random>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include <sqlite3.h>

#include <kerb/base/error.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>

#include "io/folder.hpp"
#include "support/outcome.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::ColumnType;
using kerb::FeatureTable;
using kerb::Frame;
using kerb::Outcome;
using kerb::Shape;
using kerb::io::read_layer;
using kerb::io::SinkOptions;
using kerb::io::write_layers;
using kerb::io::write_text;
using kerb::test::ended;
using kerb::test::Scratch;

namespace {

SinkOptions fixed(bool overwrite = false) {
    SinkOptions options;
    options.overwrite = overwrite;
    options.time_stamp = "2000-01-01T00:00:00.000Z";
    return options;
}

/// Three rows with every type of column, nulls, CJK and awkward numbers.
FeatureTable sample(Shape shape, const std::string& frame) {
    FeatureTable table;
    table.name = "things";
    table.frame = Frame::from(frame);
    table.rows = {1, 2, 3};
    auto& text = table.add("name", ColumnType::text);
    text.push("中山路, \"quoted\"\nsecond line");
    text.push(std::monostate{});
    text.push("-5");
    auto& whole = table.add("count", ColumnType::integer);
    whole.push(std::int64_t{9007199254740993}); // no double holds it
    whole.push(std::int64_t{-1});
    whole.push(std::monostate{});
    auto& real = table.add("width", ColumnType::real);
    real.push(0.1 + 0.2);
    real.push(std::monostate{});
    real.push(-1234.5678901234567);
    auto& lit = table.add("lit", ColumnType::boolean);
    lit.push(std::int64_t{1});
    lit.push(std::int64_t{0});
    lit.push(std::monostate{});
    const double x = table.frame->kind() == kerb::FrameKind::geographic ? 114.0700000000001 : 500000.1234567891;
    const double y = table.frame->kind() == kerb::FrameKind::geographic ? 32.1300000000002 : 3556500.987654321;
    const double d = table.frame->kind() == kerb::FrameKind::geographic ? 1e-4 : 10.1;
    if (shape == Shape::point) {
        table.geometry = kerb::Points{{x, y}, {x + d, y}, {x, y + d}};
    } else if (shape == Shape::line) {
        kerb::Lines lines;
        lines.push({{{x, y}, {x + d, y}}});
        lines.push({{{x, y}, {x, y + d}}, {{x + d, y}, {x + d, y + d}, {x + 2 * d, y + d}}});
        lines.push({{{x + d, y + d}, {x, y}}});
        table.geometry = lines;
    } else if (shape == Shape::polygon) {
        // Outer rings turn left, holes right, as every format likes them.
        const kerb::Points square = {{x, y}, {x + 4 * d, y}, {x + 4 * d, y + 4 * d}, {x, y + 4 * d}, {x, y}};
        const kerb::Points hole = {{x + d, y + d}, {x + d, y + 2 * d}, {x + 2 * d, y + 2 * d}, {x + d, y + d}};
        const kerb::Points far = {{x + 8 * d, y}, {x + 9 * d, y}, {x + 9 * d, y + d}, {x + 8 * d, y}};
        table.geometry = std::vector<kerb::MultiPolygon>{{{square, {hole}}}, {{square, {}}, {far, {}}}, {{far, {}}}};
    }
    return table;
}

/// All coordinates in order, whatever the rings start with.
std::vector<kerb::Point> coordinates(const FeatureTable& table) {
    std::vector<kerb::Point> all;
    if (const auto* points = std::get_if<kerb::Points>(&table.geometry)) {
        all = *points;
    } else if (const auto* lines = std::get_if<kerb::Lines>(&table.geometry)) {
        all = lines->points;
    } else if (const auto* areas = std::get_if<std::vector<kerb::MultiPolygon>>(&table.geometry)) {
        const auto add = [&all](const kerb::Points& ring) {
            auto sorted = ring;
            std::sort(sorted.begin(), sorted.end(),
                      [](auto a, auto b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); });
            all.insert(all.end(), sorted.begin(), sorted.end());
        };
        for (const auto& area : *areas) {
            for (const auto& polygon : area) {
                add(polygon.outer);
                std::for_each(polygon.holes.begin(), polygon.holes.end(), add);
            }
        }
    }
    return all;
}

void check_same(const FeatureTable& written, const FeatureTable& read, double tolerance, bool typed,
                double real_tolerance = 0) {
    REQUIRE(read.size() == written.size());
    CHECK(read.shape() == written.shape());
    CHECK(read.columns.size() == written.columns.size());
    for (const auto& column : written.columns) {
        const auto* found = read.find(column.name);
        REQUIRE(found != nullptr);
        for (std::size_t row = 0; row < written.size(); ++row) {
            CAPTURE(column.name, row);
            CHECK(found->null_at(row) == column.null_at(row));
            if (column.type == ColumnType::real && !column.null_at(row) && !found->null_at(row)) {
                CHECK(std::abs(*found->number_at(row) - *column.number_at(row)) <= real_tolerance);
            } else {
                CHECK(found->text_at(row) == column.text_at(row));
            }
        }
        CHECK((!typed || found->type == column.type));
    }
    const auto a = coordinates(written), b = coordinates(read);
    REQUIRE(a.size() == b.size());
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        worst = std::max({worst, std::abs(a[i].x - b[i].x), std::abs(a[i].y - b[i].y)});
    }
    CHECK(worst <= tolerance);
}

std::string integrity(const std::string& path) {
    sqlite3* base = nullptr;
    sqlite3_open_v2(path.c_str(), &base, SQLITE_OPEN_READONLY, nullptr);
    std::string answer;
    sqlite3_exec(
        base, "PRAGMA integrity_check",
        [](void* out, int, char** values, char**) {
            *static_cast<std::string*>(out) += values[0];
            return 0;
        },
        &answer, nullptr);
    sqlite3_close(base);
    return answer;
}

} // namespace

TEST_CASE("What is written is read again, in every format and shape") {
    const Scratch scratch;
    for (const auto* ending : {".gpkg", ".fgb", ".geojson", ".csv", ".shp"}) {
        for (const auto shape : {Shape::point, Shape::line, Shape::polygon}) {
            CAPTURE(ending, static_cast<int>(shape));
            const std::string format = ending;
            auto table = sample(shape, format == ".geojson" ? "EPSG:4326" : "EPSG:4547");
            const auto path = scratch.file("层 " + std::to_string(static_cast<int>(shape)) + ending);
            auto sink = fixed();
            sink.spatial_index = format != ".fgb"; // which would sort the rows
            write_layers(path, {table}, sink);
            kerb::io::SourceOptions options;
            if (format == ".csv") {
                CHECK_FALSE(read_layer(path, {}).frame);
                options.source_crs = "EPSG:4547";
            }
            const auto read = read_layer(path, {}, options);
            CHECK(read.accounting.used == 3);
            REQUIRE(read.tables.size() == 1);
            CHECK(read.issues.empty());
            // A Shapefile's name for the frame is its own; CSV and GeoJSON have no booleans that differ from numbers.
            if (format != ".shp") {
                CHECK(read.frame->name() == table.frame->name());
            }
            CHECK(read.frame->metres_per_unit() == table.frame->metres_per_unit());
            // GDAL writes GeoJSON's numbers to within a unit of their 16th digit, a Shapefile's to 15 decimals.
            const double coordinate = format == ".geojson" ? 2e-14 : 0;
            check_same(table, read.tables[0], coordinate, format == ".gpkg" || format == ".fgb",
                       format == ".shp"       ? 5e-13
                       : format == ".geojson" ? 1e-15
                                              : 0);
        }
    }
}

TEST_CASE("A FlatGeobuf with an index holds the same rows in another order") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    write_layers(scratch.file("a.fgb"), {table}, fixed());
    const auto read = read_layer(scratch.file("a.fgb"), {});
    std::vector<std::string> wrote, got;
    for (std::size_t row = 0; row < 3; ++row) {
        wrote.push_back(table.find("name")->text_at(row) + table.find("count")->text_at(row));
        got.push_back(read.tables.at(0).find("name")->text_at(row) + read.tables[0].find("count")->text_at(row));
    }
    std::sort(wrote.begin(), wrote.end());
    std::sort(got.begin(), got.end());
    CHECK(got == wrote);
}

TEST_CASE("GeoJSON is written in longitude and latitude, to a hundredth of a millimetre") {
    const Scratch scratch;
    const auto table = sample(Shape::line, "EPSG:4547");
    write_layers(scratch.file("a.geojson"), {table}, fixed());
    auto read = read_layer(scratch.file("a.geojson"), {});
    CHECK(read.frame->name() == "EPSG:4326");
    kerb::reproject(read.tables[0], *table.frame);
    check_same(table, read.tables[0], 1e-5, false, 1e-15);
    const auto local = [] {
        auto moved = sample(Shape::point, "EPSG:4547");
        kerb::reproject(moved, Frame::local(114, 32));
        return moved;
    }();
    write_layers(scratch.file("local.geojson"), {local}, fixed());
    auto back = read_layer(scratch.file("local.geojson"), {});
    kerb::reproject(back.tables[0], *local.frame);
    check_same(local, back.tables[0], 1e-5, false, 1e-15);
}

TEST_CASE("A frame without an authority's code is written in full") {
    const Scratch scratch;
    auto table = sample(Shape::point, "EPSG:4547");
    kerb::reproject(table, Frame::local(114.05, 32.1));
    for (const auto* name : {"a.gpkg", "a.fgb", "a.shp"}) {
        CAPTURE(name);
        auto sink = fixed();
        sink.spatial_index = false;
        write_layers(scratch.file(name), {table}, sink);
        auto read = read_layer(scratch.file(name), {});
        REQUIRE(read.frame);
        kerb::reproject(read.tables[0], *table.frame);
        check_same(table, read.tables[0], 1e-6, false, 5e-13);
    }
}

TEST_CASE("Layers without places, empty layers, and many at once") {
    const Scratch scratch;
    auto notes = sample(Shape::none, "EPSG:4547");
    notes.name = "notes";
    auto empty = FeatureTable{};
    empty.name = "empty";
    empty.frame = Frame::from("EPSG:4547");
    empty.geometry = kerb::Points{};
    empty.add("name", ColumnType::text);
    write_layers(scratch.file("a.gpkg"), {sample(Shape::point, "EPSG:4547"), notes, empty}, fixed());
    const auto layers = kerb::io::list_layers(scratch.file("a.gpkg"));
    REQUIRE(layers.size() == 3);
    kerb::io::LayerRequest request;
    request.layer = "notes";
    check_same(notes, read_layer(scratch.file("a.gpkg"), request).tables[0], 0, true);
    request.layer = "empty";
    CHECK(read_layer(scratch.file("a.gpkg"), request).accounting.read == 0);
    write_layers(scratch.file("notes.csv"), {notes}, fixed());
    check_same(notes, read_layer(scratch.file("notes.csv"), {}).tables[0], 0, false);
    CHECK(ended([&] { write_layers(scratch.file("two.csv"), {notes, empty}, fixed()); }).code == "sink.one_layer");
    CHECK(ended([&] { write_layers(scratch.file("a.xlsx"), {notes}, fixed()); }).code == "sink.format");
    CHECK(ended([&] { write_layers(scratch.file("n.shp"), {notes}, fixed()); }).code == "sink.needs_places");
    CHECK_FALSE(std::filesystem::exists(scratch.file("two.csv")));
}

TEST_CASE("Cells that a spreadsheet would run are made inert, numbers are not") {
    const Scratch scratch;
    auto table = FeatureTable{};
    table.name = "t";
    table.rows = {1, 2, 3, 4, 5, 6};
    auto& cells = table.add("cell", ColumnType::text);
    for (const auto* cell : {"=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "-12.5", "plain"}) {
        cells.push(cell);
    }
    write_layers(scratch.file("a.csv"), {table}, fixed());
    const auto read = read_layer(scratch.file("a.csv"), {});
    const auto& column = *read.tables.at(0).find("cell");
    CHECK(column.text_at(0) == "'=cmd|' /C calc'!A0");
    CHECK(column.text_at(1) == "'+1+1");
    CHECK(column.text_at(2) == "'@SUM(1)");
    CHECK(column.text_at(3) == "'-2+3");
    CHECK(column.text_at(4) == "-12.5");
    CHECK(column.text_at(5) == "plain");
}

TEST_CASE("The same tables give the same bytes") {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.file("one"));
    std::filesystem::create_directory(scratch.file("two"));
    for (const auto* ending : {".gpkg", ".fgb", ".geojson", ".csv", ".shp"}) {
        CAPTURE(ending);
        const auto table = sample(Shape::line, "EPSG:4547");
        for (const auto* folder : {"one/a", "two/a"}) {
            auto options = fixed();
            options.styles = {{"things", "<qgis/>"}};
            options.run = {{"version", "1"}};
            write_layers(scratch.file(std::string(folder) + ending), {table}, options);
        }
        CHECK(kerb::test::bytes_of(scratch.file(std::string("one/a") + ending)) ==
              kerb::test::bytes_of(scratch.file(std::string("two/a") + ending)));
    }
}

TEST_CASE("An existing output is kept without overwrite and replaced with it") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    for (const auto* name : {"a.gpkg", "a.fgb", "a.geojson", "a.csv", "a.shp", "a.txt"}) {
        CAPTURE(name);
        const auto path = scratch.write(name, "old");
        const bool text = std::string(name) == "a.txt";
        const auto write = [&](bool overwrite) {
            text ? write_text(path, "new", overwrite) : write_layers(path, {table}, fixed(overwrite));
        };
        const auto kept = ended([&] { write(false); });
        CHECK(kept.outcome == Outcome::usage);
        CHECK(kept.code == "sink.exists");
        CHECK(kerb::test::bytes_of(path) == "old");
        write(true);
        CHECK(kerb::test::bytes_of(path) != "old");
    }
    for (const auto& [name, bytes] : scratch.content()) {
        CHECK(name.find(".kerb-tmp") == std::string::npos);
    }
}

TEST_CASE("A Shapefile takes no stranger's side files over and leaves no old index behind") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    scratch.write("a.dbf", "somebody's table");
    CHECK(ended([&] { write_layers(scratch.file("a.shp"), {table}, fixed()); }).code == "sink.exists");
    CHECK(kerb::test::bytes_of(scratch.file("a.dbf")) == "somebody's table");
    CHECK_FALSE(std::filesystem::exists(scratch.file("a.shp")));
    scratch.write("a.shp", "old");
    scratch.write("a.qix", "stale index");
    write_layers(scratch.file("a.shp"), {table}, fixed(true));
    CHECK_FALSE(std::filesystem::exists(scratch.file("a.qix")));
    check_same(table, read_layer(scratch.file("a.shp"), {}).tables[0], 0, false, 5e-13);

    std::filesystem::remove(scratch.file("a.prj"));
    std::filesystem::create_directories(scratch.file("a.prj/occupied"));
    CHECK(ended([&] { write_layers(scratch.file("a.shp"), {table}, fixed(true)); }).code == "sink.not_regular");
    CHECK(std::filesystem::exists(scratch.file("a.prj/occupied")));
}

TEST_CASE("When a move fails half-way, all of the old is back") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    write_layers(scratch.file("a.shp"), {table}, fixed());
    const auto stuck = scratch.file("a.shx"); // cannot be renamed while something is mounted on it
    if (mount(stuck.c_str(), stuck.c_str(), "none", MS_BIND, nullptr) != 0) {
        WARN("no file that cannot be moved: mounting is not permitted here");
        return;
    }
    const auto before = scratch.content();
    const auto got =
        ended([&] { write_layers(scratch.file("a.shp"), {sample(Shape::line, "EPSG:4547")}, fixed(true)); });
    CHECK(got.outcome == Outcome::output_not_written);
    CHECK(scratch.content() == before);
    REQUIRE(umount(stuck.c_str()) == 0);
    CHECK(read_layer(scratch.file("a.shp"), {}).tables.at(0).shape() == Shape::point);
}

TEST_CASE("A Shapefile refuses what it would cut") {
    const Scratch scratch;
    auto table = sample(Shape::point, "EPSG:4547");
    table.columns[0].name = "a_name_of_many_letters";
    CHECK(ended([&] { write_layers(scratch.file("a.shp"), {table}, fixed()); }).code == "sink.long_name");
    table = sample(Shape::point, "EPSG:4547");
    std::get<std::vector<std::string>>(table.columns[0].values)[0] = std::string(300, 'x');
    CHECK(ended([&] { write_layers(scratch.file("a.shp"), {table}, fixed()); }).code == "sink.long_text");
    CHECK(scratch.content().empty());
}

TEST_CASE("Links, folders and devices are not replaced") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    scratch.write("real.gpkg", "precious");
    REQUIRE(symlink(scratch.file("real.gpkg").c_str(), scratch.file("link.gpkg").c_str()) == 0);
    std::filesystem::create_directory(scratch.file("folder.gpkg"));
    REQUIRE(mkfifo(scratch.file("pipe.csv").c_str(), 0600) == 0);
    const auto before = scratch.content();
    for (const auto* name : {"link.gpkg", "folder.gpkg", "pipe.csv"}) {
        CAPTURE(name);
        const auto got = ended([&] { write_layers(scratch.file(name), {table}, fixed(true)); });
        CHECK(got.outcome == Outcome::usage);
        CHECK(got.code == "sink.not_regular");
    }
    CHECK(ended([&] { write_text("/dev/null", "x", true); }).code == "sink.not_regular");
    CHECK(scratch.content() == before);
}

TEST_CASE("Folders that cannot be written to end in exit code 6") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    scratch.write("file", "no folder");
    for (const auto& path : {scratch.file("file/a.gpkg"), std::string("/proc/a.gpkg"), scratch.file("none/a.gpkg"),
                             scratch.file(std::string(300, 'n') + ".gpkg")}) {
        CAPTURE(path);
        CHECK(ended([&] { write_layers(path, {table}, fixed()); }).outcome == Outcome::output_not_written);
        CHECK(ended([&] { write_text(path, "x", true); }).outcome == Outcome::output_not_written);
    }
    CHECK(scratch.content().size() == 1);
}

TEST_CASE("A journal beside the target would be played into the new file: refused") {
    const Scratch scratch;
    const auto table = sample(Shape::point, "EPSG:4547");
    for (const auto* beside : {"a.gpkg-journal", "a.gpkg-wal", "a.gpkg-shm"}) {
        CAPTURE(beside);
        scratch.write(beside, "stale");
        scratch.write("a.gpkg", "old");
        const auto got = ended([&] { write_layers(scratch.file("a.gpkg"), {table}, fixed(true)); });
        CHECK(got.outcome == Outcome::output_not_written);
        CHECK(got.code == "sink.stale");
        CHECK(kerb::test::bytes_of(scratch.file("a.gpkg")) == "old");
        std::filesystem::remove(scratch.file(beside));
    }
}

TEST_CASE("A full disk at any size leaves the old output and nothing else") {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.file("disk"));
    const auto disk = scratch.file("disk");
    if (mount("none", disk.c_str(), "tmpfs", 0, "size=4k") != 0) {
        WARN("no small disk: mounting is not permitted here");
        return;
    }
    auto table = sample(Shape::point, "EPSG:4547");
    auto& points = std::get<kerb::Points>(table.geometry);
    std::mt19937 random(7);
    while (table.size() < 3000) {
        points.push_back(
            {500000 + static_cast<double>(random() % 9999), 3556500 + static_cast<double>(random() % 9999)});
        table.rows.push_back(0);
        table.columns[0].push("lamp " + std::to_string(random()));
        table.columns[1].push(std::int64_t{1});
        table.columns[2].push(0.5);
        table.columns[3].push(std::int64_t{1});
    }
    int failed = 0, written = 0;
    for (const auto* ending : {".gpkg", ".fgb", ".geojson", ".csv", ".shp"}) {
        for (const auto* size :
             {"size=16k", "size=64k", "size=96k", "size=200k", "size=300k", "size=600k", "size=4m"}) {
            CAPTURE(ending, size);
            const auto path = disk + "/a" + ending;
            REQUIRE(mount("none", disk.c_str(), "tmpfs", MS_REMOUNT, size) == 0);
            std::ofstream(path) << "old";
            const auto before = kerb::test::bytes_of(path);
            const auto got = ended([&] { write_layers(path, {table}, fixed(true)); });
            if (got.outcome == Outcome::done) {
                ++written;
                kerb::io::SourceOptions options;
                options.source_crs = "EPSG:4547";
                CHECK(read_layer(path, {}, options).accounting.used == 3000);
            } else {
                ++failed;
                CHECK(got.outcome == Outcome::output_not_written);
                CHECK(kerb::test::bytes_of(path) == before);
            }
            std::size_t strangers = 0;
            for (const auto& entry : std::filesystem::directory_iterator(disk)) {
                strangers += entry.path().filename().string().starts_with(".kerb-tmp") ? 1 : 0;
                std::filesystem::remove(entry.path());
            }
            CHECK(strangers == 0);
        }
        const auto text = ended([&] { write_text(disk + "/t", std::string(5 << 20, 'x'), false); });
        CHECK(text.outcome == Outcome::output_not_written);
        CHECK_FALSE(std::filesystem::exists(disk + "/t"));
    }
    REQUIRE(umount(disk.c_str()) == 0);
    CHECK(failed > 10);
    CHECK(written >= 5);
}

TEST_CASE("What a killed run left is cleared away, what another run is making is not") {
    const Scratch scratch;
    const auto old = scratch.file(".kerb-tmp-aaaaaa"), fresh = scratch.file(".kerb-tmp-bbbbbb");
    std::filesystem::create_directory(old);
    scratch.write(".kerb-tmp-aaaaaa/half.gpkg", "half");
    std::filesystem::create_directory(fresh);
    const utimbuf long_ago{1'000'000'000, 1'000'000'000};
    REQUIRE(utime(old.c_str(), &long_ago) == 0);
    write_text(scratch.file("a.txt"), "new", false);
    CHECK_FALSE(std::filesystem::exists(old));
    const kerb::io::detail::Folder disk(std::filesystem::path(fresh).parent_path());
    CHECK(std::filesystem::exists(fresh) == !disk.locks_tell()); // nobody locks it: at once, or when it is old
    // Nor what anybody could have put something into, what holds something old, or what is being worked in.
    const auto open_to_all = scratch.file(".kerb-tmp-cccccc"), full = scratch.file(".kerb-tmp-dddddd"),
               busy = scratch.file(".kerb-tmp-eeeeee");
    for (const auto& path : {open_to_all, full + "/old/sub", busy}) {
        std::filesystem::create_directories(path);
    }
    std::filesystem::permissions(open_to_all, std::filesystem::perms::all);
    const int held = open(busy.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int held_too = open(full.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    REQUIRE((flock(held, LOCK_EX) == 0 && flock(held_too, LOCK_EX) == 0));
    const kerb::io::detail::Folder one(busy), other(full);
    CHECK((one.is_at(busy) && !other.is_at(busy) && !other.is_at(scratch.file("none"))));
    for (const auto& path : {open_to_all, full, busy}) {
        REQUIRE(utime(path.c_str(), &long_ago) == 0);
    }
    write_text(scratch.file("b.txt"), "new", false);
    close(held);
    CHECK((std::filesystem::exists(open_to_all) && std::filesystem::exists(full) && std::filesystem::exists(busy)));
    write_text(scratch.file("c.txt"), "new", false);
    CHECK_FALSE(std::filesystem::exists(busy));
    close(held_too);
}

TEST_CASE("A GeoPackage has one styled layer per table, its provenance, and a sound structure") {
    const Scratch scratch;
    auto options = fixed();
    options.styles = {{"things", "<qgis/>"}};
    options.run = {{"version", "1"}, {"seed", "七"}};
    auto table = sample(Shape::line, "EPSG:4547");
    table.columns[0].title = "名称";
    write_layers(scratch.file("a.gpkg"), {table}, options);
    CHECK(integrity(scratch.file("a.gpkg")) == "ok");
    kerb::io::LayerRequest request;
    request.layer = "layer_styles";
    const auto styles = read_layer(scratch.file("a.gpkg"), request);
    const auto& style = styles.tables.at(0);
    CHECK(style.find("f_table_name")->text_at(0) == "things");
    CHECK(style.find("f_geometry_column")->text_at(0) == "geom");
    CHECK_FALSE(style.find("f_table_catalog")->null_at(0)); // empty, not null
    CHECK(style.find("useAsDefault")->number_at(0) == 1.0);
    request.layer = "kerb_run";
    CHECK(read_layer(scratch.file("a.gpkg"), request).tables.at(0).find("value")->text_at(1) == "七");
}

TEST_CASE("Tables whose columns do not fit are refused") {
    const Scratch scratch;
    auto table = sample(Shape::point, "EPSG:4547");
    table.rows.push_back(4);
    CHECK(ended([&] { write_layers(scratch.file("a.gpkg"), {table}, fixed()); }).code == "sink.uneven");
    table = sample(Shape::point, "EPSG:4547");
    table.columns[0].name = "geom"; // the column of the geometry
    CHECK(ended([&] { write_layers(scratch.file("a.gpkg"), {table}, fixed()); }).outcome != Outcome::done);
    CHECK(scratch.content().empty());
}
