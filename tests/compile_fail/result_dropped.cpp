// A result nobody looks at is a mistake (with -Werror=unused-result).
#include <kerb/base/units.hpp>

void read() {
#ifdef KERB_WRONG
    kerb::parse_length("300m");
#else
    static_cast<void>(kerb::parse_length("300m"));
#endif
}
