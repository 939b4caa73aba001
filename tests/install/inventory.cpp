// A road and its lamp go into a GeoPackage and come back; the lamp lights 60 m of 100 m.
#include <cmath>

#include <kerb/coverage/along_roads.hpp>
#include <kerb/io/inventory_file.hpp>

int main() {
    kerb::Inventory city(kerb::Frame::from("EPSG:4547"));
    kerb::Road road;
    road.about.key = "R-1";
    road.centreline = {{{500000, 3500000}, {500100, 3500000}}};
    city.roads.push_back(road);
    kerb::Streetlight lamp;
    lamp.about.key = "SL-1";
    lamp.position = {500050, 3500000};
    city.streetlights.push_back(lamp);
    kerb::io::write_inventory("consumer.gpkg", city, {.overwrite = true});

    const auto read = kerb::io::read_inventory("consumer.gpkg");
    const auto lit = kerb::coverage::along_roads(read.city.roads, read.city.streetlights, {.reach = kerb::Metres{30}});
    const bool right = read.city.roads.size() == 1 && read.city.roads[0].about.key == "R-1" &&
                       std::abs(lit.all.covered_m - 60) < 1e-6 && std::abs(lit.all.total_m - 100) < 1e-6;
    return right ? 0 : 1;
}
