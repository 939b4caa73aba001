// kerb in a program of others: their options, locale and threads change nothing.
#include <array>
#include <clocale>
#include <cstdlib>
#include <locale>
#include <map>
#include <thread>

#include <cpl_conv.h>
#include <cpl_error.h>

#include <kerb/base/toml.hpp>
#include <kerb/base/units.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/source.hpp>

#include "support/gdal_layer.hpp"
#include "support/same_city.hpp"
#include "support/scratch.hpp"
#include "support/test.hpp"

using kerb::test::Scratch;

namespace {

kerb::io::SinkOptions fixed() {
    kerb::io::SinkOptions options;
    options.overwrite = true;
    options.time_stamp = "2000-01-01T00:00:00.000Z";
    return options;
}

/// What a host sees of kerb: the bytes of all formats, of a city there and back, of places and heights that were read.
std::map<std::string, std::string> all_that_is_made(const Scratch& scratch, const std::string& degrees,
                                                    const std::string& heights) {
    std::map<std::string, std::string> made;
    const auto read = kerb::io::read_layer(degrees, {});
    for (const auto* name : {"a.gpkg", "a.geojson", "a.csv", "a.fgb", "a.shp"}) {
        kerb::io::write_layers(scratch.file(name), read.tables, fixed());
        made[name] = kerb::test::bytes_of(scratch.file(name));
    }
    kerb::io::write_inventory(scratch.file("city.gpkg"), kerb::test::small_city(), fixed());
    kerb::io::write_inventory(scratch.file("again.gpkg"), kerb::io::read_inventory(scratch.file("city.gpkg")).city,
                              fixed());
    made["city"] = kerb::test::bytes_of(scratch.file("city.gpkg"));
    made["again"] = kerb::test::bytes_of(scratch.file("again.gpkg"));
    const auto grid = kerb::io::read_grid(heights, {}).grid;
    made["heights"] =
        std::string(reinterpret_cast<const char*>(grid.values.data()), grid.values.size() * sizeof(float));
    return made;
}

std::string degrees_of(const Scratch& scratch) {
    return kerb::test::make_layer("GPKG", scratch.file("degrees.gpkg"),
                                  {{"POINT (114.0625 22.53125)", "人民路"}, {"POINT (114.123456789012 22.6)", "b;c"}},
                                  4326);
}

std::string heights_of(const Scratch& scratch) {
    scratch.write("h.prj",
                  R"(PROJCS["p",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298.257222101]],PRIMEM["Greenwich",0],)"
                  R"(UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],)"
                  R"(PARAMETER["central_meridian",114],PARAMETER["scale_factor",1],)"
                  R"(PARAMETER["false_easting",500000],UNIT["metre",1]])");
    return scratch.write("h.asc",
                         "ncols 2\nnrows 2\nxllcorner 500000.5\nyllcorner 2500000\ncellsize 1.5\n"
                         "NODATA_value -9999\n1.25 2.5\n-9999 1e2\n");
}

} // namespace

TEST_CASE("A host's options change no byte") {
    const Scratch scratch;
    const auto degrees = degrees_of(scratch), heights = heights_of(scratch);
    const auto usual = all_that_is_made(scratch, degrees, heights);
    CHECK(usual.at("city") == usual.at("again"));
    const std::array<std::pair<const char*, const char*>, 13> habits = {{
        {"OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "AUTHORITY_COMPLIANT"},
        {"OSR_DEFAULT_AXIS_MAPPING_STRATEGY", "TRADITIONAL_GIS_ORDER"},
        {"OGR_CT_FORCE_TRADITIONAL_GIS_ORDER", "YES"},
        {"OGR_ENABLE_PARTIAL_REPROJECTION", "YES"},
        {"OGR_SQLITE_SYNCHRONOUS", "OFF"},
        {"OGR_SQLITE_JOURNAL", "WAL"},
        {"SQLITE_USE_OGR_VFS", "YES"},
        {"OGR_WKT_PRECISION", "3"},
        {"GDAL_PAM_ENABLED", "YES"},
        {"GDAL_NUM_THREADS", "ALL_CPUS"},
        {"OGR_CURRENT_DATE", "1999-01-01T00:00:00Z"},
        {"SHAPE_ENCODING", "CP936"},
        {"AAIGRID_DATATYPE", "Float64"},
    }};
    for (const auto& [option, value] : habits) {
        INFO(option << '=' << value);
        CPLSetConfigOption(option, value);
        CHECK(all_that_is_made(scratch, degrees, heights) == usual);
        CHECK(std::string(CPLGetConfigOption(option, "")) == value);
        CPLSetConfigOption(option, nullptr);
    }
}

TEST_CASE("A host's locale changes no byte") {
    const Scratch scratch;
    const auto degrees = degrees_of(scratch), heights = heights_of(scratch);
    const auto usual = all_that_is_made(scratch, degrees, heights);
    setenv("LOCPATH", scratch.file("").c_str(), 1);
    for (const auto& [name, source] : {std::pair("de_DE.UTF-8", "de_DE"), std::pair("tr_TR.UTF-8", "tr_TR")}) {
        const auto command = std::string("localedef -i ") + source + " -f UTF-8 " + scratch.file(name) + " 2>/dev/null";
        if (std::system(command.c_str()) != 0 || std::setlocale(LC_ALL, name) == nullptr) {
            WARN("skipped: the locale " << name << " cannot be made here");
            continue;
        }
        INFO(name);
        const auto before =
            std::locale::global(std::locale(name)); // decimal commas, points between thousands, dotless i
        CHECK(all_that_is_made(scratch, degrees, heights) == usual);
        CHECK(*kerb::parse_toml("day = 2024-05-01", "t").find("day")->text() == "2024-05-01");
        CHECK(kerb::parse_length("1.5 km") == kerb::Metres(1500));
        std::locale::global(before);
        std::setlocale(LC_ALL, "C");
    }
    unsetenv("LOCPATH");
}

TEST_CASE("Threads with cities of their own do not meet") {
    constexpr std::size_t count = 4;
    std::array<Scratch, count> scratch;
    std::array<std::string, count> degrees, heights;
    for (std::size_t t = 0; t < count; ++t) {
        degrees[t] = degrees_of(scratch[t]);
        heights[t] = heights_of(scratch[t]);
    }
    const auto usual = all_that_is_made(scratch[0], degrees[0], heights[0]);
    std::array<int, count> same{};
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < count; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 5; ++i) {
                same[t] += all_that_is_made(scratch[t], degrees[t], heights[t]) == usual ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    CHECK(same == std::array<int, count>{5, 5, 5, 5});
}
