#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <string_view>

#include <kerb/base/ascii.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/tables.hpp>

#include "asset_list.hpp"
#include "column_values.hpp"
#include "json_texts.hpp"

namespace kerb {
namespace {

using detail::GrowingList;
using detail::Misfit;

bool finite(const Points& points) {
    return std::all_of(points.begin(), points.end(), [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); });
}

bool finite(const MultiPolygon& area) {
    for (const auto& polygon : area) {
        if (!finite(polygon.outer)) {
            return false;
        }
        for (const auto& hole : polygon.holes) {
            if (!finite(hole)) {
                return false;
            }
        }
    }
    return true;
}

/// The geometry of a row, whatever it is; an area is taken out of the table.
Place place_at(FeatureTable& table, std::size_t row) {
    if (const auto* points = std::get_if<Points>(&table.geometry)) {
        return (*points)[row];
    }
    if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
        return lines->feature(row);
    }
    if (auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry)) {
        return std::move((*areas)[row]);
    }
    return std::monostate{};
}

/// Why a row cannot be placed; empty when it can.
std::string unplaceable(const FeatureTable& table, std::size_t row) {
    if (const auto* points = std::get_if<Points>(&table.geometry)) {
        const auto p = (*points)[row];
        return std::isfinite(p.x) && std::isfinite(p.y) ? "" : "geometry.outside_frame";
    }
    if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
        if (lines->parts_of(row) == 0) {
            return "geometry.empty";
        }
        for (auto part = lines->feature_begin[row]; part < lines->feature_begin[row + 1]; ++part) {
            for (const auto& p : lines->part(part)) {
                if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
                    return "geometry.outside_frame";
                }
            }
        }
        return "";
    }
    if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry)) {
        return (*areas)[row].empty() ? "geometry.empty" : finite((*areas)[row]) ? "" : "geometry.outside_frame";
    }
    return "";
}

/// A point of a row's geometry, for issues.
std::optional<Point> spot(const FeatureTable& table, std::size_t row) {
    if (const auto* points = std::get_if<Points>(&table.geometry)) {
        return (*points)[row];
    }
    if (const auto* lines = std::get_if<Lines>(&table.geometry); lines && lines->parts_of(row) > 0) {
        return lines->part(lines->feature_begin[row]).front();
    }
    const auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry);
    return areas && !(*areas)[row].empty() && !(*areas)[row].front().outer.empty()
               ? std::optional((*areas)[row].front().outer.front())
               : std::nullopt;
}

Issue issue_at(const FeatureTable& table, std::size_t row, Severity severity, std::string reason) {
    Issue issue;
    issue.severity = severity;
    issue.reason = reason;
    issue.layer = table.name;
    issue.row = table.rows[row];
    if (const auto p = spot(table, row); p && std::isfinite(p->x) && std::isfinite(p->y)) {
        issue.x = p->x;
        issue.y = p->y;
        issue.located = true;
    }
    issue.message = {std::move(reason), {{"layer", table.name}, {"row", table.rows[row]}}};
    return issue;
}

const char* reason_of(Misfit misfit) {
    return misfit == Misfit::unknown_code   ? "field.unknown_code"
           : misfit == Misfit::not_a_number ? "field.not_a_number"
           : misfit == Misfit::not_a_date   ? "field.not_a_date"
                                            : "field.not_a_boolean";
}

/// One table on its way into one list of assets.
class Appender {
public:
    Appender(GrowingList assets, std::string class_name, FeatureTable& table, std::vector<Issue>& issues)
        : assets_(assets), class_name_(std::move(class_name)), table_(table), issues_(issues), first_(assets.size()) {}

    Accounting run() {
        Accounting accounting;
        accounting.read = static_cast<std::int64_t>(table_.size());
        choose_rows(accounting);
        assets_.resize(first_ + count_);
        take_places();
        for (auto& column : table_.columns) {
            take(column);
            if (column.name != "key") { // issues tell it
                column.values = {};
                column.valid = {};
            }
        }
        finish_keys();
        accounting.used = static_cast<std::int64_t>(count_);
        return accounting;
    }

private:
    /// The assets get their places; the table keeps a point of each, for issues.
    void take_places() {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        Points spots;
        for (std::size_t row = 0; table_.shape() != Shape::none && row < table_.size(); ++row) {
            spots.push_back(spot(table_, row).value_or(Point{nan, nan}));
        }
        for (std::size_t i = 0; i < count_; ++i) {
            assets_.put(first_ + i, place_at(table_, row_at(i)));
            if (auto* other = assets_.as_other(first_ + i)) {
                other->class_name = class_name_;
            }
        }
        if (table_.shape() != Shape::none) {
            table_.geometry = std::move(spots);
        }
    }

    void keep(std::size_t row) {
        if (!all_) {
            kept_.push_back(row);
        }
        ++count_;
    }

    /// From the first row that is skipped on there is a list of those that are not.
    void skip_some() {
        if (all_) {
            all_ = false;
            kept_.resize(count_);
            std::iota(kept_.begin(), kept_.end(), std::size_t{0});
        }
    }

    /// Row of the table that became the asset `first_` + i.
    [[nodiscard]] std::size_t row_at(std::size_t i) const { return all_ ? i : kept_[i]; }

    void choose_rows(Accounting& accounting) {
        const auto& shapes = assets_.spec().shapes;
        // A class of rows takes rows with a place too: where a luminaire hangs is known from its pole.
        const bool fits =
            shapes.front() == Shape::none || std::find(shapes.begin(), shapes.end(), table_.shape()) != shapes.end();
        for (std::size_t row = 0; row < table_.size(); ++row) {
            const std::string reason = fits ? unplaceable(table_, row) : "asset.wrong_shape";
            if (reason.empty()) {
                keep(row);
            } else {
                skip_some();
                accounting.skip(reason);
                issues_.push_back(issue_at(table_, row, Severity::error, reason));
            }
        }
    }

