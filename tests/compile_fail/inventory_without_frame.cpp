// Nothing is measured without a frame, so no inventory is made without one.
#include <kerb/inventory/inventory.hpp>

void city(const kerb::Frame& frame) {
#ifdef KERB_WRONG
    kerb::Inventory made;
#else
    kerb::Inventory made(frame);
#endif
    static_cast<void>(frame);
    made.name = "Ward 7";
}
