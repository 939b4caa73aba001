#include <kerb/synth/sample_city.hpp>

#include "parts.hpp"

namespace kerb::synth {

SampleCity make_sample_city(const SampleCityOptions& options) {
    Plan plan(options);
    SampleCity made = {Inventory(Frame::from("EPSG:4547")), {}};
    auto& [city, truth] = made;
    city.name = "kerb sample city";
    add_roads(plan, city, truth);
    add_lighting(plan, city, truth);
    add_districts(plan, city);
    add_parks(plan, city);
    add_buildings(plan, city);
    add_records(city, truth, options);
    if (options.faults) {
        add_faults(city, truth, options);
    }
    return made;
}

Inventory sample_city(const SampleCityOptions& options) {
    return make_sample_city(options).city;
}

} // namespace kerb::synth
