// A text becomes a frame only through Frame::from, which may throw.
#include <kerb/inventory/inventory.hpp>

kerb::Inventory city() {
#ifdef KERB_WRONG
    return kerb::Inventory("EPSG:4547");
#else
    return kerb::Inventory(kerb::Frame::from("EPSG:4547"));
#endif
}
