#include <kerb/base/toml_checks.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>

namespace kerb::detail {

void wrong(std::string code, const TomlTable& table, std::string_view key, std::string value, std::string allowed) {
    throw SourceError(Message{std::move(code),
                              {{"where", table.where},
                               {"key", std::string(key)},
                               {"value", std::move(value)},
                               {"allowed", std::move(allowed)}}});
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

void only(const TomlTable& table, const std::vector<std::string>& allowed) {
    for (const auto& [key, value] : table.entries()) {
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
            wrong("toml.unknown_key", table, key, {}, listed(allowed));
        }
    }
}

std::vector<std::string> texts(const TomlTable& table, std::string_view key) {
    const auto* value = table.find(key);
    if (value == nullptr) {
        return {};
    }
    if (const auto* array = value->array()) {
        std::vector<std::string> all;
        for (const auto& element : *array) {
            if (element.array() != nullptr || element.table() != nullptr) {
                wrong("toml.not_texts", table, key);
            }
            all.push_back(element.as_text());
        }
        return all;
    }
    if (value->table() != nullptr) {
        wrong("toml.not_texts", table, key);
    }
    return {value->as_text()};
}

std::vector<const TomlTable*> tables(const TomlTable& table, std::string_view key) {
    if (table.find(key) == nullptr) {
        wrong("toml.missing", table, key);
    }
    std::vector<const TomlTable*> all;
    for (const auto& element : table.array(key)) {
        if (element.table() == nullptr) {
            wrong("toml.not_table", table, key);
        }
        all.push_back(element.table());
    }
    return all;
}

std::size_t choice(const TomlTable& table, std::string_view key, const std::vector<std::string>& names) {
    const auto name = table.optional_text(key).value_or(names.front());
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        wrong("toml.bad_value", table, key, name, listed(names));
    }
    return static_cast<std::size_t>(found - names.begin());
}

} // namespace kerb::detail
