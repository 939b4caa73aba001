#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <string_view>

#include <kerb/base/ascii.hpp>
#include <kerb/base/moment.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/mapping.hpp>
#include <kerb/inventory/tables.hpp>

#include "column_values.hpp"
#include "fields.hpp"
#include "first_number.hpp"
#include "json_texts.hpp"
#include "written_units.hpp"

namespace kerb {
namespace {

/// The field of one of our classes; nullptr for any other.
const FieldDescription* described(const std::string& class_name, const std::string& field) {
    const auto* asset_class = find_class(class_name);
    return asset_class == nullptr ? nullptr : asset_class->find(field);
}

/// The unit of a field, `1` of a share; empty for counts and whatever else has none. In classes that are not ours the
/// field's name tells.
std::string_view unit_of(const std::string& class_name, const std::string& field) {
    constexpr std::string_view shares[] = {"confidence", "clogging", "runoff",      "impervious",
                                           "slope",      "progress", "canopy_ratio"};
    const auto* own = described(class_name, field);
    if (own == nullptr) {
        return detail::unit_of_ending(field);
    }
    return std::find(std::begin(shares), std::end(shares), field) == std::end(shares) ? std::string_view(own->unit)
                                                                                      : "1";
}

bool takes_everything(const std::string& pattern) {
    return pattern.find_first_not_of('*') == std::string::npos;
}

/// Is a text like a pattern once both are in small letters, but not as they stand?
bool is_like_in_small(std::string_view value, const std::string& small, const std::string& pattern) {
    const bool same = value == small && std::none_of(pattern.begin(), pattern.end(), ascii::is_upper);
    return !same && is_like(small, ascii::lower(pattern));
}

/// The code of a value: that of the value itself, else that of the longest pattern that it is like, in small letters
/// (`Pole` is `pole`) where none is but one that takes everything; nullptr for none.
const std::string* code_of(const FieldRule& rule, std::string_view value) {
    const std::pair<std::string, std::string>* best = nullptr;
    const auto take = [&best](const auto& code) {
        best = best == nullptr || code.first.size() > best->first.size() ? &code : best;
    };
    for (const auto& code : rule.codes) {
        if (code.first == value) {
            return &code.second;
        }
        if (is_like(value, code.first)) {
            take(code);
        }
    }
    if (best == nullptr || takes_everything(best->first)) {
        const auto small = ascii::lower(value);
        for (const auto& code : rule.codes) {
            if (is_like_in_small(value, small, code.first)) {
                take(code);
            }
        }
    }
    return best == nullptr ? nullptr : &best->second;
}

/// A condition with its columns.
struct Test {
    std::vector<const Column*> columns;
    const Condition* condition;

    [[nodiscard]] bool holds(std::size_t row) const {
        bool wanted = false, met = false;
        for (const auto& term : condition->any_of) {
            const bool forbids = term.starts_with('!');
            const auto pattern = std::string_view(term).substr(forbids ? 1 : 0);
            const bool found = std::any_of(columns.begin(), columns.end(), [&pattern, row](const Column* column) {
                return detail::has_value(*column, row) && is_like(ascii::trimmed(column->text_at(row)), pattern);
            });
            if (forbids && found) {
                return false;
            }
            wanted = wanted || !forbids;
            met = met || (!forbids && found);
        }
        return !wanted || met;
    }
};

Test test_on(const FeatureTable& source, const Condition& condition) {
    Test test{{}, &condition};
    for (const auto& name : condition.fields) {
        if (const auto* column = source.find(name)) {
            test.columns.push_back(column);
        }
    }
    return test;
}

/// Has the source a value that says something?
bool tells(const FieldRule& rule, const Column& column, std::size_t row) {
    if (!detail::has_value(column, row)) {
        return false;
    }
    return rule.nothing.empty() || std::none_of(rule.nothing.begin(), rule.nothing.end(), [&](const auto& pattern) {
               return is_like(ascii::trimmed(column.text_at(row)), pattern);
           });
}

/// Does the rule's target hold all that the source column says?
bool lossless(const FieldRule& rule) {
    return rule.sources.size() == 1 && rule.codes.empty() && rule.unit.empty() && !rule.factor &&
           (rule.pattern.empty() || rule.pattern == "trim") && rule.date.empty();
}

GeometryColumn take_geometry(const GeometryColumn& all, const std::vector<std::size_t>& rows) {
    if (const auto* points = std::get_if<Points>(&all)) {
        Points taken;
        for (const auto row : rows) {
            taken.push_back((*points)[row]);
        }
        return taken;
    }
    if (const auto* lines = std::get_if<Lines>(&all)) {
        Lines taken;
        for (const auto row : rows) {
            for (auto part = lines->feature_begin[row]; part < lines->feature_begin[row + 1]; ++part) {
                taken.push_part(lines->part(part));
            }
            taken.end_feature();
        }
        return taken;
    }
    if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&all)) {
        std::vector<MultiPolygon> taken;
        taken.reserve(rows.size());
        for (const auto row : rows) {
            taken.push_back((*areas)[row]);
        }
        return taken;
    }
    return std::monostate{};
}