    void take(const Column& column) {
        if (column.name == "extra" && column.type == ColumnType::text) {
            for_each_value(column, [&column](Attributes& asset, std::size_t row) {
                if (!detail::extra_from_json(column.text_at(row), asset.extra.edit())) {
                    asset.extra.edit().emplace_back(column.name, column.text_at(row));
                }
            });
            return;
        }
        const auto* field = assets_.spec().find(column.name);
        if (field != nullptr) {
            report_nan(column);
        }
        detail::SharedTexts texts;
        for_each_value(column, [&](Attributes& asset, std::size_t row) {
            const auto misfit = field == nullptr ? Misfit::none : field->set(asset, column, row, texts);
            if (field == nullptr || misfit != Misfit::none) {
                asset.extra.edit().emplace_back(column.name, column.text_at(row));
            }
            if (misfit != Misfit::none) {
                report(misfit, column, row);
            }
        });
    }

    template <class Visit>
    void for_each_value(const Column& column, const Visit& visit) {
        for (std::size_t i = 0; i < count_; ++i) {
            if (detail::has_value(column, row_at(i))) {
                visit(assets_[first_ + i], row_at(i));
            }
        }
    }

    /// NaN is no value, but a reader may want to know that it stood there.
    void report_nan(const Column& column) {
        if (const auto* reals = std::get_if<std::vector<double>>(&column.values)) {
            for (std::size_t i = 0; i < count_; ++i) {
                const auto row = row_at(i);
                if (!column.null_at(row) && std::isnan((*reals)[row])) {
                    report(Misfit::not_a_number, column, row);
                }
            }
        }
    }

    void report(Misfit misfit, const Column& column, std::size_t row) {
        auto issue = issue_at(table_, row, Severity::warning, reason_of(misfit));
        if (const auto* key = table_.find("key")) {
            issue.key = key->text_at(row);
        }
        issue.message.arguments.emplace_back("field", column.name);
        issue.message.arguments.emplace_back("value", column.text_at(row));
        issues_.push_back(std::move(issue));
    }

    /// Rows without a key get one; how many.
    std::int64_t name_the_nameless() {
        std::int64_t without = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            auto& key = assets_[first_ + i].key;
            if (key.empty()) {
                key = class_name_ + '-' + std::to_string(table_.rows[row_at(i)]);
                ++without;
            }
        }
        return without;
    }

    void report_duplicates() {
        static const std::string none; // an empty key names nothing
        std::vector<const std::string*> keys;
        keys.reserve(assets_.size());
        for (std::size_t i = 0; i < assets_.size(); ++i) {
            const auto* other = assets_.as_other(i);
            keys.push_back(other == nullptr || other->class_name == class_name_ ? &assets_[i].key : &none);
        }
        const KeyIndex index(std::move(keys));
        for (std::size_t i = 0; i < count_; ++i) {
            const auto& key = assets_[first_ + i].key;
            if (index.find(key) != first_ + i) {
                auto issue = issue_at(table_, row_at(i), Severity::warning, "asset.duplicate_key");
                issue.key = key;
                issue.message.arguments.emplace_back("key", key);
                issues_.push_back(std::move(issue));
            }
        }
    }

    void finish_keys() {
        const auto without = name_the_nameless();
        report_duplicates();
        if (without > 0) {
            Issue issue;
            issue.severity = Severity::info;
            issue.reason = "asset.no_key";
            issue.layer = table_.name;
            issue.message = {"asset.no_key", {{"layer", table_.name}, {"count", without}, {"class", class_name_}}};
            issues_.push_back(std::move(issue));
        }
    }

    GrowingList assets_;
    std::string class_name_;
    FeatureTable& table_;
    std::vector<Issue>& issues_;
    std::size_t first_;
    std::size_t count_ = 0;
    bool all_ = true; ///< no row was skipped; there is no list then
    std::vector<std::size_t> kept_;
};

/// `toilets__areas` is the class of `toilets`, see to_tables.
std::string without_suffix(std::string_view name) {
    for (const std::string_view suffix : {"__points", "__lines", "__areas", "__rows"}) {
        if (name.size() > suffix.size() && name.ends_with(suffix)) {
            return std::string(name.substr(0, name.size() - suffix.size()));
        }
    }
    return std::string(name);
}

/// ` District` is `district`; kinds that are not ours stay as they are written.
void settle_kind(Zone& zone) {
    constexpr std::array<std::string_view, 8> ours = {"city",      "built_up", "district",    "street",
                                                      "community", "grid",     "residential", "land_use"};
    const auto small = ascii::lower(ascii::trimmed(zone.kind.str()));
    if (small != zone.kind.str() && std::find(ours.begin(), ours.end(), small) != ours.end()) {
        zone.kind = small;
    }
}

} // namespace

Accounting append_table(Inventory& city, std::string_view class_name, FeatureTable table, std::vector<Issue>& issues) {
    const auto first_zone = city.zones.size();
    const auto assets = detail::growing_list(city, class_name);
    auto accounting =
        Appender(assets, assets.spec().is_other() ? without_suffix(class_name) : std::string(class_name), table, issues)
            .run();
    std::for_each(city.zones.begin() + static_cast<std::ptrdiff_t>(first_zone), city.zones.end(), settle_kind);
    return accounting;
}

} // namespace kerb
