/* Loaded before the C library: ends the process by SIGKILL at its n-th call that changes a name or makes data durable
 * (rename, unlink, rmdir, mkdir, mkdtemp, fsync, fdatasync, link, ftruncate), before it is done. KERB_KILL_AT tells n,
 * from 1 on; without it the calls are counted, and their number is written to the file that KERB_KILL_COUNT names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static void step(void) {
    const char* at = getenv("KERB_KILL_AT");
    const long now = atomic_fetch_add(&calls, 1) + 1;
    if (at != NULL && now == atol(at)) {
        kill(getpid(), SIGKILL);
    }
}

__attribute__((destructor)) static void tell(void) {
    const char* file = getenv("KERB_KILL_COUNT");
    FILE* stream = file == NULL ? NULL : fopen(file, "w");
    if (stream != NULL) {
        fprintf(stream, "%ld\n", (long)calls);
        fclose(stream);
    }
}

#define PASS(type, name, parameters, arguments)                                                                                \
    type name parameters {                                                                                                     \
        static type(*real) parameters;                                                                                         \
        if (real == NULL) {                                                                                                    \
            *(void**)&real = dlsym(RTLD_NEXT, #name);                                                                          \
        }                                                                                                                      \
        step();                                                                                                                \
        return real arguments;                                                                                                 \
    }

PASS(int, rename, (const char* from, const char* to), (from, to))
PASS(int, renameat2, (int a, const char* from, int b, const char* to, unsigned flags), (a, from, b, to, flags))
PASS(int, unlink, (const char* path), (path))
PASS(int, unlinkat, (int folder, const char* path, int flags), (folder, path, flags))
PASS(int, remove, (const char* path), (path))
PASS(int, rmdir, (const char* path), (path))
PASS(int, mkdir, (const char* path, mode_t mode), (path, mode))
PASS(char*, mkdtemp, (char* path), (path))
PASS(int, link, (const char* from, const char* to), (from, to))
PASS(int, fsync, (int handle), (handle))
PASS(int, fdatasync, (int handle), (handle))
PASS(int, ftruncate, (int handle, off_t size), (handle, size))
PASS(int, ftruncate64, (int handle, off64_t size), (handle, size))
