#include "courses.hpp"

#include <cstdlib>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace kerb::network::detail {

std::shared_ptr<void> raw_memory(std::size_t bytes) {
    constexpr std::size_t page = std::size_t{1} << 21U, cache_line = 64;
    const auto unit = bytes >= page ? page : cache_line;
    const auto size = (bytes + unit) / unit * unit;
    void* memory = std::aligned_alloc(unit, size);
    if (memory == nullptr) {
        throw std::bad_alloc();
    }
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    if (unit == page) {
        madvise(memory, size, MADV_HUGEPAGE); // only faster; where it cannot be, nothing is lost
    }
#endif
    return {memory, [](void* held) { std::free(held); }};
}

} // namespace kerb::network::detail
