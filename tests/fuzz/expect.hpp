// What a fuzzer holds for true: a broken promise ends the program like a crash does.
#pragma once

#include <cstdlib>

namespace kerb::fuzz {

inline void expect(bool promise) {
    if (!promise) {
        std::abort();
    }
}

} // namespace kerb::fuzz
