#include "where.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

namespace kerb::io::detail {
namespace {

std::optional<double> as_number(const CellValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return static_cast<double>(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return *real;
    }
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? std::nullopt : parse_number(*text);
}

/// −1, 0, 1; nullopt when the two cannot be brought into an order. `literal` decides: a quoted text is a text.
std::optional<int> compare(const CellValue& value, const CellValue& literal) {
    const auto sign = [](const auto& a, const auto& b) { return a < b ? -1 : b < a ? 1 : 0; };
    const auto* text = std::get_if<std::string>(&value);
    const auto* other = std::get_if<std::string>(&literal);
    if (text != nullptr && other != nullptr) {
        return sign(*text, *other);
    }
    const auto* whole = std::get_if<std::int64_t>(&value);
    const auto* wanted = std::get_if<std::int64_t>(&literal);
    if (whole != nullptr && wanted != nullptr) {
        return sign(*whole, *wanted);
    }
    const auto a = as_number(value), b = as_number(literal);
    return a && b && !std::isnan(*a) && !std::isnan(*b) ? std::optional(sign(*a, *b)) : std::nullopt;
}

} // namespace

/// Recursive descent over the text.
class WhereParser {
public:
    WhereParser(Where& where, const std::string& text) : where_(where), text_(text) {}

    void run() {
        where_.root_ = either(0);
        if (!next().text.empty()) {
            fail();
        }
    }

private:
    enum class Sort : std::uint8_t { end, word, name, text, sign };
    struct Token {
        Sort sort;
        std::string text;
    };
    using Kind = Where::Kind;
    static constexpr int deepest = 64;

    [[noreturn]] void fail() const {
        const auto begin = std::min(last_, text_.size());
        throw UsageError(Message{"source.bad_where", {{"where", text_}, {"near", text_.substr(begin)}}});
    }

    static bool is_sign(char c) { return std::string_view("()=<>!,").find(c) != std::string_view::npos; }

