#include "postgres.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>

#include "database.hpp"

namespace kerb::io {
namespace {

using Parameters = std::map<std::string, std::string>;
using Options = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;

Parameters values_of(const PQconninfoOption* option) {
    Parameters values;
    for (; option != nullptr && option->keyword != nullptr; ++option) {
        if (option->val != nullptr) {
            values[option->keyword] = option->val;
        }
    }
    return values;
}

std::string value(const Parameters& parameters, const std::string& keyword) {
    const auto found = parameters.find(keyword);
    return found == parameters.end() ? std::string() : found->second;
}

/// A password with an @ or / in it shifts the parts of an address; then a part of it would stand in a printed name.
bool has_shifted(const Parameters& parameters) {
    const auto host = value(parameters, "host");
    const bool socket = host.starts_with('/') || host.starts_with('@');
    return (!socket && host.find_first_of("@/") != std::string::npos) ||
           value(parameters, "port").find_first_not_of("0123456789,") != std::string::npos ||
           value(parameters, "dbname").find_first_of("@/") != std::string::npos;
}

Parameters parse_parameters(const std::string& text) {
    if (text.starts_with("postgresql://") || text.starts_with("postgres://") || text.find('=') != std::string::npos) {
        char* said = nullptr; // may repeat a part of the password
        const Options options(PQconninfoParse(text.c_str(), &said), PQconninfoFree);
        PQfreemem(said);
        return values_of(options.get());
    }
    const bool word = text.find_first_of("@:/ \t\r\n") == std::string::npos;
    return word && !text.empty() ? Parameters{{"service", text}} : Parameters{};
}

} // namespace

PostgisTarget::PostgisTarget(Parameters parameters) : parameters_(std::move(parameters)) {
    for (const auto* keyword : {"service", "host", "hostaddr", "port", "dbname"}) {
        if (const auto text = value(parameters_, keyword); !text.empty()) {
            name_ += fmt::format("{}{}={}", name_.empty() ? "" : " ", keyword, text);
        }
    }
    name_ = name_.empty() ? "PostgreSQL" : name_;
}

PostgisTarget PostgisTarget::parse(const std::string& text) {
    auto parameters = parse_parameters(text);
    if (parameters.empty() || has_shifted(parameters)) {
        throw UsageError(Message{"postgis.bad_target", {}});
    }
    return PostgisTarget(std::move(parameters));
}

namespace detail {
namespace {

template <class Begins>
bool starts_with_one(std::string_view text, const Begins& begins) {
    return std::any_of(begins.begin(), begins.end(), [text](const auto& begin) { return text.starts_with(begin); });
}

/// Nobody, a socket of this machine, or a name of it.
bool is_loopback(const std::string& host) {
    static constexpr std::array<std::string_view, 3> sockets_and_addresses = {"/", "@", "127."};
    static constexpr std::array<std::string_view, 3> names = {"", "localhost", "::1"};
    return starts_with_one(host, sockets_and_addresses) || std::find(names.begin(), names.end(), host) != names.end();
}

/// Every one of the hosts that a comma parts.
bool stays_here(const Parameters& parameters) {
    const auto address = value(parameters, "hostaddr");
    const auto hosts = address.empty() ? value(parameters, "host") : address;
    for (std::size_t begin = 0; begin <= hosts.size();) {
        const auto end = std::min(hosts.find(',', begin), hosts.size());
        if (!is_loopback(hosts.substr(begin, end - begin))) {
            return false;
        }
        begin = end + 1;
    }
    return true;
}

/// libpq's lists of keywords and values, ended by nulls.
struct Lists {
    explicit Lists(const Parameters& parameters) {
        for (const auto& [keyword, text] : parameters) {
            keywords.push_back(keyword.c_str());
            values.push_back(text.c_str());
        }
        keywords.push_back(nullptr);
        values.push_back(nullptr);
    }
    std::vector<const char*> keywords, values;
};

void set_unless_there(Parameters& parameters, const Parameters& resolved, const char* keyword, const char* text) {
    if (value(resolved, keyword).empty()) {
        parameters[keyword] = text;
    }
}

/// A message without its last line break.
std::string sentence(const char* text) {
    std::string said = text == nullptr ? "" : text;
    while (!said.empty() && (said.back() == '\n' || said.back() == '.')) {
        said.pop_back();
    }
    std::replace_if(said.begin(), said.end(), ascii::is_space, ' ');
    return said;
}

/// What the client says of its last failure, which may be nothing.
std::string last_failure(const PGconn* connection) {
    auto said = sentence(PQerrorMessage(connection));
    return said.empty() ? "libpq gives no reason" : said;
}

std::string field(const PGresult* result, int code) {
    return result == nullptr ? std::string() : sentence(PQresultErrorField(result, code));
}

/// The server is going down, or has no room for us: later it may be otherwise.
bool is_lost(std::string_view state) {
    static constexpr std::array<std::string_view, 4> lost = {"08", "57P", "25P", "53300"};
    return starts_with_one(state, lost);
}

/// Somebody else was in the way, or it took too long.
bool is_busy(std::string_view state) {
    static constexpr std::array<std::string_view, 4> busy = {"55P03", "57014", "40001", "40P01"};
    return starts_with_one(state, busy);
}

} // namespace

Postgres::Postgres(const PostgisTarget& target, Purpose purpose, int lock_seconds)
    : name_(target.name()), purpose_(purpose) {
    connect(target);
    prepare(lock_seconds);
}

void Postgres::connect(const PostgisTarget& target) {
    auto parameters = target.parameters();
    parameters["client_encoding"] = "UTF8";
    parameters["fallback_application_name"] = "kerb";
    {
        // What the service and the environment add is known once a connection is begun; no password is sent in this.
        const Lists lists(parameters);
        connection_.reset(PQconnectStartParams(lists.keywords.data(), lists.values.data(), 0));
    }
    const Options options(PQconninfo(connection_.get()), PQconninfoFree);
    const auto resolved = values_of(options.get());
    set_unless_there(parameters, resolved, "connect_timeout", "10");     // s
    set_unless_there(parameters, resolved, "tcp_user_timeout", "30000"); // ms
    set_unless_there(parameters, resolved, "keepalives_idle", "30");     // s
    set_unless_there(parameters, resolved, "keepalives_interval", "10"); // s
    set_unless_there(parameters, resolved, "keepalives_count", "3");
    if (!stays_here(resolved) && value(resolved, "sslmode") == "prefer") {
        parameters["sslmode"] = "verify-full";
    }
    const Lists lists(parameters);
    connection_.reset(PQconnectdbParams(lists.keywords.data(), lists.values.data(), 0));
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        lost();
    }
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr); // it would print them
}

