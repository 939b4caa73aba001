// A connection to PostgreSQL, and what its failures mean.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <libpq-fe.h>

#include <kerb/base/message.hpp>
#include <kerb/io/postgis.hpp>

namespace kerb::io::detail {

/// Rows as the server sent them, in its text form.
class Rows {
public:
    explicit Rows(PGresult* result) : result_(result) {}
    [[nodiscard]] int size() const { return PQntuples(result_.get()); }
    [[nodiscard]] int columns() const { return PQnfields(result_.get()); }
    [[nodiscard]] bool null(int row, int column) const { return PQgetisnull(result_.get(), row, column) == 1; }
    [[nodiscard]] const char* text(int row, int column) const { return PQgetvalue(result_.get(), row, column); }
    [[nodiscard]] const char* name(int column) const { return PQfname(result_.get(), column); }
    [[nodiscard]] Oid type(int column) const { return PQftype(result_.get(), column); }
    [[nodiscard]] int modifier(int column) const { return PQfmod(result_.get(), column); }
    [[nodiscard]] const PGresult* get() const { return result_.get(); }

private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    std::unique_ptr<PGresult, Clear> result_;
};

/// A connection; what it began and did not commit is undone when the scope ends. Names are looked up in pg_catalog and
/// the schema of PostGIS only.
class Postgres {
public:
    enum class Purpose { read, write }; ///< what a failure is: an unusable input or an output not written
    /// \throws Error with Outcome::backend_lost when there is no connection to be had.
    Postgres(const PostgisTarget& target, Purpose purpose, int lock_seconds);

    /// Runs one statement with parameters $1, $2, …, or several without.
    /// \throws Error with Outcome::backend_lost when the connection or a wait ends, else SourceError or OutputError.
    Rows run(const std::string& sql, const std::vector<std::string>& parameters = {});
    /// Feeds `COPY … FROM STDIN`: `next` appends rows to the text, and says false when there are no more.
    void copy(const std::string& sql, const std::function<bool(std::string&)>& next);
    [[nodiscard]] bool has_postgis() const { return has_postgis_; }
    [[nodiscard]] std::string literal(const std::string& text) const;
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    void connect(const PostgisTarget& target);
    void prepare(int lock_seconds);
    [[noreturn]] void lost() const;
    [[noreturn]] void fail(const PGresult* result) const;

    struct Finish {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };
    std::unique_ptr<PGconn, Finish> connection_;
    std::string name_;
    Purpose purpose_;
    bool has_postgis_ = false;
};

/// `"schema"."table"`.
[[nodiscard]] std::string relation(const std::string& schema, const std::string& table);

} // namespace kerb::io::detail
