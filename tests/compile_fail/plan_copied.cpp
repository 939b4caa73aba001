// A plan owns its index; it is moved, never copied.
#include <utility>

#include <kerb/coverage/along_lines.hpp>

using kerb::coverage::AlongLinesPlan;

AlongLinesPlan keep(AlongLinesPlan& plan) {
#ifdef KERB_WRONG
    return AlongLinesPlan(plan);
#else
    return AlongLinesPlan(std::move(plan));
#endif
}
