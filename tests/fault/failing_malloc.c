/* Loaded before the C library: one allocation fails, or it and all that follow.
 *
 * Counting starts when a file whose path ends in KERB_FAIL_OPEN is opened first, without it when main begins. The call of
 * number KERB_FAIL_AT gives no memory (from 1 on), with KERB_FAIL_FOREVER all later ones neither. The number of calls is
 * written to the file KERB_FAIL_COUNT at the end. When the process then crashes the frames are told on stderr, one line
 * each after "frame:", so that the library at fault has a name. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

extern void* __libc_malloc(size_t);
extern void* __libc_calloc(size_t, size_t);
extern void* __libc_realloc(void*, size_t);
extern void* __libc_memalign(size_t, size_t);

static atomic_long calls;
static atomic_int armed;
static long fail_at;
static int forever;
static const char* wanted_end;
static _Thread_local int inside; /* our own calls are not counted */

static int fails(void) {
    if (!armed || inside) {
        return 0;
    }
    const long now = atomic_fetch_add(&calls, 1) + 1;
    return fail_at > 0 && (now == fail_at || (forever && now > fail_at));
}

static void* no_memory(void) {
    errno = ENOMEM;
    return NULL;
}

void* malloc(size_t size) { return fails() ? no_memory() : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return fails() ? no_memory() : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return fails() ? no_memory() : __libc_realloc(old, size); }
void* memalign(size_t side, size_t size) { return fails() ? no_memory() : __libc_memalign(side, size); }
void* aligned_alloc(size_t side, size_t size) { return fails() ? no_memory() : __libc_memalign(side, size); }
int posix_memalign(void** place, size_t side, size_t size) {
    void* got = fails() ? NULL : __libc_memalign(side, size);
    if (got == NULL) {
        return ENOMEM;
    }
    *place = got;
    return 0;
}

static void tell_frames(void) {
    static void* frames[64];
    inside = 1;
    const int count = backtrace(frames, 64);
    static const char head[] = "frame:\n";
    ssize_t ignored = write(2, head, sizeof head - 1);
    (void)ignored;
    backtrace_symbols_fd(frames, count, 2);
}

static void crashed(int number) {
    armed = 0;
    tell_frames();
    signal(number, SIG_DFL);
    raise(number);
}

void abort(void) {
    armed = 0;
    tell_frames();
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
    _exit(134);
}

static void arm(void) {
    static void* warm[2];
    inside = 1;
    backtrace(warm, 2); /* loads its library now */
    signal(SIGSEGV, crashed);
    signal(SIGBUS, crashed);
    signal(SIGABRT, crashed); /* the C library ends in no call of abort() that we see */
    inside = 0;
    armed = 1;
}

static void opened(const char* path) {
    if (armed || wanted_end == NULL || path == NULL) {
        return;
    }
    const size_t whole = strlen(path), end = strlen(wanted_end);
    if (whole >= end && strcmp(path + whole - end, wanted_end) == 0) {
        arm();
    }
}

#define REAL(name)                                                                                                             \
    static __typeof__(&name) real;                                                                                             \
    if (real == NULL) {                                                                                                        \
        *(void**)&real = dlsym(RTLD_NEXT, #name);                                                                              \
    }

#define OPEN(name)                                                                                                             \
    int name(const char* path, int flags, ...) {                                                                               \
        REAL(name)                                                                                                             \
        va_list more;                                                                                                          \
        va_start(more, flags);                                                                                                 \
        const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;                                                 \
        va_end(more);                                                                                                          \
        opened(path);                                                                                                          \
        return real(path, flags, mode);                                                                                        \
    }
OPEN(open)
OPEN(open64)

FILE* fopen(const char* path, const char* mode) {
    REAL(fopen)
    opened(path);
    return real(path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
    REAL(fopen64)
    opened(path);
    return real(path, mode);
}

static int (*real_main)(int, char**, char**);

static int watched_main(int count, char** words, char** environment) {
    const char* at = getenv("KERB_FAIL_AT");
    fail_at = at == NULL ? 0 : atol(at);
    forever = getenv("KERB_FAIL_FOREVER") != NULL;
    wanted_end = getenv("KERB_FAIL_OPEN");
    if (wanted_end == NULL) {
        arm();
    }
    return real_main(count, words, environment);
}

int __libc_start_main(int (*start)(int, char**, char**), int count, char** words, int (*init)(int, char**, char**),
                      void (*fini)(void), void (*rtld)(void), void* stack) {
    __typeof__(&__libc_start_main) real;
    *(void**)&real = dlsym(RTLD_NEXT, "__libc_start_main");
    real_main = start;
    return real(watched_main, count, words, init, fini, rtld, stack);
}

__attribute__((destructor)) static void tell_count(void) {
    const char* file = getenv("KERB_FAIL_COUNT");
    const long all = calls;
    armed = 0;
    FILE* stream = file == NULL ? NULL : fopen(file, "w");
    if (stream != NULL) {
        fprintf(stream, "%ld\n", all);
        fclose(stream);
    }
}
