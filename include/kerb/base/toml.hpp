// TOML tables as plain values: mappings, rules, profiles, messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kerb {

class TomlTable;
class TomlValue;
using TomlArray = std::vector<TomlValue>;

/// A TOML table: keys in the order of their names.
class TomlTable {
public:
    [[nodiscard]] const TomlValue* find(std::string_view key) const;
    /// \throws SourceError naming `where` and the key when it is missing or of another type.
    [[nodiscard]] const std::string& text(std::string_view key) const;
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view key) const;
    [[nodiscard]] std::optional<double> optional_number(std::string_view key) const;
    [[nodiscard]] std::optional<bool> optional_boolean(std::string_view key) const;
    /// An absent key gives an empty table; a value of another type throws SourceError.
    [[nodiscard]] const TomlTable& table(std::string_view key) const;
    [[nodiscard]] const TomlArray& array(std::string_view key) const;
    [[nodiscard]] const std::vector<std::pair<std::string, TomlValue>>& entries() const { return entries_; }
    void insert(std::string key, TomlValue value);

    /// Dotted place of this table in its file, for messages.
    std::string where;

private:
    std::vector<std::pair<std::string, TomlValue>> entries_;
};

/// One TOML value; dates are kept as their text.
class TomlValue {
public:
    using Data = std::variant<std::string, std::int64_t, double, bool, TomlArray, TomlTable>;
    TomlValue(Data data) : data_(std::move(data)) {} // NOLINT(google-explicit-constructor): a variant with a name
    [[nodiscard]] const Data& data() const { return data_; }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&data_); }
    [[nodiscard]] const TomlTable* table() const { return std::get_if<TomlTable>(&data_); }
    [[nodiscard]] const TomlArray* array() const { return std::get_if<TomlArray>(&data_); }
    /// A number, whether written as an integer or a float.
    [[nodiscard]] std::optional<double> number() const;
    /// Text, number or boolean as text, as a coded value in a mapping's key or list may be written.
    [[nodiscard]] std::string as_text() const;

private:
    Data data_;
};

/// Parses TOML text. \param name names the source in error messages. \throws SourceError with line and column.
[[nodiscard]] TomlTable parse_toml(std::string_view text, std::string_view name);

/// A file of `data/`, compiled in, by its path there (`mappings/osm.toml`); nullopt if there is none.
[[nodiscard]] std::optional<std::string_view> builtin_data(std::string_view path);

/// Paths of all compiled-in files that begin with `prefix`, sorted.
[[nodiscard]] std::vector<std::string_view> builtin_data_paths(std::string_view prefix);

} // namespace kerb
