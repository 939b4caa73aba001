// The inventory of a city: every asset in one frame. Const once built.
#pragma once

#include <string>
#include <vector>

#include <kerb/geometry/frame.hpp>
#include <kerb/inventory/assets.hpp>

namespace kerb {

struct Inventory {
    explicit Inventory(Frame working_frame) : frame(std::move(working_frame)) {}

    Frame frame;
    std::string name; ///< of the city, may be empty
    std::vector<Road> roads;
    std::vector<Streetlight> streetlights;
    std::vector<Luminaire> luminaires;
    std::vector<GreenSpace> green_spaces;
    std::vector<Zone> zones;
    std::vector<OtherAsset> others;
};

[[nodiscard]] Box bounds(const Inventory& city);

} // namespace kerb
