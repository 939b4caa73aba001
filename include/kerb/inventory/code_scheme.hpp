// Codes that standards and cities give to assets and zones: what a scheme says, and whether a code follows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb {

/// How far a data file was checked against the text that it names: not at all; through another text, or partly by
/// inference; seen in a public copy of the text itself.
enum class SourceStatus : std::uint8_t { unverified, secondary, found };

/// One value of a dictionary, e.g. component class 0101.
struct CodeEntry {
    std::string code, name_zh, name_en;
    std::string class_name;    ///< our class for it, or empty
    Shape shape = Shape::none; ///< the geometry it is surveyed as; none: not said
    SourceStatus status = SourceStatus::unverified;
};

/// Values that a segment of a code may take: a file of `data/codes/dictionaries/`.
///
/// A dictionary is never complete, because cities extend it: a value that it lacks is a warning, not an error.
struct CodeDictionary {
    std::string name, title, title_zh, source, note, note_zh;
    SourceStatus status = SourceStatus::unverified;
    std::vector<CodeEntry> entries; ///< in the order of their codes, each code once

    /// \throws SourceError naming the file, table and key that is missing, unknown, repeated or of the wrong type.
    [[nodiscard]] static CodeDictionary from_toml(const TomlTable& table);
    /// The entry of `code`, or null. \par Complexity O(log entries).
    [[nodiscard]] const CodeEntry* find(std::string_view code) const;
};

using CodeDictionaries = std::vector<std::shared_ptr<const CodeDictionary>>;

/// Digits of a code that mean one thing, e.g. the six of the administrative region. Every segment is of the digits 0–9.
struct CodeSegment {
    std::string name, title, title_zh;
    std::size_t length = 0;
    std::shared_ptr<const CodeDictionary> dictionary; ///< null: any digits
    /// The key in the dictionary is the text from this segment (its index) through the segment itself: the minor class
    /// 01 has a meaning within its major class only.
    std::size_t lookup_from = 0;
};

/// Rule by which the last digit follows from those before it: Luhn (ISO/IEC 7812-1, annex B), or MOD 11,10
/// (ISO/IEC 7064, hybrid system). Both find every single wrong digit.
enum class CheckDigit : std::uint8_t { none, luhn, mod11_10 };

/// Where codes of a scheme are found. Terms are as in a mapping's conditions: `*` any, `!value` not this one.
struct CodePlace {
    std::vector<std::string> classes;
    std::string field;
    std::vector<std::string> kinds; ///< of the asset's field `kind`; empty: whatever it is
};

/// How a code is made: a file of `data/codes/`.
struct CodeScheme {
    std::string id, title, title_zh, source, note, note_zh;
    SourceStatus status = SourceStatus::unverified;
    std::vector<CodeSegment> segments;
    std::vector<CodePlace> applies_to;
    CheckDigit check_digit = CheckDigit::none; ///< if not none, the last segment is that one digit

    /// Dictionaries that segments name are looked up in `dictionaries` and shared with them.
    /// \throws SourceError naming the file, table and key that is missing, unknown, repeated or of the wrong type.
    [[nodiscard]] static CodeScheme from_toml(const TomlTable& table, const CodeDictionaries& dictionaries);
    /// As above, with the dictionaries that are compiled in.
    [[nodiscard]] static CodeScheme from_toml(const TomlTable& table);
    /// Digits of a whole code.
    [[nodiscard]] std::size_t length() const;
    /// May the field of that class, for an asset of that kind, hold codes of the scheme? A city uses the one or the
    /// other of the schemes that apply to a field, so this is a question to ask before a check, never a demand.
    [[nodiscard]] bool applies(std::string_view class_name, std::string_view field, std::string_view kind = {}) const;
};

/// The dictionaries of `data/codes/dictionaries/`, by name. Thread-safe; read once.
[[nodiscard]] const CodeDictionaries& builtin_code_dictionaries();

/// The schemes of `data/codes/`, by id. Thread-safe; read once.
[[nodiscard]] const std::vector<CodeScheme>& builtin_code_schemes();

/// The compiled-in scheme of that id. \throws UsageError listing the ids there are.
[[nodiscard]] const CodeScheme& builtin_code_scheme(std::string_view id);

/// What is wrong with a code, or worth a look.
enum class CodeFault : std::uint8_t {
    full_width,    ///< full-width digits (０–９) for plain ones; warning
    blanks,        ///< blanks before or after the code; warning
    wrong_length,  ///< more or fewer characters than the scheme has; error
    not_a_digit,   ///< another character at a place; error
    unknown_value, ///< a segment's value is not in its dictionary, which cities extend; warning
    check_digit,   ///< the check digit does not follow from the others; error
};

/// One fault of one code. The text for people and the stable reason (`asset_code.wrong_length`) are in `message`; who
/// knows the row makes an Issue of it.
struct CodeFinding {
    CodeFault fault = CodeFault::wrong_length;
    Severity severity = Severity::error;
    std::size_t place = 0; ///< of the first character concerned in the normalised code, from 1; 0: the code as a whole
    Message message;
};

/// A segment's name and its digits.
struct CodePart {
    std::string segment, text;
    friend bool operator==(const CodePart&, const CodePart&) = default;
};

/// A code, taken apart.
struct ParsedCode {
    std::string
        code; ///< normalised: plain digits for full-width ones, no blanks around; bytes that are no UTF-8: U+FFFD
    std::vector<CodePart> parts;       ///< in the scheme's order; empty when the length or a character is wrong
    std::vector<CodeFinding> findings; ///< by fault, then by place
    /// What the last segment that a dictionary knows means; null when none does. Lives as long as the dictionary.
    const CodeEntry* meaning = nullptr;

    /// Does the code follow the scheme? Warnings do not matter.
    [[nodiscard]] bool valid() const;
};

/// Takes a code apart.
///
/// Surrounding blanks (also U+3000 and other blanks of Unicode) and full-width digits are read as what is meant, and
/// reported. Lengths and places count characters, not bytes. Of a code of the wrong length only the first character
/// that is no digit is reported, as its places belong to no segment. A value whose beginning is unknown already (a
/// major class) is not reported again (its minor class). Never throws for what a code holds. \par Complexity O(length
/// of the code + segments · log of their dictionaries).
[[nodiscard]] ParsedCode parse(const CodeScheme& scheme, std::string_view code);

/// The faults of a field's text. A code is checked but never required: nothing but blanks has no faults.
[[nodiscard]] std::vector<CodeFinding> findings(const CodeScheme& scheme, std::string_view code);

/// The code of these parts, given in any order. compose(parse(code).parts) is the normalised code when it is valid, and
/// parse(compose(parts)).parts are the parts. A check digit may be left out, and is then computed. Dictionaries are not
/// asked.
/// \throws UsageError when a segment is missing, repeated, unknown or not of its number of digits, or when a given
/// check
///         digit is not the right one.
[[nodiscard]] std::string compose(const CodeScheme& scheme, std::span<const CodePart> parts);

/// The schemes that the code follows, in their order. They tell lengths apart, not meanings: a code of random digits
/// follows each scheme of its length. The pointers live as long as `schemes`.
[[nodiscard]] std::vector<const CodeScheme*> matching_schemes(
    std::string_view code, std::span<const CodeScheme> schemes = builtin_code_schemes());

} // namespace kerb
