// A GeoPackage as SQLite sees it, read-only.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <sqlite3.h>

#include <kerb/base/progress.hpp>

namespace kerb::io::detail {

struct FinishStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

/// Bytes that a text may have, and a geometry: five million vertices of four numbers, and their rings.
inline constexpr int longest_text = 64 << 20, longest_geometry = 192 << 20;

/// An SQL name in its quotes.
[[nodiscard]] std::string quoted(const std::string& name, char mark = '"');

/// A file opened so that nothing beside it is made or changed; one thread at a time. \throws SourceError `gate.broken`
/// from every call that finds it damaged; ResourceError `gate.long_value` for a value beyond the bound; std::bad_alloc
class Database {
public:
    /// A value may be as long as a geometry, see Bounded.
    explicit Database(const std::string& path);
    [[nodiscard]] Statement prepare(const std::string& sql) const;
    /// False after the last row.
    [[nodiscard]] bool step(const Statement& statement) const;
    [[nodiscard]] const std::string& path() const { return path_; }
    /// \param limit in bytes \throws ResourceError `gate.long_value`
    [[noreturn]] void too_long(std::int64_t limit) const;

private:
    friend class Bounded;
    friend class Watched;
    [[noreturn]] void broken() const;
    struct Close {
        void operator()(sqlite3* base) const { sqlite3_close(base); }
    };
    std::string path_;
    std::unique_ptr<sqlite3, Close> base_;
};

/// Another bound for the bytes of a value, as long as this lives.
class Bounded {
public:
    Bounded(const Database& base, int longest);
    ~Bounded();
    Bounded(const Bounded&) = delete;
    Bounded& operator=(const Bounded&) = delete;

private:
    const Database& base_;
    int before_;
};

/// A database whose statements may never end: `progress` is asked while they run, and what it throws ends them.
class Watched {
public:
    Watched(const Database& base, const Progress& progress);
    ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    /// False after the last row. \throws ResourceError `gate.large_value` for a value beyond the bound
    [[nodiscard]] bool step(const Statement& statement) const;

private:
    static int ask(void* self);
    const Database& base_;
    const Progress& progress_;
    std::exception_ptr ended_;
};

} // namespace kerb::io::detail
