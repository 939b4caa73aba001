// Nor is it compared with one.
#include <kerb/base/units.hpp>

bool far(kerb::Metres distance) {
#ifdef KERB_WRONG
    return distance > 10;
#else
    return distance > kerb::Metres{10};
#endif
}