Column take_column(const Column& source, std::string name, const std::vector<std::size_t>& rows) {
    Column taken(std::move(name), source.type);
    std::visit(
        [&]<class Values>(const Values& values) {
            auto& out = std::get<Values>(taken.values);
            out.reserve(rows.size());
            for (const auto row : rows) {
                out.push_back(values[row]);
            }
        },
        source.values);
    for (const auto row : rows) {
        if (!source.valid.empty()) {
            taken.valid.push_back(source.valid[row]);
        }
        if (!source.written.empty()) {
            taken.written.push_back(source.written[row]);
        }
    }
    return taken;
}

/// One rule at work on the rows it takes. One that takes all of them takes the source apart.
class RuleRun {
public:
    RuleRun(const LayerRule& rule, FeatureTable& source, std::vector<std::size_t> rows, std::vector<Issue>& issues)
        : rule_(rule),
          source_(source),
          class_name_(rule.class_name == "*" ? class_of_layer(source.name) : rule.class_name),
          rows_(std::move(rows)),
          all_(rows_.size() == source.size()),
          issues_(issues) {}

    MappedTable run() {
        MappedTable mapped;
        mapped.class_name = class_name_;
        auto& table = mapped.table;
        table.name = source_.name;
        table.title = source_.title;
        table.frame = source_.frame;
        for (const auto& field : rule_.fields) {
            table.columns.push_back(target(field));
        }
        add_rest(mapped);
        // Last, for the issues of the fields tell of rows and places.
        table.geometry = all_ ? std::move(source_.geometry) : take_geometry(source_.geometry, rows_);
        table.rows = all_ ? std::move(source_.rows) : taken_rows();
        mapped.accounting.read = mapped.accounting.used = static_cast<std::int64_t>(rows_.size());
        return mapped;
    }

private:
    [[nodiscard]] std::vector<std::int64_t> taken_rows() const {
        std::vector<std::int64_t> ids;
        ids.reserve(rows_.size());
        std::transform(rows_.begin(), rows_.end(), std::back_inserter(ids),
                       [this](std::size_t row) { return source_.rows[row]; });
        return ids;
    }

    /// A column that rides along. No field is read after it.
    [[nodiscard]] Column ride_along(Column& column, std::string name) const {
        if (!all_) {
            return take_column(column, std::move(name), rows_);
        }
        Column taken(std::move(name), column.type);
        taken.values = std::move(column.values);
        taken.valid = std::move(column.valid);
        taken.written = std::move(column.written);
        return taken;
    }

    Column target(const FieldRule& field) {
        std::vector<const Column*> sources;
        for (const auto& name : field.sources) {
            if (const auto* column = source_.find(name)) {
                sources.push_back(column);
            }
        }
        if (sources.size() == 1 && lossless(field) && field.constant.empty() && field.pattern.empty()) {
            auto taken = take_column(*sources.front(), field.target, rows_);
            drop_nothings(taken, field);
            return taken;
        }
        const bool numeric = !field.unit.empty() || field.factor || field.pattern == "first_number";
        const auto unit = detail::number_unit(field, unit_of(class_name_, field.target));
        Column column(field.target, numeric ? ColumnType::real : ColumnType::text);
        for (const auto row : rows_) {
            const auto* from =
                field.codes.empty() ? first_present(field, sources, row) : first_telling(field, sources, row);
            if (from == nullptr) {
                report_nan(sources, row);
                push_constant(column, field, numeric);
            } else if (numeric) {
                push_number(column, field, unit, *from, row);
            } else if (!field.date.empty()) {
                push_date(column, field, *from, row);
            } else {
                push_code(column, field, *from, row);
            }
        }
        return column;
    }

