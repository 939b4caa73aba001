// Depressions of terrains whose results others have published.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include <kerb/geometry/measures.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/io/grid_shapes.hpp>
#include <kerb/waterlogging/depression_list.hpp>

#include "support/test.hpp"

using kerb::Grid;
using kerb::Threads;
using kerb::io::read_grid;
using namespace kerb::waterlogging;

namespace {

std::string reference(const std::string& file) {
    const char* folder = std::getenv("KERB_SHARED_DATA");
    const auto path = std::string(folder == nullptr ? "" : folder) + "/dem_reference/" + file;
    return std::filesystem::exists(path) ? path : "";
}

} // namespace

TEST_CASE("A Danish terrain: the filled surface and the depths that another program published") {
    const auto file = reference("malstroem_dk/dtm.tif");
    if (file.empty()) {
        WARN("skipped: no shared data");
        return;
    }
    const auto terrain = read_grid(file).grid;
    const auto filled_by_others = read_grid(reference("malstroem_dk/filled.tif")).grid;
    const auto depths = read_grid(reference("malstroem_dk/depths.tif")).grid;
    const auto found = find_depressions(terrain, {{}, 64, Threads(2)});
    const auto filled = filled_surface(terrain, found);
    const auto depth = depth_surface(terrain, found.basin, full_levels(found.tree));
    std::size_t differ = 0;
    double deepest = 0;
    for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
        differ += filled.values[cell] != filled_by_others.values[cell] ? 1 : 0;
        deepest = std::max<double>(deepest, std::abs(depth.values[cell] - depths.values[cell]));
    }
    CHECK(differ == 0);
    CHECK(deepest < 1e-5);
    const double cell_m2 = terrain.place.cell_width * terrain.place.cell_height;
    const double volume = static_cast<double>(summarize(found.tree).capacity) * height_quantum_m * cell_m2;
    CHECK(volume == Approx(1818818).epsilon(1e-6));
    // Their blue spots, those deeper or larger than they wished to keep, are sheets of ours, with the same water.
    const auto list = depression_list(found.tree, terrain);
    const auto covered = covered_cells(terrain, found, list);
    const auto labels = read_grid(reference("malstroem_dk/labelled.tif")).grid;
    std::map<float, std::map<std::uint32_t, std::size_t>> ours;
    for (std::size_t cell = 0; cell < covered.size(); ++cell) {
        ++ours[labels.values[cell]][covered[cell]];
    }
    std::ifstream file_of_nodes(reference("malstroem_dk/nodes.json"));
    const auto nodes = nlohmann::json::parse(file_of_nodes);
    std::size_t spots = 0;
    for (const auto& feature : nodes.at("features")) {
        const auto& spot = feature.at("properties");
        if (spot.at("bspot_id").is_null() || spot.at("nodetype") != "pourpoint") {
            continue;
        }
        if (spot.at("bspot_id") == 0) { // all the rest
            continue;
        }
        const auto& sheet = ours.at(spot.at("bspot_id").get<float>());
        REQUIRE(sheet.size() == 1);
        const auto& depression = list.at(sheet.begin()->first - 1);
        CHECK(depression.area_m2 == Approx(spot.at("bspot_area").get<double>()));
        CHECK(depression.volume_m3 == Approx(spot.at("bspot_vol").get<double>()).epsilon(1e-5));
        ++spots;
    }
    CHECK(spots == ours.size() - 1);
}

TEST_CASE("Outlines of depressions have the area of their cells") {
    const auto file = reference("lidar_mn/dem.tif");
    if (file.empty()) {
        WARN("skipped: no shared data");
        return;
    }
    const auto terrain = read_grid(file).grid;
    const auto found = find_depressions(terrain);
    const auto list = depression_list(found.tree, terrain);
    REQUIRE(list.size() > 10);
    const auto covered = covered_cells(terrain, found, list);
    const auto places = kerb::io::outlines(terrain.place, terrain.columns, terrain.rows, covered, list.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        CHECK(kerb::area(places[i]) == Approx(list[i].area_m2));
    }
}

TEST_CASE("Voids are filled from around them, and nothing else is changed") {
    auto grid = Grid::filled(9, 9, {{0, 0}, 1, 1, false}, std::nullopt, 5);
    grid.at({4, 4}) = grid.at({4, 5}) = std::nanf("");
    grid.at({0, 0}) = 7;
    auto filled = grid;
    kerb::io::fill_voids(filled);
    CHECK(filled.at({4, 4}) == Approx(5));
    CHECK(filled.at({4, 5}) == Approx(5));
    CHECK(filled.at({0, 0}) == 7);
    auto none = Grid::filled(3, 3, {{0, 0}, 1, 1, false}, std::nullopt, std::nanf(""));
    kerb::io::fill_voids(none);
    CHECK(std::isnan(none.at({1, 1})));
}
