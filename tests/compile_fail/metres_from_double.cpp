// A plain number is no length where one is asked for.
#include <kerb/coverage/along_lines.hpp>

kerb::coverage::AlongLinesOptions options() {
#ifdef KERB_WRONG
    return {.reach = 10.0};
#else
    return {.reach = kerb::Metres{10.0}};
#endif
}
