#include "geopackage.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <string_view>

#include <sys/stat.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>

#include "database.hpp"

namespace kerb::io::detail {
namespace {

std::string text_of(const Statement& statement, int column) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), column));
    return text == nullptr ? std::string{} : std::string(text);
}

/// A piece of SQL: a word in lower case, a quoted name, or one sign. Strings and numbers are left out.
struct Token {
    std::string text;
    bool quoted;
};

bool is_word(char c) {
    return ascii::is_alphanumeric(c) || c == '_' || c == '$' || (c & 0x80) != 0;
}

std::vector<Token> tokens_of(const std::string& sql) {
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < sql.size();) {
        const char c = sql[i];
        if (c == '\'' || c == '"' || c == '`' || c == '[') {
            const char end = c == '[' ? ']' : c;
            const auto close = sql.find(end, i + 1);
            if (c != '\'') {
                tokens.push_back({sql.substr(i + 1, close - i - 1), true});
            }
            i = close == std::string::npos ? sql.size() : close + 1;
        } else if (c == '-' && sql.compare(i, 2, "--") == 0) {
            i = std::min(sql.find('\n', i), sql.size());
        } else if (c == '/' && sql.compare(i, 2, "/*") == 0) {
            const auto close = sql.find("*/", i + 2);
            i = close == std::string::npos ? sql.size() : close + 2;
        } else if (is_word(c)) {
            std::string word;
            for (; i < sql.size() && is_word(sql[i]); ++i) {
                word += ascii::lower(sql[i]);
            }
            tokens.push_back({std::move(word), false});
        } else {
            if (!ascii::is_space(c)) {
                tokens.push_back({std::string(1, c), false});
            }
            ++i;
        }
    }
    return tokens;
}

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool may_be_called(const Token& name) {
    static constexpr std::array<std::string_view, 24> keywords = {
        "in",     "values", "and",   "or", "not",   "when",   "where", "exists", "case",  "then", "else", "from",
        "select", "as",     "union", "on", "using", "having", "by",    "is",     "begin", "of",   "all",  "like"};
    static constexpr std::array<std::string_view, 15> functions = {
        "raise", "count", "lower",  "upper", "strftime", "datetime", "julianday", "coalesce",
        "max",   "min",   "ifnull", "abs",   "cast",     "length",   "typeof"};
    return (!name.quoted && one_of(keywords, name.text)) || one_of(functions, name.text) ||
           name.text.starts_with("st_");
}

bool may_be_written(const std::string& table, bool update) {
    return table.starts_with("rtree_") || (update && (table == "gpkg_ogr_contents" || table == "gpkg_contents"));
}

using Range = std::pair<std::size_t, std::size_t>;

/// The table that a statement changes; nullopt for a SELECT. A statement of another kind gives an empty name.
std::optional<std::size_t> target_of(const std::vector<Token>& tokens, Range statement) {
    const auto word = [&](std::size_t i) { return i < statement.second ? tokens[i].text : std::string{}; };
    const auto first = word(statement.first);
    if (first == "select" || (first == "end" && statement.second == statement.first + 1)) {
        return std::nullopt;
    }
    auto at = statement.first + 1;
    at += word(at) == "or" ? 2 : 0;
    const bool known = first == "update" || (first == "insert" && word(at) == "into") ||
                       (first == "replace" && word(at) == "into") || (first == "delete" && word(at) == "from");
    return known ? at + (first == "update" ? 0 : 1) : tokens.size();
}

/// SQL that holds where a value is not of its column's type.
std::string is_odd(const TypedColumn& column) {
    const auto name = quoted(column.name);
    if (column.kind == TypedColumn::Kind::date) {
        return '(' + name + " NOT GLOB '[0-9]*')";
    }
    if (column.kind == TypedColumn::Kind::real) {
        return "typeof(" + name + ") IN ('text','blob')";
    }
    std::string odd = "typeof(" + name + ") IN ('text','blob','real')";
    if (column.bits >= 64) {
        return odd;
    }
    const auto most = (std::int64_t{1} << (column.bits - 1)) - 1;
    return '(' + odd + " OR " + name + " NOT BETWEEN " + std::to_string(-most - 1) + " AND " + std::to_string(most) +
           ')';
}

