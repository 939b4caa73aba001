// A number of threads is said, so that it cannot be taken for a number of blocks.
#include <kerb/base/parallel.hpp>

void loop() {
#ifdef KERB_WRONG
    kerb::for_each_block(100, 10, 2, [](std::size_t, std::size_t) {});
#else
    kerb::for_each_block(100, 10, kerb::Threads{2}, [](std::size_t, std::size_t) {});
#endif
}
