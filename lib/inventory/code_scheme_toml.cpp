// What files of code schemes and of their dictionaries say.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/code_scheme.hpp>

namespace kerb {
namespace {

using detail::choice;
using detail::only;
using detail::texts;
using detail::wrong;

constexpr double longest_segment = 64;
constexpr std::string_view scheme_folder = "codes/";
constexpr std::string_view dictionary_folder = "codes/dictionaries/";

/// What schemes and dictionaries say of themselves alike.
template <class Described>
void describe(Described& described, const TomlTable& table) {
    described.title = table.text("title");
    described.title_zh = table.text("title_zh");
    described.source = table.text("source");
    described.note = table.optional_text("note").value_or("");
    described.note_zh = table.optional_text("note_zh").value_or(described.note);
    static_cast<void>(table.text("status")); // must be said, also where it is the lowest
}

SourceStatus status_of(const TomlTable& table) {
    return static_cast<SourceStatus>(choice(table, "status", {"unverified", "secondary", "found"}));
}

CodeEntry parse_entry(const TomlTable& table, SourceStatus of_dictionary) {
    only(table, {"code", "zh", "en", "class", "geometry", "status"});
    CodeEntry entry;
    entry.code = table.text("code");
    entry.name_zh = table.text("zh");
    entry.name_en = table.text("en");
    entry.class_name = table.optional_text("class").value_or("");
    entry.shape = static_cast<Shape>(choice(table, "geometry", {"any", "point", "line", "polygon"}));
    entry.status = table.find("status") == nullptr ? of_dictionary : status_of(table);
    return entry;
}

std::size_t parse_length(const TomlTable& table) {
    if (table.find("length") == nullptr) {
        wrong("toml.missing", table, "length");
    }
    const auto length = table.optional_number("length").value_or(0);
    if (!(length >= 1 && length <= longest_segment) || std::floor(length) != length) {
        wrong("toml.bad_value", table, "length", table.find("length")->as_text(), "1 … 64");
    }
    return static_cast<std::size_t>(length);
}

/// Digits of the segment's key in its dictionary.
std::size_t key_length(const std::vector<CodeSegment>& before, const CodeSegment& segment) {
    auto length = segment.length;
    for (auto i = segment.lookup_from; i < before.size(); ++i) {
        length += before[i].length;
    }
    return length;
}

std::shared_ptr<const CodeDictionary> named(const TomlTable& table, const CodeDictionaries& dictionaries) {
    const auto& name = table.text("lookup");
    std::vector<std::string> names;
    for (const auto& dictionary : dictionaries) {
        if (dictionary->name == name) {
            return dictionary;
        }
        names.push_back(dictionary->name);
    }
    wrong("toml.bad_value", table, "lookup", name, detail::listed(names));
}

/// Index of the segment by whose text the key begins: one of those before, or the segment itself.
std::size_t lookup_from(const TomlTable& table, const std::vector<CodeSegment>& before, const std::string& itself) {
    if (table.find("lookup_from") == nullptr) {
        return before.size();
    }
    std::vector<std::string> names(before.size());
    std::transform(before.begin(), before.end(), names.begin(), [](const auto& segment) { return segment.name; });
    names.push_back(itself);
    return choice(table, "lookup_from", names);
}

void parse_lookup(const TomlTable& table, const CodeDictionaries& dictionaries, const std::vector<CodeSegment>& before,
                  CodeSegment& segment) {
    segment.lookup_from = lookup_from(table, before, segment.name);
    if (table.find("lookup") == nullptr) {
        if (table.find("lookup_from") != nullptr) {
            wrong("toml.missing", table, "lookup");
        }
        return;
    }
    segment.dictionary = named(table, dictionaries);
    const auto length = key_length(before, segment);
    for (const auto& entry : segment.dictionary->entries) {
        if (entry.code.size() != length) {
            wrong("code_scheme.key_length", table, "lookup", segment.dictionary->name, std::to_string(length));
        }
    }
}

CodeSegment parse_segment(const TomlTable& table, const CodeDictionaries& dictionaries,
                          const std::vector<CodeSegment>& before) {
    only(table, {"name", "title", "title_zh", "length", "alphabet", "lookup", "lookup_from"});
    CodeSegment segment;
    segment.name = table.text("name");
    segment.title = table.text("title");
    segment.title_zh = table.text("title_zh");
    segment.length = parse_length(table);
    static_cast<void>(table.text("alphabet"));
    static_cast<void>(choice(table, "alphabet", {"digits"}));
    parse_lookup(table, dictionaries, before, segment);
    for (const auto& earlier : before) {
        if (earlier.name == segment.name) {
            wrong("code_scheme.repeated", table, "name", segment.name);
        }
    }
    return segment;
}

CodePlace parse_place(const TomlTable& table) {
    only(table, {"class", "field", "kind"});
    CodePlace place;
    place.classes = texts(table, "class");
    if (place.classes.empty()) {
        wrong("toml.missing", table, "class");
    }
    place.field = table.text("field");
    place.kinds = texts(table, "kind");
    return place;
}

CheckDigit parse_check_digit(const TomlTable& table, const std::vector<CodeSegment>& segments) {
    const auto rule = static_cast<CheckDigit>(choice(table, "check_digit", {"none", "luhn", "mod11_10"}));
    if (rule != CheckDigit::none && (segments.size() < 2 || segments.back().length != 1)) {
        wrong("code_scheme.check_segment", table, "check_digit");
    }
    return rule;
}

CodeDictionaries load_dictionaries() {
    CodeDictionaries all;
    for (const auto path : builtin_data_paths(dictionary_folder)) {
        const auto table = parse_toml(builtin_data(path).value_or(""), path);
        all.push_back(std::make_shared<const CodeDictionary>(CodeDictionary::from_toml(table)));
    }
    return all;
}

std::vector<CodeScheme> load_schemes() {
    std::vector<CodeScheme> all;
    for (const auto path : builtin_data_paths(scheme_folder)) {
        if (!path.starts_with(dictionary_folder)) {
            all.push_back(CodeScheme::from_toml(parse_toml(builtin_data(path).value_or(""), path)));
        }
    }
    return all;
}

} // namespace

CodeDictionary CodeDictionary::from_toml(const TomlTable& table) {
    only(table, {"name", "title", "title_zh", "source", "status", "note", "note_zh", "entry"});
    CodeDictionary dictionary;
    dictionary.name = table.text("name");
    describe(dictionary, table);
    dictionary.status = status_of(table);
    for (const auto* entry : detail::tables(table, "entry")) {
        dictionary.entries.push_back(parse_entry(*entry, dictionary.status));
    }
    auto& entries = dictionary.entries;
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.code < b.code; });
    const auto twice = std::adjacent_find(entries.begin(), entries.end(),
                                          [](const auto& a, const auto& b) { return a.code == b.code; });
    if (twice != entries.end()) {
        wrong("code_scheme.repeated", table, "code", twice->code);
    }
    return dictionary;
}

