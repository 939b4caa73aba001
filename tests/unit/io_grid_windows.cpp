// Windows of grids, grids row by row, and outlines from runs: the same as with all of the grid in memory.
#include <bit>
#include <limits>
#include <random>

#include <kerb/io/grid_shapes.hpp>
#include <kerb/io/grid_windows.hpp>

#include "support/gdal_grid.hpp"
#include "support/outcome.hpp"
#include "support/property.hpp"
#include "support/scratch.hpp"

using kerb::CellWindow;
using kerb::Frame;
using kerb::Grid;
using kerb::GridPlacement;
using kerb::Outcome;
using kerb::io::GridReader;
using kerb::io::GridSourceOptions;
using kerb::io::GridWriter;
using kerb::io::header_of;
using kerb::io::RunOutlines;
using kerb::test::bytes_of;
using kerb::test::ended;
using kerb::test::GridFile;
using kerb::test::make_grid;
using kerb::test::Scratch;

namespace {

Grid terrain(std::size_t columns, std::size_t rows) {
    auto grid =
        Grid::filled(columns, rows, GridPlacement{{500000.1, 3556500.7}, 0.3, 0.7, false}, Frame::from("EPSG:4547"));
    std::mt19937 random(3);
    for (auto& value : grid.values) {
        value = random() % 50 == 0 ? std::numeric_limits<float>::quiet_NaN()
                                   : static_cast<float>(random() % 100000) * 1e-3F - 5;
    }
    return grid;
}

/// Do windows of a file hold what the whole of it holds?
void check_windows(const std::string& path) {
    const auto whole = kerb::io::read_grid(path).grid;
    GridReader reader(path);
    CHECK((reader.header().columns == whole.columns && reader.header().rows == whole.rows));
    CHECK(reader.header().place == whole.place);
    CHECK(reader.header().frame == whole.frame);
    std::mt19937 random(11);
    for (int n = 0; n < 40; ++n) {
        const auto column = random() % whole.columns, row = random() % whole.rows;
        const CellWindow window{column, row, 1 + random() % (whole.columns - column),
                                1 + random() % (whole.rows - row)};
        const auto stride = window.columns + random() % 3U;
        std::vector<float> values(stride * window.rows, -777);
        reader.read(window, values.data(), stride);
        auto expected = std::vector<float>(values.size(), -777);
        for (std::size_t r = 0; r < window.rows; ++r) {
            for (std::size_t c = 0; c < window.columns; ++c) {
                expected[r * stride + c] = whole.at({column + c, row + r});
            }
        }
        const bool same = std::equal(values.begin(), values.end(), expected.begin(), [](float a, float b) {
            return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) ||
                   (std::isnan(a) && std::isnan(b));
        });
        CHECK(same);
    }
}

std::vector<kerb::MultiPolygon> from_runs(const GridPlacement& place, std::size_t columns,
                                          const std::vector<std::uint32_t>& labels, std::size_t count) {
    RunOutlines outlines(place, count);
    for (std::size_t begin = 0; begin < labels.size(); begin += columns) {
        for (std::size_t first = 0, end = 0; first < columns; first = end) {
            while (end < columns && labels[begin + end] == labels[begin + first]) {
                ++end;
            }
            if (labels[begin + first] != 0) {
                outlines.add(labels[begin + first], begin / columns, first, end);
            }
        }
    }
    CHECK(outlines.memory() > 0);
    return outlines.finish();
}

} // namespace

TEST_CASE("Windows of a grid hold what the whole grid holds") {
    const Scratch scratch;
    auto grid = terrain(600, 530);
    grid.nodata = -9999.0F;
    kerb::io::write_grid(scratch.file("floats.tif"), grid);
    check_windows(scratch.file("floats.tif"));
    std::vector<double> values(70 * 40);
    std::mt19937 random(5);
    std::generate(values.begin(), values.end(), [&random] { return random() % 250; });
    for (const auto type : {GDT_Byte, GDT_Int16, GDT_Int64, GDT_Float32, GDT_Float64}) {
        GridFile file{70, 40, values, type};
        file.nodata = 7;
        check_windows(make_grid(scratch.file("plain.tif"), file));
        file.scale = 0.01;
        file.offset = -2;
        check_windows(make_grid(scratch.file("scaled.tif"), file));
    }
    GridFile masked{70, 40, values, GDT_Float32};
    masked.mask.assign(70 * 40, 255);
    std::fill(masked.mask.begin() + 500, masked.mask.begin() + 900, static_cast<unsigned char>(0));
    check_windows(make_grid(scratch.file("masked.tif"), masked));
    scratch.write("text.asc",
                  "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 5\nNODATA_value 4\n1 2 3 4 5 6\n");
    check_windows(scratch.file("text.asc"));
}

TEST_CASE("A reader refuses what read_grid refuses, and says what it found") {
    const Scratch scratch;
    const auto opening = [](const std::string& path) { return ended([&] { static_cast<void>(GridReader(path)); }); };
    scratch.write("a.zip", "PK");
    CHECK(opening(scratch.file("a.zip")).outcome == Outcome::refused);
    CHECK(opening(scratch.file("none.tif")).code == "gate.missing");
    GridFile file{3, 2, {1, 2, 3, 4, 5, 6}, GDT_Float32};
    file.transform.clear();
    CHECK(opening(make_grid(scratch.file("nowhere.tif"), file)).code == "grid.no_place");

    GridSourceOptions small;
    small.memory_limit = 20;
    scratch.write("text.asc", "ncols 3\nnrows 2\nxllcorner 100\nyllcorner 200\ncellsize 5\n1 2 3 4 5 6\n");
    GridReader text(scratch.file("text.asc"), small);
    float value = 0;
    CHECK(ended([&] { text.read({0, 0, 1, 1}, &value, 1); }).code == "grid.too_large");

    GridFile large{3, 1, {1e300, 5, -1e39}, GDT_Float64};
    GridReader reader(make_grid(scratch.file("large.tif"), large));
    reader.read({0, 0, 1, 1}, &value, 1);
    auto issues = reader.take_issues();
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].reason == "grid.out_of_range");
    reader.read({1, 0, 1, 1}, &value, 1);
    CHECK(value == 5);
    CHECK(reader.take_issues().empty());
}

