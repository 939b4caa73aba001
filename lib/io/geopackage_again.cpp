#include "geopackage_again.hpp"

#include <memory>

#include <sqlite3.h>

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>

#include "database.hpp"
#include "workshop.hpp"

namespace kerb::io::detail {
namespace {

struct Close {
    void operator()(sqlite3* base) const { sqlite3_close(base); }
};

/// What is found of a layer.
struct Found {
    std::int64_t rows = 0, placed = 0;

    void add(sqlite3_stmt* row) {
        ++rows;
        placed += sqlite3_column_type(row, 1) == SQLITE_BLOB ? 1 : 0; // of a column that is not there: a null
    }
};

Found find_rows(const std::string& file, const std::string& path, const std::string& layer) {
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, Close> base(raw);
    sqlite3_stmt* statement = nullptr;
    const auto sql = "SELECT * FROM " + quoted(layer);
    if (opened != SQLITE_OK || sqlite3_prepare_v2(raw, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
        fail(path, sqlite3_errmsg(raw));
    }
    const Statement rows(statement);
    Found found;
    for (int result = sqlite3_step(rows.get()); result != SQLITE_DONE; result = sqlite3_step(rows.get())) {
        if (result != SQLITE_ROW) {
            fail(path, sqlite3_errmsg(raw));
        }
        found.add(rows.get());
    }
    return found;
}

void insist_on(const std::string& file, const std::string& path, const WrittenLayer& written) {
    const auto found = find_rows(file, path, written.name);
    if (found.rows != written.rows || (written.placed && found.placed != found.rows)) {
        throw OutputError(
            Message{"sink.incomplete",
                    {{"file", path}, {"layer", written.name}, {"found", found.rows}, {"count", written.rows}}});
    }
}

} // namespace

void read_again(const std::string& file, const std::string& path, const std::vector<WrittenLayer>& layers) {
    for_each_block(layers.size(), 1, Threads(0), [&](std::size_t i, std::size_t) { insist_on(file, path, layers[i]); });
}

} // namespace kerb::io::detail
