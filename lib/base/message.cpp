#include <array>
#include <exception>
#include <map>

#include <fmt/args.h>
#include <fmt/format.h>

#include <kerb/base/message.hpp>
#include <kerb/base/printable.hpp>

#include "toml_parse.hpp"

namespace kerb {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

void flatten(const TomlTable& table, const std::string& prefix, Texts& texts) {
    for (const auto& [key, value] : table.entries()) {
        if (const auto* text = value.text()) {
            texts.insert_or_assign(prefix + key, *text);
        } else if (const auto* inner = value.table()) {
            flatten(*inner, prefix + key + '.', texts);
        }
    }
}

// A broken file leaves its codes without a text; it cannot throw, because errors are rendered from here.
Texts load(std::string_view folder) {
    Texts texts;
    for (const auto path : builtin_data_paths(folder)) {
        const auto parsed = detail::try_parse_toml(builtin_data(path).value_or(""), path);
        if (const auto* table = std::get_if<TomlTable>(&parsed)) {
            flatten(*table, {}, texts);
        }
    }
    return texts;
}

const Texts& catalogue(Language language) {
    static const std::array<Texts, 2> all = {load("messages/en/"), load("messages/zh/")};
    return all[language == Language::zh ? 1 : 0];
}

/// What comes from files and databases moves no cursor and begins no line of a log.
std::string shown(const std::string& text) {
    return printable(text);
}
template <class Number>
Number shown(Number number) {
    return number;
}

std::string bare(const Message& message) {
    auto text = message.code;
    const auto* separator = ": ";
    for (const auto& [name, value] : message.arguments) {
        text += separator + name + '=' + std::visit([](const auto& v) { return fmt::format("{}", shown(v)); }, value);
        separator = ", ";
    }
    return text;
}

} // namespace

std::string render(const Message& message, Language language) {
    const auto& texts = catalogue(language);
    const auto found = texts.find(message.code);
    if (found == texts.end()) {
        return bare(message);
    }
    try {
        fmt::dynamic_format_arg_store<fmt::format_context> store;
        for (const auto& argument : message.arguments) {
            const auto* name = argument.first.c_str();
            std::visit([&](const auto& value) { store.push_back(fmt::arg(name, shown(value))); }, argument.second);
        }
        return fmt::vformat(found->second, store);
    } catch (const fmt::format_error&) {
        return bare(message);
    }
}

std::string render(std::string_view code, Language language) {
    return render(Message{std::string(code), {}}, language);
}

bool has_text(std::string_view code, Language language) {
    return catalogue(language).contains(code);
}

std::vector<std::string> message_codes(Language language) {
    std::vector<std::string> codes;
    for (const auto& [code, text] : catalogue(language)) {
        codes.push_back(code);
    }
    return codes;
}

} // namespace kerb
