#include "geopackage_rows.hpp"

#include <algorithm>
#include <cmath>

#include "geopackage_again.hpp"
#include "geopackage_blob.hpp"
#include "workshop.hpp"

namespace kerb::io::detail {
namespace {

/// Puts values into a statement, one after the other; texts and blobs must last until it has run.
class Values {
public:
    explicit Values(sqlite3_stmt* statement) : statement_(statement) {}
    void nothing() { took(sqlite3_bind_null(statement_, ++place_)); }
    void whole(std::int64_t number) { took(sqlite3_bind_int64(statement_, ++place_, number)); }
    void real(double number) { took(sqlite3_bind_double(statement_, ++place_, number)); }
    void text(const std::string& text) {
        took(sqlite3_bind_text64(statement_, ++place_, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
    }
    void blob(const std::string& bytes) {
        took(sqlite3_bind_blob64(statement_, ++place_, bytes.data(), bytes.size(), SQLITE_STATIC));
    }
    /// What SQLite said of the first that it did not take, which would be a null; SQLITE_OK if it took them all.
    [[nodiscard]] int error() const { return error_; }

private:
    void took(int result) { error_ = error_ == SQLITE_OK ? result : error_; }

    sqlite3_stmt* statement_;
    int place_ = 0;
    int error_ = SQLITE_OK;
};

void add(Values& values, const Column& column, std::size_t row) {
    if (column.null_at(row)) {
        values.nothing();
    } else if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
        values.text((*texts)[row]);
    } else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
        values.whole((*whole)[row]);
    } else {
        values.real(std::get<std::vector<double>>(column.values)[row]);
    }
}

bool finite(const Box& box) {
    return !box.empty() && std::isfinite(box.min_x) && std::isfinite(box.max_x) && std::isfinite(box.min_y) &&
           std::isfinite(box.max_y);
}

std::string index_of(const std::string& layer) {
    return "rtree_" + layer + "_geom";
}

std::string insert_into(const FeatureTable& table) {
    std::string names = "fid";
    names += table.shape() != Shape::none ? ",geom" : "";
    for (const auto& column : table.columns) {
        names += ',' + quoted(column.name);
    }
    return "INSERT INTO " + quoted(table.name) + '(' + names + ')';
}

/// ` VALUES(?,?),(?,?)`
std::string values_of(std::size_t rows, std::size_t columns) {
    std::string one = "(?";
    for (std::size_t c = 1; c < columns; ++c) {
        one += ",?";
    }
    one += ')';
    std::string all = " VALUES" + one;
    for (std::size_t row = 1; row < rows; ++row) {
        all += ',' + one;
    }
    return all;
}

constexpr std::size_t most_at_once = 64, most_values = 2048;

/// How many rows go into one statement.
std::size_t rows_at_once(std::size_t columns) {
    return std::clamp<std::size_t>(most_values / columns, 1, most_at_once);
}

} // namespace

RowWriter::RowWriter(std::string file, std::string path) : file_(std::move(file)), path_(std::move(path)) {
    open(SQLITE_OPEN_READWRITE);
    sqlite3_db_config(base_.get(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr); // counts and indices are filled whole
    // The file is nobody's yet: when anything fails it is thrown away, and the workshop syncs it before it is moved.
    run("PRAGMA journal_mode = OFF");
    run("PRAGMA synchronous = OFF");
    run("BEGIN");
}

void RowWriter::fill(const FeatureTable& part) {
    if (!layer_ || layer_->name != part.name) {
        end_layer();
        begin_layer(part);
    }
    insert_rows(part);
    layer_->rows += static_cast<std::int64_t>(part.size());
    layer_->extent.add(part.box());
}

void RowWriter::finish() {
    end_layer();
    write_index();
    run("COMMIT");
    base_.reset();
    read_again(file_, path_, written_);
}

void RowWriter::begin_layer(const FeatureTable& table) {
    layer_.emplace();
    layer_->name = table.name;
    layer_->placed = table.shape() != Shape::none;
    if (layer_->placed) {
        layer_->srs = static_cast<std::int32_t>(
            number("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = " + quoted(table.name, '\'')));
    }
    const auto index = index_of(table.name);
    layer_->indexed =
        number("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = " + quoted(index, '\'')) == 1;
}

void RowWriter::end_layer() {
    if (!layer_) {
        return;
    }
    note_contents();
    if (layer_->indexed) {
        write_index(); // of the layer before
        const auto page_size = number("PRAGMA page_size");
        index_ = {index_of(layer_->name),
                  std::async(std::launch::async, [boxes = std::move(layer_->boxes), page_size]() mutable {
                      return bulk_tree(std::move(boxes), page_size);
                  })};
    }
    written_.push_back({layer_->name, layer_->rows, layer_->placed});
    layer_.reset();
}

/// Many rows to a statement, because SQLite keeps the books of a layer's ids once for each statement.
/// \param add_row adds a row's values; what it refers to must last `rows_at_once` rows
template <class AddRow>
void RowWriter::insert(const std::string& into, std::size_t columns, std::size_t rows, const AddRow& add_row) const {
    const auto at_once = std::min(rows, rows_at_once(columns));
    auto statement = prepare(into + values_of(std::max<std::size_t>(at_once, 1), columns));
    for (std::size_t begin = 0; begin < rows; begin += at_once) {
        const auto count = std::min(at_once, rows - begin);
        if (count < at_once) {
            statement = prepare(into + values_of(count, columns));
        }
        Values values(statement.get());
        for (auto row = begin; row < begin + count; ++row) {
            add_row(values, row);
        }
        step(statement.get(), values.error());
        sqlite3_reset(statement.get());
    }
}

void RowWriter::insert_rows(const FeatureTable& table) {
    BlobWriter writer(table, layer_->srs);
    std::vector<std::string> blobs(most_at_once); // of the rows of one statement
    const auto columns = (layer_->placed ? 2 : 1) + table.columns.size();
    insert(insert_into(table), columns, table.size(), [&](Values& values, std::size_t row) {
        const auto id = layer_->rows + static_cast<std::int64_t>(row) + 1;
        values.whole(id);
        if (layer_->placed) {
            auto& blob = blobs[row % most_at_once];
            blob = writer.blob(row);
            values.blob(blob);
            if (layer_->indexed && finite(writer.box())) {
                layer_->boxes.push_back(indexed(id, writer.box()));
            }
        }
        for (const auto& column : table.columns) {
            add(values, column, row);
        }
    });
}

void RowWriter::write_index() {
    if (!index_.tree.valid()) {
        return;
    }
    const auto tree = index_.tree.get();
    const auto into = [this](const char* part) { return "INTO " + quoted(index_.name + part); };
    insert("INSERT OR REPLACE " + into("_node"), 2, tree.nodes.size(), [&](Values& values, std::size_t i) {
        values.whole(tree.nodes[i].number);
        values.blob(tree.nodes[i].data);
    });
    // The root comes last and has no parent.
    insert("INSERT " + into("_parent"), 2, tree.nodes.size() - 1, [&](Values& values, std::size_t i) {
        values.whole(tree.nodes[i].number);
        values.whole(tree.nodes[i].parent);
    });
    insert("INSERT " + into("_rowid"), 2, tree.leaf_of.size(), [&](Values& values, std::size_t i) {
        values.whole(tree.leaf_of[i].first);
        values.whole(tree.leaf_of[i].second);
    });
}

/// The extent and the number of rows that the file keeps of itself.
void RowWriter::note_contents() const {
    const auto name = quoted(layer_->name, '\'');
    const auto count = prepare("UPDATE gpkg_ogr_contents SET feature_count = ?1 WHERE table_name = " + name);
    Values rows(count.get());
    rows.whole(layer_->rows);
    step(count.get(), rows.error());
    const auto& box = layer_->extent;
    if (layer_->placed && finite(box)) {
        const auto extent = prepare(
            "UPDATE gpkg_contents SET min_x = ?1, min_y = ?2, max_x = ?3, max_y = ?4 WHERE table_name = " + name);
        Values sides(extent.get());
        for (const double side : {box.min_x, box.min_y, box.max_x, box.max_y}) {
            sides.real(side);
        }
        step(extent.get(), sides.error());
    }
}

void RowWriter::open(int flags) {
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(file_.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    base_.reset(raw);
    if (opened != SQLITE_OK) {
        fail_here();
    }
}

std::int64_t RowWriter::number(const std::string& sql) const {
    const auto statement = prepare(sql);
    const int result = sqlite3_step(statement.get());
    if (result != SQLITE_ROW) {
        fail_here();
    }
    return sqlite3_column_int64(statement.get(), 0);
}

void RowWriter::run(const std::string& sql) const {
    if (sqlite3_exec(base_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        fail_here();
    }
}

Statement RowWriter::prepare(const std::string& sql) const {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(base_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
        fail_here();
    }
    return Statement(raw);
}

void RowWriter::step(sqlite3_stmt* statement, int error) const {
    if (error != SQLITE_OK) {
        fail(path_, sqlite3_errstr(error));
    }
    if (sqlite3_step(statement) != SQLITE_DONE) {
        fail_here();
    }
}

void RowWriter::fail_here() const {
    fail(path_, sqlite3_errmsg(base_.get()));
}

} // namespace kerb::io::detail
