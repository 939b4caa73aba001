// The id of a zone is not the id of a road.
#include <kerb/inventory/assets.hpp>

void repave(kerb::RoadId road);

void mistake(kerb::ZoneId zone, kerb::RoadId road) {
#ifdef KERB_WRONG
    repave(zone);
#else
    repave(road);
#endif
    static_cast<void>(zone);
    static_cast<void>(road);
}
