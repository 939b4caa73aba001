// Mapping files: which source field is ours, which code is ours, which unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb {

/// Does `text` look like `pattern`, where `*` is any run of characters and `?` any one? Nothing else is special.
[[nodiscard]] bool is_like(std::string_view text, std::string_view pattern);

/// One field of ours from the source's.
struct FieldRule {
    std::string target;               // our field
    std::vector<std::string> sources; // first that is not null wins
    /// Source value (or what it is like, see is_like) → our code, empty for "says nothing"; others: see `other`.
    std::vector<std::pair<std::string, std::string>> codes;
    std::vector<std::string> nothing; // what a value that says nothing is like: `0`, `9999`, `无`
    std::string other;                // code for values that are not listed; empty: keep the value and report it
    std::string unit;                 // source unit (`ft`, `in`, `cm`, …); empty: ours
    std::optional<double> factor;     // what a number, turned by `unit`, is multiplied by; or its unit, see apply()
    std::string constant;             // a fixed value, when there is no source
    std::string pattern;              // how a value is read: `first_number`, `json_value`, `trim`, or empty
    std::vector<std::string> date;    // formats of a date, see parse_moment; `iso` for the usual ones; first that fits
};

/// A row is taken when all conditions hold.
struct Condition {
    std::vector<std::string> fields; // one of them must meet it, and none may be what must not be
    std::vector<std::string> any_of; // is_like; `*` = present; `!value` = must not be; `!*` = absent
};

/// One layer of a source → one class of ours.
struct LayerRule {
    std::vector<std::string> layers; ///< what names of source layers are like, `*` for any
    std::string class_name;          ///< our class, or `*` for the name of the layer
    Shape shape = Shape::none;       ///< which geometries it takes; none: any
    std::vector<Condition> where;
    std::vector<FieldRule> fields;
    bool ours = false; ///< source fields named like ours are ours
};

/// A mapping file.
struct Mapping {
    std::string name, title, source, licence;
    std::vector<LayerRule> layers;

    /// \throws SourceError naming the file, table and key that is missing, unknown or of the wrong type.
    [[nodiscard]] static Mapping from_toml(const TomlTable& table);
};

/// Is the rule about the table, by its layer's name and its shape?
[[nodiscard]] bool takes_layer(const LayerRule& rule, const FeatureTable& table);

/// What a mapping made of one table.
struct MappedTable {
    std::string class_name;
    FeatureTable table;                ///< our columns, then the source's unmapped ones
    std::vector<std::string> unmapped; ///< source fields that no rule of this class names
    Accounting accounting;             ///< of the rows that the rule took
};

/// Applies every rule that fits the table's layer name and shape; a row goes to the first rule whose conditions hold.
/// Rows that no rule takes are counted in `left_over` (`mapping.not_selected`, or `mapping.no_rule` when no rule names
/// the layer in this shape). A value outside a rule's codes becomes an issue; a source column whose values a field does
/// not hold whole (codes, units, patterns, several sources) rides along with the unmapped ones. A table that is given
/// away (`std::move`) and taken whole by one rule is not copied.
///
/// `first_number` turns a number by the unit behind it into that of the field (in `depth_cm`, `0.5 m` is 50); another
/// word there, or digits that go on (`1 200`, `3,5`, `3-5`), make it an issue. Counts may have any word. A `factor`
/// that only turns a unit into the field's own is the unit of numbers without one.
[[nodiscard]] std::vector<MappedTable> apply(const Mapping& mapping, FeatureTable source, std::vector<Issue>& issues,
                                             Accounting& left_over);

} // namespace kerb