TEST_CASE("Rows in pieces of any size give the bytes of the whole grid") {
    const Scratch scratch;
    for (const auto size : {kerb::Cell{600, 530}, kerb::Cell{256, 512}, kerb::Cell{1, 300}, kerb::Cell{300, 1}}) {
        const auto grid = terrain(size.column, size.row);
        kerb::io::write_grid(scratch.file("whole.tif"), grid, {true, kerb::Threads(1)});
        for (const std::size_t rows : {1U, 3U, 256U, 300U, 1000U}) {
            GridWriter writer(scratch.file("rows.tif"), header_of(grid), {true, kerb::Threads(2)});
            for (std::size_t row = 0; row < grid.rows; row += rows) {
                writer.write({grid.values.data() + row * grid.columns, std::min(rows, grid.rows - row) * grid.columns});
            }
            writer.finish();
            CHECK(bytes_of(scratch.file("rows.tif")) == bytes_of(scratch.file("whole.tif")));
        }
    }
}

TEST_CASE("A grid that is not finished leaves what was there") {
    const Scratch scratch;
    const auto grid = terrain(300, 600);
    scratch.write("a.tif", "old");
    const auto before = scratch.content();
    {
        GridWriter writer(scratch.file("a.tif"), header_of(grid), {true, kerb::Threads(1)});
        writer.write({grid.values.data(), 300 * grid.columns});
    }
    CHECK(scratch.content() == before);
    const auto early = ended([&] {
        GridWriter writer(scratch.file("a.tif"), header_of(grid), {true, kerb::Threads(1)});
        writer.write({grid.values.data(), 300 * grid.columns});
        writer.finish();
    });
    CHECK(early.code == "grid.incomplete");
    CHECK(scratch.content() == before);
    CHECK(ended([&] { GridWriter(scratch.file("a.tif"), header_of(grid)); }).code == "sink.exists");
    auto odd = header_of(grid);
    odd.place.cell_width = 0;
    CHECK(ended([&] { GridWriter(scratch.file("b.tif"), odd); }).code == "grid.unsound");
    constexpr std::size_t many = std::numeric_limits<int>::max();
    for (const auto& [columns, rows] : {std::pair<std::size_t, std::size_t>{0, 1}, {1, 0}, {many, 1}, {1, many}}) {
        odd = header_of(grid);
        odd.columns = columns;
        odd.rows = rows;
        CHECK(ended([&] { GridWriter(scratch.file("b.tif"), odd); }).code == "grid.unsound");
    }
    odd = header_of(grid);
    odd.place.cell_width = 1e307;
    CHECK(ended([&] { GridWriter(scratch.file("b.tif"), odd); }).code == "grid.unsound");
    CHECK(scratch.content() == before);
}

TEST_CASE("Outlines from runs are those of the whole grid") {
    kerb::test::holds("same polygons, corner for corner", [] {
        const auto columns = *rc::gen::inRange<std::size_t>(1, 40), rows = *rc::gen::inRange<std::size_t>(1, 40);
        const auto count = *rc::gen::inRange<std::uint32_t>(1, 9);
        const auto filled = *rc::gen::element(2U, 5U, 9U);
        std::mt19937 random(*rc::gen::inRange<std::uint32_t>(0, 1U << 30U));
        std::vector<std::uint32_t> labels(columns * rows);
        for (std::size_t i = 0; i < labels.size(); ++i) { // most like the one before
            const bool as_before = i > 0 && random() % 3U != 0;
            const auto other = random() % 10U < filled ? static_cast<std::uint32_t>(1 + random() % count) : 0U;
            labels[i] = as_before ? labels[i - 1] : other;
        }
        const GridPlacement place{{500000.1, 3556500.7}, 0.3, 0.7, *rc::gen::element(false, true)};
        RC_ASSERT(from_runs(place, columns, labels, count) == kerb::io::outlines(place, columns, rows, labels, count));
    });
}

TEST_CASE("Outlines from runs are right when one drawing has no room for all") {
    // Rings of 500 cells' width, a label that is everywhere, and small ones between.
    constexpr std::size_t columns = 2600, rows = 1300;
    std::vector<std::uint32_t> labels(columns * rows);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            const auto x = column % 520, y = row % 520;
            const bool ring = (x > 10 && x < 510 && y > 10 && y < 510) && !(x > 100 && x < 400 && y > 90 && y < 300);
            const auto number = static_cast<std::uint32_t>(row / 520 * 5 + column / 520 + 1);
            labels[row * columns + column] = ring ? number : x == 0 ? 16 : x % 7 == 0 && y % 9 == 0 ? 17 + number : 0;
        }
    }
    const GridPlacement place{{500000.1, 3556500.7}, 0.3, 0.7, false};
    CHECK(from_runs(place, columns, labels, 40) == kerb::io::outlines(place, columns, rows, labels, 40));
}