    Token quoted(char end, Sort sort) {
        std::string value;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] != end) {
                value += text_[at_];
            } else if (at_ + 1 < text_.size() && text_[at_ + 1] == end) {
                value += text_[at_++];
            } else {
                ++at_;
                return {sort, value};
            }
        }
        fail(); // no closing quote
    }

    Token next() {
        while (at_ < text_.size() && ascii::is_space(text_[at_])) {
            ++at_;
        }
        last_ = at_;
        if (at_ == text_.size()) {
            return {Sort::end, {}};
        }
        const char c = text_[at_];
        if (c == '\'' || c == '"') {
            return quoted(c, c == '"' ? Sort::name : Sort::text);
        }
        if (is_sign(c)) {
            const auto two = text_.substr(at_, 2);
            const bool pair = two == "<=" || two == ">=" || two == "!=" || two == "<>";
            at_ += pair ? 2 : 1;
            return {Sort::sign, pair ? two : std::string(1, c)};
        }
        const auto begin = at_;
        while (at_ < text_.size() && !ascii::is_space(text_[at_]) && !is_sign(text_[at_]) && text_[at_] != '\'' &&
               text_[at_] != '"') {
            ++at_;
        }
        return {Sort::word, text_.substr(begin, at_ - begin)};
    }

    [[nodiscard]] Token peek() {
        const auto at = at_, last = last_;
        auto token = next();
        at_ = at;
        last_ = last;
        return token;
    }

    static bool is(const Token& token, std::string_view word) {
        return token.sort == Sort::word && token.text.size() == word.size() &&
               std::equal(word.begin(), word.end(), token.text.begin(),
                          [](char a, char b) { return a == ascii::lower(b); });
    }
    static bool is_sign(const Token& token, std::string_view sign) {
        return token.sort == Sort::sign && token.text == sign;
    }
    bool take(std::string_view word) {
        const bool found = is(peek(), word);
        if (found) {
            static_cast<void>(next());
        }
        return found;
    }
    void insist(std::string_view sign) {
        if (!is_sign(next(), sign)) {
            fail();
        }
    }

    std::size_t add(Where::Node node) {
        where_.nodes_.push_back(std::move(node));
        return where_.nodes_.size() - 1;
    }
    std::size_t no(std::size_t node) { return add({Kind::negation, node, 0, 0, {}}); }

    std::size_t either(int depth) {
        auto left = both(depth);
        while (take("or")) {
            const auto right = both(depth);
            left = add({Kind::either, left, right, 0, {}});
        }
        return left;
    }
    std::size_t both(int depth) {
        auto left = one(depth);
        while (take("and")) {
            const auto right = one(depth);
            left = add({Kind::both, left, right, 0, {}});
        }
        return left;
    }
    std::size_t one(int depth) {
        if (depth > deepest) {
            fail();
        }
        if (take("not")) {
            return no(one(depth + 1));
        }
        if (is_sign(peek(), "(")) {
            static_cast<void>(next());
            const auto inner = either(depth + 1);
            insist(")");
            return inner;
        }
        return comparison();
    }

    std::size_t field() {
        const auto token = next();
        if ((token.sort != Sort::word && token.sort != Sort::name) || is(token, "and") || is(token, "or") ||
            is(token, "in") || is(token, "is")) {
            fail();
        }
        const auto known = std::find(where_.fields_.begin(), where_.fields_.end(), token.text);
        const auto index = static_cast<std::size_t>(known - where_.fields_.begin());
        if (known == where_.fields_.end()) {
            where_.fields_.push_back(token.text);
        }
        return index;
    }

    CellValue value() {
        const auto token = next();
        if (token.sort == Sort::text || token.sort == Sort::name) {
            return token.text;
        }
        if (token.sort != Sort::word || is(token, "null")) {
            fail();
        }
        std::int64_t whole = 0;
        const auto* end = token.text.data() + token.text.size();
        if (const auto read = std::from_chars(token.text.data(), end, whole);
            read.ec == std::errc{} && read.ptr == end) {
            return whole;
        }
        const auto real = parse_number(token.text);
        return real ? CellValue(*real) : CellValue(token.text);
    }

    std::size_t comparison() {
        const auto place = field();
        const bool negated = take("not");
        if (take("in")) {
            insist("(");
            Where::Node among{Kind::among, 0, 0, place, {value()}};
            for (auto token = next(); !is_sign(token, ")"); token = next()) {
                if (!is_sign(token, ",")) {
                    fail();
                }
                among.values.push_back(value());
            }
            const auto node = add(std::move(among));
            return negated ? no(node) : node;
        }
        if (!negated && take("is")) {
            const bool wants_value = take("not");
            if (!take("null")) {
                static_cast<void>(next());
                fail();
            }
            const auto node = add({Kind::is_null, 0, 0, place, {}});
            return wants_value ? no(node) : node;
        }
        const auto sign = next();
        if (negated || sign.sort != Sort::sign) {
            fail();
        }
        return ordered(sign.text, place);
    }

    std::size_t ordered(const std::string& sign, std::size_t place) {
        const bool equal = sign == "=" || sign == "!=" || sign == "<>";
        const bool strict = sign == "<" || sign == ">=";
        if (!equal && !strict && sign != "<=" && sign != ">") {
            fail();
        }
        const auto node = add({equal ? Kind::equal : strict ? Kind::less : Kind::at_most, 0, 0, place, {value()}});
        // >= is not <, > is not <=: a null stays neither.
        return sign == "=" || sign == "<" || sign == "<=" ? node : no(node);
    }

    Where& where_;
    const std::string& text_;
    std::size_t at_ = 0, last_ = 0;
};

Where::Where(const std::string& text) {
    WhereParser(*this, text).run();
}

bool Where::holds(const std::function<CellValue(std::size_t)>& value) const {
    return evaluate(root_, value).value_or(false);
}

std::optional<bool> Where::evaluate(std::size_t at, const std::function<CellValue(std::size_t)>& value) const {
    const auto& node = nodes_[at];
    if (node.kind == Kind::negation) {
        const auto inner = evaluate(node.left, value);
        return inner ? std::optional(!*inner) : std::nullopt;
    }
    if (node.kind == Kind::both || node.kind == Kind::either) {
        const bool decisive = node.kind == Kind::either; // one such side decides
        const auto left = evaluate(node.left, value), right = evaluate(node.right, value);
        if (left == decisive || right == decisive) {
            return decisive;
        }
        return left && right ? std::optional(!decisive) : std::nullopt;
    }
    const auto found = value(node.field);
    const bool null = std::holds_alternative<std::monostate>(found);
    if (node.kind == Kind::is_null) {
        return null;
    }
    if (null) {
        return std::nullopt;
    }
    if (node.kind == Kind::equal || node.kind == Kind::among) {
        return std::any_of(node.values.begin(), node.values.end(),
                           [&found](const CellValue& wanted) { return compare(found, wanted) == 0; });
    }
    const auto order = compare(found, node.values.front());
    return order ? std::optional(node.kind == Kind::less ? *order < 0 : *order <= 0) : std::nullopt;
}

} // namespace kerb::io::detail
