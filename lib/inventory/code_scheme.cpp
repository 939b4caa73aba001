#include <kerb/inventory/code_scheme.hpp>

#include <algorithm>
#include <optional>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>

#include "code_text.hpp"

namespace kerb {
namespace {

using Arguments = std::vector<std::pair<std::string, MessageValue>>;

MessageValue count(std::size_t value) {
    return static_cast<std::int64_t>(value);
}

char luhn(std::string_view digits) {
    int sum = 0;
    bool doubled = true; // the digit next to the check digit is
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
        const int value = (*digit - '0') * (doubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return static_cast<char>('0' + (10 - sum % 10) % 10);
}

char mod11_10(std::string_view digits) {
    int carry = 10;
    for (const char digit : digits) {
        const int sum = (carry + digit - '0') % 10;
        carry = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return static_cast<char>('0' + (11 - carry) % 10);
}

/// The check digit of a code without it.
char right_digit(CheckDigit rule, std::string_view digits) {
    return rule == CheckDigit::luhn ? luhn(digits) : mod11_10(digits);
}

bool among(const std::vector<std::string>& terms, std::string_view value) {
    bool wanted = false, met = false;
    for (const auto& term : terms) {
        if (term.starts_with('!')) {
            if (term.substr(1) == value) {
                return false;
            }
        } else {
            wanted = true;
            met = met || term == "*" || term == value;
        }
    }
    return !wanted || met;
}

/// A code on its way to be taken apart.
class Parser {
public:
    explicit Parser(const CodeScheme& scheme) : scheme_(scheme) {}

    ParsedCode operator()(std::string_view text) {
        const auto read = detail::read_code(text);
        parsed_.code = detail::utf8(read.characters);
        if (read.full_width) {
            add(CodeFault::full_width, Severity::warning, 0, "asset_code.full_width");
        }
        if (read.blanks) {
            add(CodeFault::blanks, Severity::warning, 0, "asset_code.blanks");
        }
        if (characters_fit(read.characters)) {
            cut();
            look_up();
            check_last_digit();
        }
        return std::move(parsed_);
    }

private:
    void add(CodeFault fault, Severity severity, std::size_t place, std::string code, Arguments more = {}) {
        Arguments arguments = {{"code", parsed_.code}, {"scheme", scheme_.id}};
        std::move(more.begin(), more.end(), std::back_inserter(arguments));
        parsed_.findings.push_back({fault, severity, place, {std::move(code), std::move(arguments)}});
    }

    bool characters_fit(const std::u32string& characters) {
        const auto expected = scheme_.length();
        const bool right_length = characters.size() == expected;
        if (!right_length) {
            add(CodeFault::wrong_length, Severity::error, 0, "asset_code.wrong_length",
                {{"length", count(characters.size())}, {"expected", count(expected)}});
        }
        bool digits = true;
        for (std::size_t i = 0; i < characters.size() && (digits || right_length); ++i) {
            if (!detail::is_digit(characters[i])) {
                digits = false;
                add(CodeFault::not_a_digit, Severity::error, i + 1, "asset_code.not_a_digit",
                    {{"value", detail::utf8({&characters[i], 1})}, {"place", count(i + 1)}});
            }
        }
        return right_length && digits;
    }

    void cut() {
        std::size_t at = 0;
        for (const auto& segment : scheme_.segments) {
            parsed_.parts.push_back({segment.name, parsed_.code.substr(at, segment.length)});
            at += segment.length;
        }
    }

    void look_up() {
        std::vector<bool> unknown;
        std::vector<std::size_t> begin; // of each segment in the code
        std::size_t end = 0;
        for (const auto& segment : scheme_.segments) {
            begin.push_back(end);
            end += segment.length;
            bool missing = std::find(unknown.begin() + static_cast<std::ptrdiff_t>(first_of(segment, unknown.size())),
                                     unknown.end(), true) != unknown.end();
            if (segment.dictionary != nullptr && !missing) {
                missing = !known(segment, begin[segment.lookup_from], end);
            }
            unknown.push_back(missing);
        }
    }

    /// Where the key of the segment begins; a segment without a dictionary depends on none.
    static std::size_t first_of(const CodeSegment& segment, std::size_t itself) {
        return segment.dictionary == nullptr ? itself : segment.lookup_from;
    }

    bool known(const CodeSegment& segment, std::size_t begin, std::size_t end) {
        auto value = parsed_.code.substr(begin, end - begin);
        if (const auto* entry = segment.dictionary->find(value)) {
            parsed_.meaning = entry;
            return true;
        }
        add(CodeFault::unknown_value, Severity::warning, begin + 1, "asset_code.unknown_value",
            {{"value", std::move(value)}, {"place", count(begin + 1)}, {"dictionary", segment.dictionary->name}});
        return false;
    }

    void check_last_digit() {
        if (scheme_.check_digit == CheckDigit::none) {
            return;
        }
        const auto place = parsed_.code.size();
        const auto right = right_digit(scheme_.check_digit, std::string_view(parsed_.code).substr(0, place - 1));
        if (parsed_.code.back() != right) {
            add(CodeFault::check_digit, Severity::error, place, "asset_code.check_digit",
                {{"value", parsed_.code.substr(place - 1)}, {"expected", std::string(1, right)}});
        }
    }

    const CodeScheme& scheme_;
    ParsedCode parsed_;
};

[[noreturn]] void refuse(const CodeScheme& scheme, std::string code, Arguments more) {
    more.emplace_back("scheme", scheme.id);
    throw UsageError(Message{std::move(code), std::move(more)});
}

void refuse_unknown(const CodeScheme& scheme, std::span<const CodePart> parts) {
    std::vector<std::string> names;
    for (const auto& segment : scheme.segments) {
        names.push_back(segment.name);
    }
    for (const auto& part : parts) {
        if (std::find(names.begin(), names.end(), part.segment) == names.end()) {
            refuse(scheme, "asset_code.no_such_segment",
                   {{"segment", part.segment}, {"allowed", detail::listed(names)}});
        }
    }
}

/// The text given for the segment; nullopt when none is. \throws UsageError when it is not right, or given twice.
std::optional<std::string> text_for(const CodeScheme& scheme, const CodeSegment& segment,
                                    std::span<const CodePart> parts) {
    std::optional<std::string> text;
    for (const auto& part : parts) {
        if (part.segment != segment.name) {
            continue;
        }
        const bool digits =
            std::all_of(part.text.begin(), part.text.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (text || !digits || part.text.size() != segment.length) {
            refuse(scheme, "asset_code.segment",
                   {{"segment", segment.name}, {"value", part.text}, {"expected", count(segment.length)}});
        }
        text = part.text;
    }
    return text;
}

} // namespace

const CodeEntry* CodeDictionary::find(std::string_view code) const {
    const auto at =
        std::lower_bound(entries.begin(), entries.end(), code,
                         [](const CodeEntry& entry, std::string_view wanted) { return entry.code < wanted; });
    return at != entries.end() && at->code == code ? &*at : nullptr;
}

std::size_t CodeScheme::length() const {
    std::size_t sum = 0;
    for (const auto& segment : segments) {
        sum += segment.length;
    }
    return sum;
}

bool CodeScheme::applies(std::string_view class_name, std::string_view field, std::string_view kind) const {
    return std::any_of(applies_to.begin(), applies_to.end(), [&](const CodePlace& place) {
        return place.field == field && among(place.classes, class_name) && among(place.kinds, kind);
    });
}

bool ParsedCode::valid() const {
    return std::none_of(findings.begin(), findings.end(),
                        [](const CodeFinding& finding) { return finding.severity == Severity::error; });
}

ParsedCode parse(const CodeScheme& scheme, std::string_view code) {
    return Parser(scheme)(code);
}

std::vector<CodeFinding> findings(const CodeScheme& scheme, std::string_view code) {
    auto parsed = parse(scheme, code);
    return parsed.code.empty() ? std::vector<CodeFinding>{} : std::move(parsed.findings);
}

std::string compose(const CodeScheme& scheme, std::span<const CodePart> parts) {
    refuse_unknown(scheme, parts);
    std::string code;
    for (const auto& segment : scheme.segments) {
        const bool checks = scheme.check_digit != CheckDigit::none && &segment == &scheme.segments.back();
        const auto right = checks ? std::string(1, right_digit(scheme.check_digit, code)) : std::string{};
        const auto text = text_for(scheme, segment, parts);
        if (!text && !checks) {
            refuse(scheme, "asset_code.segment",
                   {{"segment", segment.name}, {"value", ""}, {"expected", count(segment.length)}});
        }
        code += text.value_or(right);
        if (checks && text && *text != right) {
            refuse(scheme, "asset_code.check_digit", {{"code", code}, {"value", *text}, {"expected", right}});
        }
    }
    return code;
}

std::vector<const CodeScheme*> matching_schemes(std::string_view code, std::span<const CodeScheme> schemes) {
    std::vector<const CodeScheme*> matching;
    for (const auto& scheme : schemes) {
        if (parse(scheme, code).valid()) {
            matching.push_back(&scheme);
        }
    }
    return matching;
}

} // namespace kerb
