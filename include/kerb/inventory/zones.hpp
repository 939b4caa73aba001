// Areas by which a city counts.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

struct Zone {
    Attributes about;
    MultiPolygon area;
    Text kind;   ///< city, built_up, district, street, community, grid, residential, land_use, …
    Text parent; ///< key of the zone it is part of, where the record says
    std::optional<double> population, households;
    Text land_use, management_grade;
    friend bool operator==(const Zone&, const Zone&) = default;
};

} // namespace kerb
