// A length does not turn into a plain number by itself.
#include <kerb/base/units.hpp>

double plain(kerb::Metres length) {
#ifdef KERB_WRONG
    return length;
#else
    return length.value();
#endif
}