/// The four bytes of a number as a SQL literal, in either order.
std::string blob_literals(std::int32_t number) {
    std::string forth, back;
    for (int byte = 0; byte < 4; ++byte) {
        constexpr std::string_view digits = "0123456789abcdef";
        const auto value = (static_cast<std::uint32_t>(number) >> (8 * byte)) & 0xFFU;
        const std::string two{digits[value >> 4U], digits[value & 15U]};
        forth += two;
        back = two + back;
    }
    return "x'" + forth + "', x'" + back + "'";
}

/// The views for old programs, which nobody reads as layers.
bool is_standard_view(const Database& base, const std::string& name) {
    if (name != "st_spatial_ref_sys" && name != "st_geometry_columns") {
        return false;
    }
    return !base.step(base.prepare("SELECT 1 FROM gpkg_contents WHERE lower(table_name) = '" + name + '\''));
}

/// Is it a view, or does it have columns that compute?
bool computes(const Database& base, const std::string& layer) {
    const auto name = quoted(layer, '\'');
    return base.step(base.prepare("SELECT 1 FROM sqlite_master WHERE type = 'view' AND lower(name) = lower(" + name +
                                  ") UNION ALL SELECT 1 FROM pragma_table_xinfo(" + name + ") WHERE hidden IN (2, 3)"));
}

/// Of a query that always has one row.
std::int64_t one_number(const Database& base, const std::string& query) {
    const auto row = base.prepare(query);
    static_cast<void>(base.step(row));
    return sqlite3_column_int64(row.get(), 0);
}

} // namespace

bool is_harmless_trigger(const std::string& sql) {
    const auto tokens = tokens_of(sql);
    const auto is = [&](std::size_t i, std::string_view text) { return !tokens[i].quoted && tokens[i].text == text; };
    std::size_t begin = 0, conditions = 0;
    while (begin < tokens.size() && !is(begin, "begin")) {
        conditions = conditions == 0 && is(begin, "when") ? begin : conditions;
        ++begin;
    }
    if (begin == tokens.size()) {
        return false;
    }
    std::vector<std::size_t> targets;
    for (std::size_t start = begin + 1; start < tokens.size();) {
        auto end = start;
        while (end < tokens.size() && !is(end, ";")) {
            ++end;
        }
        if (const auto target = end > start ? target_of(tokens, {start, end}) : std::nullopt) {
            if (*target >= tokens.size() || !may_be_written(tokens[*target].text, tokens[start].text == "update")) {
                return false;
            }
            targets.push_back(*target);
        }
        start = end + 1;
    }
    for (auto i = conditions == 0 ? begin : conditions; i + 1 < tokens.size(); ++i) {
        const bool named = tokens[i].quoted || is_word(tokens[i].text.front());
        const bool column_list = std::find(targets.begin(), targets.end(), i) != targets.end();
        if (named && is(i + 1, "(") && !column_list && !may_be_called(tokens[i])) {
            return false;
        }
    }
    return true;
}

void inspect_geopackage(const std::string& path, const SourceOptions& options) {
    struct stat status {};
    for (const auto* beside : {"-journal", "-wal", "-shm"}) {
        if (stat((path + beside).c_str(), &status) != 0) {
            continue;
        }
        if (!S_ISREG(status.st_mode)) { // SQLite would take a pipe of that name away
            throw PolicyError(Message{"gate.not_regular", {{"file", path + beside}}});
        }
        if (status.st_size > 0) {
            throw SourceError(Message{"gate.open_elsewhere", {{"file", path}, {"beside", path + beside}}});
        }
    }
    const Database base(path);
    const auto refuse = [&path](const char* code, const std::string& name) {
        throw PolicyError(Message{code, {{"file", path}, {"name", name}}});
    };
    const auto list = base.prepare("SELECT type, name, sql FROM sqlite_master");
    while (base.step(list)) {
        const auto type = text_of(list, 0), name = text_of(list, 1), sql = text_of(list, 2);
        if (type == "trigger" && !is_harmless_trigger(sql)) {
            refuse("gate.trigger", name);
        }
        if (type == "view" && !options.allow_views && !is_standard_view(base, name)) {
            refuse("gate.view", name);
        }
        auto words = tokens_of(sql);
        words.insert(words.end(),
                     {{"", false}, {"using", false}, {"", false}}); // so that there is always what is asked for
        if (type == "table" && words[1].text == "virtual") {
            const auto with =
                std::find_if(words.begin(), words.end(), [](const Token& t) { return !t.quoted && t.text == "using"; });
            if ((with + 1)->text != "rtree") {
                refuse("gate.virtual_table", name);
            }
        }
    }
    const auto computing = base.prepare(
        "SELECT m.name FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' AND x.hidden IN (2, "
        "3)");
    if (!options.allow_views && base.step(computing)) {
        refuse("gate.computing", text_of(computing, 0));
    }
    insist_on_short_records(base);
}