CodeScheme CodeScheme::from_toml(const TomlTable& table, const CodeDictionaries& dictionaries) {
    only(table,
         {"id", "title", "title_zh", "source", "status", "note", "note_zh", "check_digit", "segment", "applies_to"});
    CodeScheme scheme;
    scheme.id = table.text("id");
    describe(scheme, table);
    scheme.status = status_of(table);
    for (const auto* segment : detail::tables(table, "segment")) {
        scheme.segments.push_back(parse_segment(*segment, dictionaries, scheme.segments));
    }
    if (scheme.segments.empty()) {
        wrong("toml.missing", table, "segment");
    }
    if (table.find("applies_to") != nullptr) {
        for (const auto* place : detail::tables(table, "applies_to")) {
            scheme.applies_to.push_back(parse_place(*place));
        }
    }
    scheme.check_digit = parse_check_digit(table, scheme.segments);
    return scheme;
}

CodeScheme CodeScheme::from_toml(const TomlTable& table) {
    return from_toml(table, builtin_code_dictionaries());
}

const CodeDictionaries& builtin_code_dictionaries() {
    static const auto all = load_dictionaries();
    return all;
}

const std::vector<CodeScheme>& builtin_code_schemes() {
    static const auto all = load_schemes();
    return all;
}

const CodeScheme& builtin_code_scheme(std::string_view id) {
    std::vector<std::string> ids;
    for (const auto& scheme : builtin_code_schemes()) {
        if (scheme.id == id) {
            return scheme;
        }
        ids.push_back(scheme.id);
    }
    throw UsageError(Message{"code_scheme.unknown", {{"scheme", std::string(id)}, {"allowed", detail::listed(ids)}}});
}

} // namespace kerb
