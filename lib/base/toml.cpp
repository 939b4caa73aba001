#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <kerb/base/error.hpp>

#include "toml_parse.hpp"

namespace kerb {
namespace {

TomlTable convert(const toml::table& source, const std::string& file, const std::string& place);

TomlValue convert(const toml::node& node, const std::string& file, const std::string& place) {
    if (const auto* table = node.as_table()) {
        return TomlValue(convert(*table, file, place));
    }
    if (const auto* array = node.as_array()) {
        TomlArray values;
        for (const auto& element : *array) {
            values.push_back(convert(element, file, place + '[' + std::to_string(values.size()) + ']'));
        }
        return TomlValue(std::move(values));
    }
    if (const auto text = node.value_exact<std::string>()) {
        return TomlValue(*text);
    }
    if (const auto integer = node.value_exact<std::int64_t>()) {
        return TomlValue(*integer);
    }
    if (const auto number = node.value_exact<double>()) {
        return TomlValue(*number);
    }
    if (const auto boolean = node.value_exact<bool>()) {
        return TomlValue(*boolean);
    }
    std::ostringstream text; // dates and times
    node.visit([&text](const auto& value) {
        if constexpr (toml::is_date<decltype(value)> || toml::is_time<decltype(value)> ||
                      toml::is_date_time<decltype(value)>) {
            text << value.get();
        }
    });
    return TomlValue(text.str());
}

TomlTable convert(const toml::table& source, const std::string& file, const std::string& place) {
    TomlTable table;
    table.where = place.empty() ? file : file + " [" + place + ']';
    for (const auto& [key, node] : source) {
        const std::string name(key.str());
        table.insert(name, convert(node, file, place.empty() ? name : place + '.' + name));
    }
    return table;
}

[[noreturn]] void wrong(std::string code, const TomlTable& table, std::string_view key) {
    throw SourceError(Message{std::move(code), {{"where", table.where}, {"key", std::string(key)}}});
}

auto position(const std::vector<std::pair<std::string, TomlValue>>& entries, std::string_view key) {
    return std::lower_bound(entries.begin(), entries.end(), key,
                            [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
}

} // namespace

namespace detail {

std::variant<TomlTable, Message> try_parse_toml(std::string_view text, std::string_view name) {
    try {
        return convert(toml::parse(text, name), std::string(name), {});
    } catch (const toml::parse_error& error) {
        const auto begin = error.source().begin;
        return Message{"toml.syntax",
                       {{"file", std::string(name)},
                        {"line", static_cast<std::int64_t>(begin.line)},
                        {"column", static_cast<std::int64_t>(begin.column)},
                        {"problem", std::string(error.description())}}};
    }
}

} // namespace detail

TomlTable parse_toml(std::string_view text, std::string_view name) {
    auto parsed = detail::try_parse_toml(text, name);
    if (auto* problem = std::get_if<Message>(&parsed)) {
        throw SourceError(std::move(*problem));
    }
    return std::get<TomlTable>(std::move(parsed));
}

const TomlValue* TomlTable::find(std::string_view key) const {
    const auto at = position(entries_, key);
    return at != entries_.end() && at->first == key ? &at->second : nullptr;
}

const std::string& TomlTable::text(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) {
        wrong("toml.missing", *this, key);
    }
    if (value->text() == nullptr) {
        wrong("toml.not_text", *this, key);
    }
    return *value->text();
}

std::optional<std::string> TomlTable::optional_text(std::string_view key) const {
    return find(key) == nullptr ? std::nullopt : std::optional(text(key));
}

std::optional<double> TomlTable::optional_number(std::string_view key) const {
    const auto* value = find(key);
    if (value != nullptr && !value->number()) {
        wrong("toml.not_number", *this, key);
    }
    return value == nullptr ? std::nullopt : value->number();
}

std::optional<bool> TomlTable::optional_boolean(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    const auto* boolean = std::get_if<bool>(&value->data());
    if (boolean == nullptr) {
        wrong("toml.not_boolean", *this, key);
    }
    return *boolean;
}

const TomlTable& TomlTable::table(std::string_view key) const {
    static const TomlTable none;
    const auto* value = find(key);
    if (value != nullptr && value->table() == nullptr) {
        wrong("toml.not_table", *this, key);
    }
    return value == nullptr ? none : *value->table();
}

const TomlArray& TomlTable::array(std::string_view key) const {
    static const TomlArray none;
    const auto* value = find(key);
    if (value != nullptr && value->array() == nullptr) {
        wrong("toml.not_array", *this, key);
    }
    return value == nullptr ? none : *value->array();
}

void TomlTable::insert(std::string key, TomlValue value) {
    const auto at = entries_.begin() + (position(entries_, key) - entries_.begin());
    if (at != entries_.end() && at->first == key) {
        at->second = std::move(value);
    } else {
        entries_.emplace(at, std::move(key), std::move(value));
    }
}

std::optional<double> TomlValue::number() const {
    if (const auto* integer = std::get_if<std::int64_t>(&data_)) {
        return static_cast<double>(*integer);
    }
    const auto* number = std::get_if<double>(&data_);
    return number == nullptr ? std::nullopt : std::optional(*number);
}

std::string TomlValue::as_text() const {
    struct Writer {
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(std::int64_t integer) const { return std::to_string(integer); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(bool boolean) const { return boolean ? "true" : "false"; }
        std::string operator()(const TomlArray&) const { return {}; }
        std::string operator()(const TomlTable&) const { return {}; }
    };
    return std::visit(Writer{}, data_);
}

} // namespace kerb
