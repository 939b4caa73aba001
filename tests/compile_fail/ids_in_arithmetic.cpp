// There is no road between two roads.
#include <kerb/inventory/assets.hpp>

auto next(kerb::RoadId road) {
#ifdef KERB_WRONG
    return road + 1;
#else
    return kerb::RoadId{static_cast<std::uint32_t>(road) + 1};
#endif
}
