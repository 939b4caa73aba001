#include "database.hpp"

#include <cstdint>
#include <new>
#include <string_view>

#include <kerb/base/error.hpp>

namespace kerb::io::detail {
namespace {

constexpr int longest_sql = 1 << 20; // a table, view or trigger takes many times its text

/// Signs that mean something in a URI are escaped: the very file is opened, whatever its name.
std::string uri(const std::string& path) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "file:";
    for (const char c : path) {
        if (c == '%' || c == '?' || c == '#') {
            const auto byte = static_cast<unsigned char>(c);
            text += {'%', digits[byte >> 4U], digits[byte & 15U]};
        } else {
            text += c;
        }
    }
    return text + "?mode=ro&immutable=1";
}

} // namespace

std::string quoted(const std::string& name, char mark) {
    std::string text(1, mark);
    for (const char c : name) {
        text.append(c == mark ? 2 : 1, c);
    }
    return text + mark;
}

Database::Database(const std::string& path) : path_(path) {
    sqlite3* raw = nullptr;
    const auto flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
    const int opened = sqlite3_open_v2(uri(path).c_str(), &raw, flags, nullptr);
    base_.reset(raw);
    if (opened != SQLITE_OK) {
        broken();
    }
    sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, longest_geometry);
    sqlite3_limit(raw, SQLITE_LIMIT_SQL_LENGTH, longest_sql);
}

Statement Database::prepare(const std::string& sql) const {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(base_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
        broken();
    }
    return Statement(raw);
}

bool Database::step(const Statement& statement) const {
    const int result = sqlite3_step(statement.get());
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        broken();
    }
    return result == SQLITE_ROW;
}

Bounded::Bounded(const Database& base, int longest)
    : base_(base), before_(sqlite3_limit(base.base_.get(), SQLITE_LIMIT_LENGTH, longest)) {}

Bounded::~Bounded() {
    sqlite3_limit(base_.base_.get(), SQLITE_LIMIT_LENGTH, before_);
}

Watched::Watched(const Database& base, const Progress& progress) : base_(base), progress_(progress) {
    sqlite3_progress_handler(base.base_.get(), 100'000, ask, this);
}

Watched::~Watched() {
    sqlite3_progress_handler(base_.base_.get(), 0, nullptr, nullptr);
}

int Watched::ask(void* self) {
    auto& watched = *static_cast<Watched*>(self);
    try {
        report_progress(watched.progress_, "stage.read", 0);
        return 0;
    } catch (...) {
        watched.ended_ = std::current_exception();
        return 1;
    }
}

bool Watched::step(const Statement& statement) const {
    const int result = sqlite3_step(statement.get());
    if (ended_) {
        std::rethrow_exception(ended_);
    }
    if (result == SQLITE_TOOBIG) {
        throw ResourceError(Message{"gate.large_value", {{"file", base_.path_}}});
    }
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        base_.broken();
    }
    return result == SQLITE_ROW;
}

void Database::too_long(std::int64_t limit) const {
    throw ResourceError(Message{"gate.long_value", {{"file", path_}, {"limit", limit >> 20}}});
}

void Database::broken() const {
    const int error = sqlite3_extended_errcode(base_.get());
    if (error == SQLITE_NOMEM || error == SQLITE_IOERR_NOMEM) {
        throw std::bad_alloc();
    }
    if (error == SQLITE_TOOBIG) {
        too_long(sqlite3_limit(base_.get(), SQLITE_LIMIT_LENGTH, -1));
    }
    throw SourceError(Message{"gate.broken", {{"file", path_}, {"why", sqlite3_errmsg(base_.get())}}});
}

} // namespace kerb::io::detail
