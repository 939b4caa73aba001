// Parallel loops whose result does not depend on the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace kerb {

/// Number of threads a call may use; 0 means "all the machine has".
struct Threads {
    explicit constexpr Threads(int wanted) : count(wanted) {}
    int count;
};

/// Calls `body(begin, end)` for consecutive blocks of `block` indices that cover [0, count). The blocks are the same
/// for every number of threads, so a body that writes only to slots of its own block (or index) gives the same bytes.
/// The first exception thrown by a body (by block order) is rethrown after all running blocks ended.
void for_each_block(std::size_t count, std::size_t block, Threads threads,
                    const std::function<void(std::size_t begin, std::size_t end)>& body);

/// Runs two tasks side by side (or one after the other with one thread). Exceptions: the first task's goes first.
void run_both(Threads threads, const std::function<void()>& first, const std::function<void()>& second);

} // namespace kerb
