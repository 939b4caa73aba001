// A GeoPackage as SQLite sees it, read-only.
#pragma once

#include <memory>
#include <string>

#include <sqlite3.h>

namespace kerb::io::detail {

struct FinishStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinishStatement>;

/// An SQL name in its quotes.
[[nodiscard]] std::string quoted(const std::string& name, char mark = '"');

/// A file opened so that nothing beside it is made or changed; one thread at a time. \throws SourceError `gate.broken`
/// from every call that finds it damaged.
class Database {
public:
    /// \param longest bytes that one value may have
    explicit Database(const std::string& path, int longest = 64 << 20);
    [[nodiscard]] Statement prepare(const std::string& sql) const;
    /// False after the last row.
    [[nodiscard]] bool step(const Statement& statement) const;

private:
    [[noreturn]] void broken() const;
    struct Close {
        void operator()(sqlite3* base) const { sqlite3_close(base); }
    };
    std::string path_;
    std::unique_ptr<sqlite3, Close> base_;
};

} // namespace kerb::io::detail