    /// Where a value says nothing, the column has none.
    static void drop_nothings(Column& column, const FieldRule& field) {
        if (field.nothing.empty()) {
            return;
        }
        column.valid.resize(column.size(), 1);
        for (std::size_t row = 0; row < column.size(); ++row) {
            column.valid[row] = tells(field, column, row) ? 1 : 0;
        }
    }

    static const Column* first_present(const FieldRule& field, const std::vector<const Column*>& sources,
                                       std::size_t row) {
        const auto found =
            std::find_if(sources.begin(), sources.end(), [&](const Column* c) { return tells(field, *c, row); });
        return found == sources.end() ? nullptr : *found;
    }

    /// The first whose value has a code that says something, else the first that has a value.
    static const Column* first_telling(const FieldRule& field, const std::vector<const Column*>& sources,
                                       std::size_t row) {
        for (const auto* column : sources) {
            if (tells(field, *column, row)) {
                const auto* code = code_of(field, ascii::trimmed(read_text(field, *column, row)));
                if (code != nullptr && !code->empty()) {
                    return column;
                }
            }
        }
        return first_present(field, sources, row);
    }

    void report_nan(const std::vector<const Column*>& sources, std::size_t row) {
        for (const auto* column : sources) {
            if (const auto value = column->number_at(row); value && std::isnan(*value)) {
                report("field.not_a_number", *column, row);
            }
        }
    }

    static void push_constant(Column& column, const FieldRule& field, bool numeric) {
        const auto number = numeric ? detail::fixed_number(field.constant) : std::nullopt;
        if (field.constant.empty() || (numeric && !number)) {
            column.push(std::monostate{});
        } else if (numeric) {
            column.push(*number);
        } else {
            column.push(field.constant);
        }
    }

    void push_number(Column& column, const FieldRule& field, const detail::NumberUnit& unit, const Column& from,
                     std::size_t row) {
        auto number = detail::number_in(from, row);
        if (!number && field.pattern == "json_value") {
            number = parse_number(read_text(field, from, row));
        }
        if (number) {
            const double metres = field.unit.empty() ? 1 : detail::stated_unit(field.unit).value_or(1);
            number = *number * metres * field.factor.value_or(1);
        } else if (field.pattern == "first_number") {
            number = detail::first_number(from.text_at(row), unit);
        }
        if (number) {
            column.push(*number);
        } else {
            report("field.not_a_number", from, row);
            column.push(std::monostate{});
        }
    }

    void push_date(Column& column, const FieldRule& field, const Column& from, std::size_t row) {
        const auto text = read_text(field, from, row);
        std::optional<Moment> moment;
        for (auto format = field.date.begin(); format != field.date.end() && !moment; ++format) {
            moment = *format == "iso" ? parse_moment(text) : parse_moment(text, *format);
        }
        if (moment) {
            column.push(to_text(*moment));
        } else {
            report("field.not_a_date", from, row);
            column.push(std::monostate{});
        }
    }

    /// A value as text, the way the field's pattern reads it.
    static std::string read_text(const FieldRule& field, const Column& from, std::size_t row) {
        auto text = from.text_at(row);
        if (field.pattern == "json_value") {
            return detail::json_value(std::move(text));
        }
        return field.pattern == "trim" ? std::string(ascii::trimmed(text)) : text;
    }

    static void push_text(Column& column, const std::string& text) {
        if (text.empty()) {
            column.push(std::monostate{});
        } else {
            column.push(text);
        }
    }

    void push_code(Column& column, const FieldRule& field, const Column& from, std::size_t row) {
        auto value = read_text(field, from, row);
        if (field.codes.empty()) {
            column.push(std::move(value));
            return;
        }
        if (const auto* code = code_of(field, ascii::trimmed(value))) {
            push_text(column, *code);
        } else if (!field.other.empty()) {
            column.push(field.other);
        } else {
            report("field.unknown_code", from, row);
            const auto* own = described(rule_.class_name, field.target);
            // A coded field of ours stays empty; the source's column keeps the value.
            if (own != nullptr && (!own->codes.empty() || own->type != ColumnType::text)) {
                column.push(std::monostate{});
            } else {
                column.push(std::move(value));
            }
        }
    }

