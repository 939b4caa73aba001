#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/tables.hpp>

#include "fields.hpp"
#include "json_texts.hpp"

namespace kerb {
namespace {

using detail::class_spec;
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

template <class T>
void place(T& asset, FeatureTable& table, std::size_t row) {
    if constexpr (!std::is_void_v<decltype(geometry_of(asset))>) {
        auto& geometry = geometry_of(asset);
        using Held = std::decay_t<decltype(geometry)>;
        if constexpr (std::is_same_v<Held, Place>) {
            geometry = place_at(table, row);
        } else {
            geometry = std::get<Held>(place_at(table, row));
        }
    }
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
template <class T>
class Appender {
public:
    Appender(std::vector<T>& assets, FeatureTable& table, std::vector<Issue>& issues)
        : assets_(assets), table_(table), issues_(issues), first_(assets.size()) {}

    Accounting run(const std::string& class_name) {
        Accounting accounting;
        accounting.read = static_cast<std::int64_t>(table_.size());
        choose_rows(accounting);
        assets_.resize(first_ + count_);
        take_places(class_name);
        for (auto& column : table_.columns) {
            take(column);
            if (column.name != "key") { // issues tell it
                column.values = {};
                column.valid = {};
            }
        }
        finish_keys(class_name);
        accounting.used = static_cast<std::int64_t>(count_);
        return accounting;
    }

private:
    /// The assets get their places; the table keeps a point of each, for issues.
    void take_places(const std::string& class_name) {
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        Points spots;
        for (std::size_t row = 0; table_.shape() != Shape::none && row < table_.size(); ++row) {
            spots.push_back(spot(table_, row).value_or(Point{nan, nan}));
        }
        for (std::size_t i = 0; i < count_; ++i) {
            place(assets_[first_ + i], table_, row_at(i));
            if constexpr (std::is_same_v<T, OtherAsset>) {
                assets_[first_ + i].class_name = class_name;
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
        const auto& shapes = class_spec<T>().shapes;
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
            for_each_value(column, [&column](T& asset, std::size_t row) {
                if (!detail::extra_from_json(column.text_at(row), asset.about.extra.edit())) {
                    asset.about.extra.edit().emplace_back(column.name, column.text_at(row));
                }
            });
            return;
        }
        for (const auto& f : class_spec<T>().fields) {
            if (f.name == column.name) {
                report_nan(column);
                detail::SharedTexts texts;
                for_each_value(column, [&](T& asset, std::size_t row) {
                    if (const auto misfit = f.set(asset, column, row, f.codes, texts); misfit != Misfit::none) {
                        asset.about.extra.edit().emplace_back(column.name, column.text_at(row));
                        report(misfit, column, row);
                    }
                });
                return;
            }
        }
        for_each_value(column, [&column](T& asset, std::size_t row) {
            asset.about.extra.edit().emplace_back(column.name, column.text_at(row));
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

    [[nodiscard]] bool same_class(const T& asset, const std::string& class_name) const {
        if constexpr (std::is_same_v<T, OtherAsset>) {
            return asset.class_name == class_name;
        } else {
            return true;
        }
    }

    /// Rows without a key get one; how many.
    std::int64_t name_the_nameless(const std::string& class_name) {
        std::int64_t without = 0;
        for (std::size_t i = 0; i < count_; ++i) {
            auto& key = assets_[first_ + i].about.key;
            if (key.empty()) {
                key = class_name + '-' + std::to_string(table_.rows[row_at(i)]);
                ++without;
            }
        }
        return without;
    }

    void report_duplicates(const std::string& class_name) {
        static const std::string none; // an empty key names nothing
        std::vector<const std::string*> keys;
        keys.reserve(assets_.size());
        for (const auto& asset : assets_) {
            keys.push_back(same_class(asset, class_name) ? &asset.about.key : &none);
        }
        const KeyIndex index(std::move(keys));
        for (std::size_t i = 0; i < count_; ++i) {
            const auto& key = assets_[first_ + i].about.key;
            if (index.find(key) != first_ + i) {
                auto issue = issue_at(table_, row_at(i), Severity::warning, "asset.duplicate_key");
                issue.key = key;
                issue.message.arguments.emplace_back("key", key);
                issues_.push_back(std::move(issue));
            }
        }
    }

    void finish_keys(const std::string& class_name) {
        const auto without = name_the_nameless(class_name);
        report_duplicates(class_name);
        if (without > 0) {
            Issue issue;
            issue.severity = Severity::info;
            issue.reason = "asset.no_key";
            issue.layer = table_.name;
            issue.message = {"asset.no_key", {{"layer", table_.name}, {"count", without}, {"class", class_name}}};
            issues_.push_back(std::move(issue));
        }
    }

    std::vector<T>& assets_;
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

} // namespace

Accounting append_table(Inventory& city, std::string_view class_name, FeatureTable table, std::vector<Issue>& issues) {
    Accounting accounting;
    bool known = false;
    for_each_class(city, [&]<class T>(std::vector<T>& assets) {
        if (class_spec<T>().class_name == class_name && !std::is_same_v<T, OtherAsset>) {
            accounting = Appender<T>(assets, table, issues).run(std::string(class_name));
            known = true;
        }
    });
    return known ? accounting : Appender<OtherAsset>(city.others, table, issues).run(without_suffix(class_name));
}

} // namespace kerb
