/* Loaded before the C library: a call that makes or changes a file fails, or it and all that follow.
 *
 * Counted are those on regular files and folders: open, fopen and creat for writing, open of a folder, write in all its
 * forms, fflush, close and fclose of what may be written, fsync, ftruncate, rename, link, unlink, mkdir, rmdir, flock.
 * The call of number KERB_FAIL_AT fails (from 1 on), with KERB_FAIL_FOREVER all later ones too, and if that is "name" all
 * later ones of its name, with the error of number KERB_FAIL_ERROR. A close that fails has closed all the same. The names
 * of the calls are written to the file KERB_FAIL_NAMES at the end, one a line. With KERB_FAIL_READS, the begin or the
 * end of a path, what is counted and fails are the reads of files there instead; with KERB_FAIL_LOOKS, the begin of a path, whatever asks
 * the disk of files there or in the working folder: stat and lstat in all their forms, fstat, the entries of folders; with
 * KERB_FAIL_SQLITE, the begin of a path, what SQLite is asked of databases there; with KERB_FAIL_LIBPQ what the client of
 * PostgreSQL is asked. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST (1 << 20)

static const char* names[MOST];
static atomic_long calls;
static atomic_int over; /* what tells the coverage at the end is no call of the program */

static int call_fails(const char* name) {
    const char *at = getenv("KERB_FAIL_AT"), *error = getenv("KERB_FAIL_ERROR"), *all = getenv("KERB_FAIL_FOREVER");
    if (over) {
        return 0;
    }
    const long now = atomic_fetch_add(&calls, 1) + 1;
    if (now <= MOST) {
        names[now - 1] = name;
    }
    const long wanted = at == NULL ? 0 : atol(at);
    if (wanted == 0 || now < wanted || (now > wanted && all == NULL)) {
        return 0;
    }
    if (now > wanted && strcmp(all, "name") == 0 && (wanted > MOST || strcmp(names[wanted - 1], name) != 0)) {
        return 0;
    }
    errno = error == NULL ? EIO : atoi(error);
    return 1;
}

/* A call that changes something. */
static int fails(const char* name) {
    return getenv("KERB_FAIL_READS") == NULL && getenv("KERB_FAIL_LOOKS") == NULL && getenv("KERB_FAIL_SQLITE") == NULL &&
           getenv("KERB_FAIL_LIBPQ") == NULL && call_fails(name);
}

/* A call that asks of a file. */
static int look_fails(const char* name, const char* path) {
    const char* begin = getenv("KERB_FAIL_LOOKS");
    const int there = begin != NULL && path != NULL && (path[0] != '/' || strncmp(path, begin, strlen(begin)) == 0);
    return there && call_fails(name);
}

/* The path of what is open; "" when there is none. */
static const char* path_of(int handle, char* path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    const ssize_t length = readlink(link, path, size - 1);
    path[length < 0 ? 0 : length] = '\0';
    return path;
}

/* A call that reads. */
static int read_fails(const char* name, int handle) {
    const char* part = getenv("KERB_FAIL_READS");
    char path[4096];
    if (part == NULL || handle <= 2) {
        return 0;
    }
    const size_t length = strlen(path_of(handle, path, sizeof path)), wanted = strlen(part);
    const int there = length >= wanted && (strncmp(path, part, wanted) == 0 || strcmp(path + length - wanted, part) == 0);
    return there && call_fails(name);
}

static int is_file(int handle) {
    struct statx status; /* fstat is one that fails */
    return handle > 2 && statx(handle, "", AT_EMPTY_PATH, STATX_TYPE, &status) == 0 && S_ISREG(status.stx_mode);
}

static int may_be_written(int handle) { return is_file(handle) && (fcntl(handle, F_GETFL) & O_ACCMODE) != O_RDONLY; }

static int is_coverage(const char* path) {
    const size_t length = path == NULL ? 0 : strlen(path);
    if ((length >= 5 && strcmp(path + length - 5, ".gcda") == 0) ||
        (length >= 8 && strcmp(path + length - 8, ".profraw") == 0)) {
        over = 1;
    }
    return over;
}