    void report(const char* reason, const Column& from, std::size_t row) {
        Issue issue;
        issue.reason = reason;
        issue.layer = source_.name;
        issue.row = source_.rows[row];
        if (const auto* points = std::get_if<Points>(&source_.geometry)) {
            issue.x = (*points)[row].x;
            issue.y = (*points)[row].y;
            issue.located = true;
        }
        for (const auto& field : rule_.fields) {
            if (field.target == "key" && !field.sources.empty()) {
                const auto* key = source_.find(field.sources.front());
                issue.key = key == nullptr ? "" : key->text_at(row);
            }
        }
        issue.message = {
            reason,
            {{"layer", source_.name}, {"row", source_.rows[row]}, {"field", from.name}, {"value", from.text_at(row)}}};
        issues_.push_back(std::move(issue));
    }

    /// Source columns that no field holds whole ride along; a name that is also a field of ours gets a prefix.
    void add_rest(MappedTable& mapped) const {
        std::set<std::string> named, held;
        for (const auto& field : rule_.fields) {
            named.insert(field.sources.begin(), field.sources.end());
            if (lossless(field)) {
                held.insert(field.sources.front());
            }
        }
        for (auto& column : source_.columns) {
            if (held.contains(column.name) || !any_value(column)) {
                continue;
            }
            const bool taken = mapped.table.find(column.name) != nullptr;
            const bool like_ours = column.name == "extra" || is_field(mapped.class_name, column.name);
            if (rule_.ours && like_ours && !taken) {
                mapped.table.columns.push_back(ride_along(column, column.name));
                continue;
            }
            if (!named.contains(column.name)) {
                mapped.unmapped.push_back(column.name);
            }
            const bool ours = taken || like_ours;
            mapped.table.columns.push_back(ride_along(column, ours ? "source:" + column.name : column.name));
        }
    }

    [[nodiscard]] bool any_value(const Column& column) const {
        return std::any_of(rows_.begin(), rows_.end(),
                           [&column](std::size_t row) { return detail::has_value(column, row); });
    }

    static bool is_field(const std::string& class_name, const std::string& name) {
        if (described(class_name, name) != nullptr) {
            return true;
        }
        return detail::class_spec<OtherAsset>().find(name) != nullptr;
    }

    const LayerRule& rule_;
    FeatureTable& source_;
    std::string class_name_;
    std::vector<std::size_t> rows_;
    bool all_;
    std::vector<Issue>& issues_;
};

} // namespace

bool takes_layer(const LayerRule& rule, const FeatureTable& table) {
    const bool named = std::any_of(rule.layers.begin(), rule.layers.end(),
                                   [&](const std::string& name) { return is_like(table.name, name); });
    return named && (rule.shape == Shape::none || rule.shape == table.shape());
}

std::vector<MappedTable> apply(const Mapping& mapping, FeatureTable source, std::vector<Issue>& issues,
                               Accounting& left_over) {
    struct Chosen {
        const LayerRule* rule;
        std::vector<Test> tests;
        std::vector<std::size_t> rows;
    };
    std::vector<Chosen> chosen;
    for (const auto& rule : mapping.layers) {
        if (takes_layer(rule, source)) {
            chosen.push_back({&rule, {}, {}});
            for (const auto& condition : rule.where) {
                chosen.back().tests.push_back(test_on(source, condition));
            }
        }
    }
    for (std::size_t row = 0; row < source.size(); ++row) {
        const auto taker = std::find_if(chosen.begin(), chosen.end(), [row](const Chosen& c) {
            return std::all_of(c.tests.begin(), c.tests.end(), [row](const Test& test) { return test.holds(row); });
        });
        if (taker != chosen.end()) {
            taker->rows.push_back(row);
        } else {
            ++left_over.read;
            left_over.skip(chosen.empty() ? "mapping.no_rule" : "mapping.not_selected");
        }
    }
    std::vector<MappedTable> tables;
    for (auto& choice : chosen) {
        if (!choice.rows.empty()) {
            tables.push_back(RuleRun(*choice.rule, source, std::move(choice.rows), issues).run());
        }
    }
    return tables;
}

} // namespace kerb
