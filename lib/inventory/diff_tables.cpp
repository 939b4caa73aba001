// What differs between two inventories, as layers.
#include <algorithm>
#include <array>
#include <numeric>

#include <kerb/inventory/diff.hpp>

#include "diff_distance.hpp"

namespace kerb {
namespace {

using detail::AssetRef;

/// An asset that differs, and its pair when it has one.
struct Differing {
    const ClassDiff* part;
    AssetRef asset;
    const AssetPair* pair = nullptr;
};

enum class Kind : std::uint8_t { added, removed, changed };

void push_text(Column& column, const std::string& text) {
    if (text.empty()) {
        column.push(std::monostate{});
    } else {
        column.push(text);
    }
}

std::string changes_text(const AssetPair& pair) {
    std::string text;
    for (const auto& change : pair.changes) {
        text += (text.empty() ? "" : "; ") + change.field + ": " + (change.before.empty() ? "–" : change.before) +
                " → " + (change.now.empty() ? "–" : change.now);
    }
    return text;
}

/// Columns that every layer has: which asset it is.
FeatureTable table_of(const std::string& name, const std::vector<Differing>& rows) {
    FeatureTable table;
    table.name = name;
    table.rows.resize(rows.size());
    std::iota(table.rows.begin(), table.rows.end(), std::int64_t{1});
    Column layer("asset_layer", ColumnType::text), key("key", ColumnType::text), zh("name_zh", ColumnType::text),
        en("name_en", ColumnType::text);
    for (const auto& row : rows) {
        layer.push(row.part->layer);
        push_text(key, row.asset.about().key);
        push_text(zh, row.asset.about().name_zh);
        push_text(en, row.asset.about().name_en);
    }
    table.columns = {std::move(layer), std::move(key), std::move(zh), std::move(en)};
    return table;
}

void add_changes(FeatureTable& table, const std::vector<Differing>& rows) {
    Column count("change_count", ColumnType::integer), changes("changes", ColumnType::text);
    for (const auto& row : rows) {
        count.push(std::ssize(row.pair->changes));
        push_text(changes, changes_text(*row.pair));
    }
    table.columns.push_back(std::move(count));
    table.columns.push_back(std::move(changes));
}

GeometryColumn places_of(const std::vector<Differing>& rows, Shape shape) {
    auto column = empty_geometry(shape);
    for (const auto& row : rows) {
        if (auto* points = std::get_if<Points>(&column)) {
            points->push_back(*row.asset.point());
        } else if (auto* lines = std::get_if<Lines>(&column)) {
            lines->push(*row.asset.lines());
        } else if (auto* areas = std::get_if<std::vector<MultiPolygon>>(&column)) {
            areas->push_back(*row.asset.area());
        }
    }
    return column;
}

class Layers {
public:
    Layers(const Inventory& before, const Inventory& now, const InventoryDiff& found)
        : frame_(now.frame), before_(detail::lists_of(before)), now_(detail::lists_of(now)) {
        for (const auto& part : found.classes) {
            const auto &then = before_[part.list], &today = now_[part.list];
            for (const auto position : part.added) {
                put(Kind::added, {&part, today[position]});
            }
            for (const auto position : part.removed) {
                put(Kind::removed, {&part, then[position]});
            }
            for (const auto& pair : part.pairs) {
                if (!pair.changes.empty()) {
                    put(Kind::changed, {&part, today[pair.now], &pair});
                }
                if (pair.moved) {
                    moved_.push_back({&part, today[pair.now], &pair});
                }
            }
        }
    }

    [[nodiscard]] std::vector<FeatureTable> tables() const {
        std::vector<FeatureTable> all;
        for (const auto shape : {Shape::point, Shape::line, Shape::polygon, Shape::none}) {
            if (shape == Shape::line && !moved_.empty()) {
                all.push_back(moves());
            }
            for (const auto kind : {Kind::added, Kind::removed, Kind::changed}) {
                if (const auto& rows = rows_[index(kind)][static_cast<std::size_t>(shape)]; !rows.empty()) {
                    all.push_back(table(kind, shape, rows));
                }
            }
        }
        return all;
    }

private:
    static std::size_t index(Kind kind) { return static_cast<std::size_t>(kind); }

    void put(Kind kind, const Differing& one) {
        rows_[index(kind)][static_cast<std::size_t>(one.asset.shape())].push_back(one);
    }

    [[nodiscard]] FeatureTable table(Kind kind, Shape shape, const std::vector<Differing>& rows) const {
        static constexpr std::array<const char*, 3> names = {"diff_added", "diff_removed", "diff_changed"};
        static constexpr std::array<const char*, 4> suffixes = {"__rows", "", "__lines", "__areas"};
        auto made = table_of(std::string(names[index(kind)]) + suffixes[static_cast<std::size_t>(shape)], rows);
        if (kind == Kind::changed) {
            add_changes(made, rows);
        }
        made.geometry = places_of(rows, shape);
        if (shape != Shape::none) {
            made.frame = frame_;
        }
        return made;
    }

    [[nodiscard]] FeatureTable moves() const {
        auto made = table_of("diff_moved", moved_);
        Column moved("moved_m", ColumnType::real);
        Lines lines;
        for (const auto& row : moved_) {
            const auto was = before_[row.part->list][row.pair->before];
            const auto move = detail::greatest_move(detail::chains_of(was), detail::chains_of(row.asset));
            moved.push(*row.pair->distance_m);
            lines.push(MultiLineString{LineString{move.from, move.to}});
        }
        made.columns.push_back(std::move(moved));
        add_changes(made, moved_);
        made.geometry = std::move(lines);
        made.frame = frame_;
        return made;
    }

    Frame frame_;
    std::vector<detail::AssetList> before_, now_;
    std::array<std::array<std::vector<Differing>, 4>, 3> rows_;
    std::vector<Differing> moved_;
};

} // namespace

std::vector<FeatureTable> diff_tables(const Inventory& before, const Inventory& now, const InventoryDiff& found) {
    return Layers(before, now, found).tables();
}

} // namespace kerb
