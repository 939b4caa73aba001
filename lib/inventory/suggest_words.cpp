#include "suggest_words.hpp"

#include <algorithm>
#include <map>

#include <kerb/base/ascii.hpp>
#include <kerb/base/message.hpp>
#include <kerb/base/toml.hpp>

namespace kerb::detail {
namespace {

bool is_latin(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const TomlTable& synonyms() {
    static const TomlTable table = parse_toml(builtin_data("suggest/synonyms.toml").value_or(""), "synonyms.toml");
    return table;
}

std::vector<std::string> listed_words(const TomlTable& table, const std::string& name) {
    std::vector<std::string> words;
    if (table.find(name) != nullptr) {
        for (const auto& word : table.array(name)) {
            words.push_back(word.as_text());
        }
    }
    return words;
}

void add_labels(std::vector<std::string>& words, const std::string& code) {
    for (const auto language : {Language::en, Language::zh}) {
        if (has_text(code, language)) {
            words.push_back(render(code, language));
        }
    }
}

/// `StreetLights_2018` → street, light, 2018.
std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> parts(1);
    char last = ' ';
    for (const char c : name) {
        const bool small_before = ascii::is_lower(last);
        const bool begins = ascii::is_upper(c) && small_before;
        if ((!ascii::is_letter(c) || begins) && !parts.back().empty()) {
            parts.emplace_back();
        }
        if (ascii::is_letter(c)) {
            parts.back() += ascii::lower(c);
        }
        last = c;
    }
    for (auto& part : parts) {
        if (part.size() > 2 && part.ends_with('s')) {
            part.pop_back();
        }
    }
    return parts;
}

bool holds_word(std::string_view layer, const std::string& plain_layer, const std::string& word) {
    constexpr std::size_t longest_short = 4;
    if (is_latin(word) && word.size() <= longest_short) {
        const auto parts = parts_of(layer);
        return std::find(parts.begin(), parts.end(), word) != parts.end() ||
               (!ascii::is_letter(word.front()) && plain_layer.find(word) != std::string::npos);
    }
    return plain_layer.find(word) != std::string::npos;
}

/// What a writer of Shapefiles leaves of a name, in UTF-8 (9 or 10 bytes) or in GB18030 (5 Chinese characters).
bool is_cut(const std::string& whole, const std::string& cut) {
    constexpr std::size_t utf_8 = 9, gb18030 = 15;
    return whole.size() > cut.size() && whole.starts_with(cut) &&
           (cut.size() == utf_8 || cut.size() == utf_8 + 1 || (cut.size() == gb18030 && !is_latin(cut)));
}

std::vector<std::string> words_of_code(const std::string& field, const std::string& code) {
    std::vector<std::string> words = {code};
    add_labels(words, "code." + field + '.' + code);
    for (auto& word : listed_words(synonyms().table("code").table(field), code)) {
        words.push_back(std::move(word));
    }
    return words;
}

/// Whole values first; in longer ones a word of some length may stand anywhere.
std::size_t code_strength(const std::string& plain_value, const std::string& word) {
    constexpr std::size_t whole = 1000, shortest_latin = 4;
    const auto plain = plain_name(word);
    if (plain.empty() || plain == plain_value) {
        return plain.empty() ? 0 : whole;
    }
    const bool long_enough = !is_latin(plain) || plain.size() >= shortest_latin;
    return long_enough && plain_value.find(plain) != std::string::npos ? plain.size() : 0;
}

} // namespace

std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : name) {
        if (std::string_view(" _-.").find(c) == std::string_view::npos) {
            plain += ascii::lower(c);
        }
    }
    return plain;
}

NameWithUnit split_unit(std::string_view name) {
    static const std::vector<std::pair<std::string, std::string>> units = {
        {"毫米", "mm"}, {"厘米", "cm"}, {"英尺", "ft"}, {"feet", "ft"}, {"mm", "mm"},
        {"cm", "cm"},   {"km", "km"},   {"ft", "ft"},   {"米", "m"},    {"m", "m"}};
    std::string text;
    for (const char c : name) {
        text += ascii::lower(c);
    }
    for (const std::string_view bracket : {")", "）", "]"}) {
        if (text.ends_with(bracket)) {
            text.resize(text.size() - bracket.size());
        }
    }
    for (const auto& [word, unit] : units) {
        if (!text.ends_with(word) || text.size() == word.size()) {
            continue;
        }
        auto rest = text.substr(0, text.size() - word.size());
        if (ascii::is_letter(rest.back()) && is_latin(word)) {
            continue; // `diam` has no unit
        }
        for (const std::string_view mark : {"_", " ", "(", "（", "["}) {
            rest = rest.ends_with(mark) ? rest.substr(0, rest.size() - mark.size()) : rest;
        }
        return {rest, unit};
    }
    return {std::string(name), {}};
}

WordMatch class_in_name(const std::string& class_name, std::string_view layer) {
    const auto plain = plain_name(layer);
    auto words = listed_words(synonyms().table("class"), class_name);
    words.push_back(plain_name(class_name));
    std::vector<std::string> labels;
    add_labels(labels, "class." + class_name);
    for (const auto& label : labels) {
        words.push_back(plain_name(label));
    }
    WordMatch best;
    for (const auto& word : words) {
        if (static_cast<int>(word.size()) > best.strength && holds_word(layer, plain, word)) {
            best = {static_cast<int>(word.size()), word};
        }
    }
    return best;
}

WordMatch field_by_name(const std::string& field, std::string_view name) {
    const auto plain = plain_name(name);
    if (plain.empty()) {
        return {};
    }
    if (plain == plain_name(field)) {
        return {4, field};
    }
    auto words = listed_words(synonyms().table("field"), field);
    add_labels(words, "field." + field);
    WordMatch best;
    for (const auto& word : words) {
        const auto whole = plain_name(word);
        const int strength = whole == plain ? 3 : is_cut(whole, plain) ? 2 : 0;
        if (strength > best.strength) {
            best = {strength, word};
        }
    }
    return best;
}

bool names_a_key(std::string_view name) {
    const auto parts = parts_of(name);
    for (const auto* ending : {"id", "no", "nr", "num", "number", "key"}) {
        if (parts.back() == ending) {
            return true;
        }
    }
    const auto plain = plain_name(name);
    return plain.ends_with("号") || plain.ends_with("编") || plain.ends_with("标识码");
}

std::optional<std::string> code_by_value(const std::string& field, const std::vector<std::string>& codes,
                                         std::string_view value) {
    const auto plain = plain_name(value);
    std::size_t best = 0;
    std::optional<std::string> found;
    for (const auto& code : codes) {
        for (const auto& word : words_of_code(field, code)) {
            if (const auto strength = code_strength(plain, word); strength > best) {
                best = strength;
                found = code;
            }
        }
    }
    return found;
}

} // namespace kerb::detail