void Postgres::prepare(int lock_seconds) {
    run(
        fmt::format("SET search_path = pg_catalog; SET lock_timeout = '{}s'; SET statement_timeout = '30min'; "
                    "SET idle_in_transaction_session_timeout = '10min'; SET standard_conforming_strings = on; "
                    "SET bytea_output = hex; SET extra_float_digits = 1; SET datestyle = 'ISO, YMD'; "
                    "SET intervalstyle = iso_8601; SET timezone = 'UTC'; SET synchronous_commit = on",
                    lock_seconds));
    const auto found =
        run("SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
            "WHERE e.extname = 'postgis'");
    has_postgis_ = found.size() == 1;
    if (has_postgis_) {
        run("SET search_path = pg_catalog, " + quoted(found.text(0, 0)));
    }
}

Rows Postgres::run(const std::string& sql, const std::vector<std::string>& parameters) {
    std::vector<const char*> values;
    std::transform(parameters.begin(), parameters.end(), std::back_inserter(values),
                   [](const std::string& text) { return text.c_str(); });
    Rows rows(values.empty() ? PQexec(connection_.get(), sql.c_str())
                             : PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                                            values.data(), nullptr, nullptr, 0));
    const auto status = PQresultStatus(rows.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
        fail(rows.get());
    }
    return rows;
}

void Postgres::copy(const std::string& sql, const std::function<bool(std::string&)>& next) {
    constexpr std::size_t chunk = 1 << 16;
    run(sql);
    std::string text;
    for (bool more = true; more;) {
        more = next(text);
        if (text.size() >= chunk || !more) {
            if (PQputCopyData(connection_.get(), text.data(), static_cast<int>(text.size())) != 1) {
                fail(nullptr);
            }
            text.clear();
        }
    }
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) {
        fail(nullptr);
    }
    while (auto* result = PQgetResult(connection_.get())) {
        const Rows rows(result);
        if (PQresultStatus(result) != PGRES_COMMAND_OK) {
            fail(result);
        }
    }
}

std::string Postgres::literal(const std::string& text) const {
    const std::unique_ptr<char, void (*)(void*)> escaped(PQescapeLiteral(connection_.get(), text.c_str(), text.size()),
                                                         PQfreemem);
    if (escaped == nullptr) {
        fail(nullptr);
    }
    return escaped.get();
}

void Postgres::lost() const {
    throw BackendError(Message{"postgis.lost", {{"database", name_}, {"why", last_failure(connection_.get())}}});
}

void Postgres::fail(const PGresult* result) const {
    const auto state = field(result, PG_DIAG_SQLSTATE);
    if (PQstatus(connection_.get()) == CONNECTION_BAD || is_lost(state)) {
        lost();
    }
    auto why = field(result, PG_DIAG_MESSAGE_PRIMARY);
    why = why.empty() ? last_failure(connection_.get()) : why;
    const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    why += detail.empty() ? "" : fmt::format(" ({})", detail);
    if (is_busy(state)) {
        throw BackendError(Message{"postgis.busy", {{"database", name_}, {"why", why}}});
    }
    if (purpose_ == Purpose::write) {
        throw OutputError(Message{"postgis.not_written", {{"database", name_}, {"why", why}}});
    }
    throw SourceError(Message{"postgis.unreadable", {{"database", name_}, {"why", why}}});
}

std::string relation(const std::string& schema, const std::string& table) {
    return quoted(schema) + "." + quoted(table);
}

} // namespace detail
} // namespace kerb::io
