#include <kerb/synth/reading_faults.hpp>

#include <algorithm>

namespace kerb::synth {
namespace {

FeatureTable* find_table(std::vector<FeatureTable>& tables, std::string_view name) {
    const auto found = std::find_if(tables.begin(), tables.end(), [name](const auto& t) { return t.name == name; });
    return found == tables.end() || found->size() < 8 ? nullptr : &*found;
}

Column* find_column(FeatureTable& table, std::string_view name) {
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(), [name](const auto& c) { return c.name == name; });
    return found == table.columns.end() ? nullptr : &*found;
}

/// The column as texts, with one of them replaced.
void write_text(Column& column, std::size_t row, const std::string& text) {
    Column texts(column.name, ColumnType::text);
    texts.title = column.title;
    for (std::size_t i = 0; i < column.size(); ++i) {
        if (i == row) {
            texts.push(text);
        } else if (column.null_at(i)) {
            texts.push(std::monostate{});
        } else {
            texts.push(column.text_at(i));
        }
    }
    column = std::move(texts);
}

void spoil_text(std::vector<FeatureTable>& tables, Truth& truth, const char* rule, const char* layer,
                const char* column_name, std::size_t row, const std::string& text) {
    auto* table = find_table(tables, layer);
    auto* column = table == nullptr ? nullptr : find_column(*table, column_name);
    if (column != nullptr) {
        write_text(*column, row, text);
        truth.faults.push_back({rule, layer, table->find("key")->text_at(row)});
    }
}

/// The last row that nothing was done to, or none: the number of rows.
std::size_t last_sound(const FeatureTable& table, const Truth& truth) {
    for (std::size_t row = table.size(); row-- > 0;) {
        const auto key = table.find("key")->text_at(row);
        if (std::none_of(truth.faults.begin(), truth.faults.end(),
                         [&](const auto& one) { return one.layer == table.name && one.key == key; })) {
            return row;
        }
    }
    return table.size();
}

} // namespace

std::vector<FeatureTable> with_reading_faults(std::vector<FeatureTable> tables, Truth& truth) {
    spoil_text(tables, truth, "read.number", "markets", "stalls", 2, "四十多个");
    spoil_text(tables, truth, "read.code", "billboards", "kind", 3, "neon");
    spoil_text(tables, truth, "read.date", "billboards", "expires", 5, "2024-13-45");
    spoil_text(tables, truth, "read.text", "billboards", "permit", 7, "AD-\xb9\xe3\xb8\xe6"); // GBK bytes
    if (auto* sites = find_table(tables, "construction_sites")) {
        if (auto* areas = std::get_if<std::vector<MultiPolygon>>(&sites->geometry)) {
            if (const auto row = last_sound(*sites, truth); row < sites->size()) {
                areas->at(row).clear();
                truth.faults.push_back({"read.geometry", sites->name, sites->find("key")->text_at(row)});
            }
        }
    }
    return tables;
}

} // namespace kerb::synth
