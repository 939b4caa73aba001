#include "geopackage_schema.hpp"

#include <limits>
#include <memory>
#include <set>
#include <stdexcept>

#include "database.hpp"

namespace kerb::io::detail {
namespace {

/// GDAL 3.6 makes these tables with a rule of its own (no two tables may have a column of the same name), so they are
/// made here as the standard has them.
constexpr const char* tables = R"(
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
  ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema',
   'read-write');
)";

/// What is bound to a statement: texts (empty: NULL) and numbers.
struct Value {
    std::string text;
    double number = 0;
    enum class Kind : std::uint8_t { text, real, boolean } kind = Kind::text;

    Value(std::string t) : text(std::move(t)) {}                    // NOLINT(google-explicit-constructor)
    Value(const char* t) : text(t) {}                               // NOLINT(google-explicit-constructor)
    Value(double n) : number(n), kind(Kind::real) {}                // NOLINT(google-explicit-constructor)
    Value(bool flag) : number(flag ? 1 : 0), kind(Kind::boolean) {} // NOLINT(google-explicit-constructor)
};

/// One transaction on a file; an error is thrown as std::runtime_error and leaves the file as it was.
class Writer {
public:
    Writer(sqlite3* base, const std::vector<LayerSchema>& schema, Language language)
        : base_(base), language_(language) {
        run("BEGIN IMMEDIATE");
        for (const auto& layer : schema) {
            tables_.insert(layer.layer); // which is its identifier still
        }
    }
    ~Writer() {
        if (!done_) {
            sqlite3_exec(base_, "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void run(const char* sql) {
        if (sqlite3_exec(base_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
            fail();
        }
    }

    void run(const char* sql, const std::vector<Value>& values) {
        sqlite3_stmt* raw = nullptr;
        const int prepared = sqlite3_prepare_v2(base_, sql, -1, &raw, nullptr);
        const Statement statement(raw);
        if (prepared != SQLITE_OK) {
            fail();
        }
        int place = 0;
        for (const auto& value : values) {
            bind(statement.get(), ++place, value);
        }
        if (sqlite3_step(statement.get()) != SQLITE_DONE) {
            fail();
        }
    }

    void commit() {
        run("COMMIT");
        done_ = true;
    }

    /// A layer's title is its identifier, which no other table may have.
    void name_layer(const LayerSchema& layer) {
        auto title = layer.title.in(language_).empty() ? layer.layer : layer.title.in(language_);
        while ((tables_.contains(title) && title != layer.layer) || !identifiers_.insert(title).second) {
            title += " (" + layer.layer + ')';
        }
        const auto other = layer.title.in(language_ == Language::zh ? Language::en : Language::zh);
        run("UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
            {title, other.empty() ? title : other, layer.layer});
    }

    void name_columns(const LayerSchema& layer) {
        std::set<std::string> names;
        for (const auto& column : layer.columns) {
            if (column.title.empty()) {
                continue;
            }
            auto name = column.title.in(language_);
            while (!names.insert(name).second) {
                name += " (" + column.name + ')';
            }
            run("INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                {layer.layer, column.name, name, column.title_with_unit(language_), description(column),
                 column.domain});
            constrain(column);
        }
    }

private:
    [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(base_)); }

    void bind(sqlite3_stmt* statement, int place, const Value& value) const {
        int bound = SQLITE_OK;
        if (value.kind == Value::Kind::real) {
            bound = sqlite3_bind_double(statement, place, value.number);
        } else if (value.kind == Value::Kind::boolean) {
            bound = sqlite3_bind_int(statement, place, value.number != 0 ? 1 : 0);
        } else if (!value.text.empty()) {
            bound = sqlite3_bind_text64(statement, place, value.text.data(), value.text.size(), SQLITE_TRANSIENT,
                                        SQLITE_UTF8);
        }
        if (bound != SQLITE_OK) {
            fail();
        }
    }

    /// The title in the other language, and what a value looks like.
    [[nodiscard]] std::string description(const ColumnSchema& column) const {
        auto text = column.title_with_unit(language_ == Language::zh ? Language::en : Language::zh);
        return column.date ? render(Message{"column.date", {{"title", std::move(text)}}}, language_) : text;
    }

    void constrain(const ColumnSchema& column) {
        if (column.domain.empty() || !domains_.insert(column.domain).second) {
            return;
        }
        for (const auto& code : column.codes) {
            run("INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description) "
                "VALUES (?, 'enum', ?, ?)",
                {column.domain, code.code, code.label.empty() ? code.code : code.label.in(language_)});
        }
        if (column.range) {
            // The standard wants both ends.
            const double most = column.range->most.value_or(std::numeric_limits<double>::infinity());
            run("INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, min, min_is_inclusive, "
                "max, max_is_inclusive, description) VALUES (?, 'range', ?, ?, ?, ?, ?)",
                {column.domain, column.range->least, column.range->least_included, most, column.range->most.has_value(),
                 column.title.in(language_)});
        }
    }

    sqlite3* base_;
    Language language_;
    bool done_ = false;
    std::set<std::string> tables_, identifiers_, domains_;
};

} // namespace

std::string write_schema(sqlite3* base, const std::vector<LayerSchema>& schema, Language language,
                         const std::vector<std::pair<std::string, std::string>>& notes) {
    try {
        Writer writer(base, schema, language);
        writer.run(tables);
        for (const auto& layer : schema) {
            writer.name_layer(layer);
            writer.name_columns(layer);
        }
        for (const auto& [table, note] : notes) {
            writer.run("UPDATE gpkg_contents SET description = ? WHERE table_name = ?", {note, table});
        }
        writer.commit();
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

std::string write_schema(const std::string& file, const std::vector<LayerSchema>& schema, Language language,
                         const std::vector<std::pair<std::string, std::string>>& notes) {
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    std::string error = opened == SQLITE_OK ? write_schema(raw, schema, language, notes) : sqlite3_errmsg(raw);
    if (sqlite3_close(raw) != SQLITE_OK && error.empty()) {
        error = sqlite3_errmsg(raw);
    }
    return error;
}

} // namespace kerb::io::detail