static int for_writing(const char* path, int flags) {
    return !is_coverage(path) && ((flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_DIRECTORY)) != 0);
}

#define REAL(type, name, parameters)                                                                                           \
    static type(*real) parameters;                                                                                             \
    if (real == NULL) {                                                                                                        \
        *(void**)&real = dlsym(RTLD_NEXT, #name);                                                                              \
    }

#define PASS(type, name, parameters, arguments, counted, failed)                                                               \
    type name parameters {                                                                                                     \
        REAL(type, name, parameters)                                                                                           \
        return (counted) && fails(#name) ? (failed) : real arguments;                                                          \
    }

/* What is closed is closed, whatever is said. */
#define CLOSE(type, name, parameters, arguments, counted)                                                                      \
    type name parameters {                                                                                                     \
        REAL(type, name, parameters)                                                                                           \
        const int failed = (counted) && fails(#name), error = errno;                                                           \
        const type result = real arguments;                                                                                    \
        errno = failed ? error : errno;                                                                                        \
        return failed ? -1 : result;                                                                                           \
    }

#define OPEN(name, parameters, arguments)                                                                                      \
    int name parameters {                                                                                                      \
        REAL(int, name, parameters)                                                                                            \
        va_list more;                                                                                                          \
        va_start(more, flags);                                                                                                 \
        const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;                                   \
        va_end(more);                                                                                                          \
        return for_writing(path, flags) && fails(#name) ? -1 : real arguments;                                                 \
    }

OPEN(open, (const char* path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char* path, int flags, ...), (path, flags, mode))
OPEN(openat, (int folder, const char* path, int flags, ...), (folder, path, flags, mode))
OPEN(openat64, (int folder, const char* path, int flags, ...), (folder, path, flags, mode))

#define STREAM_FOR_WRITING (!is_coverage(path) && strpbrk(mode, "wa+") != NULL)
#define STREAM_OF_FILE (may_be_written(fileno(stream)))
PASS(FILE*, fopen, (const char* path, const char* mode), (path, mode), STREAM_FOR_WRITING, NULL)
PASS(FILE*, fopen64, (const char* path, const char* mode), (path, mode), STREAM_FOR_WRITING, NULL)
PASS(size_t, fwrite, (const void* from, size_t size, size_t count, FILE* stream), (from, size, count, stream), STREAM_OF_FILE, 0)
PASS(int, fflush, (FILE* stream), (stream), STREAM_OF_FILE, EOF)
CLOSE(int, fclose, (FILE* stream), (stream), STREAM_OF_FILE)
CLOSE(int, close, (int handle), (handle), may_be_written(handle))

PASS(ssize_t, write, (int handle, const void* from, size_t size), (handle, from, size), is_file(handle), -1)
PASS(ssize_t, pwrite, (int handle, const void* from, size_t size, off_t at), (handle, from, size, at), is_file(handle), -1)
PASS(ssize_t, pwrite64, (int handle, const void* from, size_t size, off64_t at), (handle, from, size, at), is_file(handle), -1)
PASS(ssize_t, writev, (int handle, const struct iovec* parts, int count), (handle, parts, count), is_file(handle), -1)

#define READ(name, parameters, arguments)                                                                                      \
    ssize_t name parameters {                                                                                                  \
        REAL(ssize_t, name, parameters)                                                                                        \
        return read_fails(#name, handle) ? -1 : real arguments;                                                                \
    }
READ(read, (int handle, void* to, size_t size), (handle, to, size))
READ(pread, (int handle, void* to, size_t size, off_t at), (handle, to, size, at))
READ(pread64, (int handle, void* to, size_t size, off64_t at), (handle, to, size, at))
READ(readv, (int handle, const struct iovec* parts, int count), (handle, parts, count))

size_t fread(void* to, size_t size, size_t count, FILE* stream) {
    REAL(size_t, fread, (void*, size_t, size_t, FILE*))
    if (read_fails("fread", fileno(stream))) {
        stream->_flags |= 0x20; /* what ferror looks at, in the C library of GNU */
        return 0;
    }
    return real(to, size, count, stream);
}

#define LOOK(name, type)                                                                                                       \
    int name(const char* path, struct type* status) {                                                                          \
        REAL(int, name, (const char*, struct type*))                                                                           \
        return look_fails(#name, path) ? -1 : real(path, status);                                                              \
    }
LOOK(stat, stat)
LOOK(stat64, stat64)
LOOK(lstat, stat)
LOOK(lstat64, stat64)

int fstat(int handle, struct stat* status) {
    REAL(int, fstat, (int, struct stat*))
    char path[4096];
    const int asked = getenv("KERB_FAIL_LOOKS") != NULL;
    return asked && look_fails("fstat", path_of(handle, path, sizeof path)) ? -1 : real(handle, status);
}

#define ENTRY(name, type)                                                                                                      \
    struct type* name(DIR* folder) {                                                                                           \
        REAL(struct type*, name, (DIR*))                                                                                       \
        char path[4096];                                                                                                       \
        const int asked = getenv("KERB_FAIL_LOOKS") != NULL;                                                                   \
        return asked && look_fails(#name, path_of(dirfd(folder), path, sizeof path)) ? NULL : real(folder);                    \
    }
ENTRY(readdir, dirent)
ENTRY(readdir64, dirent64)

PASS(int, fsync, (int handle), (handle), 1, -1)
PASS(int, fdatasync, (int handle), (handle), 1, -1)
PASS(int, ftruncate, (int handle, off_t size), (handle, size), 1, -1)
PASS(int, ftruncate64, (int handle, off64_t size), (handle, size), 1, -1)
PASS(int, flock, (int handle, int what), (handle, what), 1, -1)
PASS(int, rename, (const char* from, const char* to), (from, to), 1, -1)
PASS(int, renameat2, (int a, const char* from, int b, const char* to, unsigned flags), (a, from, b, to, flags), 1, -1)
PASS(int, link, (const char* from, const char* to), (from, to), 1, -1)
PASS(int, unlink, (const char* path), (path), 1, -1)
PASS(int, unlinkat, (int folder, const char* path, int flags), (folder, path, flags), 1, -1)
PASS(int, remove, (const char* path), (path), 1, -1)
PASS(int, rmdir, (const char* path), (path), 1, -1)
PASS(int, mkdir, (const char* path, mode_t mode), (path, mode), 1, -1)
PASS(char*, mkdtemp, (char* path), (path), 1, NULL)
PASS(DIR*, opendir, (const char* path), (path), 1, NULL)

static _Thread_local int within; /* what SQLite calls of itself is no call of the program */

/* What SQLite answers to a call that fails; 0 for one that does not. */
static int sqlite_fails(const char* name, const char* path) {
    const char* begin = getenv("KERB_FAIL_SQLITE");
    if (within || begin == NULL || path == NULL || strncmp(path, begin, strlen(begin)) != 0 || !call_fails(name)) {
        return 0;
    }
    return errno == ENOSPC ? 13 /* SQLITE_FULL */ : 10 /* SQLITE_IOERR */;
}

static const char* file_of(void* base) {
    REAL(const char*, sqlite3_db_filename, (void*, const char*))
    return base == NULL ? NULL : real(base, "main");
}

static const char* file_of_statement(void* statement) {
    REAL(void*, sqlite3_db_handle, (void*))
    return statement == NULL ? NULL : file_of(real(statement));
}

#define SQLITE(name, path, parameters, arguments, untouched)                                                                   \
    int name parameters {                                                                                                      \
        REAL(int, name, parameters)                                                                                            \
        const int failed = sqlite_fails(#name, path);                                                                          \
        if (failed) {                                                                                                          \
            untouched;                                                                                                         \
            return failed;                                                                                                     \
        }                                                                                                                      \
        ++within;                                                                                                              \
        const int answer = real arguments;                                                                                     \
        --within;                                                                                                              \
        return answer;                                                                                                         \
    }
#define STATEMENT(name, parameters, arguments) SQLITE(name, file_of_statement(s), parameters, arguments, (void)0)

SQLITE(sqlite3_open, path, (const char* path, void** base), (path, base), real(":memory:", base))
SQLITE(sqlite3_open_v2, path, (const char* path, void** base, int flags, const char* system), (path, base, flags, system),
       real(":memory:", base, flags, system))
SQLITE(sqlite3_close, file_of(base), (void* base), (base), (void)0)
SQLITE(sqlite3_exec, file_of(base), (void* base, const char* sql, void* call, void* with, char** error),
       (base, sql, call, with, error), error == NULL ? (void)0 : (void)(*error = NULL))
SQLITE(sqlite3_get_table, file_of(base), (void* base, const char* sql, char*** cells, int* rows, int* columns, char** error),
       (base, sql, cells, rows, columns, error), (*cells = NULL, error == NULL ? (void)0 : (void)(*error = NULL)))
SQLITE(sqlite3_prepare, file_of(base), (void* base, const char* sql, int bytes, void** statement, const char** rest),
       (base, sql, bytes, statement, rest), *statement = NULL)
SQLITE(sqlite3_prepare_v2, file_of(base), (void* base, const char* sql, int bytes, void** statement, const char** rest),
       (base, sql, bytes, statement, rest), *statement = NULL)
STATEMENT(sqlite3_step, (void* s), (s))
STATEMENT(sqlite3_bind_int, (void* s, int at, int value), (s, at, value))
STATEMENT(sqlite3_bind_int64, (void* s, int at, long long value), (s, at, value))
STATEMENT(sqlite3_bind_double, (void* s, int at, double value), (s, at, value))
STATEMENT(sqlite3_bind_null, (void* s, int at), (s, at))
STATEMENT(sqlite3_bind_text, (void* s, int at, const char* value, int bytes, void (*end)(void*)), (s, at, value, bytes, end))
STATEMENT(sqlite3_bind_text64, (void* s, int at, const char* value, unsigned long long bytes, void (*end)(void*), unsigned char code),
          (s, at, value, bytes, end, code))
STATEMENT(sqlite3_bind_blob, (void* s, int at, const void* value, int bytes, void (*end)(void*)), (s, at, value, bytes, end))
STATEMENT(sqlite3_bind_blob64, (void* s, int at, const void* value, unsigned long long bytes, void (*end)(void*)),
          (s, at, value, bytes, end))

#define LIBPQ (getenv("KERB_FAIL_LIBPQ") != NULL && call_fails(__func__))
#define CLIENT(type, name, parameters, arguments, failed)                                                                      \
    type name parameters {                                                                                                     \
        REAL(type, name, parameters)                                                                                           \
        return LIBPQ ? (failed) : real arguments;                                                                              \
    }
CLIENT(void*, PQconnectdbParams, (const char* const* keys, const char* const* values, int expand), (keys, values, expand), NULL)
CLIENT(void*, PQexec, (void* connection, const char* sql), (connection, sql), NULL)
CLIENT(void*, PQexecParams, (void* connection, const char* sql, int count, const void* types, const void* values,
       const void* lengths, const void* formats, int format), (connection, sql, count, types, values, lengths, formats, format), NULL)
CLIENT(int, PQputCopyData, (void* connection, const char* bytes, int count), (connection, bytes, count), -1)
CLIENT(int, PQputCopyEnd, (void* connection, const char* error), (connection, error), -1)
CLIENT(char*, PQescapeLiteral, (void* connection, const char* text, size_t count), (connection, text, count), NULL)

__attribute__((destructor)) static void tell(void) {
    const char* file = getenv("KERB_FAIL_NAMES");
    const long all = calls < MOST ? calls : MOST;
    over = 1;
    FILE* stream = file == NULL ? NULL : fopen(file, "w");
    for (long i = 0; stream != NULL && i < all; ++i) {
        fprintf(stream, "%s\n", names[i]);
    }
    if (stream != NULL) {
        fclose(stream);
    }
}
