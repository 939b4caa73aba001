#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/parallel_invoke.h>
#include <oneapi/tbb/task_arena.h>

#include <kerb/base/parallel.hpp>

#ifdef KERB_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#endif

namespace kerb {
namespace {

// oneTBB hands work from thread to thread where ThreadSanitizer does not see it, so this file is not instrumented then
// and says it instead: what was done before a task, the task sees; what the tasks did, the caller sees.
#ifdef KERB_THREAD_SANITIZER
char begun = 0, ended = 0; // only their addresses matter
void before_tasks() {
    __tsan_release(&begun);
}
void after_tasks() {
    __tsan_acquire(&ended);
}
struct TaskScope {
    TaskScope() { __tsan_acquire(&begun); }
    ~TaskScope() { __tsan_release(&ended); }
};
#else
void before_tasks() {}
void after_tasks() {}
struct TaskScope {};
#endif

/// Runs `work`, which starts tasks and waits for them, with `workers` threads.
template <class Work>
void run_in_arena(int workers, const Work& work) {
    oneapi::tbb::task_arena arena(workers);
    before_tasks();
    arena.execute(work);
    after_tasks();
}

/// Never more than the machine has: oneTBB would say so on stderr and not do it.
int arena_size(Threads threads) {
    const auto available = std::max(1, oneapi::tbb::info::default_concurrency());
    return threads.count > 0 ? std::min(threads.count, available) : available;
}

/// Keeps the exception of the lowest block. Blocks behind a failed one need not start; those before it must, so which
/// exception survives does not depend on timing.
class FirstFailure {
public:
    [[nodiscard]] bool before(std::size_t block) const { return failed_.load(std::memory_order_relaxed) < block; }

    void note(std::size_t block) {
        const std::scoped_lock lock(mutex_);
        if (block < failed_.load(std::memory_order_relaxed)) {
            failed_.store(block, std::memory_order_relaxed);
            failure_ = std::current_exception();
        }
    }

    void rethrow() const {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    std::atomic<std::size_t> failed_ = std::numeric_limits<std::size_t>::max();
    std::mutex mutex_;
    std::exception_ptr failure_;
};

} // namespace

void for_each_block(std::size_t count, std::size_t block, Threads threads,
                    const std::function<void(std::size_t begin, std::size_t end)>& body) {
    const auto step = std::max<std::size_t>(block, 1);
    const auto blocks = count / step + (count % step != 0 ? 1 : 0);
    const auto run = [&](std::size_t b) { body(b * step, b * step + std::min(step, count - b * step)); };
    const auto workers = arena_size(threads);
    if (workers == 1 || blocks <= 1) {
        for (std::size_t b = 0; b < blocks; ++b) {
            run(b);
        }
        return;
    }
    FirstFailure failure;
    const auto guarded = [&](const oneapi::tbb::blocked_range<std::size_t>& range) {
        [[maybe_unused]] const TaskScope scope;
        for (auto b = range.begin(); b != range.end() && !failure.before(b); ++b) {
            try {
                run(b);
            } catch (...) {
                failure.note(b);
            }
        }
    };
    run_in_arena(workers, [&] {
        oneapi::tbb::parallel_for(oneapi::tbb::blocked_range<std::size_t>(0, blocks, 1), guarded,
                                  oneapi::tbb::simple_partitioner());
    });
    failure.rethrow();
}

void run_both(Threads threads, const std::function<void()>& first, const std::function<void()>& second) {
    const auto workers = arena_size(threads);
    if (workers == 1) {
        first();
        second();
        return;
    }
    FirstFailure failure;
    const auto guarded = [&failure](const std::function<void()>& task, std::size_t order) {
        [[maybe_unused]] const TaskScope scope;
        try {
            task();
        } catch (...) {
            failure.note(order);
        }
    };
    run_in_arena(workers,
                 [&] { oneapi::tbb::parallel_invoke([&] { guarded(first, 0); }, [&] { guarded(second, 1); }); });
    failure.rethrow();
}

} // namespace kerb
