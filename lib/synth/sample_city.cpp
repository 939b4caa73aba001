#include <kerb/synth/sample_city.hpp>

#include "ground.hpp"
#include "parts.hpp"

namespace kerb::synth {
namespace {

// Last, so that what was drawn before stays as it is: the faults as well, of which these have none.
void add_systems(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth) {
    add_mains(plan, city, truth);
    add_sewers(plan, ground, city, truth);
    add_large_parks(plan, city, truth);
    add_street_trees(plan, city, truth);
    add_landscape_lights(plan, city, truth);
    add_footbridges(plan, city, truth);
    add_riverside(plan, city, truth);
    add_dredging(plan, city, truth);
    count_vehicles(plan, city, truth);
}

} // namespace

SampleCity make_sample_city(const SampleCityOptions& options) {
    Plan plan(options);
    SampleCity made = {Inventory(Frame::from("EPSG:4547")), {}, Terrain(std::make_shared<const Ground>(plan))};
    auto& [city, truth, terrain] = made;
    city.name = "kerb sample city";
    add_roads(plan, city, truth);
    add_lighting(plan, city, truth);
    add_districts(plan, city);
    add_parks(plan, city);
    add_buildings(plan, city);
    if (options.size != Size::l) {
        add_road_areas(plan, city);
    }
    close_lanes(plan, city, truth);
    add_circuits(plan, city);
    add_drainage(plan, terrain.ground(), city, truth);
    combine_drains(plan, city, truth);
    add_bridges(terrain.ground(), city, truth);
    add_known_water(plan, terrain.ground(), city, truth);
    add_pond(plan, terrain.ground(), city);
    add_green(plan, city);
    add_services(plan, city, truth);
    add_order(plan, city, truth);
    add_zones(plan, city);
    add_records(city, truth, options);
    if (options.faults) {
        add_faults(city, truth, options);
    }
    add_systems(plan, terrain.ground(), city, truth);
    return made;
}

Inventory sample_city(const SampleCityOptions& options) {
    return make_sample_city(options).city;
}

} // namespace kerb::synth