bool keeps_wal(const std::string& path) {
    std::array<char, 20> head{}; // bytes 18 and 19: versions of the format to write and to read it, 2 with a log
    std::ifstream file(path, std::ios::binary);
    file.read(head.data(), head.size());
    return head[18] == 2 || head[19] == 2;
}

bool measure_computed(const Database& base, const std::string& layer, const Progress& progress) {
    if (!computes(base, layer)) {
        return false;
    }
    const Bounded bounded(base, 32 << 20);
    const Watched watched(base, progress);
    const auto rows = base.prepare("SELECT * FROM " + quoted(layer));
    while (watched.step(rows)) {
    }
    return true;
}

std::int64_t count_rows(const Database& base, const std::string& table) {
    return one_number(base, "SELECT count(*) FROM " + quoted(table));
}

std::optional<std::int32_t> declared_srs(const Database& base, const std::string& table) {
    const auto layer =
        base.prepare("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = " + quoted(table, '\''));
    return base.step(layer) ? std::optional(sqlite3_column_int(layer.get(), 0)) : std::nullopt;
}

std::int64_t count_foreign_rows(const Database& base, const std::string& table) {
    const auto layer =
        base.prepare("SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = " + quoted(table, '\''));
    if (!base.step(layer)) {
        return 0;
    }
    const auto cell = "CAST(" + quoted(text_of(layer, 0)) + " AS BLOB)"; // GDAL reads a text by its bytes, too
    const auto bytes = "substr(" + cell + ", 5, 4)";                     // after GP, version and flags
    // Other cells than those of a GeoPackage and of SpatiaLite hold no geometry: they are left out, and say no system.
    return one_number(base, "SELECT count(*) FROM " + quoted(table) + " WHERE (substr(" + cell +
                                ", 1, 2) = x'4750' OR (substr(" + cell + ", 1, 1) = x'00' AND substr(" + cell +
                                ", -1) = x'fe')) AND length(" + bytes + ") = 4 AND " + bytes + " NOT IN (" +
                                blob_literals(sqlite3_column_int(layer.get(), 1)) + ", " + blob_literals(0) + ", " +
                                blob_literals(-1) + ')');
}

std::map<std::int64_t, std::vector<std::pair<std::size_t, std::string>>> misfits(
    const Database& base, const std::string& table, const std::string& id_column,
    const std::vector<TypedColumn>& columns) {
    std::map<std::int64_t, std::vector<std::pair<std::size_t, std::string>>> found;
    std::string wanted, condition;
    for (const auto& column : columns) {
        const auto odd = is_odd(column);
        wanted += ", CASE WHEN " + odd + " THEN CAST(" + quoted(column.name) + " AS TEXT) END";
        condition += (condition.empty() ? "" : " OR ") + odd;
    }
    if (columns.empty() || id_column.empty()) {
        return found;
    }
    const auto odd_rows =
        base.prepare("SELECT " + quoted(id_column) + wanted + " FROM " + quoted(table) + " WHERE " + condition);
    while (base.step(odd_rows)) {
        auto& row = found[sqlite3_column_int64(odd_rows.get(), 0)];
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (sqlite3_column_type(odd_rows.get(), static_cast<int>(c) + 1) != SQLITE_NULL) {
                row.emplace_back(c, text_of(odd_rows, static_cast<int>(c) + 1));
            }
        }
    }
    return found;
}

} // namespace kerb::io::detail
